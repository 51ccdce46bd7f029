/**
 * What interrupts each CPU at the moment: what wakes a thread then is the interrupt, not the thread that runs there.
 *
 * Inner interrupts count: a timer within an interrupt, an interrupt within a softirq. A thread switch ends them all, so
 * that an exit that was lost does no lasting harm.
 */
import { Kind } from '../kernel-events.ts';
import { Cause, cause, isNetworkSoftirq } from './wake-cause.ts';

const NONE = -1;

interface Cpu {
  /** Numbers; `NONE` if there is none. */
  irq: number;
  softirq: number;
  hrtimer: boolean;
  ipi: boolean;
  /** A request to a disk was completed in this interrupt. */
  disk: boolean;
}

export class Interrupts {
  readonly #cpus: Cpu[] = [];

  /** Takes note of an event. `number`: of the irq or softirq that it is about. */
  see(kind: number, on: number, number: number): void {
    if (on < 0) return;
    this.#cpus[on] ??= { irq: NONE, softirq: NONE, hrtimer: false, ipi: false, disk: false };
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
        cpu.disk = cpu.irq !== NONE || cpu.softirq !== NONE || cpu.ipi;
        break;
      case Kind.sched_switch:
        cpu.irq = NONE;
        cpu.softirq = NONE;
        cpu.hrtimer = false;
        cpu.ipi = false;
        cpu.disk = false;
    }
  }

  /** The cause of a wake-up on a CPU where `tid` is current: 0 idle, −1 unknown. */
  cause(on: number, tid: number): number {
    const cpu = this.#cpus[on];
    if (cpu !== undefined) {
      if (cpu.hrtimer) return cause(Cause.hrtimer);
      if (cpu.disk) return cause(Cause.disk);
      if (cpu.irq !== NONE) return cause(Cause.irq, cpu.irq);
      if (cpu.softirq !== NONE) return cause(Cause.softirq, cpu.softirq);
      if (cpu.ipi) return cause(Cause.ipi);
    }
    if (tid > 0) return cause(Cause.thread, tid);
    return tid === 0 ? cause(Cause.idle) : cause(Cause.unknown);
  }

  /** Is the CPU in the part of the kernel that hands arriving packets on? */
  receives(on: number): boolean {
    const cpu = this.#cpus[on];
    return cpu !== undefined && cpu.softirq !== NONE && isNetworkSoftirq(cpu.softirq);
  }
}
