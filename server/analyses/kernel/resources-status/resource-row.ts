/** CPUs and interrupts as rows of a time graph: how their states look, and what filters and tooltips read of them. */
import type { FilterValue } from '../../../filter/filter.ts';
import type { StateRow } from '../../../index/state-row.ts';
import type { Look } from '../../output.ts';
import type { Looks } from '../../time-graph/look-table.ts';
import { type GraphRow, STATE_KEYS, type StateSubject, TIME_KEYS } from '../../time-graph/state-test.ts';
import { type KernelTraceStates, lifeName } from '../kernel-traces.ts';
import { cpuStyle } from '../linux-style.ts';
import { CpuStatus, cpuStatusKind, cpuStatusText } from '../states/cpu-status.ts';
import { ACTIVE, type Cpu, type Interrupt, type ResourceEntry } from '../states/resource-rows.ts';
import { stateAt } from '../states/state-at.ts';
import { frequencyStyle, threadHue } from './resource-style.ts';
import { interruptName, interruptOf } from './resource-tree.ts';

/** Keys of tooltips, in their order. */
export const FACTS = ['IRQ', 'SOFT IRQ', 'TID', 'Process', 'System Call', 'Frequency', 'CPU'] as const;
const KEYS = [...STATE_KEYS, 'IRQ', 'SOFT IRQ', 'TID', 'Process', 'System Call', 'Frequency'];
const NAMED_ONLY = [...TIME_KEYS, 'CPU', 'host-id'];
const VARYING = ['IRQ', 'SOFT IRQ', 'TID', 'Process'];

/** The row of states of an entry; undefined for an empty line. */
export function rowOf(entry: ResourceEntry): StateRow | undefined {
  switch (entry.kind) {
    case 'threads':
      return entry.cpu.threads;
    case 'states':
      return entry.cpu.states;
    case 'frequency':
      return entry.cpu.frequency;
    case 'space':
      return undefined;
    case 'interrupt':
      return entry.interrupt.row;
    default:
      return entry.part.row;
  }
}

export class ResourceSubject implements StateSubject {
  readonly keys = KEYS;
  readonly namedOnly = NAMED_ONLY;
  readonly varying = VARYING;
  readonly #traced: KernelTraceStates;
  readonly #entry: ResourceEntry;

  constructor(traced: KernelTraceStates, entry: ResourceEntry) {
    this.#traced = traced;
    this.#entry = entry;
  }

  values(key: string, start: number, _end: number, value: number): FilterValue | readonly FilterValue[] | undefined {
    const { trace } = this.#traced;
    const entry = this.#entry;
    const interrupt = interruptOf(entry);
    const cpu = 'part' in entry ? entry.part.cpu : 'cpu' in entry ? entry.cpu : undefined;
    switch (key) {
      case 'CPU':
        return cpu?.number;
      case 'host-id':
        return trace.source.reader.hostId;
      case 'Frequency':
        return entry.kind === 'frequency' ? frequencyText(value) : undefined;
      case 'IRQ':
      case 'SOFT IRQ':
        return this.#interrupts(key === 'SOFT IRQ', interrupt, cpu, start);
      case 'System Call': {
        const call = entry.kind === 'states' && cpuStatusKind(value) === CpuStatus.syscall ? cpuStatusText(value) : -1;
        return call < 0 ? undefined : trace.strings.text(call);
      }
      case 'TID':
      case 'Process': {
        const life = interrupt === undefined && cpu !== undefined ? this.#life(cpu, start) : undefined;
        if (life === undefined) return undefined;
        const { threads } = this.#traced.states;
        return key === 'TID' ? threads.tid(threads.lives.slot.data[life]!) : lifeName(this.#traced, life);
      }
      default:
        return undefined;
    }
  }

  /** The thread that is current on the CPU at a time; undefined while it is idle. */
  #life(cpu: Cpu, time: number): number | undefined {
    return stateAt(cpu.threads, time, Number.POSITIVE_INFINITY)?.value;
  }

  #interrupts(
    soft: boolean,
    own: Interrupt | undefined,
    cpu: Cpu | undefined,
    time: number,
  ): readonly string[] | undefined {
    const isMeant = ({ kind }: Interrupt): boolean => (kind === 'softirq') === soft;
    if (own !== undefined) return isMeant(own) ? [interruptText(this.#traced, own)] : undefined;
    if (this.#entry.kind !== 'states') return undefined;
    const active = cpu!.interrupts.filter(
      ({ interrupt, row }) => isMeant(interrupt) && stateAt(row, time, Number.POSITIVE_INFINITY)?.value === ACTIVE,
    );
    return active.length === 0 ? undefined : active.map(({ interrupt }) => interruptText(this.#traced, interrupt));
  }
}

/** Without the word that says what kind it is. */
function interruptText(traced: KernelTraceStates, interrupt: Interrupt): string {
  return interruptName(traced, interrupt).replace(/^\S+ /, '');
}

/** The looks of all rows of a trace: one object for each meaning of values. */
export class ResourceLooks {
  readonly #threads: Looks;
  readonly #states: Looks;
  readonly #irqs: Looks;
  readonly #softirqs: Looks;
  readonly #frequencies = new Map<Cpu, Looks>();

  constructor(traced: KernelTraceStates) {
    const { trace, states } = traced;
    this.#threads = {
      look: (life) => {
        const tid = states.threads.tid(states.threads.lives.slot.data[life]!);
        return { label: `${lifeName(traced, life)} (${tid})`, style: threadHue(tid) };
      },
    };
    this.#states = {
      look: (status): Look => {
        const text = cpuStatusText(status);
        const style = cpuStyle(cpuStatusKind(status));
        return text < 0 ? { style } : { label: trace.strings.text(text), style };
      },
    };
    this.#irqs = { look: () => ({ style: 'Interrupt' }) };
    this.#softirqs = { look: (value) => ({ style: value === ACTIVE ? 'Soft Irq' : 'Soft Irq raised' }) };
  }

  of(entry: ResourceEntry): Looks {
    if (entry.kind === 'threads') return this.#threads;
    if (entry.kind === 'frequency') return this.#frequency(entry.cpu);
    const interrupt = interruptOf(entry);
    if (interrupt === undefined) return this.#states;
    return interrupt.kind === 'softirq' ? this.#softirqs : this.#irqs;
  }

  #frequency(cpu: Cpu): Looks {
    let looks = this.#frequencies.get(cpu);
    if (looks === undefined) {
      looks = { look: (kHz) => ({ label: frequencyText(kHz), style: frequencyStyle(kHz, cpu.fastest) }) };
      this.#frequencies.set(cpu, looks);
    }
    return looks;
  }
}

function frequencyText(kHz: number): string {
  return `${kHz * 1000} Hz`;
}

export function resourceRow(
  traced: KernelTraceStates,
  entry: ResourceEntry,
  looks: ResourceLooks,
): GraphRow | undefined {
  const states = rowOf(entry);
  if (states === undefined) return undefined;
  return { trace: traced.trace, states, looks: looks.of(entry), subject: new ResourceSubject(traced, entry) };
}
