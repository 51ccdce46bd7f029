/**
 * Takes single values out of what a client sent. Everything in it is hostile until it has passed here; whoever gets a
 * value from here can rely on its type. Errors name the parameter.
 */
import { QueryError } from '../analyses/output.ts';

export type Parameters = Readonly<Record<string, unknown>>;

/** A required parameter is absent. */
export class MissingParameter extends QueryError {
  constructor(name: string) {
    super(`"${name}" is missing`, name);
    this.name = 'MissingParameter';
  }
}

const MIN = -(2n ** 63n);
const MAX = 2n ** 63n - 1n;

/** A JSON object; `undefined` and `null` count as empty. */
export function object(value: unknown, name: string): Parameters {
  if (value === undefined || value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value)) throw new QueryError(`"${name}" must be an object`, name);
  return value as Parameters;
}

export function required(parameters: Parameters, name: string): unknown {
  const value = parameters[name];
  if (value === undefined || value === null) throw new MissingParameter(name);
  return value;
}

export function int64(value: unknown, name: string): bigint {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  if (typeof value === 'bigint' && value >= MIN && value <= MAX) return value;
  throw new QueryError(`"${name}" must be an integer of 64 bits`, name);
}

/** An integer that is exact as a JavaScript number, at least `least`. */
export function integer(value: unknown, name: string, least = Number.MIN_SAFE_INTEGER): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least) return value;
  throw new QueryError(`"${name}" must be an integer${least === 0 ? ', 0 or more' : ''}`, name);
}

export function text(value: unknown, name: string): string {
  if (typeof value !== 'string') throw new QueryError(`"${name}" must be a text`, name);
  return value;
}

export function list<T>(value: unknown, name: string, item: (value: unknown, name: string) => T): T[] {
  if (!Array.isArray(value)) throw new QueryError(`"${name}" must be a list`, name);
  return value.map((entry) => item(entry, name));
}
