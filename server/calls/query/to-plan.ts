/** From requests to plans. All that a plan is refused for is found here, before a database is asked. */
import { InvalidFieldError, InvalidRequest, ValidationError } from '../errors.ts';
import type { CallsQueryRequest, Query, SortBy } from '../trace-server.ts';
import { CALL_COLUMNS, type Columns } from './columns.ts';
import { compileQuery } from './compile.ts';
import { callNames, columnNames, type Names, rowNames } from './fields.ts';
import { filterConditions, textColumn } from './filter.ts';
import type { CallsPlan, Expression, RowsPlan, Sort } from './plan.ts';

const MAX_SORTS = 20;

/** Read always. */
const ALWAYS = ['id', 'project_id', 'trace_id', 'op_name', 'started_at'];
/** What `summary.weave` is derived of. */
const FOR_SUMMARY = ['summary_dump', 'exception', 'ended_at', 'display_name'];

/**
 * Calls are ordered by start, then id, unless they are sorted otherwise; then the id decides between equal ones, in the
 * direction of the first sort. `[]` leaves them as they come. `columns` has what is needed to derive, too.
 * Throws `InvalidRequest`, `InvalidFieldError`, and `ValidationError` for a negative limit or offset.
 */
export function callsPlan(request: CallsQueryRequest): CallsPlan {
  const names = callNames(request.expand_columns ?? []);
  const conditions = filterConditions(request.filter ?? {});
  if (request.query) conditions.push(compileQuery(request.query, names));
  return {
    project_id: request.project_id,
    where: all(conditions),
    sort: sorts(request.sort_by ?? [{ field: 'started_at', direction: 'asc' }], names, 'id'),
    ...page(request),
    columns: callColumns(request),
  };
}

export interface RowsRequest {
  readonly project_id: string;
  readonly query?: Query | null | undefined;
  readonly sort_by?: readonly SortBy[] | null | undefined;
  readonly limit?: number | null | undefined;
  readonly offset?: number | null | undefined;
}

/** Of feedback and prices: by `created_at`, then id, unless they are sorted otherwise. Throws as `callsPlan` does. */
export function rowsPlan(request: RowsRequest, columns: Columns): RowsPlan {
  const names = columnNames(columns);
  return {
    project_id: request.project_id,
    where: request.query ? compileQuery(request.query, names) : undefined,
    sort: sorts(request.sort_by ?? [{ field: 'created_at', direction: 'asc' }], names, 'id'),
    ...page(request),
  };
}

/** Of a table's rows; sorted by what is in their values. Throws as `callsPlan` does. */
export function tableRowsPlan(
  request: RowsRequest & {
    readonly digest: string;
    readonly filter?: { readonly row_digests?: readonly string[] | null | undefined } | null | undefined;
  },
): RowsPlan {
  const digests = request.filter?.row_digests ?? [];
  return {
    project_id: request.project_id,
    digest: request.digest,
    where:
      digests.length === 0
        ? undefined
        : { is: 'in', left: { is: 'field', field: textColumn('digest'), as: 'text' }, among: digests },
    sort: sorts(request.sort_by ?? [], rowNames(), undefined),
    ...page(request),
  };
}

function all(conditions: readonly Expression[]): Expression | undefined {
  return conditions.length < 2 ? conditions[0] : { is: 'and', of: conditions };
}

function sorts(sortBy: readonly SortBy[], names: Names, id: string | undefined): Sort[] {
  if (sortBy.length > MAX_SORTS) throw new InvalidRequest(`sort_by has more than ${MAX_SORTS} entries`);
  const sorts: Sort[] = [];
  for (const { field: name, direction } of sortBy) {
    const named = names(name);
    if (named === null) continue;
    if ('is' in named) {
      sorts.push({ by: named, descending: direction === 'desc', mixed: false });
      continue;
    }
    const mixed = named.type === 'json';
    const by: Expression = { is: 'field', field: named, as: named.type === 'json' ? 'text' : named.type };
    sorts.push({ by, descending: direction === 'desc', mixed });
  }
  if (id !== undefined && sortBy[0] !== undefined && !sortBy.some(({ field }) => field === id)) {
    const by: Expression = { is: 'field', field: textColumn(id), as: 'text' };
    sorts.push({ by, descending: sortBy[0].direction === 'desc', mixed: false });
  }
  return sorts;
}

export function page({ limit, offset }: Pick<RowsRequest, 'limit' | 'offset'>): Pick<RowsPlan, 'limit' | 'offset'> {
  for (const [name, value] of Object.entries({ limit, offset })) {
    if (value === null || value === undefined || (Number.isSafeInteger(value) && value >= 0)) continue;
    const msg = 'must be an integer from 0';
    throw new ValidationError(`${name} ${msg}`, [{ loc: ['body', name], msg, type: 'value_error' }]);
  }
  return { limit: limit ?? undefined, offset: offset ?? undefined };
}

/** Of a dotted name only the first part counts. */
function callColumns(request: CallsQueryRequest): ReadonlySet<string> {
  const stored = [...CALL_COLUMNS.values()].map(({ column }) => column);
  const names = request.columns ?? [];
  if (names.length === 0) return new Set(stored);
  const read = new Set(ALWAYS);
  for (const name of names) {
    const root = name.split('.', 1)[0]!;
    const column = CALL_COLUMNS.get(root)?.column;
    if (column !== undefined) read.add(column);
    else if (root !== 'deleted_at') throw new InvalidFieldError(`${JSON.stringify(root.slice(0, 100))} is no column`);
  }
  if (read.has('summary_dump') || request.include_costs || request.include_feedback) {
    for (const column of FOR_SUMMARY) read.add(column);
  }
  return read;
}
