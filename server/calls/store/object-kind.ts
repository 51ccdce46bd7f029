/** What an object is, by its value. */
import { memberOf } from '../values/json-members.ts';
import type { JsonText } from '../values/json-text.ts';

/** `op` if it is of a custom type that calls itself `Op`. */
export function kindOf(value: JsonText): 'op' | 'object' {
  const type = memberOf(value, 'weave_type');
  const named = type && (memberOf(type, 'type') ?? memberOf(type, '_type'));
  return named?.text === '"Op"' ? 'op' : 'object';
}

/** The class right below `Object`, of an instance of which the bases are told; null if it isn't one. */
export function baseObjectClass(value: JsonText): string | null {
  const bases = memberOf(value, '_bases')?.parse();
  if (!Array.isArray(bases) || bases.at(-1) !== 'BaseModel' || bases.at(-2) !== 'Object') return null;
  const base: unknown = bases.length > 2 ? bases.at(-3) : memberOf(value, '_class_name')?.parse();
  return typeof base === 'string' ? base : null;
}
