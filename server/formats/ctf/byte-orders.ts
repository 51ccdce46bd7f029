/** No byte may hold bits of fields of both byte orders: checked as far as it is known where in a byte a field begins. */
import type { FieldNode } from './nodes.ts';

/** The first field of a struct with this alignment that shares a byte with one of the other order; undefined if none does. */
export function oddlyOrdered(fields: readonly FieldNode[], align: number): FieldNode | undefined {
  /** Of a byte; NaN where nobody knows. */
  let bit = align >= 8 ? 0 : Number.NaN;
  let before: boolean | undefined;
  for (const field of fields) {
    const inBits = 'bigEndian' in field && !('variable' in field && field.variable);
    bit = field.align >= 8 ? 0 : (Math.ceil(bit / field.align) * field.align) % 8;
    if (inBits && before !== undefined && before !== field.bigEndian && bit > 0) return field;
    before = inBits ? field.bigEndian : undefined;
    bit = inBits ? (bit + field.size) % 8 : Number.NaN;
  }
  return undefined;
}
