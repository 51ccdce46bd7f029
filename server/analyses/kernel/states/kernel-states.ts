/**
 * What each thread and each CPU of a kernel trace is doing, from event to event. Thread Status, Resources Status, CPU
 * Usage and Context Switches answer from what it keeps.
 *
 * Where events were lost, the next one of the thread or the CPU counts, and a thread that must have left its CPU before
 * is taken to have run until its last event there. What a CPU did before its first sched_switch is
 * known as far as that tells: its thread ran since the trace began.
 */
import type { IndexReader, IndexWriter } from '../../../index/store/kept.ts';
import type { Attribute, Attributed } from '../../attributes.ts';
import { ipiName, Kind, type Role } from '../kernel-events.ts';
import { type KernelBatch, type KernelPart, type KernelTrace, MOST_CPUS, threadId } from '../kernel-part.ts';
import { CpuStatus, cpuStatus } from './cpu-status.ts';
import { EventColumns } from './event-columns.ts';
import { EFFECTS, NONE, OF_CPU, PROCESSES, WANTS } from './heeded-events.ts';
import { kernelAttributes } from './kernel-attributes.ts';
import type { Cpu, InterruptKind } from './resource-rows.ts';
import { ResourceTable } from './resource-table.ts';
import { endState, setState } from './set-state.ts';
import { isSince414, Status, statusDumped, statusLeft, syscallOf, syscallStatus } from './status.ts';
import { ThreadTable } from './thread-table.ts';

type Columns = Readonly<Record<keyof typeof WANTS, Float64Array>>;

export class KernelStates implements KernelPart, Attributed {
  readonly stateSystem = { module: 'Linux Kernel', id: 'org.eclipse.tracecompass.analysis.os.linux.kernel' };
  readonly keptAs = 'states 2';
  readonly threads = new ThreadTable();
  readonly resources = new ResourceTable();
  readonly #columns: EventColumns<keyof typeof WANTS>;
  /** Does the trace tell the processes of threads? */
  readonly tellsProcesses: boolean;
  readonly #since414: boolean;
  /** Does the trace tell when a thread is gone? Otherwise it is gone when its CPU is given to another for good. */
  readonly #tellsEnds: boolean;
  /** By event type: what an interrupt between processors is called. */
  readonly #ipiNames: Int32Array;
  /** Time of the trace's first event. */
  #begin = Number.NaN;

  static of(trace: KernelTrace): KernelStates {
    return new KernelStates(trace);
  }

  constructor(trace: KernelTrace) {
    const { reader, strings, layout } = trace;
    this.#columns = new EventColumns(layout, WANTS);
    this.tellsProcesses = PROCESSES.some((name) => this.#columns.tells(name));
    this.#since414 = isSince414(reader.properties);
    this.#tellsEnds = layout.kinds.includes(Kind.sched_process_free);
    this.#ipiNames = Int32Array.from(reader.types, ({ name }) => {
      const ipi = ipiName(name);
      return ipi === undefined ? -1 : strings.intern(ipi);
    });
  }

  get roles(): readonly Role[] {
    return this.#columns.roles;
  }

  consume({ length, time, type, kind, cpu: cpus, tid, syscall }: KernelBatch, fields: readonly Float64Array[]): void {
    if (length > 0 && Number.isNaN(this.#begin)) this.#begin = time[0]!;
    const { resources } = this;
    const columns = this.#columns.of(fields, length);
    for (let i = 0; i < length; i++) {
      const k = kind[i]!;
      const effect = EFFECTS[k]!;
      if (effect === NONE) continue;
      const t = time[i]!;
      const cpu = cpus[i]! < 0 ? undefined : resources.cpu(cpus[i]!);
      if (cpu !== undefined && cpu.slot < 0 && !cpu.isLost && tid[i]! >= 0) this.#know(cpu, tid[i]!, t, -1);
      if (effect === OF_CPU) {
        if (cpu === undefined) continue;
        switch (k) {
          case Kind.sched_switch:
            this.#switch(columns, cpu, t, i);
            break;
          case Kind.syscall_entry:
            this.#call(cpu, t, syscallStatus(syscall[i]!));
            break;
          case Kind.syscall_exit:
            this.#call(cpu, t, 0);
            break;
          case Kind.softirq_raise:
            resources.raise('softirq', columns.vec[i]!, cpu, t);
            break;
          case Kind.softirq_entry:
            this.#interrupt(cpu, t, 'softirq', columns.vec[i]!, -1);
            break;
          case Kind.softirq_exit:
            this.#resume(cpu, t, 'softirq', columns.vec[i]!);
            break;
          case Kind.irq_handler_entry:
            this.#interrupt(cpu, t, 'irq', columns.irq[i]!, columns.irqName[i]!);
            break;
          case Kind.irq_handler_exit:
            this.#resume(cpu, t, 'irq', columns.irq[i]!);
            break;
          case Kind.ipi_entry:
            this.#interrupt(cpu, t, 'ipi', vectorOf(columns, i), this.#ipiNames[type[i]!]!);
            break;
          case Kind.ipi_exit:
            this.#resume(cpu, t, 'ipi', vectorOf(columns, i));
            break;
        }
      } else {
        switch (k) {
          case Kind.sched_process_fork:
            this.#fork(columns, t, i);
            break;
          case Kind.sched_process_free:
            this.#end(threadId(columns.tid[i]!), t);
            break;
          case Kind.cpu_frequency:
            this.#frequency(columns.frequencyCpu[i]!, t, columns.frequency[i]!);
            break;
          case Kind.statedump_process_state:
            this.#dumped(columns, t, i);
            break;
          default:
            if (k === Kind.sched_migrate_task || columns.success[i] !== 0)
              this.#wake(threadId(columns.tid[i]!), t, columns.wokenName[i]!);
        }
      }
    }
  }

  finish(end: number): void {
    this.threads.finish(end + 1);
    this.resources.finish(end + 1);
  }

  attributes(strings: { text(id: number): string }): Iterable<Attribute> {
    return kernelAttributes(this, strings);
  }

  save(out: IndexWriter): void {
    this.threads.save(out.within('threads'));
    this.resources.save(out.within('resources'));
  }

  load(from: IndexReader): void {
    this.threads.load(from.within('threads'));
    this.resources.load(from.within('resources'));
  }

  /** The first that is known of a CPU: this thread runs there, and has since the trace began. */
  #know(cpu: Cpu, tid: number, time: number, name: number): void {
    const { threads } = this;
    const begin = this.#begin;
    const slot = threads.slot(tid, cpu.number);
    const idle = threads.isIdle(slot);
    const row = threads.rows[slot]!;
    this.#loseElsewhere(cpu, slot);
    if (cpu.pending > 0) threads.setPending(slot, cpu.pending);
    if (!cpu.isLost && row.count === 0 && !row.isOpen) {
      threads.live(slot, begin, name);
      if (begin < time) threads.set(slot, begin, idle ? Status.idle : Status.unknown);
    }
    const life = threads.live(slot, time, name);
    threads.set(slot, time, threads.running(slot));
    cpu.slot = slot;
    if (!idle && !cpu.isLost && cpu.threads.count === 0) {
      cpu.isContinued = true;
      cpu.threads.open(begin, life);
    }
    if (cpu.states.count === 0 && !cpu.states.isOpen && begin < time)
      setState(cpu.states, begin, cpuStatus(idle ? CpuStatus.idle : CpuStatus.unknown));
    this.#showCpu(cpu, time);
  }

  #switch(columns: Columns, cpu: Cpu, time: number, i: number): void {
    const { threads } = this;
    const prev = threadId(columns.prevTid[i]!);
    const next = threadId(columns.nextTid[i]!);
    if (cpu.slot < 0 && prev >= 0) this.#know(cpu, prev, time, columns.prevName[i]!);
    const prevSlot = threads.slot(prev, cpu.number);
    if (cpu.slot !== prevSlot) {
      if (cpu.slot >= 0) this.#lose(cpu);
      this.#loseElsewhere(cpu, prevSlot);
    }
    if (cpu.threads.isOpen) cpu.threads.close(time);
    if (cpu.irqs > 0) this.resources.leaveAll(cpu, time);
    if (prevSlot >= 0) this.#leave(columns, prevSlot, time, i);
    const nextSlot = threads.slot(next, cpu.number);
    this.#loseElsewhere(cpu, nextSlot);
    cpu.slot = nextSlot;
    cpu.isLost = false;
    cpu.pending = 0;
    if (nextSlot < 0) {
      endState(cpu.states, time);
      return;
    }
    const idle = threads.isIdle(nextSlot);
    const life = threads.live(nextSlot, time, columns.nextName[i]!);
    threads.set(nextSlot, time, threads.running(nextSlot));
    if (idle) {
      this.#showCpu(cpu, time);
    } else {
      cpu.threads.open(time, life);
      setState(cpu.states, time, this.#running(cpu));
    }
  }

  /** No switch told when the thread left the CPU: since its last event there nobody knows what ran. */
  #lose(cpu: Cpu): void {
    const { threads } = this;
    const row = threads.rows[cpu.slot]!;
    const last = row.openStart;
    const isRunning = threads.isRunning(cpu.slot);
    if (threads.isIdle(cpu.slot)) row.openStart = Number.NaN;
    else if (isRunning) row.openValue = Status.waitUnknown;
    if (isRunning && last > cpu.threads.openStart) cpu.threads.close(last);
    else cpu.threads.openStart = Number.NaN;
    if (cpu.irqs + cpu.softirqs === 0) cpu.states.openValue = cpuStatus(CpuStatus.unknown);
    cpu.slot = -1;
    cpu.isLost = true;
  }

  /** A thread runs on one CPU at a time: it has left the one on which it was taken to run. */
  #loseElsewhere(cpu: Cpu, slot: number): void {
    if (slot < 0 || !this.threads.isRunning(slot)) return;
    const other = this.resources.cpus.find((other) => other !== cpu && other.slot === slot);
    if (other !== undefined) this.#lose(other);
  }

  #leave(columns: Columns, slot: number, time: number, i: number): void {
    const { threads } = this;
    const life = threads.live(slot, time, columns.prevName[i]!);
    if (threads.isIdle(slot)) {
      threads.stop(slot, time);
      return;
    }
    this.#belong(life, slot, threadId(columns.prevProcess[i]!));
    const left = this.#left(columns.prevState[i]!);
    if (left !== undefined) threads.set(slot, time, left);
    else if (this.#tellsEnds) threads.stop(slot, time);
    else threads.end(slot, time);
  }

  #left(bits: number): number | undefined {
    return Number.isNaN(bits) ? Status.waitUnknown : statusLeft(bits, this.#since414);
  }

  /** The thread that runs on the CPU enters a system call, or leaves it (0). */
  #call(cpu: Cpu, time: number, status: number): void {
    if (cpu.slot < 0) cpu.pending = status;
    else {
      this.threads.setPending(cpu.slot, status);
      this.threads.set(cpu.slot, time, this.threads.running(cpu.slot));
    }
    this.#showCpu(cpu, time);
  }

  #interrupt(cpu: Cpu, time: number, kind: InterruptKind, number: number, name: number): void {
    this.resources.enter(kind, number, cpu, time, name);
    if (cpu.slot >= 0 && cpu.irqs + cpu.softirqs > 0) this.threads.set(cpu.slot, time, Status.interrupted);
    this.#showCpu(cpu, time);
  }

  #resume(cpu: Cpu, time: number, kind: InterruptKind, number: number): void {
    this.resources.leave(kind, number, cpu, time);
    if (cpu.slot >= 0 && cpu.irqs + cpu.softirqs === 0)
      this.threads.set(cpu.slot, time, this.threads.running(cpu.slot));
    this.#showCpu(cpu, time);
  }

  #wake(tid: number, time: number, name: number): void {
    if (tid <= 0) return;
    const { threads } = this;
    const slot = threads.slot(tid, 0);
    threads.live(slot, time, name);
    if (!threads.isRunning(slot)) threads.set(slot, time, Status.waitForCpu);
  }

  #fork(columns: Columns, time: number, i: number): void {
    const { threads } = this;
    const child = threadId(columns.childTid[i]!);
    if (child <= 0) return;
    const slot = threads.slot(child, 0);
    const life = threads.born(slot, time, columns.childName[i]!);
    const parent = threadId(columns.parentTid[i]!);
    if (parent >= 0) {
      threads.lives.parent.data[life] = parent;
      if (parent > 0) threads.setPending(slot, threads.pending(threads.slot(parent, 0)));
    }
    this.#belong(life, slot, threadId(columns.childPid[i]!));
    threads.set(slot, time, Status.waitForCpu);
  }

  /** The thread's process, kept where it isn't the thread itself. */
  #belong(life: number, slot: number, process: number): void {
    if (process > 0 && process !== this.threads.tid(slot)) this.threads.lives.process.data[life] = process;
  }

  #end(tid: number, time: number): void {
    if (tid > 0) this.threads.end(this.threads.slot(tid, 0), time);
  }

  #frequency(number: number, time: number, kHz: number): void {
    const { resources } = this;
    const isCpu = Number.isInteger(number) && number >= 0 && number < MOST_CPUS;
    if (isCpu && kHz >= 0 && kHz < 2 ** 32) resources.setFrequency(resources.cpu(number), time, kHz);
  }

  #dumped(columns: Columns, time: number, i: number): void {
    const { threads } = this;
    const tid = threadId(columns.tid[i]!);
    const status = statusDumped(columns.dumpedStatus[i]!);
    if (tid <= 0) return;
    const slot = threads.slot(tid, 0);
    if (status === undefined && threads.life(slot) < 0) return;
    const life = threads.live(slot, time, columns.dumpedName[i]!);
    const { lives } = threads;
    const parent = threadId(columns.dumpedParent[i]!);
    if (parent > 0) lives.parent.data[life] = parent;
    this.#belong(life, slot, threadId(columns.dumpedPid[i]!));
    if (status !== undefined && !threads.rows[slot]!.isOpen) threads.set(slot, time, status);
  }

  #showCpu(cpu: Cpu, time: number): void {
    if (cpu.irqs > 0) setState(cpu.states, time, cpuStatus(CpuStatus.irq));
    else if (cpu.softirqs > 0) setState(cpu.states, time, cpuStatus(CpuStatus.softirq));
    else if (cpu.slot >= 0) setState(cpu.states, time, this.#running(cpu));
    else if (cpu.pending > 0) setState(cpu.states, time, cpuStatus(CpuStatus.syscall, syscallOf(cpu.pending)));
    else endState(cpu.states, time);
  }

  /** What the CPU does where nothing interrupts it. */
  #running({ slot }: Cpu): number {
    const { threads } = this;
    if (threads.isIdle(slot)) return cpuStatus(CpuStatus.idle);
    const pending = threads.pending(slot);
    if (pending > 0) return cpuStatus(CpuStatus.syscall, syscallOf(pending));
    const life = threads.life(slot);
    return cpuStatus(CpuStatus.usermode, life < 0 ? -1 : threads.lives.name.data[life]! - 1);
  }
}

/** Of an interrupt between processors: its vector, or 0 where the trace does not tell. */
function vectorOf(columns: Columns, i: number): number {
  const vector = columns.vector[i]!;
  return Number.isNaN(vector) ? 0 : vector;
}
