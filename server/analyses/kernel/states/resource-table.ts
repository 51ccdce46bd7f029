/**
 * All CPUs and interrupts of a kernel trace. Bounded: a trace that tells of more interrupts than any machine has loses
 * those beyond.
 */
import { KeyTable } from '../../../index/key-table.ts';
import type { StateRow } from '../../../index/state-row.ts';
import { loadStateRows, saveStateRows } from '../../../index/state-rows-kept.ts';
import type { IndexReader, IndexWriter } from '../../../index/store/kept.ts';
import { MOST_CPUS } from '../kernel-part.ts';
import {
  ACTIVE,
  Cpu,
  CpuInterrupt,
  Interrupt,
  type InterruptKind,
  RAISED,
  type ResourceEntry,
} from './resource-rows.ts';
import { endState, setState } from './set-state.ts';

const MOST_INTERRUPTS = 65_536;
type KeptEntry = readonly [kind: ResourceEntry['kind'], index: number];

const KINDS: readonly InterruptKind[] = ['irq', 'ipi', 'softirq'];

export class ResourceTable {
  /** By entry number. */
  readonly entries: (ResourceEntry | undefined)[] = [undefined];
  /** By number; holes where a CPU has had no event. */
  readonly #cpus: Cpu[] = [];
  readonly #interruptKeys = new KeyTable();
  readonly #interrupts: Interrupt[] = [];
  readonly #partKeys = new KeyTable();
  readonly #parts: CpuInterrupt[] = [];

  get cpus(): readonly Cpu[] {
    return this.#cpus.filter((cpu) => cpu !== undefined);
  }

  get interrupts(): readonly Interrupt[] {
    return this.#interrupts;
  }

  cpu(number: number): Cpu {
    return this.#cpus[number] ?? this.#addCpu(number);
  }

  setFrequency(cpu: Cpu, time: number, kHz: number): void {
    if (cpu.fastest === 0) this.entries.push({ kind: 'frequency', cpu });
    cpu.fastest = Math.max(cpu.fastest, kHz);
    setState(cpu.frequency, time, kHz);
  }

  raise(kind: InterruptKind, number: number, cpu: Cpu, time: number): void {
    const part = this.#part(kind, number, cpu, -1);
    if (part === undefined || part.isRaised) return;
    part.isRaised = true;
    part.interrupt.raised++;
    this.#show(part, time);
  }

  /** `name`: an id in the trace's strings, −1 if it isn't told. */
  enter(kind: InterruptKind, number: number, cpu: Cpu, time: number, name: number): void {
    const part = this.#part(kind, number, cpu, name);
    if (part === undefined) return;
    if (part.isRaised) {
      part.isRaised = false;
      part.interrupt.raised--;
    }
    if (!part.isActive) {
      part.isActive = true;
      part.interrupt.active++;
      if (kind === 'softirq') cpu.softirqs++;
      else cpu.irqs++;
    }
    this.#show(part, time);
  }

  leave(kind: InterruptKind, number: number, cpu: Cpu, time: number): void {
    const part = this.#parts[this.#partKeys.find(key(kind, number) * MOST_CPUS + cpu.number)];
    if (part?.isActive) this.#leave(part, time);
  }

  /** The CPU can't be in an interrupt any more: ends those whose exit was not told. */
  leaveAll(cpu: Cpu, time: number): void {
    for (const part of cpu.interrupts) {
      if (part.isActive && part.interrupt.kind !== 'softirq') this.#leave(part, time);
    }
  }

  finish(end: number): void {
    for (const row of this.#rows()) endState(row, end);
  }

  /** In an order that stays. */
  #rows(): StateRow[] {
    return [
      ...this.cpus.flatMap(({ threads, states, frequency }) => [threads, states, frequency]),
      ...this.#interrupts.map(({ row }) => row),
      ...this.#parts.map(({ row }) => row),
    ];
  }

  save(out: IndexWriter): void {
    const interrupts = new Map(this.#interrupts.map((interrupt, i) => [interrupt, i]));
    const parts = new Map(this.#parts.map((part, i) => [part, i]));
    const place = (entry: ResourceEntry): KeptEntry => {
      if ('interrupt' in entry) return [entry.kind, interrupts.get(entry.interrupt)!];
      return [entry.kind, 'part' in entry ? parts.get(entry.part)! : entry.cpu.number];
    };
    out.facts(
      'cpus',
      this.cpus.map(({ number, fastest, isContinued }) => [number, fastest, isContinued]),
    );
    out.facts(
      'interrupts',
      this.#interrupts.map(({ kind, number, name }) => [kind, number, name]),
    );
    out.facts(
      'parts',
      this.#parts.map(({ interrupt, cpu }) => [interrupts.get(interrupt)!, cpu.number]),
    );
    out.facts(
      'entries',
      this.entries.slice(1).map((entry) => place(entry!)),
    );
    saveStateRows(out.within('rows'), this.#rows());
  }

  load(from: IndexReader): void {
    for (const [number, fastest, isContinued] of from.facts('cpus') as [number, number, boolean][])
      Object.assign(this.#addCpu(number), { fastest, isContinued });
    for (const [kind, number, name] of from.facts('interrupts') as [InterruptKind, number, number][])
      this.#interrupt(kind, number, name);
    for (const [interrupt, cpu] of from.facts('parts') as [number, number][])
      this.#addPart(this.#interrupts[interrupt]!, this.cpu(cpu));
    this.entries.length = 1;
    for (const [kind, index] of from.facts('entries') as KeptEntry[]) {
      if (kind === 'interrupt') this.entries.push({ kind, interrupt: this.#interrupts[index]! });
      else if (kind === 'of cpu' || kind === 'of interrupt') this.entries.push({ kind, part: this.#parts[index]! });
      else this.entries.push({ kind, cpu: this.#cpus[index]! });
    }
    const rows = loadStateRows(from.within('rows'));
    let at = 0;
    for (const cpu of this.cpus) {
      cpu.threads = rows[at++]!;
      cpu.states = rows[at++]!;
      cpu.frequency = rows[at++]!;
    }
    for (const owner of [...this.#interrupts, ...this.#parts]) owner.row = rows[at++]!;
  }

  #leave(part: CpuInterrupt, time: number): void {
    part.isActive = false;
    part.interrupt.active--;
    if (part.interrupt.kind === 'softirq') part.cpu.softirqs--;
    else part.cpu.irqs--;
    this.#show(part, time);
  }

  #show(part: CpuInterrupt, time: number): void {
    show(part.row, time, part.isActive, part.isRaised);
    const { row, active, raised } = part.interrupt;
    show(row, time, active > 0, raised > 0);
  }

  #addCpu(number: number): Cpu {
    const cpu = new Cpu(number);
    this.#cpus[number] = cpu;
    this.entries.push({ kind: 'threads', cpu }, { kind: 'states', cpu }, { kind: 'space', cpu });
    return cpu;
  }

  #part(kind: InterruptKind, number: number, cpu: Cpu, name: number): CpuInterrupt | undefined {
    const known = this.#parts[this.#partKeys.find(key(kind, number) * MOST_CPUS + cpu.number)];
    if (known !== undefined) {
      if (name >= 0) known.interrupt.name = name;
      return known;
    }
    const isNumber = Number.isInteger(number) && number >= 0 && number < 2 ** 31;
    if (!isNumber || this.#parts.length >= MOST_INTERRUPTS) return undefined;
    return this.#addPart(this.#interrupt(kind, number, name), cpu);
  }

  #interrupt(kind: InterruptKind, number: number, name: number): Interrupt {
    const id = this.#interruptKeys.id(key(kind, number));
    if (id < this.#interrupts.length) return this.#interrupts[id]!;
    const interrupt = new Interrupt(kind, number, name);
    this.#interrupts.push(interrupt);
    this.entries.push({ kind: 'interrupt', interrupt });
    return interrupt;
  }

  #addPart(interrupt: Interrupt, cpu: Cpu): CpuInterrupt {
    const part = new CpuInterrupt(interrupt, cpu);
    this.#partKeys.id(key(interrupt.kind, interrupt.number) * MOST_CPUS + cpu.number);
    this.#parts.push(part);
    cpu.interrupts.push(part);
    this.entries.push({ kind: 'of cpu', part }, { kind: 'of interrupt', part });
    return part;
  }
}

function key(kind: InterruptKind, number: number): number {
  return number * KINDS.length + KINDS.indexOf(kind);
}

function show(row: StateRow, time: number, isActive: boolean, isRaised: boolean): void {
  if (isActive) setState(row, time, ACTIVE);
  else if (isRaised) setState(row, time, RAISED);
  else endState(row, time);
}
