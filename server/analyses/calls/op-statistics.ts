/**
 * Op Statistics: of each op how often it was called and failed, how long it took, and what it used; of all that has ended,
 * and for a selected range of time, where a call counts in full that lies at least partly in it. Percentiles are exact: the
 * smallest latency that so many in a hundred don't exceed. Tokens and cost of an op are those of its calls with all that
 * they called, as clients tell them; of all together each token counts once.
 *
 * Cost: one look at each call and the sorting of its latency, some 0.2 µs, when somebody asks and more have ended.
 */
import { formatDuration } from '../durations.ts';
import type { Experiment } from '../experiment-output.ts';
import type { TreeEntry, TreeHeader, TreeModel, TreeQuery } from '../output.ts';
import { Pace } from '../pace.ts';
import { LatencyStatistics } from '../segments/latency-statistics.ts';
import { byName, eachChunk } from '../segments/segments.ts';
import type { CallIndex } from './call-index.ts';
import { endedCalls } from './call-segments.ts';
import { experimentCalls, type ProjectCalls } from './experiment-calls.ts';

const HEADERS: readonly TreeHeader[] = [
  { name: 'Op', tooltip: 'The op that was called', dataType: 'STRING' },
  { name: 'Count', tooltip: 'Calls that have ended', dataType: 'NUMBER' },
  { name: 'Errors', tooltip: 'Those of them that have failed', dataType: 'NUMBER' },
  { name: 'Minimum', tooltip: 'Shortest latency', dataType: 'DURATION' },
  { name: 'Average', tooltip: 'Average latency', dataType: 'DURATION' },
  { name: 'p50', tooltip: 'Latency that half of the calls do not exceed', dataType: 'DURATION' },
  { name: 'p95', tooltip: 'Latency that 95 in a hundred calls do not exceed', dataType: 'DURATION' },
  { name: 'Maximum', tooltip: 'Longest latency', dataType: 'DURATION' },
  { name: 'Total', tooltip: 'Sum of the latencies', dataType: 'DURATION' },
  { name: 'Prompt Tokens', tooltip: 'Sent to models, by the calls and those they made', dataType: 'NUMBER' },
  { name: 'Completion Tokens', tooltip: 'Made by models, likewise', dataType: 'NUMBER' },
  { name: 'Cost ($)', tooltip: 'Of these tokens, in US dollars', dataType: 'NUMBER' },
];

const ROOT = 0;
const TOTAL = 1;
const SELECTION = 2;
const OPS = 3;

/** Of one op, or of all. */
interface Facts {
  latencies: Float64Array;
  errors: number;
  prompt: number;
  completion: number;
  cost: number;
}

export class OpStatistics extends LatencyStatistics {
  /** By project, what was counted of all its calls, and how many these were. */
  readonly #whole = new WeakMap<CallIndex, { readonly calls: number; readonly facts: Promise<readonly Facts[]> }>();

  constructor(experiment: Experiment) {
    super(
      experiment,
      {
        id: 'org.eclipse.tracecompass.analysis.timing.core.segmentstore.SegmentStoreStatisticsDataProvider:heddle.calls',
        name: 'Op Statistics',
        description: 'Show how often each op was called, how long that took, and what it used',
        type: 'DATA_TREE',
      },
      () => endedCalls(experimentCalls(experiment)),
      byName,
    );
  }

  override async tree({ start, end, isFiltered }: TreeQuery, signal: AbortSignal): Promise<TreeModel> {
    const entries: TreeEntry[] = [];
    for (const calls of experimentCalls(this.experiment)) {
      const { trace, index } = calls;
      const id = (entry: number): number => this.experiment.ids.id(trace.ordinal, entry);
      const facts = await this.#all(calls);
      signal.throwIfAborted();
      entries.push({ id: id(ROOT), labels: labels(trace.name, facts[0]!), hasData: true });
      entries.push(...rows(index, facts, 'Total', id(TOTAL), id(ROOT), (op) => id(OPS + 2 * op)));
      if (isFiltered !== true || start === undefined || end === undefined) continue;
      const within = [Number(start - trace.base), Number(end - trace.base)] as const;
      const selected = await gather(index, within, new Pace(signal));
      entries.push(...rows(index, selected, 'Selection', id(SELECTION), id(ROOT), (op) => id(OPS + 2 * op + 1)));
    }
    return { headers: HEADERS, entries };
  }

  /** Shared by all who ask. */
  #all({ index }: ProjectCalls): Promise<readonly Facts[]> {
    const calls = index.ended.length;
    const known = this.#whole.get(index);
    if (known?.calls === calls) return known.facts;
    const facts = gather(index, [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY], new Pace());
    this.#whole.set(index, { calls, facts });
    facts.catch(() => this.#whole.delete(index));
    return facts;
  }
}

/** Of all together, and then of each op. Latencies are sorted. */
async function gather(index: CallIndex, [from, to]: readonly [number, number], pace: Pace): Promise<readonly Facts[]> {
  const { ended, store, numbers, own } = index;
  const ranges = from === Number.NEGATIVE_INFINITY ? [0, ended.length] : ended.within(from, to);
  const counts = new Uint32Array(numbers.ops.size + 1);
  const each = (visit: (op: number, latency: number, place: number) => void): Promise<void> =>
    eachChunk(ended, ranges, pace, ({ start, end, name }, first, count) => {
      for (let i = 0; i < count; i++) {
        if (start[i]! > to || end[i]! < from) continue;
        visit(name[i]! + 1, end[i]! - start[i]!, first + i);
      }
    });
  await each((op) => {
    counts[0]!++;
    counts[op]!++;
  });
  const facts = Array.from(
    counts,
    (count): Facts => ({ latencies: new Float64Array(count), errors: 0, prompt: 0, completion: 0, cost: 0 }),
  );
  counts.fill(0);
  const [prompt, completion, cost] = own;
  await each((op, latency, place) => {
    const call = ended.aspect(0, place);
    for (const row of [0, op]) {
      const fact = facts[row]!;
      fact.latencies[counts[row]!++] = latency;
      if (store.hasFailed(call)) fact.errors++;
    }
    const all = facts[0]!;
    all.prompt += prompt.data[place]!;
    all.completion += completion.data[place]!;
    all.cost += cost.data[place]!;
    const ofOp = facts[op]!;
    ofOp.prompt += store.promptTokens.data[call]!;
    ofOp.completion += store.completionTokens.data[call]!;
    ofOp.cost += store.cost.data[call]!;
  });
  for (const { latencies } of facts) {
    latencies.sort();
    await pace.pause();
  }
  return facts;
}

/** The sum, and below it the ops, those with the most time first. */
function rows(
  { numbers }: CallIndex,
  [all, ...ops]: readonly Facts[],
  name: string,
  id: number,
  parentId: number,
  idOf: (op: number) => number,
): TreeEntry[] {
  const found = ops.map((facts, op) => ({ op, facts, total: total(facts) }));
  found.sort((a, b) => b.total - a.total || a.op - b.op);
  return [
    { id, parentId, labels: labels(name, all!), hasData: true },
    ...found
      .filter(({ facts }) => facts.latencies.length > 0)
      .map(
        ({ op, facts }): TreeEntry => ({
          id: idOf(op),
          parentId: id,
          labels: labels(numbers.ops.text(op), facts),
          hasData: true,
        }),
      ),
  ];
}

function labels(name: string, { latencies, errors, prompt, completion, cost }: Facts): string[] {
  const count = latencies.length;
  const sum = total({ latencies });
  const at = (share: number): number =>
    count === 0 ? Number.NaN : latencies[Math.max(0, Math.ceil(share * count) - 1)]!;
  return [
    name,
    String(count),
    String(errors),
    ...[at(0), sum / count, at(0.5), at(0.95), at(1), sum].map(formatDuration),
    String(prompt),
    String(completion),
    String(Number(cost.toPrecision(9))),
  ];
}

function total({ latencies }: Pick<Facts, 'latencies'>): number {
  return latencies.reduce((sum, latency) => sum + latency, 0);
}
