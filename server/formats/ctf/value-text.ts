/** Decoded values as the events table shows them: `name=value, …`, structs in braces, enums as `label(value)`. */
import type { FieldNode, IntegerNode, StructNode } from './nodes.ts';
import { MOST_ELEMENTS, type Selected, type Value } from './values.ts';

const PREFIX: Readonly<Record<number, string>> = { 2: '0b', 8: '0', 16: '0x' };

export function fieldsText(node: StructNode, value: Value): string {
  const values = value as readonly Value[];
  return node.fields.map((field, i) => `${field.name}=${valueText(field, values[i]!)}`).join(', ');
}

export function valueText(node: FieldNode, value: Value): string {
  switch (node.kind) {
    case 'integer':
      return integerText(node, value as number | bigint);
    case 'float':
    case 'string':
      return String(value);
    case 'struct':
      return `{${fieldsText(node, value)}}`;
    case 'variant': {
      const { option, value: inner } = value as Selected;
      return valueText(node.options[option]!, inner);
    }
    default: {
      if (typeof value === 'string') return value;
      const elements = value as readonly Value[];
      const shown = elements.map((element) => valueText(node.element, element));
      return `[${shown.join(', ')}${elements.length === MOST_ELEMENTS ? ', …' : ''}]`;
    }
  }
}

/** In the field's own base; negative numbers of another base than 10 as their two's complement. */
export function integerText(node: IntegerNode, value: number | bigint): string {
  const shown = node.base !== 10 && value < 0 ? BigInt.asUintN(node.size, BigInt(value)) : value;
  const digits = (PREFIX[node.base] ?? '') + shown.toString(node.base);
  return node.labels === undefined ? digits : `${labelText(node, value)}(${digits})`;
}

/** All labels of an enum's value. */
export function labelText(node: IntegerNode, value: number | bigint): string {
  const found = node.labels?.filter(({ low, high }) => low <= value && value <= high).map(({ label }) => label) ?? [];
  return found.length === 0 ? '<unknown>' : found.join('|');
}
