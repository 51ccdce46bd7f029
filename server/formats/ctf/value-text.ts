/** Decoded values as the events table shows them: `name=value, …`, structs in braces, enums as `label(value)`. */
import type { LabelledRange } from './declared-types.ts';
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
    case 'bits':
    case 'string':
      return String(value);
    case 'struct':
      return `{${fieldsText(node, value)}}`;
    case 'variant': {
      const { option, value: inner } = value as Selected;
      if (option < 0) return '<none>';
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

/** In the field's own base, after its labels; negative numbers of another base than 10 as their two's complement. */
function integerText(node: IntegerNode, value: number | bigint): string {
  if (node.shown === 'boolean') return String(Number(value) !== 0);
  const shown = node.base !== 10 && value < 0 ? BigInt.asUintN(node.size, BigInt(value)) : value;
  const digits = (PREFIX[node.base] ?? '') + shown.toString(node.base);
  if (node.labels === undefined) return digits;
  const label = labelText(node, value);
  return label === '' ? digits : `${label}(${digits})`;
}

/** All labels of an integer's value, if it has labels; else the integer. */
export function briefText(node: IntegerNode, value: number | bigint): string {
  return node.labels === undefined ? integerText(node, value) : labelText(node, value);
}

function labelText({ labels = [], shown }: IntegerNode, value: number | bigint): string {
  const found = shown === 'flags' ? flagsOf(labels, BigInt(value)) : labels.filter((range) => holds(range, value));
  const text = [...new Set(found.map(({ label }) => label))].join('|');
  return text === '' && shown !== 'flags' ? '<unknown>' : text;
}

function holds({ low, high }: LabelledRange, value: number | bigint): boolean {
  return low <= value && value <= high;
}

/** Those with at least one bit that is set. */
function flagsOf(labels: readonly LabelledRange[], bits: bigint): LabelledRange[] {
  return labels.filter(({ low, high }) => {
    const first = low > 0n ? low : 0n;
    const last = high < 64n ? high : 63n;
    return first <= last && BigInt.asUintN(Number(last - first) + 1, bits >> first) !== 0n;
  });
}
