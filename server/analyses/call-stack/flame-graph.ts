/**
 * Flame Graph: where the time went, whoever called when. Calls of the same chain of functions are one bar, as wide as all
 * their time; x counts from 0. One graph for each thread, process, trace, or for all together; of the whole trace or of a
 * range of time.
 *
 * Parameters beyond the protocol's: `group_by` ("Thread", "Process", "Trace" or "All"), `selection_range` ([start, end]).
 *
 * Cost: the first question walks over all calls (some 50 ns each); its result is kept, and while the trace grows it is
 * made anew for a tenth of the time at most.
 */
import type { StateRow } from '../../index/state-row.ts';
import { StringTable } from '../../index/string-table.ts';
import { formatDuration } from '../durations.ts';
import { type Experiment, ExperimentOutput } from '../experiment-output.ts';
import type { IndexedTrace } from '../indexed-trace.ts';
import { MakingPace } from '../making-pace.ts';
import { NAME_STYLES, styleKey } from '../name-style.ts';
import {
  LIVE,
  type Look,
  type OutputDescriptor,
  type StatesModel,
  type StatesQuery,
  type Style,
  type TooltipQuery,
  type TreeEntry,
  type TreeModel,
  type TreeQuery,
} from '../output.ts';
import { NEVER, Pace } from '../pace.ts';
import type { Looks } from '../time-graph/look-table.ts';
import { answerStates } from '../time-graph/state-rows.ts';
import { type StateSubject, stateKeys } from '../time-graph/state-test.ts';
import type { CallStackKind } from './call-stack-index.ts';
import { nestedCallStacks } from './call-stacks.ts';
import { orderedProcesses, orderedTracks } from './call-tree.ts';
import { type CallVisitor, type CallWindow, walkCalls } from './call-walk.ts';
import { LEVELS, type Question, question } from './flame-graph-question.ts';
import { FlameTree } from './flame-tree.ts';
import type { FunctionTable } from './function-table.ts';

/** Whose calls are drawn together, and what stands above it in the tree. */
interface Group {
  readonly path: readonly string[];
  readonly tree: FlameTree;
  rows: readonly StateRow[];
}

/** Calls of one trace, or of a part of it, in order: each before those that it makes. */
export interface FlameWalk {
  readonly trace: IndexedTrace;
  /** From the trace down to what is walked. */
  readonly path: readonly string[];
  readonly functions: Pick<FunctionTable, 'size' | 'label' | 'renamed'>;
  walk(window: CallWindow, visit: CallVisitor, pace: Pace): Promise<void>;
}

interface Graph {
  readonly groups: readonly Group[];
  /** How many events had been read. */
  readonly events: number;
  readonly complete: boolean;
  readonly pace: MakingPace;
}

const KEPT_GRAPHS = 4;
/** Between the names in keys of entries; not to be found in names. */
const SEPARATOR = '\u0000';

export class FlameGraph extends ExperimentOutput {
  readonly descriptor: OutputDescriptor;
  readonly #walks: () => readonly FlameWalk[];
  readonly #names = new StringTable();
  /** Entry ids by path: stable however often graphs are made anew. */
  readonly #ids = new StringTable();
  readonly #graphs = new Map<string, Promise<Graph>>();
  /** Asked for last. */
  #last: Graph | undefined;

  /** `walks`: whose calls are summed up, if not those of all threads of the call stacks of the kind. */
  constructor(
    experiment: Experiment,
    kind: CallStackKind,
    walks: () => readonly FlameWalk[] = () => threadWalks(experiment, kind),
    names: Partial<Pick<OutputDescriptor, 'name' | 'description'>> = {},
  ) {
    super(experiment);
    this.#walks = walks;
    this.descriptor = {
      id: `org.eclipse.tracecompass.analysis.profiling.core.flamegraph:${kind.id}`,
      name: `${kind.name} - Flame Graph`,
      description: `Show Flame Graph provided by Analysis module: ${kind.name}`,
      type: 'GANTT_CHART',
      ...names,
    };
  }

  /** Not that it is all there, as long as a graph that it would show is not. */
  override get statusMessage(): string | undefined {
    const message = super.statusMessage;
    const { events, pace } = this.#last ?? {};
    return message === LIVE && pace?.isDue === false && events !== this.#events() ? undefined : message;
  }

  async tree({ extra }: TreeQuery, signal: AbortSignal): Promise<TreeModel> {
    const { groups } = await this.#graph(question(extra), signal);
    const entries: TreeEntry[] = [];
    const known = new Set<number>();
    for (const { path, tree, rows } of groups) {
      const end = BigInt(Math.ceil(tree.extent));
      let parentId: number | undefined;
      path.forEach((name, i) => {
        const id = this.#id(path.slice(0, i + 1));
        const parent = parentId === undefined ? {} : { parentId };
        if (!known.has(id)) entries.push({ id, ...parent, labels: [name], hasData: false, start: 0n, end });
        known.add(id);
        parentId = id;
      });
      rows.forEach((_, depth) => {
        const id = this.#id([...path, String(depth)]);
        entries.push({ id, parentId: parentId!, labels: [String(depth)], hasData: true, start: 0n, end });
      });
    }
    return { headers: [{ name: 'Name', tooltip: 'Trace, process, thread, depth' }], entries };
  }

  async states(query: StatesQuery, signal: AbortSignal): Promise<StatesModel> {
    const { groups } = await this.#graph(question(query.extra), signal);
    const looks = new Map<Group, Looks>();
    return answerStates(query, signal, (entryId) => {
      const found = this.#row(groups, entryId);
      if (found === undefined) return undefined;
      const { group, row } = found;
      const of = looks.get(group) ?? { look: (node) => this.#look(group, node) };
      looks.set(group, of);
      return { trace: { base: 0n, now: 0, name: group.path[0]! }, states: row, looks: of, subject: barSubject(group) };
    });
  }

  async tooltip({ time, items, element }: TooltipQuery): Promise<ReadonlyMap<string, string>> {
    const lines = new Map<string, string>();
    const { groups } = await this.#graph(question({}), NEVER);
    const entryId = element.entryId ?? items[0];
    const found = entryId === undefined ? undefined : this.#row(groups, entryId);
    const state = found?.row.covering(Number(time)) ?? -1;
    if (found === undefined || state < 0 || element.type !== 'STATE') return lines;
    const { tree } = found.group;
    const node = found.row.value(state);
    const weight = tree.weight.data[node]!;
    lines.set('Object', this.#nameOf(found.group, node));
    lines.set('Calls', String(tree.calls.data[node]));
    lines.set('Duration', formatDuration(weight));
    lines.set('Self time', formatDuration(tree.selfTime(node)));
    lines.set('Average', formatDuration(weight / tree.calls.data[node]!));
    if (tree.total > 0) lines.set('% of all', `${Number(((weight / tree.total) * 100).toFixed(3))} %`);
    return lines;
  }

  styles(): Readonly<Record<string, Style>> {
    return NAME_STYLES;
  }

  #nameOf({ tree }: Group, node: number): string {
    return this.#names.text(tree.name.data[node]!);
  }

  #look(group: Group, node: number): Look {
    const label = this.#nameOf(group, node);
    return { label, style: styleKey(label) };
  }

  /** From 1. */
  #id(path: readonly string[]): number {
    return 1 + this.#ids.intern(path.join(SEPARATOR));
  }

  #row(groups: readonly Group[], entryId: number): { group: Group; row: StateRow } | undefined {
    if (entryId < 1 || entryId > this.#ids.size) return undefined;
    const path = this.#ids.text(entryId - 1).split(SEPARATOR);
    const above = path.slice(0, -1).join(SEPARATOR);
    const group = groups.find((candidate) => candidate.path.join(SEPARATOR) === above);
    const row = group?.rows[Number(path.at(-1))];
    return group === undefined || row === undefined ? undefined : { group, row };
  }

  /** The graph is shared by all who ask while it is made; so it goes on if one of them no longer wants it. */
  async #graph(asked: Question, signal: AbortSignal): Promise<Graph> {
    const renamed = this.#walks().map(({ functions }) => functions.renamed);
    const key = `${asked.level} ${asked.range?.join('-') ?? ''} ${renamed}`;
    const made = this.#graphs.get(key);
    const kept = made === undefined ? undefined : await made;
    signal.throwIfAborted();
    const events = this.#events();
    const enough = this.status === 'RUNNING' && (kept?.events === events || !kept?.pace.isDue);
    this.#last = kept;
    if (kept !== undefined && (kept.complete || enough)) return kept;
    const complete = this.status !== 'RUNNING';
    const pace = new MakingPace();
    const making = this.#make(asked).then((groups) => ({ groups, events, complete, pace }));
    pace.begun(making);
    this.#graphs.delete(key);
    this.#graphs.set(key, making);
    if (this.#graphs.size > KEPT_GRAPHS) this.#graphs.delete(this.#graphs.keys().next().value!);
    // What went wrong once is tried again when somebody asks again.
    making.catch(() => this.#graphs.get(key) === making && this.#graphs.delete(key));
    return making;
  }

  #events(): number {
    return this.experiment.traces.reduce((sum, trace) => sum + trace.events, 0);
  }

  async #make({ level, range }: Question): Promise<readonly Group[]> {
    const pace = new Pace();
    const groups = new Map<string, Group>();
    const named = new Map<FlameWalk['functions'], Float64Array>();
    for (const { trace, path: whole, functions, walk } of this.#walks()) {
      const window = {
        from: range === undefined ? Number.NEGATIVE_INFINITY : Number(range[0] - trace.base),
        to: range === undefined ? Number.POSITIVE_INFINITY : Number(range[1] - trace.base),
        now: trace.now,
      };
      const names =
        named.get(functions) ??
        Float64Array.from({ length: functions.size }, (_, value) => this.#names.intern(functions.label(value)));
      named.set(functions, names);
      const path = level === 'All' ? ['All'] : whole.slice(0, LEVELS.indexOf(level));
      const key = path.join(SEPARATOR);
      const group = groups.get(key) ?? { path, tree: new FlameTree(), rows: [] };
      groups.set(key, group);
      const { tree } = group;
      await walk(window, (depth, value, duration) => tree.add(depth, names[value]!, duration), pace);
    }
    for (const group of groups.values()) {
      group.rows = await group.tree.rows((name) => this.#names.text(name), pace);
    }
    return [...groups.values()].filter(({ rows }) => rows.length > 0);
  }
}

const KEYS = stateKeys([], ['Calls', 'Self time', 'Thread', 'Process']);

/** What a filter reads of a bar. */
function barSubject({ path, tree }: Group): StateSubject {
  return {
    ...KEYS,
    values: (key, _start, _end, node) => {
      if (key === 'Calls') return tree.calls.data[node];
      if (key === 'Self time') return tree.selfTime(node);
      return key === 'Process' ? path[1] : key === 'Thread' ? path[2] : undefined;
    },
  };
}

function threadWalks(experiment: Experiment, kind: CallStackKind): readonly FlameWalk[] {
  return nestedCallStacks(experiment, kind.id).flatMap(({ trace, index }) =>
    orderedProcesses(index).flatMap((process) =>
      orderedTracks(process)
        .filter(({ nested }) => nested)
        .map(
          (track): FlameWalk => ({
            trace,
            path: [trace.name, process.name, track.name],
            functions: index.functions,
            walk: (window, visit, pace) => walkCalls(track, index.functions, window, visit, pace),
          }),
        ),
    ),
  );
}
