/**
 * The one meaning of a query: a tree with all names resolved and all rules applied, which each database only spells out
 * in its SQL. What a field is, how it is compared, what is missing, and in which order things come is decided here, once.
 *
 * Rules, alike in all databases: a JSON field is its text ('' where it is missing, null or not there; strings without
 * quotes, other values as JSON), as `double`, `int` and `bool` null where it is none; comparisons with null are neither
 * true nor false, but `$eq` with the literal null asks whether something is missing; sorted by a JSON field, numbers come
 * first, then texts, then what is missing, the last whatever the direction.
 */

/** A stored column; or a place in one that holds JSON, reached by keys and places in lists; or through refs. */
export interface Field {
  readonly column: string;
  readonly json: boolean;
  readonly path: readonly (string | number)[];
  /** Lengths of the beginnings of `path` (0: the column itself has none) at which a value that is an object ref is replaced by the object. */
  readonly expandAt: readonly number[];
}

export type ValueKind = 'text' | 'double' | 'int' | 'bool' | 'time';

export type Expression =
  | { readonly is: 'field'; readonly field: Field; readonly as: ValueKind }
  | { readonly is: 'exists'; readonly field: Field }
  /** What is derived on reading: `status`, `latency_ms`, `trace_name`. */
  | { readonly is: 'derived'; readonly name: 'status' | 'latency_ms' | 'trace_name' }
  | { readonly is: 'literal'; readonly value: string | number | bigint | boolean | null }
  | { readonly is: 'convert'; readonly input: Expression; readonly to: ValueKind }
  | { readonly is: 'and' | 'or'; readonly of: readonly Expression[] }
  | { readonly is: 'not'; readonly of: Expression }
  | { readonly is: '=' | '>' | '>=' | '<' | '<='; readonly left: Expression; readonly right: Expression }
  | { readonly is: 'missing'; readonly of: Expression }
  | { readonly is: 'in'; readonly left: Expression; readonly among: readonly Expression[] }
  | { readonly is: 'contains'; readonly input: Expression; readonly part: Expression; readonly ignoreCase: boolean }
  /** Equal to one of `equal`, or beginning with one of `prefixes`; for op names. */
  | {
      readonly is: 'name';
      readonly column: string;
      readonly equal: readonly string[];
      readonly prefixes: readonly string[];
    }
  /** Does the list of refs in the column have one of these? Those of `prefixes` end in `:*` on the wire. */
  | {
      readonly is: 'refs';
      readonly column: string;
      readonly equal: readonly string[];
      readonly prefixes: readonly string[];
    };

export interface Sort {
  readonly by: Expression;
  readonly descending: boolean;
  /** Sorted by what it is (numbers, texts, missing), not by its text. */
  readonly mixed: boolean;
}

export interface RowsPlan {
  readonly project_id: string;
  readonly where: Expression | undefined;
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
