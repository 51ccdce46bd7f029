/**
 * Call Flame Chart: for each trace, newest first, what called what, when, for how long. A trace's own row is that of its
 * outermost calls; below it lie its lanes by depth, several where calls ran at one time. Failed calls are red; calls that
 * go on are open.
 *
 * Of very many traces the newest of the asked time are shown, and a last row tells how many more there are. What a call got
 * and gave is read when somebody points at it.
 */
import { valueLines } from '../../formats/calls/value-lines.ts';
import { FlameChart } from '../call-stack/flame-chart.ts';
import { formatDuration } from '../durations.ts';
import type { Experiment } from '../experiment-output.ts';
import type { OutputDescriptor, Style, TooltipQuery, TreeEntry, TreeModel, TreeQuery } from '../output.ts';
import { formatTimestamp } from '../table/timestamps.ts';
import { CALLS_KIND, type CallIndex, ERROR_STYLE, RUNNING_STYLE } from './call-index.ts';
import { experimentCalls, type ProjectCalls } from './experiment-calls.ts';
import { MORE, PROJECT } from './stable-numbers.ts';

const MOST_TRACES = 200;
/** Rows of all of them; the newest trace is shown whatever it has. */
const MOST_ROWS = 20_000;
const LONGEST_TEXT = 2000;
const DAY = '2026-11-22';
const SECOND = '2026-11-22 13:14:15';
const GROUPED = new Intl.NumberFormat('en-US');

const STYLES: Readonly<Record<string, Style>> = {
  [ERROR_STYLE]: { values: { 'background-color': '#d1333d', opacity: 1, height: 1, 'style-name': 'Error' } },
  [RUNNING_STYLE]: { values: { opacity: 1, height: 0.6, 'style-name': 'Running' } },
};

export class CallFlameChart extends FlameChart {
  override readonly descriptor: OutputDescriptor;

  constructor(experiment: Experiment) {
    super(experiment, CALLS_KIND);
    this.descriptor = {
      id: `org.eclipse.tracecompass.analysis.profiling.core.flamechart:${CALLS_KIND.id}`,
      name: 'Call Flame Chart',
      description: 'Show the calls of each trace over time, by who called whom',
      type: 'TIME_GRAPH',
    };
  }

  override tree(query?: TreeQuery): TreeModel {
    return this.#tree(query, () => true);
  }

  override treeWith(isShown: (entryId: number) => boolean, query: TreeQuery): TreeModel {
    return this.#tree(query, isShown);
  }

  /** With the lanes of the newest traces: for who looks through all calls. */
  override stacks(): readonly ProjectCalls[] {
    const all = experimentCalls(this.experiment);
    for (const { index } of all) index.prepare();
    return all;
  }

  override async tooltip({ time, items, element }: TooltipQuery): Promise<ReadonlyMap<string, string>> {
    const lines = new Map<string, string>();
    const entryId = element.entryId ?? items[0];
    if (entryId === undefined || element.type !== 'STATE') return lines;
    const { ids } = this.experiment;
    const of = experimentCalls(this.experiment).find(({ trace }) => trace.ordinal === ids.trace(entryId));
    const row = of?.index.row(ids.entry(entryId));
    const state = row?.states.covering(Number(time - (of?.trace.base ?? 0n))) ?? -1;
    return row === undefined || state < 0 ? lines : describe(of!, row.call(state));
  }

  override styles(): Readonly<Record<string, Style>> {
    return { ...super.styles(), ...STYLES };
  }

  #tree(query: TreeQuery | undefined, isShown: (entryId: number) => boolean): TreeModel {
    return {
      headers: [{ name: 'Name', tooltip: 'Project, trace, depth' }],
      entries: experimentCalls(this.experiment).flatMap((calls) => this.#entries(calls, query, isShown)),
    };
  }

  #entries(
    { trace, index }: ProjectCalls,
    { start, end }: Pick<TreeQuery, 'start' | 'end'> = {},
    isShown: (entryId: number) => boolean,
  ): TreeEntry[] {
    const id = (entry: number): number => this.experiment.ids.id(trace.ordinal, entry);
    const at = (time: number): bigint => trace.base + BigInt(Math.floor(time));
    const whole = { start: trace.start, end: trace.end + 1n };
    const project: TreeEntry = { id: id(PROJECT), labels: [trace.name], hasData: false, ...whole };
    const entries = [project];
    const from = start === undefined ? Number.NEGATIVE_INFINITY : Number(start - trace.base);
    const to = end === undefined ? Number.POSITIVE_INFINITY : Number(end - trace.base);
    const { traces, all } = index.newest(MOST_TRACES, from, to);
    let left = all;
    const days = new Set(traces.map((number) => dayOf(at(index.spanOf(number, trace.now).start))));
    for (const number of traces) {
      const { rows, leftOut } = index.lanes(number);
      if (entries.length > 1 && entries.length + rows.length > MOST_ROWS) break;
      left--;
      const span = index.spanOf(number, trace.now);
      const times = { start: at(span.start), end: at(span.end) };
      const root = index.rootOf(number);
      const metadata = { trace_id: [index.store.texts.text(index.store.trace.data[root]!)] };
      const [first, ...others] = rows;
      if (first === undefined || !rows.some(({ entry }) => isShown(id(entry)))) continue;
      const begun = formatTimestamp(times.start).slice(days.size > 1 ? 0 : DAY.length + 1, SECOND.length);
      const label = `${index.store.label(root)} · ${begun} · ${statusOf(index, number, span)}`;
      const more = leftOut === 0 ? '' : ` (without ${GROUPED.format(leftOut)} calls for which there is no row)`;
      const parentId = id(first.entry);
      entries.push({ id: parentId, parentId: id(PROJECT), labels: [label + more], hasData: true, ...times, metadata });
      for (const { entry, depth } of others) {
        entries.push({ id: id(entry), parentId, labels: [`depth ${depth}`], hasData: true, ...times, metadata });
      }
    }
    if (left > 0) {
      const labels = [`… and ${GROUPED.format(left)} earlier traces in this range`];
      // Whoever sees this asks again for the time that he looks at.
      const metadata = { left_out: [left] };
      entries.push({ id: id(MORE), parentId: id(PROJECT), labels, hasData: false, ...whole, metadata });
    }
    return entries;
  }
}

function dayOf(time: bigint): string {
  return formatTimestamp(time).slice(0, DAY.length);
}

/** How long a trace took, or that it goes on, and whether something failed: itself, or only calls within it. */
function statusOf(index: CallIndex, trace: number, { start, end }: { start: number; end: number }): string {
  const duration = formatDuration(Number((end - start).toPrecision(3)));
  const time = index.isRunning(trace) ? 'running' : duration;
  if (index.store.hasFailed(index.rootOf(trace))) return `${time} · error`;
  return index.failures(trace) > 0 ? `${time} · error within` : time;
}

/** Our own viewer opens the call by the ids that come last. */
async function describe({ index }: ProjectCalls, call: number): Promise<ReadonlyMap<string, string>> {
  const { store, reader } = index;
  const { feed, projectId, projectName } = reader.calls;
  const lines = new Map<string, string>();
  const add = (name: string, text: string | undefined): void => {
    if (text !== undefined && text !== '') lines.set(name, shortened(text));
  };
  const id = store.ids[call]!;
  const isEnded = store.isEnded(call);
  const started = store.started.data[call]!;
  add('Op', store.opName(call));
  if (store.label(call) !== store.opName(call)) add('Name', store.label(call));
  add('Status', isEnded ? (store.hasFailed(call) ? 'error' : 'success') : 'running');
  if (isEnded) add('Latency', formatDuration((store.ended.data[call]! - started) * 1000) || '0');
  add('Started', formatTimestamp(BigInt(started) * 1000n));
  if (store.hasFailed(call)) add('Exception', store.texts.text(store.exception.data[call]!));
  try {
    const details = (await feed.details(projectId, [id])).get(id);
    add('Inputs', details && valueLines(details.inputs_dump));
    const output = details?.output_dump ?? 'null';
    if (output !== 'null') add('Output', valueLines(output));
  } catch (error) {
    add('Inputs', `can't be read: ${(error as Error).message}`);
  }
  const tokens = [store.promptTokens.data[call]!, store.completionTokens.data[call]!] as const;
  if (tokens[0] + tokens[1] > 0) {
    add('Tokens', `${GROUPED.format(tokens[0])} prompt, ${GROUPED.format(tokens[1])} completion`);
  }
  const cost = store.cost.data[call]!;
  if (cost > 0) add('Cost', `$${Number(cost.toPrecision(6))}`);
  const user = store.user.data[call]!;
  if (user < store.texts.size) add('User', store.texts.text(user));
  add('call_id', id);
  add('trace_id', store.texts.text(store.trace.data[call]!));
  add('parent_id', store.parentId(call));
  add('project_id', projectName);
  return lines;
}

function shortened(text: string): string {
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
}
