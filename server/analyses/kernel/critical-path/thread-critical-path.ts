/**
 * The critical path of a thread: what its time went into, whoever spent it. A tree of hosts and the threads on the path,
 * each with its share; states say what went on there; arrows lead from who waits to whom it waits for, and back.
 *
 * Cost of an answer: O(rows asked for · samples · log n).
 */
import { commonKeys } from '../../common-keys.ts';
import { derivedDescriptor } from '../../derived-descriptor.ts';
import { formatDuration } from '../../durations.ts';
import { type Experiment, TimeAxisOutput } from '../../experiment-output.ts';
import type {
  Arrows,
  Configuration,
  OutputDescriptor,
  SeriesQuery,
  StatesModel,
  StatesQuery,
  Status,
  Style,
  TooltipQuery,
  TreeEntry,
  TreeModel,
} from '../../output.ts';
import type { Looks } from '../../time-graph/look-table.ts';
import { answerStates } from '../../time-graph/state-rows.ts';
import type { GraphRow } from '../../time-graph/state-test.ts';
import { hostId, hostName } from '../kernel-traces.ts';
import { Link } from './critical-path.ts';
import { PATH_HEADERS } from './critical-path-output.ts';
import { EDGE_STYLES, edgeLabel, WAITS, WAKES } from './edge-type.ts';
import { type FollowedThread, placeOf, tracedThreads } from './followed-thread.ts';
import { PathSubject } from './path-subject.ts';
import { type FoundPath, ThreadPath } from './thread-path.ts';
import { causeText } from './wake-cause.ts';

const MOST_ARROWS = 2000;
const LOOKS: Looks = { look: (type) => ({ label: edgeLabel(type), style: edgeLabel(type) }) };
const STYLE_OF_LINK: Readonly<Record<number, string>> = { [Link.waits]: WAITS, [Link.wakes]: WAKES };

type Label = Pick<OutputDescriptor, 'name' | 'description'>;

export class ThreadCriticalPath extends TimeAxisOutput {
  readonly #path: ThreadPath;
  #descriptor: OutputDescriptor;
  #isNamed = false;
  readonly #label: () => Label;

  /**
   * `label`: what it is called, which the traces may tell only once they are read. Throws a `QueryError` if they have been
   * and there is no such thread.
   */
  constructor(
    experiment: Experiment,
    parent: OutputDescriptor,
    configuration: Configuration,
    thread: FollowedThread,
    label: () => Label = () => configuration,
  ) {
    super(experiment);
    if (experiment.status !== 'RUNNING') placeOf(thread, tracedThreads(experiment));
    this.#descriptor = derivedDescriptor(parent, configuration, 'TIME_GRAPH');
    this.#label = label;
    this.#path = new ThreadPath(experiment, thread);
  }

  get descriptor(): OutputDescriptor {
    if (this.#isNamed) return this.#descriptor;
    const { name, description } = this.#label();
    this.#isNamed = this.experiment.status !== 'RUNNING';
    this.#descriptor = { ...this.#descriptor, name, description };
    return this.#descriptor;
  }

  override get status(): Status {
    return this.#path.status;
  }
  override get statusMessage(): string | undefined {
    return this.#path.failure ?? super.statusMessage;
  }

  tree(): TreeModel {
    const found = this.#path.found;
    if (found === undefined) return { headers: PATH_HEADERS, entries: [] };
    const { graph, rows } = found;
    const { from, to } = rows.path;
    const hosts = new Map<number, TreeEntry[]>();
    for (const [worker, { total, states }] of rows.rows) {
      const { ordinal } = graph.traced(worker).trace;
      if (!hosts.has(ordinal)) hosts.set(ordinal, []);
      hosts.get(ordinal)!.push({
        id: this.#id(found, worker),
        parentId: this.experiment.ids.id(ordinal, 0),
        labels: [this.#name(found, worker), formatDuration(total), `${((100 * total) / (to - from)).toFixed(2)} %`],
        hasData: true,
        start: graph.base + BigInt(states.start(0)),
        end: graph.base + BigInt(states.end(states.count - 1)),
        metadata: {
          TID: [graph.tid(worker)],
          ...commonKeys({
            'thread-name': graph.name(worker),
            'host-id': hostId(graph.traced(worker).trace),
            tid: graph.tid(worker),
          }),
        },
      });
    }
    const entries = [...hosts].flatMap(([ordinal, workers]) => {
      const trace = this.experiment.traces[ordinal]!;
      return [
        {
          id: this.experiment.ids.id(ordinal, 0),
          labels: [this.#host(ordinal), '', ''],
          hasData: false,
          start: graph.base + BigInt(from),
          end: graph.base + BigInt(to),
          metadata: { 'host-id': [hostId(trace)] },
        },
        ...workers,
      ];
    });
    return { headers: PATH_HEADERS, entries };
  }

  states(query: StatesQuery, signal: AbortSignal): Promise<StatesModel> {
    const found = this.#path.found;
    return answerStates(query, signal, (entryId) => found && this.#row(found, entryId));
  }

  arrows({ times }: SeriesQuery): readonly Arrows[] {
    const found = this.#path.found;
    if (found === undefined) return [];
    const { graph, rows } = found;
    const { base } = graph;
    return Object.entries(rows.arrows).flatMap(([link, list]): Arrows[] => {
      const chosen = list.within(Number(times.start - base), Number(times.end - base), MOST_ARROWS);
      if (chosen.length === 0) return [];
      return [
        {
          base,
          start: Float64Array.from(chosen, (i) => list.start.data[i]!),
          end: Float64Array.from(chosen, (i) => list.end.data[i]!),
          source: Float64Array.from(chosen, (i) => this.#id(found, list.source.data[i]!)),
          target: Float64Array.from(chosen, (i) => this.#id(found, list.target.data[i]!)),
          style: { parentKey: STYLE_OF_LINK[Number(link)]! },
        },
      ];
    });
  }

  tooltip({ time, items, element }: TooltipQuery): ReadonlyMap<string, string> {
    const lines = new Map<string, string>();
    const found = this.#path.found;
    if (found === undefined) return lines;
    const { graph, rows } = found;
    const { path } = rows;
    if (element.type === 'ARROW') {
      const [source, target] = [element.entryId, element.destinationId].map((id) => this.#worker(found, id));
      if (source !== undefined) lines.set('From', this.#name(found, source));
      if (target !== undefined) lines.set('To', this.#name(found, target));
      return lines;
    }
    const piece = rows.pieceAt(Number(time - graph.base));
    const worker = this.#worker(found, element.entryId ?? items[0]);
    if (piece < 0 || path.worker.data[piece] !== worker || worker === undefined) return lines;
    lines.set('State', edgeLabel(path.type.data[piece]!));
    lines.set('Thread', this.#name(found, worker));
    lines.set('Duration', formatDuration(path.end.data[piece]! - path.start.data[piece]!));
    const cause = this.#cause(found, piece);
    if (cause !== undefined) lines.set('Ended by', cause);
    const before = this.#hop(found, piece + 1);
    const after = this.#hop(found, piece);
    if (before !== undefined) lines.set('Before', before);
    if (after !== undefined) lines.set('After', after);
    return lines;
  }

  styles(): Readonly<Record<string, Style>> {
    return EDGE_STYLES;
  }

  close(): void {
    this.#path.close();
  }

  #id({ graph }: FoundPath, worker: number): number {
    return this.experiment.ids.id(graph.traced(worker).trace.ordinal, graph.tid(worker));
  }

  /** Undefined if the entry is none of the path's threads. */
  #worker({ graph, rows }: FoundPath, entryId: number | undefined): number | undefined {
    if (entryId === undefined) return undefined;
    const { ids } = this.experiment;
    const worker = graph.workerOf(ids.trace(entryId), ids.entry(entryId));
    return worker !== undefined && rows.rows.has(worker) ? worker : undefined;
  }

  #row(found: FoundPath, entryId: number): GraphRow | undefined {
    const worker = this.#worker(found, entryId);
    if (worker === undefined) return undefined;
    const { graph, rows } = found;
    const { trace } = graph.traced(worker);
    const thread = {
      name: graph.name(worker),
      tid: graph.tid(worker),
      host: this.#host(trace.ordinal),
      hostId: hostId(trace),
    };
    return {
      trace: { base: graph.base, now: rows.path.to, name: trace.name },
      states: rows.rows.get(worker)!.states,
      looks: LOOKS,
      subject: new PathSubject(thread, (time) => this.#cause(found, rows.pieceAt(time))),
    };
  }

  #name({ graph }: FoundPath, worker: number): string {
    return `[${graph.name(worker)},${graph.tid(worker)}]`;
  }

  /** With the trace's name where several hosts are called the same. */
  #host(ordinal: number): string {
    const { traces } = this.experiment;
    const trace = traces[ordinal]!;
    const name = hostName(trace);
    return traces.filter((other) => hostName(other) === name).length === 1 || name === trace.name
      ? name
      : `${name} (${trace.name})`;
  }

  /** What ended the wait. */
  #cause({ graph, rows }: FoundPath, piece: number): string | undefined {
    const { cause, worker } = rows.path;
    const code = piece < 0 ? 0 : cause.data[piece]!;
    const { wakeUps } = graph.traced(worker.data[piece] ?? 0);
    return code === 0 ? undefined : causeText(code, (irq) => wakeUps.irqName(irq));
  }

  /** How the path leads from a piece to the next one of another thread. */
  #hop(found: FoundPath, piece: number): string | undefined {
    const { path } = found.rows;
    if (!(piece > 0 && piece < path.length) || path.link.data[piece] === Link.none) return undefined;
    const [own, next] = [this.#name(found, path.worker.data[piece]!), this.#name(found, path.worker.data[piece - 1]!)];
    return path.link.data[piece] === Link.waits ? `${own} waits for ${next}` : `${own} wakes ${next}`;
  }
}
