/**
 * Which field a property gets: by its `format`, its length, and where it stands. Also says nested lists and objects, since
 * a widget is chosen per place, not per type. The first field takes the focus.
 */
import type { RJSFSchema, UiSchema } from '@rjsf/utils';
import { resolved } from './schema-refs.ts';

/** Texts that may be longer than this are rather written than named. */
const LONG = 1000;
const WIDGETS: Readonly<Record<string, string>> = {
  filter: 'code',
  regex: 'code',
  path: 'path',
  'multi-line': 'long',
  xml: 'long',
};

export function uiSchemaOf(schema: RJSFSchema): UiSchema {
  const made = uiOf(schema, schema, false);
  const first = orderOf(schema)[0] ?? Object.keys(schema.properties ?? {})[0];
  if (first === undefined) return made;
  return { ...made, [first]: { ...made[first], 'ui:autofocus': true } };
}

function uiOf(of: RJSFSchema, root: RJSFSchema, inList: boolean, seen: readonly unknown[] = []): UiSchema {
  const schema = resolved(of, root);
  // A schema that contains itself gets its fields as deep as they differ.
  const { properties, items } = schema;
  if (seen.includes(properties ?? items)) return {};
  const within = [...seen, properties ?? items].filter(Boolean);
  if (schema.type === 'object') {
    const fields = Object.entries(properties ?? {}).map(
      ([name, property]) => [name, typeof property === 'object' ? uiOf(property, root, false, within) : {}] as const,
    );
    const order = orderOf(schema);
    return { ...(order.length > 0 ? { 'ui:order': [...order, '*'] } : {}), ...Object.fromEntries(fields) };
  }
  if (schema.type === 'array') {
    if (typeof items !== 'object' || Array.isArray(items)) return {};
    const chosen = schema.uniqueItems && resolved(items, root).enum ? { 'ui:widget': 'checkboxes' } : {};
    return { ...chosen, items: uiOf(items, root, true, within) };
  }
  const widget = widgetOf(schema, inList);
  return widget === undefined ? {} : { 'ui:widget': widget };
}

function widgetOf({ type, format, enum: offered, oneOf, maxLength = 0 }: RJSFSchema, inList: boolean) {
  if (type !== 'string' || offered || oneOf) return undefined;
  const widget = format === undefined ? undefined : WIDGETS[format];
  if (widget !== undefined) return widget;
  // Texts of lists are names out of the trace, for which the server has suggestions.
  return inList || maxLength > LONG ? 'code' : undefined;
}

/** Only names that there are: others would be an error. */
function orderOf(schema: RJSFSchema): readonly string[] {
  const order: unknown = schema.propertyOrder;
  const names = Object.keys(schema.properties ?? {});
  return Array.isArray(order) ? order.filter((name): name is string => names.includes(name)) : [];
}
