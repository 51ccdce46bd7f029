/**
 * What interrupts each CPU at the moment: what wakes a thread then is the interrupt, not the thread that runs there.
 *
 * Inner interrupts count: a timer within an interrupt, an interrupt within a softirq. A thread switch ends them all, so
 * that an exit that was lost does no lasting harm. Where nothing interrupts, which is nearly always, one byte tells.
 */
import { Kind } from '../kernel-events.ts';
import { MOST_CPUS } from '../kernel-part.ts';
import { Cause, cause, isNetworkSoftirq } from './wake-cause.ts';

const NONE = -1;

class Cpu {
  /** Numbers; `NONE` if there is none. */
  irq = NONE;
  softirq = NONE;
  hrtimer = false;
  ipi = false;
  /** A request to a disk was completed in this interrupt. */
  disk = false;

  get isInterrupted(): boolean {
    return this.irq !== NONE || this.softirq !== NONE || this.hrtimer || this.ipi;
  }
}

export class Interrupts {
  readonly #cpus: Cpu[] = [];
  /** By CPU: 1 while it is interrupted. */
  readonly #interrupted = new Uint8Array(MOST_CPUS);

  /** Takes note of the begin or end of an interrupt, or of what happens in one. `number`: of an irq or softirq. */
  see(kind: number, on: number, number: number): void {
    if (on < 0) return;
    this.#cpus[on] ??= new Cpu();
    const cpu = this.#cpus[on];
    switch (kind) {
      case Kind.irq_handler_entry:
        cpu.irq = number;
        break;
      case Kind.irq_handler_exit:
        cpu.irq = NONE;
        cpu.disk = false;
        break;
      case Kind.softirq_entry:
        cpu.softirq = number;
        break;
      case Kind.softirq_exit:
        cpu.softirq = NONE;
        cpu.disk = false;
        break;
      case Kind.hrtimer_expire_entry:
        cpu.hrtimer = true;
        break;
      case Kind.hrtimer_expire_exit:
        cpu.hrtimer = false;
        break;
      case Kind.ipi_entry:
        cpu.ipi = true;
        break;
      case Kind.ipi_exit:
        cpu.ipi = false;
        cpu.disk = false;
        break;
      case Kind.block_rq_complete:
        cpu.disk = cpu.isInterrupted;
    }
    this.#interrupted[on] = cpu.isInterrupted ? 1 : 0;
  }

  /** Threads are switched on the CPU. */
  end(on: number): void {
    if (on < 0 || this.#interrupted[on] === 0) return;
    this.#cpus[on] = new Cpu();
    this.#interrupted[on] = 0;
  }

  /** The cause of a wake-up on a CPU where `tid` is current: 0 idle, −1 unknown. */
  cause(on: number, tid: number): number {
    if (on >= 0 && this.#interrupted[on] === 1) {
      const cpu = this.#cpus[on]!;
      if (cpu.hrtimer) return cause(Cause.hrtimer);
      if (cpu.disk) return cause(Cause.disk);
      if (cpu.irq !== NONE) return cause(Cause.irq, cpu.irq);
      if (cpu.softirq !== NONE) return cause(Cause.softirq, cpu.softirq);
      return cause(Cause.ipi);
    }
    if (tid > 0) return cause(Cause.thread, tid);
    return tid === 0 ? cause(Cause.idle) : cause(Cause.unknown);
  }

  /** Is the CPU in the part of the kernel that hands arriving packets on? */
  receives(on: number): boolean {
    return on >= 0 && this.#interrupted[on] === 1 && isNetworkSoftirq(this.#cpus[on]!.softirq);
  }
}
