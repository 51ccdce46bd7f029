/** Parameters of questions that only kernel outputs know. */
import { QueryError } from '../output.ts';

type Extra = Readonly<Record<string, unknown>>;

/** Also as the text "true" or "false"; false if it isn't given. */
export function flag(extra: Extra, name: string): boolean {
  const value = extra[name] ?? false;
  if (typeof value === 'boolean') return value;
  if (value === 'true' || value === 'false') return value === 'true';
  throw new QueryError(`"${name}" must be true or false`, name);
}

/** Undefined, for all CPUs, if it isn't given or empty. */
export function cpuNumbers(extra: Extra, name: string): ReadonlySet<number> | undefined {
  const value = extra[name] ?? [];
  if (!Array.isArray(value) || !value.every((cpu) => Number.isInteger(Number(cpu)) && Number(cpu) >= 0))
    throw new QueryError(`"${name}" must be a list of CPU numbers`, name);
  return value.length === 0 ? undefined : new Set(value.map(Number));
}
