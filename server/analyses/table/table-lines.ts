/**
 * What every table answers: a page of lines from any index, and the search for the next or previous line whose cells match
 * regular expressions. A table only says how many lines it has and what their cells hold.
 *
 * Only the lines of a page are made. A search makes the cells of the columns that it looks at, pauses for other questions,
 * and stops when its question is withdrawn. Patterns run in linear time, whatever they are (`filter/safe-regex.ts`).
 */
import { RegexSyntaxError, type SafeRegex, safeRegex } from '../../filter/safe-regex.ts';
import { type Column, type Later, type LinesModel, type LinesQuery, QueryError } from '../output.ts';
import { Pace } from '../pace.ts';

const DIMMED = 1;
const HIGHLIGHT = 8;
/** Lines that a search makes at a time: few at first, then as many as take about this long (ms): that costs less a line. */
const FIRST_STRIDE = 128;
const STRIDE_TIME = 10;
/** Backwards, lines are reached from a checkpoint before them, so short strides go the same way again and again. */
const LEAST_BACKWARDS = 4096;

export type Rows = readonly (readonly string[])[];

export interface Table<C extends Column> {
  readonly columns: readonly C[];
  readonly size: number;
  /** The first line at or after `time`. */
  indexAt(time: bigint): number;
  /** The cells of lines [from, to) in these columns. */
  rows(from: number, to: number, columns: readonly C[], pace: Pace): Later<Rows>;
  /** A faster way to search than by cells, for those columns; undefined where there is none. */
  finder?(searches: Searches<C>): Finder | undefined;
  /** Which of the lines [from, to) are dimmed: 1 for each that is. */
  dimmed?(from: number, to: number, pace: Pace): Promise<Uint8Array>;
  readonly filtered?: LinesModel['filtered'];
}

export type Searches<C> = ReadonlyMap<C, SafeRegex>;
type Finder = (from: number, direction: 'NEXT' | 'PREVIOUS', signal: AbortSignal) => Promise<number | undefined>;

/** Throws a `QueryError` for a pattern that can't be read. */
export async function answerLines<C extends Column>(
  table: Table<C>,
  query: LinesQuery,
  signal: AbortSignal,
): Promise<LinesModel> {
  const { size } = table;
  const columns =
    query.columnIds === undefined
      ? table.columns
      : query.columnIds.flatMap((id) => table.columns.find((column) => column.id === id) ?? []);
  const columnIds = columns.map(({ id }) => id);
  const searches = searchesOf(table, query);
  const filtered = table.filtered === undefined ? {} : { filtered: table.filtered };
  const pace = new Pace(signal);
  let lowIndex: number | undefined = query.index ?? table.indexAt(query.time ?? 0n);
  if (query.direction !== undefined && searches.size > 0) {
    const finder = table.finder?.(searches);
    lowIndex = await (finder === undefined
      ? find(table, lowIndex, query.direction, searches, signal)
      : finder(lowIndex, query.direction, signal));
  }
  if (lowIndex === undefined || columns.length === 0) return { size, ...filtered, lowIndex: 0, columnIds, lines: [] };

  const rows = await table.rows(lowIndex, Math.min(size, lowIndex + query.count), columns, pace);
  const end = lowIndex + rows.length;
  const matches = searches.size > 0 ? await table.rows(lowIndex, end, [...searches.keys()], pace) : rows;
  const dimmed = await table.dimmed?.(lowIndex, end, pace);
  return {
    size,
    ...filtered,
    lowIndex,
    columnIds,
    lines: rows.map((row, i) => {
      const match = searches.size > 0 && isMatch(matches[i]!, searches);
      const tags = (match ? HIGHLIGHT : 0) | (dimmed?.[i] === 1 ? DIMMED : 0);
      return {
        index: lowIndex + i,
        cells: row.map((content, c) =>
          match && searches.has(columns[c]!) ? { content, tags: HIGHLIGHT } : { content },
        ),
        ...(tags === 0 ? {} : { tags }),
      };
    }),
  };
}

function searchesOf<C extends Column>({ columns }: Table<C>, { search }: LinesQuery): Searches<C> {
  const searches = new Map<C, SafeRegex>();
  for (const [id, pattern] of search ?? []) {
    const column = columns.find((known) => known.id === id);
    if (column === undefined || pattern === '') continue;
    try {
      searches.set(column, safeRegex(pattern));
    } catch (error) {
      if (!(error instanceof RegexSyntaxError)) throw error;
      throw new QueryError(`column "${column.name}": ${error.message}`, 'table_search_expressions', error.position);
    }
  }
  return searches;
}

/** The first line from `from` on, in the direction, that matches. */
async function find<C extends Column>(
  table: Table<C>,
  from: number,
  direction: 'NEXT' | 'PREVIOUS',
  searches: Searches<C>,
  signal: AbortSignal,
): Promise<number | undefined> {
  const { size } = table;
  const columns = [...searches.keys()];
  const pace = new Pace(signal);
  const forward = direction === 'NEXT';
  let stride = FIRST_STRIDE;
  for (let at = forward ? from : Math.min(from + 1, size); forward ? at < size : at > 0; ) {
    const begun = performance.now();
    const low = forward ? at : Math.max(0, at - stride);
    const high = forward ? Math.min(at + stride, size) : at;
    const rows = await table.rows(low, high, columns, pace);
    const matches = (row: readonly string[]): boolean => isMatch(row, searches);
    const found = forward ? rows.findIndex(matches) : rows.findLastIndex(matches);
    if (found >= 0) return low + found;
    at = forward ? high : low;
    const time = performance.now() - begun;
    if (time < STRIDE_TIME / 2) stride *= 2;
    else if (time > STRIDE_TIME) stride /= 2;
    stride = Math.max(forward ? FIRST_STRIDE : LEAST_BACKWARDS, stride);
    await pace.pause();
  }
  return undefined;
}

/** All searched cells match; `row` holds them in the order of the searches. */
function isMatch(row: readonly string[], searches: ReadonlyMap<unknown, SafeRegex>): boolean {
  let c = 0;
  for (const regex of searches.values()) if (!regex.test(row[c++]!)) return false;
  return true;
}
