/**
 * What a plan means, worked out call by call without a database: conditions of three values (null is neither), JSON cut
 * up by a regular expression, sorting by what each says. Slow, and written apart from what the databases are told.
 */
import { parseInternalRef } from '../../refs/ref.ts';
import { callStatus, latencyMs, traceName } from '../derived.ts';
import type { Expression, Field, RowsPlan, Sort } from '../plan.ts';
import type { StoredCall, StoredCorpus } from './rows.ts';

type Value = string | number | boolean | null;

const EVALUATIONS = new WeakMap<StoredCorpus, readonly Evaluation[]>();

/** Ids of the calls that the plan finds, in its order. */
export function expectedIds(plan: RowsPlan, corpus: StoredCorpus): string[] {
  const all = EVALUATIONS.get(corpus) ?? corpus.calls.map((call) => new Evaluation(call, corpus));
  EVALUATIONS.set(corpus, all);
  const found = all.filter(
    (each) =>
      each.call.project_id === plan.project_id && (plan.where === undefined || truth(each.of(plan.where)) === true),
  );
  const keyed = found.map((each) => ({ id: each.call.id, keys: plan.sort.map((sort) => each.key(sort)) }));
  keyed.sort((a, b) => {
    for (const [i, { descending }] of plan.sort.entries()) {
      const order = compared(a.keys[i]!, b.keys[i]!, descending ? -1 : 1);
      if (order !== 0) return order;
    }
    return 0;
  });
  const offset = plan.offset ?? 0;
  return keyed.slice(offset, plan.limit === undefined ? undefined : offset + plan.limit).map(({ id }) => id);
}

interface Key {
  /** Numbers, texts, what is missing. */
  readonly rank: 0 | 1 | 2;
  readonly value: Value;
}

class Evaluation {
  readonly call: StoredCall;
  readonly #corpus: StoredCorpus;
  /** What was found in JSON, by place. */
  readonly #found = new Map<string, string | null>();

  constructor(call: StoredCall, corpus: StoredCorpus) {
    this.call = call;
    this.#corpus = corpus;
  }

  of(expression: Expression): Value {
    switch (expression.is) {
      case 'literal':
        return expression.value;
      case 'field':
        return this.#field(expression.field, expression.as);
      case 'derived':
        if (expression.name === 'status') {
          const errors = this.#json({
            column: 'summary_dump',
            type: 'json',
            path: ['status_counts', 'error'],
            expandAt: [],
          });
          return callStatus(this.call, numberIn(saidBy(errors)));
        }
        return expression.name === 'latency_ms' ? latencyMs(this.call) : traceName(this.call);
      case 'exists': {
        const { field } = expression;
        if (field.type !== 'json') return this.#column(field.column) !== null;
        return (this.#json(field) ?? 'null') !== 'null';
      }
      case 'convert':
        return as(expression.to, this.of(expression.input));
      case 'missing':
        return this.of(expression.of) === null;
      case 'not': {
        const value = truth(this.of(expression.of));
        return value === null ? null : !value;
      }
      case 'and':
      case 'or': {
        const decisive = expression.is === 'or';
        const values = expression.of.map((one) => truth(this.of(one)));
        return values.includes(decisive) ? decisive : values.includes(null) ? null : !decisive;
      }
      case '=':
      case '>':
      case '>=':
      case '<':
      case '<=': {
        const order = ordered(this.of(expression.left), this.of(expression.right));
        if (order === null) return null;
        if (expression.is === '=') return order === 0;
        if (order === 0) return expression.is.endsWith('=');
        return expression.is.startsWith('>') === order > 0;
      }
      case 'in': {
        const value = this.of(expression.left);
        return value === null ? null : expression.among.some((one) => ordered(value, one) === 0);
      }
      case 'contains': {
        const [text, part] = [this.of(expression.input), this.of(expression.part)];
        if (typeof text !== 'string' || typeof part !== 'string') return null;
        return expression.ignoreCase ? text.toLowerCase().includes(part.toLowerCase()) : text.includes(part);
      }
      case 'name':
        return hasOne([String(this.#column(expression.column))], expression);
      case 'refs':
        return hasOne(this.#column(expression.column) as unknown as readonly string[], expression);
    }
  }

  key({ by, mixed }: Sort): Key {
    const value = this.of(by);
    if (!mixed || by.is !== 'field') return { rank: value === null ? 2 : 0, value };
    const raw = this.#json(by.field);
    const number = numberIn(saidBy(raw));
    return { rank: raw === null || raw === 'null' ? 2 : number === null ? 1 : 0, value: number ?? value };
  }

  #field(field: Field, kind: string): Value {
    if (field.type === 'json') return as(kind, saidBy(this.#json(field)));
    const value = this.#column(field.column);
    return field.type === 'time' && kind !== 'time' && value !== null
      ? as(kind, (value as number) / 1e6)
      : as(kind, value);
  }

  #column(name: string): Value {
    return (this.call as unknown as Record<string, Value>)[name] ?? null;
  }

  #json(field: Field): string | null {
    const place = JSON.stringify(field);
    let value = this.#found.get(place);
    if (value === undefined) {
      value = this.#search(field);
      this.#found.set(place, value);
    }
    return value;
  }

  #search({ column, path, expandAt }: Field): string | null {
    let value = this.#column(column) as string | null;
    for (let at = 0; at <= path.length && value !== null; at++) {
      if (expandAt.includes(at)) value = this.#referred(value);
      if (at < path.length && value !== null) value = member(value, path[at]!);
    }
    return value;
  }

  #referred(value: string): string | null {
    if (!value.startsWith('"')) return value;
    const text = JSON.parse(value) as string;
    const ref = parsed(text);
    if (ref === undefined || (ref.kind !== 'object' && ref.kind !== 'op')) return value;
    const { project_id: project, objects, table_rows: rows } = this.#corpus;
    const object = objects.find(
      (one) => one.project_id === project && one.object_id === ref.name && one.digest === ref.version && !one.deleted,
    );
    let at: string | null = ref.project === project && object !== undefined ? object.val_dump : null;
    let rowsPassed = 0;
    for (const { edge, value: step } of ref.extra) {
      if (at === null) return null;
      if (edge === 'id') {
        const table = at.startsWith('"') ? parsed(JSON.parse(at) as string) : undefined;
        if (table?.kind !== 'table' || table.project !== project || rowsPassed++ > 0) return null;
        at = rows.find((row) => row.project_id === project && row.digest === step)?.val_dump ?? null;
      } else {
        at = member(at, edge === 'index' ? Number(step) : step);
      }
    }
    return at;
  }
}

function parsed(text: string): ReturnType<typeof parseInternalRef> | undefined {
  try {
    return parseInternalRef(text);
  } catch {
    return undefined;
  }
}

/** What is missing is last in both directions. */
function compared(a: Key, b: Key, direction: number): number {
  if (a.rank !== b.rank) return a.rank - b.rank;
  return direction * (ordered(a.value, b.value) ?? 0);
}

function ordered(a: Value, b: Value): number | null {
  if (a === null || b === null) return null;
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return Number(a) < Number(b) ? -1 : Number(a) > Number(b) ? 1 : 0;
}

function truth(value: Value): boolean | null {
  return value === null ? null : Boolean(value);
}

function hasOne(
  values: readonly string[],
  { equal, prefixes }: { equal: readonly string[]; prefixes: readonly string[] },
) {
  return values.some((value) => equal.includes(value) || prefixes.some((prefix) => value.startsWith(prefix)));
}

function saidBy(raw: string | null): string {
  if (raw === null || raw === 'null') return '';
  return raw[0] === '"' ? (JSON.parse(raw) as string).toWellFormed() : raw;
}

function as(kind: string, value: Value): Value {
  if (value === null || kind === 'text' || kind === 'time') return value;
  if (kind === 'bool') return value === 'true' ? true : value === 'false' ? false : null;
  const number = typeof value === 'number' ? value : numberIn(String(value));
  return number !== null && kind === 'int' && number !== Math.floor(number) ? null : number;
}

/** `JSON.parse` says what is a number; it lets white space pass. */
function numberIn(text: string): number | null {
  if (text.trim() !== text) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'number' && Number.isFinite(value) ? value : null;
  } catch {
    return null;
  }
}

/** The text of a member or an element. */
function member(text: string, part: string | number): string | null {
  const isList = typeof part === 'number';
  if (text[0] !== (isList ? '[' : '{')) return null;
  let at = 1;
  for (let index = 0; text[at] !== ']' && text[at] !== '}'; index++) {
    let key: string | number = index;
    if (!isList) {
      const end = behind(text, at);
      key = JSON.parse(text.slice(at, end)) as string;
      at = end + 1;
    }
    const end = behind(text, at);
    if (key === part) return text.slice(at, end);
    at = text[end] === ',' ? end + 1 : end;
  }
  return null;
}

/** Where the value that begins at `at` ends. */
function behind(text: string, at: number): number {
  const token = /"(?:[^"\\]|\\.)*"|[[\]{}]|[^"[\]{},:]+|[,:]/y;
  let depth = 0;
  token.lastIndex = at;
  do {
    const [found] = token.exec(text)!;
    if (found === '{' || found === '[') depth++;
    if (found === '}' || found === ']') depth--;
  } while (depth > 0);
  return token.lastIndex;
}
