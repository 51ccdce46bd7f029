/**
 * Which field a property gets: by its `format` and its name. Also says nested lists and objects, since
 * a widget is chosen per place, not per type.
 */
import type { RJSFSchema, UiSchema } from '@rjsf/utils';
import { resolved } from './schema-refs.ts';

const OWN_NAMES = new Set(['title', 'name', 'label']);
const WIDGETS: Readonly<Record<string, string>> = {
  filter: 'code',
  regex: 'code',
  path: 'path',
  'multi-line': 'long',
  xml: 'long',
};

export function uiSchemaOf(schema: RJSFSchema): UiSchema {
  return uiOf(schema, schema, '');
}

function uiOf(of: RJSFSchema, root: RJSFSchema, name: string, seen: readonly unknown[] = []): UiSchema {
  const schema = resolved(of, root);
  // A schema that contains itself gets its fields as deep as they differ.
  const { properties, items } = schema;
  if (seen.includes(properties ?? items)) return {};
  const within = [...seen, properties ?? items].filter(Boolean);
  if (schema.type === 'object') {
    const fields = Object.entries(properties ?? {}).map(
      ([key, property]) => [key, typeof property === 'object' ? uiOf(property, root, key, within) : {}] as const,
    );
    const order = orderOf(schema);
    return { ...(order.length > 0 ? { 'ui:order': [...order, '*'] } : {}), ...Object.fromEntries(fields) };
  }
  if (schema.type === 'array') {
    if (typeof items !== 'object' || Array.isArray(items)) return {};
    const chosen = schema.uniqueItems && resolved(items, root).enum ? { 'ui:widget': 'checkboxes' } : {};
    return { ...chosen, items: uiOf(items, root, '', within) };
  }
  const widget = widgetOf(schema, name);
  // Left out, it would mean the default; emptied, it means nothing.
  const emptied = schema.type === 'string' && schema.default ? { 'ui:emptyValue': '' } : {};
  return { ...(widget === undefined ? {} : { 'ui:widget': widget }), ...emptied };
}

/** All but what the user names: the server may have suggestions. */
function widgetOf({ type, format, enum: offered, oneOf }: RJSFSchema, name: string): string | undefined {
  if (type !== 'string' || offered || oneOf) return undefined;
  return format === undefined ? (OWN_NAMES.has(name) ? undefined : 'code') : WIDGETS[format];
}

/** Only names that there are: others would be an error. */
function orderOf(schema: RJSFSchema): readonly string[] {
  const order: unknown = schema.propertyOrder;
  const names = Object.keys(schema.properties ?? {});
  return Array.isArray(order) ? order.filter((name): name is string => names.includes(name)) : [];
}
