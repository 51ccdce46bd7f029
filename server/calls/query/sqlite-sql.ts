/**
 * Plans in SQLite's words. Everything that comes from a request is bound. A place in JSON is reached with `->`, which
 * gives the text as it is stored; our own functions say what that text means. Simple conditions on columns stand bare, so
 * that indexes serve them, and a comparison with a text first looks whether that text is in the JSON at all.
 */
import type { Expression, Field, RowsPlan, Sort } from './plan.ts';
import { jsonPath } from './sqlite-functions.ts';

export interface SqliteQuery {
  /** Conditions, that of the project first. */
  readonly where: string;
  /** `ORDER BY …`, or nothing. */
  readonly orderBy: string;
  /** `LIMIT … OFFSET …`, or nothing. */
  readonly limit: string;
  /** To be bound by name. */
  readonly params: Readonly<Record<string, string | number>>;
}

/** Of the connection's `registerFunctions`; `of` is the name that the rows have in the statement. */
export function sqliteQuery(plan: RowsPlan, of: string): SqliteQuery {
  const spelling = new Spelling(plan.project_id, of);
  const conditions = [`${of}.project_id = @project`];
  if (plan.where !== undefined) conditions.push(spelling.condition(plan.where));
  const sorts = plan.sort.map((sort) => spelling.sort(sort)).join(', ');
  let limit = '';
  if (plan.limit !== undefined || plan.offset !== undefined) {
    limit = `LIMIT ${spelling.bind(plan.limit ?? -1)} OFFSET ${spelling.bind(plan.offset ?? 0)}`;
  }
  return {
    where: conditions.join(' AND '),
    orderBy: sorts === '' ? '' : `ORDER BY ${sorts}`,
    limit,
    params: spelling.params,
  };
}

/** Those that are null nowhere: `NULLS LAST` would keep SQLite from their indexes. */
const NEVER_NULL: ReadonlySet<string> = new Set([
  'id',
  'project_id',
  'trace_id',
  'op_name',
  'started_at',
  'created_at',
]);

class Spelling {
  readonly params: Record<string, string | number>;
  readonly #of: string;
  readonly #names = new Map<string | number, string>();

  constructor(project: string, of: string) {
    this.params = { project };
    this.#of = of;
  }

  bind(value: string | number): string {
    let name = this.#names.get(value);
    if (name === undefined) {
      name = `p${this.#names.size}`;
      this.#names.set(value, name);
      this.params[name] = value;
    }
    return `@${name}`;
  }

  sort({ by, descending, mixed }: Sort): string {
    const direction = descending ? ' DESC' : '';
    if (mixed && by.is === 'field') {
      const raw = this.#raw(by.field);
      return `heddle_rank(${raw}), heddle_key(${raw})${direction}`;
    }
    const nullable = !(by.is === 'field' && NEVER_NULL.has(by.field.column));
    return `${this.#value(by)}${direction}${nullable && !descending ? ' NULLS LAST' : ''}`;
  }

  condition(expression: Expression): string {
    switch (expression.is) {
      case 'and':
      case 'or':
        return this.#joined(
          expression.of.map((one) => this.condition(one)),
          expression.is,
        );
      case 'not':
        return `(NOT ${this.condition(expression.of)})`;
      case '=':
      case '>':
      case '>=':
      case '<':
      case '<=':
        return this.#compared(expression);
      case 'exists': {
        const { field } = expression;
        if (field.type !== 'json') return `(${this.#column(field.column)} IS NOT NULL)`;
        return `(ifnull(${this.#raw(field)}, 'null') <> 'null')`;
      }
      case 'missing':
        return `(${this.#value(expression.of)} IS NULL)`;
      case 'in':
        return this.#in(expression);
      case 'contains':
        return this.#contains(expression);
      case 'name': {
        const column = this.#column(expression.column);
        return this.#joined(
          [...this.#among(column, expression.equal), ...this.#begins(column, expression.prefixes)],
          'or',
        );
      }
      case 'refs': {
        const matches = [...this.#among('value', expression.equal), ...this.#begins('value', expression.prefixes)];
        return `EXISTS (SELECT 1 FROM json_each(${this.#column(expression.column)}) WHERE ${this.#joined(matches, 'or')})`;
      }
      default:
        return this.#value(expression);
    }
  }

  #value(expression: Expression): string {
    switch (expression.is) {
      case 'literal':
        if (expression.value === null) return 'NULL';
        return typeof expression.value === 'boolean' ? String(Number(expression.value)) : this.bind(expression.value);
      case 'field':
        return this.#field(expression.field, expression.as);
      case 'derived':
        return this.#derived(expression.name);
      case 'convert': {
        const text = this.#value(expression.input);
        if (expression.input.is === 'derived' && expression.input.name === 'latency_ms') return text;
        const numeric =
          expression.input.is === 'convert' ||
          (expression.input.is === 'literal' && typeof expression.input.value === 'number');
        if (!numeric) return `heddle_text_${expression.to}(${text})`;
        return expression.to === 'int' ? `heddle_whole(${text})` : text;
      }
      default:
        return this.condition(expression);
    }
  }

  #field(field: Field, as: string): string {
    if (field.type === 'json') return `heddle_${as}(${this.#raw(field)})`;
    const column = this.#column(field.column);
    if (field.type === 'text') return as === 'text' ? column : `heddle_text_${as}(${column})`;
    if (field.type === 'time' && as !== 'time') {
      return as === 'int' ? `heddle_whole(${column} / 1000000.0)` : `(${column} / 1000000.0)`;
    }
    return field.type === 'double' && as === 'int' ? `heddle_whole(${column})` : column;
  }

  /** The value as it is stored, through refs; NULL where there is none. */
  #raw({ column, path, expandAt }: Field): string {
    let raw = this.#column(column);
    let from = 0;
    for (const to of expandAt) {
      raw = this.#expanded(this.#at(raw, path.slice(from, to)));
      from = to;
    }
    return this.#at(raw, path.slice(from));
  }

  #at(raw: string, path: readonly (string | number)[]): string {
    return path.length === 0 ? raw : `(${raw} -> ${this.bind(jsonPath(path))})`;
  }

  /** What an object's ref refers to, NULL if that isn't there; any other value as it is. */
  #expanded(raw: string): string {
    return `(WITH r(raw) AS MATERIALIZED (SELECT ${raw})
      SELECT CASE WHEN ifnull(heddle_ref(raw, 'object'), '') = '' THEN raw ELSE (
        SELECT CASE WHEN heddle_ref(raw, 'row') IS NULL THEN o.val_dump -> heddle_ref(raw, 'path') ELSE (
          SELECT t.val_dump -> heddle_ref(raw, 'rest') FROM table_rows t
          WHERE t.project_id = @project AND t.digest = heddle_ref(raw, 'row')
            AND heddle_ref(o.val_dump -> heddle_ref(raw, 'path'), 'table') IS NOT NULL
            AND heddle_ref(o.val_dump -> heddle_ref(raw, 'path'), 'project') = @project) END
        FROM objects o
        WHERE o.project_id = @project AND heddle_ref(raw, 'project') = @project
          AND o.object_id = heddle_ref(raw, 'object') AND o.digest = heddle_ref(raw, 'digest')
          AND o.deleted_at IS NULL) END
      FROM r)`;
  }

  #compared(expression: Expression & { readonly is: '=' | '>' | '>=' | '<' | '<=' }): string {
    const { is, left, right } = expression;
    if (is === '=') {
      const asText =
        right.is === 'literal'
          ? this.#sameText(left, right.value)
          : left.is === 'literal'
            ? this.#sameText(right, left.value)
            : undefined;
      if (asText !== undefined) return asText;
    }
    return `(${this.#value(left)} ${is} ${this.#value(right)})`;
  }

  /** A JSON field's text is this one: then the JSON is one of two, and no function is needed. */
  #sameText(field: Expression, text: string | number | boolean | null): string | undefined {
    if (field.is !== 'field' || field.as !== 'text' || field.field.type !== 'json' || typeof text !== 'string') return;
    const stored = storedAs([text]);
    if (stored === undefined) return;
    const [quoted, bare] = stored.map((one) => this.bind(one));
    const raw = this.#raw(field.field);
    const same = bare === undefined ? `(${raw} IS ${quoted})` : `ifnull(${raw} IN (${quoted}, ${bare}), 0)`;
    return this.#mentions(field.field, text, same);
  }

  /** The condition, after a look whether the text is in the JSON at all. */
  #mentions({ column, expandAt }: Field, text: string, condition: string): string {
    if (expandAt.length > 0 || text === '' || !bareInJson(text)) return condition;
    return `(ifnull(instr(${this.#column(column)}, ${this.bind(text)}), 0) > 0 AND ${condition})`;
  }

  #in({ left, among }: Expression & { readonly is: 'in' }): string {
    if (left.is === 'field' && left.field.type === 'json' && left.as === 'text') {
      const stored = storedAs(among as readonly string[]);
      if (stored !== undefined) return `ifnull(${this.#raw(left.field)} IN ${this.#list(stored)}, 0)`;
    }
    if (among.length === 1) return `(${this.#value(left)} = ${this.bind(among[0]!)})`;
    return `(${this.#value(left)} IN ${this.#list(among)})`;
  }

  #contains({ input, part, ignoreCase }: Expression & { readonly is: 'contains' }): string {
    const [whole, sought] = [this.#value(input), this.#value(part)];
    if (ignoreCase) return `heddle_contains(${whole}, ${sought})`;
    const found = `(instr(${whole}, ${sought}) > 0)`;
    const text = part.is === 'literal' && typeof part.value === 'string' ? part.value : '';
    return input.is === 'field' && input.field.type === 'json' ? this.#mentions(input.field, text, found) : found;
  }

  #derived(name: 'status' | 'latency_ms' | 'trace_name'): string {
    const [of, errors] = [this.#of, this.bind(jsonPath(['status_counts', 'error']))];
    switch (name) {
      case 'status':
        return `CASE WHEN ifnull(${of}.exception, '') <> '' THEN 'error' WHEN ${of}.ended_at IS NULL THEN 'running'
          WHEN heddle_double(${of}.summary_dump -> ${errors}) > 0 THEN 'descendant_error' ELSE 'success' END`;
      case 'latency_ms':
        return `((${of}.ended_at - ${of}.started_at) / 1000)`;
      case 'trace_name':
        return `CASE WHEN ifnull(${of}.display_name, '') <> '' THEN ${of}.display_name ELSE heddle_op_name(${of}.op_name) END`;
    }
  }

  #among(value: string, texts: readonly string[]): string[] {
    if (texts.length === 0) return [];
    return [texts.length === 1 ? `${value} = ${this.bind(texts[0]!)}` : `${value} IN ${this.#list(texts)}`];
  }

  /** As ranges, which indexes serve: what begins with `a:` lies from `a:` to before `a;`. */
  #begins(value: string, prefixes: readonly string[]): string[] {
    return prefixes.map(
      (prefix) => `(${value} >= ${this.bind(prefix)} AND ${value} < ${this.bind(`${prefix.slice(0, -1)};`)})`,
    );
  }

  /** One parameter however many there are. */
  #list(values: readonly (string | number)[]): string {
    return `(SELECT value FROM json_each(${this.bind(JSON.stringify(values))}))`;
  }

  /** In halves, and halves of these: a chain of a thousand would be as deep. */
  #joined(conditions: readonly string[], by: 'and' | 'or'): string {
    if (conditions.length === 0) return by === 'and' ? '1' : '0';
    if (conditions.length === 1) return conditions[0]!;
    const half = conditions.length >> 1;
    const [a, b] = [conditions.slice(0, half), conditions.slice(half)];
    return `(${this.#joined(a, by)} ${by.toUpperCase()} ${this.#joined(b, by)})`;
  }

  #column(name: string): string {
    return `${this.#of}.${name}`;
  }
}

/** JSON of strings that say these texts, and of other values whose text they are; undefined if there are more such. */
function storedAs(texts: readonly string[]): string[] | undefined {
  if (texts.some((text) => text === '' || text.includes('\ufffd'))) return undefined;
  return texts.flatMap((text) => {
    const quoted = JSON.stringify(text);
    return text !== 'null' && /^[[{\d-]|^true$|^false$/.test(text) ? [quoted, text] : [quoted];
  });
}

/** Does a text look in JSON as it is? */
function bareInJson(text: string): boolean {
  return !text.includes('\ufffd') && JSON.stringify(text).length === text.length + 2;
}
