/**
 * A query put into internal words: literals that are refs, and literals that are compared with a project, a user or a
 * run. All else is as it was.
 */
import type { Operand, Query } from '../trace-server.ts';
import { JsonText } from '../values/json-text.ts';
import type { Conversion } from './conversion.ts';

type Named = (name: string, ids: Conversion) => string;

const NAMES = new Map<string, Named>([
  ['project_id', (name, ids) => ids.projectIn(name)],
  ['pricing_level_id', (name, ids) => (name.includes('/') ? ids.projectIn(name) : name)],
  ['wb_user_id', (name, ids) => ids.userIn(name)],
  ['created_by', (name, ids) => ids.userIn(name)],
  ['wb_run_id', (name, ids) => ids.runIn(name)],
]);

export function queryIn<Q extends Query | null | undefined>(query: Q, ids: Conversion): Q | Query {
  return query ? { $expr: operandIn(query.$expr, ids) as Query['$expr'] } : query;
}

function operandIn(operand: Operand, ids: Conversion, named?: Named): Operand {
  const each = (list: readonly Operand[], by = named) => list.map((each) => operandIn(each, ids, by));
  if ('$literal' in operand) return { $literal: literalIn(operand.$literal, ids, named) };
  if ('$getField' in operand) return operand;
  if ('$convert' in operand) {
    return { $convert: { ...operand.$convert, input: operandIn(operand.$convert.input, ids, named) } };
  }
  if ('$contains' in operand) {
    const { input, substr } = operand.$contains;
    return { $contains: { ...operand.$contains, input: operandIn(input, ids), substr: operandIn(substr, ids) } };
  }
  if ('$in' in operand) {
    const [left, among] = operand.$in;
    return { $in: [operandIn(left, ids), each(among, nameOf(left))] };
  }
  if ('$eq' in operand) {
    const [left, right] = operand.$eq;
    return { $eq: [operandIn(left, ids, nameOf(right)), operandIn(right, ids, nameOf(left))] };
  }
  const [operator, operands] = Object.entries(operand)[0] as [string, readonly Operand[]];
  return { [operator]: each(operands, undefined) } as unknown as Operand;
}

/** What a literal names that is compared with this. */
function nameOf(operand: Operand): Named | undefined {
  if ('$convert' in operand) return nameOf(operand.$convert.input);
  return '$getField' in operand ? NAMES.get(operand.$getField) : undefined;
}

function literalIn(literal: JsonText, ids: Conversion, named: Named | undefined): JsonText {
  if (named === undefined || !literal.text.startsWith('"')) return ids.valueIn(literal);
  return JsonText.of(named(JSON.parse(literal.text) as string, ids));
}
