/**
 * State System Explorer: everything that the analyses of a trace hold as states or values over time, as one tree (trace,
 * analysis, state system, attributes) with the states of each attribute. For whoever wants to know what lies behind
 * another output.
 *
 * A number that changes at once and holds is shown as it is at each sample. Values in the tree are those at the end of
 * the range asked about, else at the end of the trace.
 */
import { type Experiment, TimeAxisOutput } from '../experiment-output.ts';
import type { IndexedTrace } from '../indexed-trace.ts';
import { NAME_STYLES } from '../name-style.ts';
import type {
  OutputDescriptor,
  StatesModel,
  StatesQuery,
  Style,
  TooltipQuery,
  TreeEntry,
  TreeModel,
  TreeQuery,
} from '../output.ts';
import { Pace } from '../pace.ts';
import type { Looks } from '../time-graph/look-table.ts';
import { answerStates } from '../time-graph/state-rows.ts';
import { attributeLooks, attributeRow, valueAt } from './attribute-row.ts';
import { type AttributeNode, AttributeTree } from './attribute-tree.ts';

const HEADERS = [
  { name: 'Attribute', tooltip: 'Trace, analysis, state system, attributes' },
  { name: 'Quark', tooltip: 'Number of the attribute in its state system' },
  { name: 'Value', tooltip: 'Value at the end of the range of time' },
];

export class StateSystemExplorer extends TimeAxisOutput {
  readonly descriptor: OutputDescriptor = {
    id: 'org.eclipse.tracecompass.internal.tmf.core.statesystem.provider.StateSystemDataProvider',
    name: 'State System Explorer',
    description: 'Show the states of the attributes of all analyses',
    type: 'TIME_GRAPH',
  };
  readonly #trees: readonly AttributeTree[];
  readonly #looks = new WeakMap<object, Looks>();

  static applies({ traces }: Experiment): boolean {
    return traces.some((trace) => trace.attributed().some((analysis) => !isEmpty(analysis.attributes(trace.strings))));
  }

  constructor(experiment: Experiment) {
    super(experiment);
    this.#trees = experiment.traces.map((trace) => new AttributeTree(trace));
  }

  async tree({ end }: TreeQuery, signal: AbortSignal): Promise<TreeModel> {
    const { traces, ids } = this.experiment;
    const pace = new Pace(signal);
    const entries: TreeEntry[] = [];
    for (const trace of traces) {
      const { nodes } = await this.#tree(trace, pace);
      const id = ({ number }: AttributeNode): number => ids.id(trace.ordinal, number);
      const at = end === undefined ? trace.lastTime : Math.min(Number(end - trace.base), trace.lastTime);
      const span = { start: trace.start, end: trace.end + 1n };
      for (const node of nodes) {
        const { parent, name, quark, values } = node;
        const value = values && valueAt(values, at);
        entries.push({
          id: id(node),
          ...(parent === undefined ? {} : { parentId: id(parent) }),
          labels: [name, quark === undefined ? '' : String(quark), value ?? ''],
          hasData: values !== undefined,
          ...span,
        });
        if (node.number % 1024 === 0) await pace.pause();
      }
    }
    return { headers: HEADERS, entries, autoExpandLevel: 2 };
  }

  async states(query: StatesQuery, signal: AbortSignal): Promise<StatesModel> {
    const pace = new Pace(signal);
    const samples = new Map<IndexedTrace, Float64Array>();
    for (const trace of this.experiment.traces) await this.#tree(trace, pace);
    return answerStates(query, signal, (entryId) => {
      const { trace, node } = this.#find(entryId);
      if (trace === undefined || node?.values === undefined) return undefined;
      return attributeRow(trace, node.values, node.path.join('/'), this.#looksOf(node.values), () => {
        const known = samples.get(trace) ?? query.times.relativeTo(trace.base);
        samples.set(trace, known);
        return known;
      });
    });
  }

  async tooltip({ items, element, time }: TooltipQuery): Promise<ReadonlyMap<string, string>> {
    const { trace, node } = this.#find(element.entryId ?? items[0] ?? -1);
    const facts = new Map<string, string>();
    if (trace === undefined || node?.quark === undefined) return facts;
    facts.set('Quark', String(node.quark));
    facts.set('Attribute Path', node.path.join('/'));
    const value = node.values && valueAt(node.values, Number(time - trace.base));
    if (value !== undefined) facts.set('Value', value);
    return facts;
  }

  styles(): Readonly<Record<string, Style>> {
    return NAME_STYLES;
  }

  /** Brought up to date. */
  async #tree(trace: IndexedTrace, pace: Pace): Promise<AttributeTree> {
    const tree = this.#trees[trace.ordinal]!;
    for (const _ of tree.grow()) await pace.pause();
    return tree;
  }

  #find(entryId: number): { trace: IndexedTrace | undefined; node: AttributeNode | undefined } {
    const { traces, ids } = this.experiment;
    const trace = traces[ids.trace(entryId)];
    return { trace, node: trace && this.#trees[trace.ordinal]!.nodes[ids.entry(entryId)] };
  }

  /** The same object for the same attribute, whose labels are then made once an answer. */
  #looksOf(values: NonNullable<AttributeNode['values']>): Looks {
    const key = 'states' in values ? values.states : values.steps;
    const looks = this.#looks.get(key) ?? attributeLooks(values);
    this.#looks.set(key, looks);
    return looks;
  }
}

function isEmpty(items: Iterable<unknown>): boolean {
  for (const _ of items) return false;
  return true;
}
