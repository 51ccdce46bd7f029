/**
 * A configuration of scope `tree` may be sent with the row of the output that is meant (`requested_items`, as ADR 0011
 * describes the parameters of Follow Thread) instead of what the row tells. What is stored is what the row tells: it holds
 * in other experiments, too.
 *
 * Rows tell by their metadata and that of the rows above; a property of the type's schema says in its keyword `metadata`
 * by which names. What is sent beside the row wins.
 */
import { type OutputDescriptor, type OutputType, QueryError } from '../analyses/output.ts';
import type { ConfigurationType } from '../configurations/configuration-type.ts';
import type { ExperimentEngine } from '../engine/experiment-engine.ts';
import { withExtraParams } from '../engine/extra-params.ts';
import { integer, list, type Parameters } from '../engine/parameters.ts';
import type { Operation } from '../engine/protocol.ts';
import { parseJson } from '../json.ts';

const ITEMS = 'requested_items';
const TREES: Partial<Readonly<Record<OutputType, Operation>>> = {
  TIME_GRAPH: 'timeGraph/tree',
  TREE_TIME_XY: 'XY/tree',
  DATA_TREE: 'data/tree',
};

interface Entry {
  readonly id: number;
  readonly parentId?: number;
  readonly metadata?: Readonly<Record<string, readonly unknown[]>>;
}

/** The parameters with those that the row tells; as they were sent if no row is named. Throws a `QueryError`. */
export async function withRow(
  type: ConfigurationType,
  sent: Parameters,
  output: OutputDescriptor,
  engine: ExperimentEngine,
  signal: AbortSignal,
): Promise<Parameters> {
  if (type.scope !== 'tree') return sent;
  const { [ITEMS]: items, ...others } = withExtraParams(sent);
  if (items === undefined) return sent;
  const [row, ...more] = list(items, ITEMS, integer);
  if (row === undefined || more.length > 0) throw new QueryError(`"${ITEMS}" must name one row for each output`, ITEMS);
  const operation = TREES[output.type];
  const answer = operation && (await engine.ask(operation, output.id, {}, signal));
  const { model } = (answer ? parseJson(new TextDecoder().decode(answer.body)) : {}) as {
    model?: { entries: Entry[] };
  };
  const facts = factsOf(row, model?.entries ?? []);
  if (facts === undefined) throw new QueryError(`"${output.name}" has no row ${row}`, ITEMS);
  const properties = (type.schema.properties ?? {}) as Readonly<Record<string, { readonly metadata?: string[] }>>;
  const told = Object.entries(properties).flatMap(([name, { metadata = [] }]) => {
    const value = [...metadata, name].map((key) => facts.get(key.toLowerCase())).find((fact) => fact !== undefined);
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(told), ...others };
}

/** By lower-case name; undefined if there is no such row. */
function factsOf(row: number, entries: readonly Entry[]): ReadonlyMap<string, unknown> | undefined {
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  if (!byId.has(row)) return undefined;
  const facts = new Map<string, unknown>();
  for (let entry = byId.get(row); entry !== undefined; entry = byId.get(entry.parentId ?? -1)) {
    for (const [key, [value]] of Object.entries(entry.metadata ?? {})) {
      if (!facts.has(key.toLowerCase())) facts.set(key.toLowerCase(), value);
    }
  }
  return facts;
}
