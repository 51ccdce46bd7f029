/**
 * CPUs and interrupts as entries: for each CPU its threads, its states with the interrupts on it below, its frequency and
 * an empty line; then each interrupt with the CPUs on which it was.
 */
import { commonKeys } from '../../common-keys.ts';
import type { EntryIds } from '../../entry-ids.ts';
import type { TreeEntry } from '../../output.ts';
import { hostId, type KernelTraceStates } from '../kernel-traces.ts';
import { SOFTIRQS } from '../softirqs.ts';
import type { Interrupt, ResourceEntry } from '../states/resource-rows.ts';

const ORDER: readonly ResourceEntry['kind'][] = ['threads', 'states', 'frequency', 'space'];
const INTERRUPTS: readonly Interrupt['kind'][] = ['irq', 'ipi', 'softirq'];

export function interruptName({ trace }: KernelTraceStates, { kind, number, name }: Interrupt): string {
  const named = name < 0 ? undefined : trace.strings.text(name);
  if (kind === 'softirq') return `SOFT_IRQ ${number}${SOFTIRQS[number] === undefined ? '' : ` ${SOFTIRQS[number]}`}`;
  return `IRQ ${number}${named === undefined ? '' : `/${named}`}`;
}

interface Numbered {
  readonly entry: ResourceEntry;
  readonly number: number;
}

export function resourceTree(traced: KernelTraceStates, ids: EntryIds): TreeEntry[] {
  const { trace, states } = traced;
  const span = { start: trace.start, end: trace.end + 1n };
  const id = (number: number): number => ids.id(trace.ordinal, number);
  const entries: TreeEntry[] = [
    { id: id(0), labels: [trace.name], hasData: false, ...span, metadata: { 'host-id': [hostId(trace)] } },
  ];
  // By what an entry lies below: a CPU, an interrupt, or nothing.
  const below = new Map<unknown, Numbered[]>();
  states.resources.entries.forEach((entry, number) => {
    if (entry === undefined) return;
    const owner = ownerOf(entry);
    const siblings = below.get(owner);
    if (siblings === undefined) below.set(owner, [{ entry, number }]);
    else siblings.push({ entry, number });
  });
  const add = (owner: unknown, parent: number): void => {
    for (const { entry, number } of (below.get(owner) ?? []).toSorted((a, b) => inOrder(a.entry, b.entry))) {
      const cpu = 'cpu' in entry && entry.kind !== 'space' ? entry.cpu.number : undefined;
      entries.push({
        id: id(number),
        parentId: id(parent),
        labels: [label(traced, entry)],
        hasData: entry.kind !== 'space',
        ...span,
        ...(cpu === undefined ? {} : { metadata: { CPU: [cpu], ...commonKeys({ cpu }) } }),
      });
      if (entry.kind === 'states') add(entry.cpu, number);
      else if (entry.kind === 'interrupt') add(entry.interrupt, number);
    }
  };
  add(undefined, 0);
  return entries;
}

function ownerOf(entry: ResourceEntry): unknown {
  if (entry.kind === 'of cpu') return entry.part.cpu;
  return entry.kind === 'of interrupt' ? entry.part.interrupt : undefined;
}

function label(traced: KernelTraceStates, entry: ResourceEntry): string {
  switch (entry.kind) {
    case 'threads':
      return `CPU ${entry.cpu.number} Threads`;
    case 'states':
      return `CPU ${entry.cpu.number} States`;
    case 'frequency':
      return `CPU ${entry.cpu.number} Frequency`;
    case 'space':
      return '';
    case 'interrupt':
      return interruptName(traced, entry.interrupt);
    case 'of cpu':
      return interruptName(traced, entry.part.interrupt);
    case 'of interrupt':
      return `CPU ${entry.part.cpu.number} States`;
  }
}

/** Of entries below one owner: CPUs come first, by number; interrupts by kind and number. */
function inOrder(a: ResourceEntry, b: ResourceEntry): number {
  if (a.kind === 'of interrupt' && b.kind === 'of interrupt') return a.part.cpu.number - b.part.cpu.number;
  const [interruptA, interruptB] = [interruptOf(a), interruptOf(b)];
  if (interruptA !== undefined && interruptB !== undefined) {
    const kinds = INTERRUPTS.indexOf(interruptA.kind) - INTERRUPTS.indexOf(interruptB.kind);
    return kinds || interruptA.number - interruptB.number;
  }
  if ('cpu' in a && 'cpu' in b) return a.cpu.number - b.cpu.number || ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind);
  return 'cpu' in a ? -1 : 1;
}

/** The interrupt that an entry is about; undefined of entries of CPUs. */
export function interruptOf(entry: ResourceEntry): Interrupt | undefined {
  if (entry.kind === 'interrupt') return entry.interrupt;
  return 'part' in entry ? entry.part.interrupt : undefined;
}
