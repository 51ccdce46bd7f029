/**
 * Plans in ClickHouse's words; the meaning is that of `plan.ts`, as SQLite has it. Everything that comes from a request is
 * a parameter. What JSON fields say is spelled once each, as names in front (`with`); objects that refs lead to are
 * joined. Of JSON that lies in `…_dump` the coded text is looked at, `…_json` (`coded-json.ts`).
 */
import { INTERNAL } from '../refs/ref.ts';
import {
  doubleAt,
  doubleOfText,
  existsAt,
  type Path,
  quoted,
  rawAt,
  rawBySteps,
  textAt,
  textOfRaw,
} from './clickhouse-json.ts';
import {
  isObjectRef,
  isTableOf,
  objectKey,
  refersToRow,
  rowKey,
  stepsBehindRow,
  stepsToRow,
} from './clickhouse-refs.ts';
import type { Expression, Field, RowsPlan, Sort } from './plan.ts';

export interface ClickHouseQuery {
  /** `WITH …`, or nothing; stands before SELECT. */
  readonly with: string;
  /** What stands behind FROM: the rows, and the objects that refs lead to. */
  readonly from: string;
  /** Conditions, that of the project first. */
  readonly where: string;
  /** `ORDER BY …`, or nothing. */
  readonly orderBy: string;
  /** `LIMIT … OFFSET …`, or nothing. */
  readonly limit: string;
  /** Numbers as text: clients refuse those that a double holds and they doubt. */
  readonly params: Readonly<Record<string, string | readonly string[]>>;
}

/** What these queries need: exact numbers, and room for long statements. */
export const QUERY_SETTINGS = {
  precise_float_parsing: 1,
  max_query_size: 64 * 1024 * 1024,
  max_ast_depth: 10_000,
  max_parser_depth: 10_000,
  max_ast_elements: 10_000_000,
  max_expanded_ast_elements: 50_000_000,
  transform_null_in: 0,
  join_use_nulls: 0,
} as const;

/**
 * `of` is the name that the rows have in the statement; `rows`, where they come from, gives it to them, told which of their
 * columns are looked at (but for `project_id`).
 */
export function clickhouseQuery(
  plan: RowsPlan,
  of: string,
  rows: (columns: ReadonlySet<string>) => string,
): ClickHouseQuery {
  const spelling = new Spelling(plan.project_id, of);
  const conditions = [`${of}.project_id = {project:String}`];
  if (plan.where !== undefined) conditions.push(spelling.condition(plan.where));
  const sorts = plan.sort.map((sort) => spelling.sort(sort)).join(', ');
  const limits: string[] = [];
  if (plan.limit !== undefined) limits.push(`LIMIT ${spelling.bind(String(plan.limit), 'UInt64')}`);
  if (plan.offset !== undefined) limits.push(`OFFSET ${spelling.bind(String(plan.offset), 'UInt64')}`);
  return {
    with:
      spelling.names.size === 0
        ? ''
        : `WITH ${[...spelling.names].map(([sql, name]) => `${sql} AS ${name}`).join(', ')}`,
    from: spelling.from(rows(spelling.columns)),
    where: conditions.join(' AND '),
    orderBy: sorts === '' ? '' : `ORDER BY ${sorts}`,
    limit: limits.join(' '),
    params: spelling.params,
  };
}

type Type = 'String' | 'Float64' | 'UInt64' | 'Array(String)';

class Spelling {
  readonly params: Record<string, string | readonly string[]>;
  /** By what they stand for. */
  readonly names = new Map<string, string>();
  readonly columns = new Set<string>();
  readonly #of: string;
  readonly #bound = new Map<string, string>();
  /** Places of objects that refs lead to, by the ref's spelling. */
  readonly #objects = new Map<string, string>();
  /** What is laid around the rows, from within. */
  readonly #layers: ((from: string) => string)[] = [];

  constructor(project: string, of: string) {
    this.params = { project };
    this.#of = of;
  }

  from(rows: string): string {
    return this.#layers.reduce((from, layer) => layer(from), rows);
  }

  bind(value: string | readonly string[], type: Type): string {
    const key = `${type} ${JSON.stringify(value)}`;
    let name = this.#bound.get(key);
    if (name === undefined) {
      name = `${this.#of}${this.#bound.size}`;
      this.#bound.set(key, name);
      this.params[name] = value;
    }
    return `{${name}:${type}}`;
  }

  sort({ by, descending, mixed }: Sort): string {
    const direction = descending ? 'DESC' : 'ASC';
    if (!mixed || by.is !== 'field') return `${this.#value(by)} ${direction} NULLS LAST`;
    const double = this.#field(by.field, 'double');
    // What a number looks like doesn't matter.
    const text = `if(isNull(${double}), ${this.#field(by.field, 'text')}, '')`;
    return `multiIf(isNotNull(${double}), 0, ${this.#exists(by.field)}, 1, 2), ${double} ${direction}, ${text} ${direction}`;
  }

  condition(expression: Expression): string {
    switch (expression.is) {
      case 'and':
      case 'or': {
        const conditions = expression.of.map((one) => this.condition(one));
        if (conditions.length === 0) return expression.is === 'and' ? '1' : '0';
        return `(${conditions.join(expression.is === 'and' ? ' AND ' : ' OR ')})`;
      }
      case 'not':
        return `(NOT ${this.condition(expression.of)})`;
      case '=':
      case '>':
      case '>=':
      case '<':
      case '<=':
        return this.#compared(expression);
      case 'exists':
        return this.#exists(expression.field);
      case 'missing':
        return `isNull(${this.#value(expression.of)})`;
      case 'in':
        return this.#in(expression);
      case 'contains': {
        const [whole, part] = [this.#value(expression.input), this.#value(expression.part)];
        const found = expression.ignoreCase
          ? `(position(lowerUTF8(${whole}), lowerUTF8(${part})) > 0)`
          : `(position(${whole}, ${part}) > 0)`;
        return this.#mentioned(expression.input, [expression.part], found, expression.ignoreCase);
      }
      case 'name': {
        const { equal, prefixes } = expression;
        const column = this.#column(expression.column);
        return this.#either([
          equal.length === 0 ? '' : `${column} IN ${this.bind(equal, 'Array(String)')}`,
          prefixes.length === 0
            ? ''
            : `arrayExists(p -> startsWith(${column}, p), ${this.bind(prefixes, 'Array(String)')})`,
        ]);
      }
      case 'refs': {
        const { equal, prefixes } = expression;
        const column = this.#column(expression.column);
        const begins = `arrayExists(r -> arrayExists(p -> startsWith(r, p), ${this.bind(prefixes, 'Array(String)')}), ${column})`;
        return this.#either([
          equal.length === 0 ? '' : `hasAny(${column}, ${this.bind(equal, 'Array(String)')})`,
          prefixes.length === 0 ? '' : begins,
        ]);
      }
      default:
        return this.#value(expression);
    }
  }

  #compared(expression: Expression & { readonly is: '=' | '>' | '>=' | '<' | '<=' }): string {
    const { is, left, right } = expression;
    const sql = `(${this.#value(left)} ${is} ${this.#value(right)})`;
    return is === '=' ? this.#mentioned(right, [left], this.#mentioned(left, [right], sql)) : sql;
  }

  /** The condition, after a look whether one of the texts is in the JSON at all, where that is a look at text. */
  #mentioned(field: Expression, texts: readonly Expression[], condition: string, ignoreCase = false): string {
    if (field.is !== 'field' || field.field.type !== 'json' || field.as !== 'text') return condition;
    if (field.field.expandAt.length > 0 || field.field.path.length === 0) return condition;
    const sought = texts.flatMap((one) => (one.is === 'literal' && typeof one.value === 'string' ? [one.value] : []));
    if (sought.length < texts.length || !sought.every((text) => looksSameInJson(text, ignoreCase))) return condition;
    const dump = `ifNull(${this.#column(field.field.column)}, '')`;
    const look = sought.map((text) => {
      const bound = this.bind(text, 'String');
      return ignoreCase ? `position(lowerUTF8(${dump}), lowerUTF8(${bound})) > 0` : `position(${dump}, ${bound}) > 0`;
    });
    return `((${look.join(' OR ')}) AND ${condition})`;
  }

  #either(conditions: readonly string[]): string {
    return `(${conditions.filter((one) => one !== '').join(' OR ')})`;
  }

  /** Of what is null, ClickHouse would say that it is in no list. */
  #in({ left, among }: Expression & { readonly is: 'in' }): string {
    const value = this.#value(left);
    const numbers = typeof among[0] === 'number';
    const texts = this.bind(among.map(String), 'Array(String)');
    if (left.is === 'field' && !numbers && (left.field.type === 'json' || NEVER_NULL.has(left.field.column))) {
      const literals = among.map((text): Expression => ({ is: 'literal', value: text }));
      return among.length > 10 ? `(${value} IN ${texts})` : this.#mentioned(left, literals, `(${value} IN ${texts})`);
    }
    const has = numbers
      ? `has(arrayMap(n -> toFloat64(n), ${texts}), toFloat64(assumeNotNull(${value})))`
      : `has(${texts}, assumeNotNull(${value}))`;
    return `if(isNull(${value}), NULL, ${has})`;
  }

  #value(expression: Expression): string {
    switch (expression.is) {
      case 'literal': {
        const { value } = expression;
        if (value === null) return `CAST(NULL, 'Nullable(UInt8)')`;
        if (typeof value === 'boolean') return String(Number(value));
        return this.bind(String(value), typeof value === 'number' ? 'Float64' : 'String');
      }
      case 'field':
        return this.#field(expression.field, expression.as);
      case 'derived':
        return this.#derived(expression.name);
      case 'convert': {
        const input = this.#value(expression.input);
        const numeric =
          (expression.input.is === 'derived' && expression.input.name === 'latency_ms') ||
          expression.input.is === 'convert' ||
          (expression.input.is === 'literal' && typeof expression.input.value === 'number');
        return numeric ? this.#ofNumber(input, expression.to) : this.#ofText(input, expression.to);
      }
      default:
        return this.condition(expression);
    }
  }

  #field(field: Field, as: string): string {
    if (field.type === 'json') {
      const { dump, path } = this.#place(field);
      if (as === 'double' || as === 'int')
        return this.#ofNumber(this.#name(doubleAt(dump, path, this.#key), 'number'), as);
      return this.#ofText(this.#name(textAt(dump, path, this.#key), 'text'), as);
    }
    const column = this.#column(field.column);
    if (field.type === 'text') return this.#ofText(column, as);
    if (field.type !== 'time') return this.#ofNumber(column, as);
    const us = `toUnixTimestamp64Micro(${column})`;
    return as === 'time' ? us : this.#ofNumber(`(${us} / 1000000)`, as);
  }

  #ofText(text: string, as: string): string {
    if (as === 'text') return text;
    if (as === 'bool') return `multiIf(${text} = 'true', 1, ${text} = 'false', 0, NULL)`;
    return this.#ofNumber(this.#name(doubleOfText(text), 'number'), as);
  }

  #ofNumber(number: string, as: string): string {
    return as === 'int' ? `if(trunc(${number}) = ${number}, ${number}, NULL)` : number;
  }

  #exists(field: Field): string {
    if (field.type !== 'json') return `isNotNull(${this.#column(field.column)})`;
    const { dump, path } = this.#place(field);
    return this.#name(existsAt(dump, path, this.#key), 'exists');
  }

  /** The last JSON text on the way, and the place in it. */
  #place({ column, path, expandAt }: Field): { readonly dump: string; readonly path: Path } {
    let dump = `ifNull(${this.#column(column.replace(/_dump$/, '_json'))}, '')`;
    let from = 0;
    for (const to of expandAt) {
      dump = this.#expanded(rawAt(dump, path.slice(from, to), this.#key));
      from = to;
    }
    return { dump, path: path.slice(from) };
  }

  readonly #key = (key: string) => this.bind(key, 'String');

  /**
   * What an object's ref refers to, '' if that isn't there; any other value as it is. Each time the rows are taken from
   * within, with a column more: a name would be read as often as it is used, and names within names without end.
   */
  #expanded(raw: string): string {
    const known = this.#objects.get(raw);
    if (known !== undefined) return known;
    const n = this.#objects.size;
    const [of, project] = [this.#of, '{project:String}'];
    const ref = `${of}.ref${n}`;
    const more = (columns: string, joins = '') => {
      this.#layers.push((from) => `(SELECT ${of}.*, ${columns} FROM ${from} ${joins}) AS ${of}`);
    };
    more(`${raw} AS raw${n}, arrayMap(t -> if(${isObjectRef('t')}, t, ''), [${textOfRaw(raw)}])[1] AS ref${n}`);
    more(
      `object${n}.val_json AS object_json${n}, row${n}.val_json AS row_json${n}`,
      `LEFT ANY JOIN (SELECT concat(object_id, ':', digest) AS key, val_json FROM objects
        WHERE project_id = ${project} AND deleted_at IS NULL) AS object${n} ON object${n}.key = ${objectKey(ref, project)}
      LEFT ANY JOIN (SELECT digest, val_json FROM table_rows FINAL WHERE project_id = ${project}) AS row${n}
        ON row${n}.digest = ${rowKey(ref)}`,
    );
    more(`${placeIn(`${of}.object_json${n}`, stepsToRow(ref))} AS in_object${n}`);
    const [inObject, inRow] = [`${of}.in_object${n}`, placeIn(`${of}.row_json${n}`, stepsBehindRow(ref))];
    more(`multiIf(${ref} = '', ${of}.raw${n}, NOT ${refersToRow(ref)}, ${inObject},
      ${isTableOf(textOfRaw(inObject), project)}, ${inRow}, '') AS at${n}`);
    this.#objects.set(raw, `${of}.at${n}`);
    return `${of}.at${n}`;
  }

  #derived(name: 'status' | 'latency_ms' | 'trace_name'): string {
    switch (name) {
      case 'status': {
        const path = ['status_counts', 'error'];
        const errors = this.#field({ column: 'summary_dump', type: 'json', path, expandAt: [] }, 'double');
        return `multiIf(ifNull(${this.#column('exception')}, '') != '', 'error', isNull(${this.#column('ended_at')}), 'running',
          ifNull(${errors}, 0) > 0, 'descendant_error', 'success')`;
      }
      case 'latency_ms': {
        const [begin, end] = [this.#column('started_at'), this.#column('ended_at')];
        return `intDiv(toUnixTimestamp64Micro(${end}) - toUnixTimestamp64Micro(${begin}), 1000)`;
      }
      case 'trace_name': {
        const [shown, op] = [this.#column('display_name'), this.#column('op_name')];
        return `multiIf(ifNull(${shown}, '') != '', assumeNotNull(${shown}),
          match(${op}, ${OP}), extract(toString(${op}), ${OP}), toString(${op}))`;
      }
    }
  }

  /** Spelled once, however often it is used. */
  #name(sql: string, kind: string): string {
    let name = this.names.get(sql);
    if (name === undefined) {
      name = `${kind}_${this.names.size}`;
      this.names.set(sql, name);
    }
    return name;
  }

  #column(name: string): string {
    this.columns.add(name);
    return `${this.#of}.${name}`;
  }
}

/** Most refs name the whole. */
function placeIn(dump: string, steps: string): string {
  return `if(empty(${steps}), ${dump}, ${rawBySteps(dump, steps)})`;
}

/** Does a text look in JSON as it is? The last sigma of a word has a small letter of its own, but maybe not in both. */
function looksSameInJson(text: string, ignoreCase: boolean): boolean {
  if (text === '' || text.includes('\ufffd') || JSON.stringify(text).length !== text.length + 2) return false;
  return !ignoreCase || !/[Σσς]/.test(text);
}

const OP = quoted(`^${INTERNAL}[^/]+/op/([^/:]+):[^/:]+$`);

const NEVER_NULL: ReadonlySet<string> = new Set(['id', 'project_id', 'trace_id', 'op_name', 'digest']);
