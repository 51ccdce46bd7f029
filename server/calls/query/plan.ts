/**
 * The one meaning of a query: a tree with all names resolved and all rules applied, which each database only spells out
 * in its SQL. What a field is, how it is compared, what is missing, and in which order things come is decided here, once.
 *
 * Rules, alike in all databases:
 * - A JSON field is its text: '' where it is not there or null; of a string what it says, with U+FFFD for a surrogate
 *   without its other half; of anything else its JSON, as it is stored. Of a plain column the text is null where there is
 *   none. Texts are ordered by their UTF-8 bytes.
 * - As `double` a text is a number if it is one of JSON's, and a double holds it; else null. As `int` it is that number if
 *   it is whole, else null; as `bool` `true` and `false`, else null. Numbers are compared as doubles.
 * - Times are microseconds; as `double` they are seconds.
 * - Comparisons with null are neither true nor false, as in SQL.
 * - Sorted by a JSON field, numbers come first, then other texts, then what is missing, whatever the direction. Numbers
 *   that are equal are equal, whatever they look like.
 */

export type ColumnType = 'text' | 'int' | 'double' | 'time' | 'json';

/** A stored column; or a place in one that holds JSON, reached by keys and places in lists; or through refs. */
export interface Field {
  readonly column: string;
  readonly type: ColumnType;
  /** Of `json` columns only. Texts are keys of objects, numbers places in lists, from 0 to 2^31 - 1. */
  readonly path: readonly (string | number)[];
  /** Lengths of the beginnings of `path`, rising, at which a value that is an object's ref is replaced by the object. */
  readonly expandAt: readonly number[];
}

export type ValueKind = 'text' | 'double' | 'int' | 'bool' | 'time';

export type Expression =
  | { readonly is: 'field'; readonly field: Field; readonly as: ValueKind }
  /** Not null, in a column or as JSON. */
  | { readonly is: 'exists'; readonly field: Field }
  /** What is derived on reading (`derived.ts`): `status` and `trace_name` are texts, `latency_ms` is an int. */
  | { readonly is: 'derived'; readonly name: 'status' | 'latency_ms' | 'trace_name' }
  /** `time` in microseconds. Texts have no lone surrogates, numbers are finite. */
  | { readonly is: 'literal'; readonly value: string | number | boolean | null }
  /** Of a text. */
  | { readonly is: 'convert'; readonly input: Expression; readonly to: 'double' | 'int' | 'bool' }
  | { readonly is: 'and' | 'or'; readonly of: readonly Expression[] }
  | { readonly is: 'not'; readonly of: Expression }
  /** Of the same kind, or both numbers. */
  | { readonly is: '=' | '>' | '>=' | '<' | '<='; readonly left: Expression; readonly right: Expression }
  | { readonly is: 'missing'; readonly of: Expression }
  /** Literals that are not null, of the kind of `left`; null if `left` is. */
  | { readonly is: 'in'; readonly left: Expression; readonly among: readonly (string | number)[] }
  | { readonly is: 'contains'; readonly input: Expression; readonly part: Expression; readonly ignoreCase: boolean }
  /** Equal to one of `equal`, or beginning with one of `prefixes`, which end in a colon; for op names. */
  | {
      readonly is: 'name';
      readonly column: string;
      readonly equal: readonly string[];
      readonly prefixes: readonly string[];
    }
  /** Does the list of refs in the column have one of these? */
  | {
      readonly is: 'refs';
      readonly column: string;
      readonly equal: readonly string[];
      readonly prefixes: readonly string[];
    };

/** Of a condition: all of these have to hold. */
export function termsOf(where: Expression | undefined): readonly Expression[] {
  if (where === undefined) return [];
  return where.is === 'and' ? where.of.flatMap(termsOf) : [where];
}

export interface Sort {
  readonly by: Expression;
  readonly descending: boolean;
  /** By a JSON field, sorted by what it is (numbers, texts, missing). All else has what is null last. */
  readonly mixed: boolean;
}

export interface RowsPlan {
  readonly project_id: string;
  readonly where: Expression | undefined;
  /** Empty: in any order; of a table's rows, in their order, which also parts rows that are equal by the sort. */
  readonly sort: readonly Sort[];
  readonly limit: number | undefined;
  readonly offset: number | undefined;
  /** Of a table's rows: the table. */
  readonly digest?: string;
}

export interface CallsPlan extends RowsPlan {
  /** Stored columns to read; the others come as null. */
  readonly columns: ReadonlySet<string>;
}
