/**
 * What a row, or a state on it, tells of itself, and the parameters of a configuration type that follow from it. So a type
 * of scope `tree` is applied to a row without a form: `follow this thread`.
 *
 * A property of the type's schema takes the fact of its own name, or of one that its keyword `metadata` lists; upper and
 * lower case are one.
 */
import type { ConfigTypeInfo, Entry, Header, Parameters } from '../../client/messages.ts';

type Fact = string | number;

interface Property {
  readonly title?: string;
  readonly type?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: unknown;
  readonly metadata?: readonly string[];
}

/**
 * By lower-case name. `lineage` is the row's entry after those above it, whose metadata holds for it, too. A row's metadata
 * wins over its columns, these over what is above it, and that over `pairs` (a tooltip's).
 */
export function rowFacts(
  headers: readonly Header[],
  lineage: readonly Entry[],
  pairs: readonly (readonly [string, string])[] = [],
): ReadonlyMap<string, Fact> {
  const facts = new Map<string, Fact>();
  const add = (name: string, value: Fact | undefined) => {
    if (value !== undefined && value !== '') facts.set(name.toLowerCase(), value);
  };
  for (const [name, text] of pairs) add(name, text);
  lineage.forEach(({ labels, metadata = {} }, i) => {
    if (i === lineage.length - 1) for (const [column, { name }] of headers.entries()) add(name, labels[column]);
    for (const [name, [value]] of Object.entries(metadata)) add(name, value);
  });
  return facts;
}

/** All that is needed; or what the facts lack though rows could tell it; or what is left for a form to ask. */
export type Told =
  | { readonly parameters: Parameters }
  | { readonly lacks: string }
  | { readonly asks: string; readonly parameters: Parameters };

/** What is lacking is named as it is called in the form. */
export function parametersFrom({ schema }: ConfigTypeInfo, facts: ReadonlyMap<string, Fact>): Told {
  const properties = (schema.properties ?? {}) as Readonly<Record<string, Property>>;
  const required = (schema.required ?? []) as readonly string[];
  const parameters: Record<string, unknown> = {};
  let asks = required.find((name) => !(name in properties));
  for (const [name, property] of Object.entries(properties)) {
    const { metadata, title = name } = property;
    const fact = [...(metadata ?? []), name].map((key) => facts.get(key.toLowerCase())).find(isTold);
    const value = fact === undefined ? property.default : fitted(fact, property);
    if (value !== undefined) parameters[name] = value;
    else if (required.includes(name) && metadata) return { lacks: title };
    else if (required.includes(name)) asks ??= title;
  }
  return asks === undefined ? { parameters } : { asks, parameters };
}

const isTold = (fact: Fact | undefined): fact is Fact => fact !== undefined;

/** Undefined if it can't be a value of the property. */
function fitted(fact: Fact, { type, minimum = -Infinity, maximum = Infinity }: Property): Fact | undefined {
  if (type === 'string') return String(fact);
  if (type !== 'number' && type !== 'integer') return undefined;
  const value = Number(fact);
  const fits = value >= minimum && value <= maximum && (type === 'number' || Number.isInteger(value));
  return fits ? value : undefined;
}
