/** A configuration's parameters as text, under the titles of its type's schema. */
import type { ConfigTypeInfo, ConfigurationInfo } from './messages.ts';

type Schema = Readonly<Record<string, unknown>>;

/** Longer texts are cut in a summary. */
const LONG = 120;

/** One line: "Filter: Duration > 10ms · Columns: tid, cpu". The title is left out where it is the name. */
export function parametersInShort(type: ConfigTypeInfo | undefined, configuration: ConfigurationInfo): string {
  return parameterRows(type, configuration)
    .filter(({ name, text }) => !(name === 'title' && text === configuration.name))
    .map(({ label, text }) => `${label}: ${short(text)}`)
    .join(' · ');
}

/** For a tooltip: each in one line. */
export function parameterLines(
  type: ConfigTypeInfo | undefined,
  configuration: ConfigurationInfo,
): readonly (readonly [label: string, text: string])[] {
  return parameterRows(type, configuration).map(({ label, text }) => [label, short(text)]);
}

/** In the order of the schema, then what it does not know. */
export function parameterRows(
  type: ConfigTypeInfo | undefined,
  { parameters = {} }: ConfigurationInfo,
): readonly { readonly name: string; readonly label: string; readonly text: string }[] {
  const properties = record(type?.schema.properties);
  const order = [type?.schema.propertyOrder ?? [], Object.keys(properties)].flat() as string[];
  const names = new Set([...order, ...Object.keys(parameters)]);
  return [...names]
    .filter((name) => parameters[name] !== undefined && !isEmpty(parameters[name]))
    .map((name) => {
      const property = record(properties[name]);
      return { name, label: titled(property, name), text: valueText(parameters[name], property) };
    });
}

export function valueText(value: unknown, schema: Schema): string {
  if (Array.isArray(value)) {
    const items = record(schema.items);
    const texts = value.map((item) => valueText(item, items));
    return texts.join(value.some((item) => typeof item === 'object') ? '\n' : ', ');
  }
  if (typeof value === 'object' && value !== null) {
    const properties = record(schema.properties);
    return Object.entries(value)
      .filter(([, item]) => !isEmpty(item))
      .map(([name, item]) => `${titled(record(properties[name]), name)}: ${valueText(item, record(properties[name]))}`)
      .join(', ');
  }
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  const choice = Array.isArray(schema.oneOf)
    ? schema.oneOf.map(record).find((each) => each.const === value)
    : undefined;
  return choice ? titled(choice, String(value)) : String(value);
}

function short(text: string): string {
  const lines = text.split('\n');
  if (text.length <= LONG && lines.length === 1) return text;
  return lines.length > 1 ? `${lines.length} lines` : `${text.slice(0, LONG)}…`;
}

const titled = (schema: Schema, name: string): string => (typeof schema.title === 'string' ? schema.title : name);
const isEmpty = (value: unknown): boolean =>
  value === '' || value === null || (Array.isArray(value) && value.length === 0);
const record = (value: unknown): Schema => (typeof value === 'object' && value !== null ? (value as Schema) : {});
