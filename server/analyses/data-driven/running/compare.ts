/**
 * How values compare: numbers by size, whatever their types; what is not both numbers as texts ("10" equals 10). Null
 * equals null only, and is neither less nor more than anything.
 */
import type { Operator } from '../document.ts';
import { DOUBLE, INT, LONG, NOTHING, STRING, type StateValues, TIME, type TypedValue } from '../state-values.ts';

export interface Comparing {
  readonly store: { readonly values: StateValues };
  timeIn(value: TypedValue): number;
}

/** Negative, 0 or positive; NaN of what can't be compared. */
export function compare(a: TypedValue, b: TypedValue, { store: { values }, timeIn }: Comparing): number {
  return order(a, b, values, timeIn);
}

function order(a: TypedValue, b: TypedValue, values: StateValues, timeIn: Comparing['timeIn']): number {
  if (a.kind <= NOTHING || b.kind <= NOTHING) return a.kind <= NOTHING && b.kind <= NOTHING ? 0 : Number.NaN;
  if (isPlain(a.kind) && isPlain(b.kind)) return a.number - b.number;
  if (a.kind === STRING && b.kind === STRING && a.number === b.number) return 0;
  if (a.kind !== STRING && b.kind !== STRING) {
    if (a.kind === TIME || b.kind === TIME) return timeIn(a) - timeIn(b);
    const [left, right] = [a, b].map((value) => BigInt(values.textOf(value).replace(/\..*$/, '')));
    return left! < right! ? -1 : left! > right! ? 1 : 0;
  }
  const [left, right] = [values.textOf(a), values.textOf(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function isPlain(kind: number): boolean {
  return kind === INT || kind === LONG || kind === DOUBLE;
}

export function holds(operator: Operator, order: number): boolean {
  switch (operator) {
    case 'eq':
      return order === 0;
    case 'ne':
      return order !== 0;
    case 'ge':
      return order >= 0;
    case 'gt':
      return order > 0;
    case 'le':
      return order <= 0;
    default:
      return order < 0;
  }
}
