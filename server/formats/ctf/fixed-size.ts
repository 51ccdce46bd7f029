/** How much space elements of arrays take, where all take the same: such arrays are stepped over at once. */
import type { FieldNode, IntegerNode } from './nodes.ts';

/** In bits from an aligned start; undefined if the size differs or if the element has to be looked at. */
export function fixedSize(node: FieldNode, isLookedAt: (node: IntegerNode) => boolean): number | undefined {
  switch (node.kind) {
    case 'integer':
      return node.variable || node.slots.length > 0 || isLookedAt(node) ? undefined : node.size;
    case 'float':
    case 'bits':
      return node.size;
    case 'struct': {
      let at = 0;
      for (const field of node.fields) {
        const size = fixedSize(field, isLookedAt);
        if (size === undefined) return undefined;
        at = strideOf(at, field) + size;
      }
      // What takes no space is counted, one by one.
      return at === 0 ? undefined : at;
    }
    case 'array': {
      const size = fixedSize(node.element, isLookedAt);
      if (size === undefined) return undefined;
      return node.length === 0 ? undefined : (node.length - 1) * strideOf(size, node.element) + size;
    }
    default:
      return undefined;
  }
}

/** `bits` rounded up to where an element can begin. */
export function strideOf(bits: number, element: FieldNode): number {
  return Math.ceil(bits / element.align) * element.align;
}
