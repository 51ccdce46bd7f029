/**
 * Functions that SQLite lacks for the meaning of queries: its own read numbers and letters in other ways than ClickHouse
 * does. A call of one costs some 400 ns, so what can be said without them is (`sqlite-sql.ts`).
 */
import type Database from 'better-sqlite3';
import { INTERNAL, parseInternalRef, type Step } from '../refs/ref.ts';
import { opName } from './derived.ts';
import { boolOf, containsIgnoringCase, doubleOf, intOf, keyOf, rankOf, textOf } from './json-values.ts';

/** On every connection that is asked with what `sqlite-sql.ts` makes. */
export function registerFunctions(database: Database.Database): void {
  const define = <A extends unknown[]>(name: string, made: (...given: A) => unknown) =>
    database.function(`heddle_${name}`, { deterministic: true }, made as (...given: unknown[]) => unknown);
  define('text', textOf);
  define('rank', rankOf);
  define('key', keyOf);
  for (const [name, of] of [
    ['double', doubleOf],
    ['int', intOf],
    ['bool', boolOf],
  ] as const) {
    define(`text_${name}`, of);
    define(name, (raw: string | null) => (raw === null ? null : of(textOf(raw))));
  }
  define('whole', (value: number | null) => (Number.isInteger(value) ? value : null));
  define('contains', containsIgnoringCase);
  define('op_name', opName);
  let last: string | undefined;
  let target: Target | undefined;
  define('ref', (raw: string | null, part: keyof Target) => {
    if (raw === null || !raw.startsWith(`"${INTERNAL}`)) return null;
    if (raw !== last) {
      last = raw;
      target = targetOf(textOf(raw));
    }
    return target?.[part] ?? null;
  });
}

interface Target {
  readonly project: string;
  readonly object: string;
  readonly digest: string;
  /** Within the object, as SQLite's paths are. */
  readonly path: string;
  /** A row of the table that is there, and the place in it. */
  readonly row: string | null;
  readonly rest: string;
  readonly table: string | null;
}

/** Undefined for what is no ref of an object. */
function targetOf(text: string): Target | undefined {
  try {
    const ref = parseInternalRef(text);
    const none = { object: '', digest: '', path: '$', row: null, rest: '$', table: null };
    if (ref.kind === 'table') return { ...none, project: ref.project, table: ref.digest };
    if (ref.kind === 'call') return undefined;
    const row = ref.extra.findIndex(({ edge }) => edge === 'id');
    const rest = row < 0 ? [] : ref.extra.slice(row + 1);
    return {
      ...none,
      project: ref.project,
      object: ref.name,
      digest: ref.version,
      path: jsonPath(stepsOf(row < 0 ? ref.extra : ref.extra.slice(0, row))),
      // There is no row in a row.
      row: row < 0 ? null : rest.some(({ edge }) => edge === 'id') ? '' : ref.extra[row]!.value,
      rest: jsonPath(stepsOf(rest)),
    };
  } catch {
    return undefined;
  }
}

function stepsOf(steps: readonly Step[]): (string | number)[] {
  return steps.map(({ edge, value }) => (edge === 'index' ? indexOf(value) : value));
}

/** One that is in no list where it is negative or too large. */
function indexOf(digits: string): number {
  const index = Number(digits);
  return index >= 0 && index < 2 ** 31 ? index : 2 ** 31 - 1;
}

export function jsonPath(path: readonly (string | number)[]): string {
  return `$${path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${JSON.stringify(part)}`)).join('')}`;
}
