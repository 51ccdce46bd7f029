/** Uaddr vs Waiter: below each futex the threads that waited for it, and when. */

import { addressText } from '../../addresses.ts';
import { commonKeys } from '../../common-keys.ts';
import { formatDuration } from '../../durations.ts';
import { type Experiment, TimeAxisOutput } from '../../experiment-output.ts';
import type { IndexedTrace } from '../../indexed-trace.ts';
import type {
  OutputDescriptor,
  StatesModel,
  StatesQuery,
  Style,
  TooltipQuery,
  TreeEntry,
  TreeModel,
  TreeQuery,
} from '../../output.ts';
import { NEVER, Pace } from '../../pace.ts';
import { answerStates } from '../../time-graph/state-rows.ts';
import { type StateSubject, stateKeys } from '../../time-graph/state-test.ts';
import { FUTEX_CONTENTION, FutexContention } from './futex-contention.ts';
import { type FutexEntry, FutexWaits } from './futex-waits.ts';

export const UADDR_VS_WAITER = 'lttng2.kernel.core.futex.uaddrvswaiter';
const WAIT = 'WAIT';

interface TraceWaits {
  readonly trace: IndexedTrace;
  readonly waits: FutexWaits;
}

export class UaddrVsWaiter extends TimeAxisOutput {
  readonly descriptor: OutputDescriptor = {
    id: UADDR_VS_WAITER,
    name: `${FUTEX_CONTENTION.name}: Uaddr vs Waiter`,
    description: `Uaddr vs Waiter provided by Analysis module: ${FUTEX_CONTENTION.name}`,
    type: 'TIME_GRAPH',
  };
  readonly #waits = new Map<FutexContention, FutexWaits>();

  static applies({ traces }: Experiment): boolean {
    return traces.some((trace) => trace.find(FutexContention) !== undefined);
  }

  async tree(_query: TreeQuery, signal: AbortSignal): Promise<TreeModel> {
    const entries: TreeEntry[] = [];
    for (const { trace, waits } of await this.#all(signal)) {
      const id = (entry: number): number => this.experiment.ids.id(trace.ordinal, entry);
      const span = { start: trace.start, end: trace.end + 1n };
      entries.push({ id: id(0), labels: [trace.name], hasData: false, ...span });
      for (const found of waits.entries) {
        if (found === undefined) continue;
        const { entry, uaddr, waiter } = found;
        entries.push({
          id: id(entry),
          parentId: id(waiter?.parent ?? 0),
          labels: [waiter === undefined ? addressText(trace.strings, uaddr) : String(waiter.tid)],
          hasData: waiter !== undefined,
          ...span,
          ...(waiter === undefined ? {} : { metadata: { TID: [waiter.tid], ...commonKeys({ tid: waiter.tid }) } }),
        });
      }
    }
    return { headers: [{ name: 'Name', tooltip: 'Trace, futex, thread' }], entries };
  }

  async states(query: StatesQuery, signal: AbortSignal): Promise<StatesModel> {
    const all = await this.#all(signal);
    const looks = { look: () => ({ label: WAIT, style: WAIT }) };
    return answerStates(query, signal, (entryId) => {
      const { trace, found } = this.#find(all, entryId) ?? {};
      const states = found?.waiter?.states;
      return trace && states && { trace, states, looks, subject: futexSubject(trace, found!) };
    });
  }

  async tooltip({ time, items, element }: TooltipQuery): Promise<ReadonlyMap<string, string>> {
    const lines = new Map<string, string>();
    const found = this.#find(await this.#all(NEVER), element.entryId ?? items[0] ?? 0);
    const waiter = found?.found.waiter;
    const at = found === undefined ? -1 : waiter?.states.covering(Number(time - found.trace.base));
    if (found === undefined || waiter === undefined || at === undefined || at < 0) return lines;
    const { trace } = found;
    const { states, tid } = waiter;
    lines.set('Operation', trace.find(FutexContention)!.segments.label(states.value(at)));
    lines.set('uaddr', addressText(trace.strings, found.found.uaddr));
    lines.set('TID', String(tid));
    lines.set('Duration', formatDuration(states.end(at) - states.start(at)));
    return lines;
  }

  styles(): Readonly<Record<string, Style>> {
    return { [WAIT]: { values: { 'background-color': '#646464', height: 1, opacity: 1, 'style-name': WAIT } } };
  }

  #find(all: readonly TraceWaits[], id: number): { trace: IndexedTrace; found: FutexEntry } | undefined {
    const { ids } = this.experiment;
    const of = all.find(({ trace }) => trace.ordinal === ids.trace(id));
    const found = of?.waits.entries[ids.entry(id)];
    return of === undefined || found === undefined ? undefined : { trace: of.trace, found };
  }

  async #all(signal: AbortSignal): Promise<readonly TraceWaits[]> {
    const pace = new Pace(signal);
    const all: TraceWaits[] = [];
    for (const trace of this.experiment.traces) {
      const contention = trace.find(FutexContention);
      if (contention === undefined) continue;
      const waits = this.#waits.get(contention) ?? new FutexWaits(contention);
      this.#waits.set(contention, waits);
      await waits.update(pace);
      all.push({ trace, waits });
    }
    return all;
  }
}

const KEYS = stateKeys(['Operation', 'uaddr', 'TID']);

/** What a filter reads: the keys of tooltips. */
function futexSubject(trace: IndexedTrace, { uaddr, waiter }: FutexEntry): StateSubject {
  return {
    ...KEYS,
    values: (key, _start, _end, operation) => {
      if (key === 'Operation') return trace.find(FutexContention)!.segments.label(operation);
      if (key === 'uaddr') return addressText(trace.strings, uaddr);
      return key === 'TID' ? waiter?.tid : undefined;
    },
  };
}
