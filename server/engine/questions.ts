/**
 * From the `parameters` of a data request to the question that an output understands. Old and new forms are both taken:
 * `requested_timerange` with `nbTimes` or `nbSamples`, or the older list `requested_times`.
 */
import type {
  AnnotationsQuery,
  FilterExpressions,
  LinesQuery,
  SeriesQuery,
  StatesQuery,
  TooltipQuery,
  TreeQuery,
} from '../analyses/output.ts';
import { QueryError } from '../analyses/output.ts';
import { MAX_SAMPLES, SampleTimes } from '../index/sample-times.ts';
import { withExtraParams } from './extra-params.ts';
import { int64, integer, list, MissingParameter, object, type Parameters, required, text } from './parameters.ts';

const RANGE = 'requested_timerange';
const TIMES = 'requested_times';
const ITEMS = 'requested_items';
const FILTER = 'filter_query_parameters';
/** More rows than any screen shows; a reply of this size still takes well under a second. */
const MAX_LINES = 50_000;

export function treeQuery(parameters: Parameters): TreeQuery {
  const times = given(parameters, RANGE) || given(parameters, TIMES) ? sampleTimes(parameters) : undefined;
  return {
    ...(times !== undefined && times.length > 0 ? { start: times.start, end: times.end } : {}),
    ...(typeof parameters.isFiltered === 'boolean' ? { isFiltered: parameters.isFiltered } : {}),
    extra: others(parameters, [RANGE, TIMES, 'isFiltered']),
  };
}

export function seriesQuery(parameters: Parameters): SeriesQuery {
  return {
    times: sampleTimes(parameters),
    items: numbers(required(parameters, ITEMS), ITEMS),
    extra: others(parameters, [RANGE, TIMES, ITEMS]),
  };
}

export function statesQuery(parameters: Parameters): StatesQuery {
  const { times, items } = seriesQuery(parameters);
  const extra = others(parameters, [RANGE, TIMES, ITEMS, FILTER]);
  if (!given(parameters, FILTER)) return { times, items, extra };
  const { strategy } = object(parameters[FILTER], FILTER);
  const deep = strategy !== undefined && /^deep$/i.test(text(strategy, 'strategy'));
  return { times, items, extra, filter: { deep, ...filterExpressions(parameters) } };
}

/** Arrows belong to the whole output; items are taken if a client sends them. */
export function arrowsQuery(parameters: Parameters): SeriesQuery {
  return {
    times: sampleTimes(parameters),
    items: given(parameters, ITEMS) ? numbers(parameters[ITEMS], ITEMS) : [],
    extra: others(parameters, [RANGE, TIMES, ITEMS]),
  };
}

export function tooltipQuery(parameters: Parameters): TooltipQuery {
  const [time] = list(required(parameters, TIMES), TIMES, int64);
  if (time === undefined) throw new MissingParameter(TIMES);
  const items = numbers(required(parameters, ITEMS), ITEMS);
  const element = object(required(parameters, 'requested_element'), 'requested_element');
  const type = text(required(element, 'elementType'), 'elementType').toUpperCase();
  if (type !== 'STATE' && type !== 'ANNOTATION' && type !== 'ARROW') {
    throw new QueryError('"elementType" must be STATE, ANNOTATION or ARROW', 'elementType');
  }
  return {
    time,
    items,
    element: {
      type,
      time: given(element, 'time') ? int64(element.time, 'time') : time,
      duration: given(element, 'duration') ? int64(element.duration, 'duration') : 0n,
      ...(given(element, 'entryId') ? { entryId: integer(element.entryId, 'entryId') } : {}),
      ...(given(element, 'destinationId') ? { destinationId: integer(element.destinationId, 'destinationId') } : {}),
    },
  };
}

export function linesQuery(parameters: Parameters): LinesQuery {
  const count = integer(required(parameters, 'requested_table_count'), 'requested_table_count', 0);
  const columnIds = parameters.requested_table_column_ids ?? undefined;
  const search = searchExpressions(parameters);
  const direction = searchDirection(parameters);
  const sort = sortOrder(parameters);
  return {
    ...firstLine(parameters),
    count: Math.min(count, MAX_LINES),
    ...(columnIds === undefined ? {} : { columnIds: numbers(columnIds, 'requested_table_column_ids') }),
    ...(search === undefined ? {} : { search }),
    ...(direction === undefined ? {} : { direction }),
    ...(given(parameters, FILTER) ? { filter: filterExpressions(parameters) } : {}),
    ...(sort === undefined ? {} : { sort }),
  };
}

export function annotationsQuery(parameters: Parameters): AnnotationsQuery {
  const name = 'requested_marker_categories';
  const times = sampleTimes(parameters);
  return given(parameters, name) ? { times, categories: list(parameters[name], name, text) } : { times };
}

/** By the bits of tags: 1 dims, 4 leaves out. */
function filterExpressions(parameters: Parameters): FilterExpressions {
  const name = 'filter_expressions_map';
  const expressions = object(required(object(parameters[FILTER], FILTER), name), name);
  const texts = (key: string): string[] => (given(expressions, key) ? list(expressions[key], name, text) : []);
  return { dim: texts('1'), exclude: texts('4') };
}

function firstLine(parameters: Parameters): Pick<LinesQuery, 'index' | 'time'> {
  const name = 'requested_table_index';
  if (given(parameters, name)) return { index: integer(parameters[name], name, 0) };
  if (!given(parameters, TIMES)) throw new MissingParameter(name);
  const [time] = list(parameters[TIMES], TIMES, int64);
  if (time === undefined) throw new MissingParameter(TIMES);
  return { time };
}

function searchExpressions(parameters: Parameters): ReadonlyMap<number, string> | undefined {
  const name = 'table_search_expressions';
  if (!given(parameters, name)) return undefined;
  return new Map(
    Object.entries(object(parameters[name], name)).map(([column, expression]) => [
      integer(column.trim() === '' ? undefined : Number(column), name),
      text(expression, name),
    ]),
  );
}

function searchDirection(parameters: Parameters): 'NEXT' | 'PREVIOUS' | undefined {
  const name = 'table_search_direction';
  if (!given(parameters, name)) return undefined;
  const direction = text(parameters[name], name).toUpperCase();
  if (direction === 'NEXT' || direction === 'PREVIOUS') return direction;
  throw new QueryError(`"${name}" must be NEXT or PREVIOUS`, name);
}

/** The direction is not of the protocol. */
function sortOrder(parameters: Parameters): LinesQuery['sort'] {
  const name = 'table_comparator_expression';
  if (!given(parameters, name)) return undefined;
  const column = parameters[name];
  const sort = {
    column: integer(typeof column === 'string' && /^\d+$/.test(column) ? Number(column) : column, name, 0),
  };
  const direction = parameters.table_comparator_direction ?? undefined;
  if (direction === undefined) return sort;
  if (direction !== 'ASCENDING' && direction !== 'DESCENDING') {
    throw new QueryError('"table_comparator_direction" must be ASCENDING or DESCENDING', 'table_comparator_direction');
  }
  return { ...sort, descending: direction === 'DESCENDING' };
}

/** Ids, each once: asking for one a million times must not make a million answers. */
function numbers(value: unknown, name: string): number[] {
  return [...new Set(list(value, name, integer))];
}

function sampleTimes(parameters: Parameters): SampleTimes {
  if (!given(parameters, RANGE)) {
    if (!given(parameters, TIMES)) throw new MissingParameter(RANGE);
    const times = list(parameters[TIMES], TIMES, int64);
    if (times.length === 0) throw new MissingParameter(TIMES);
    if (times.length > MAX_SAMPLES) throw new QueryError(`"${TIMES}" can have ${MAX_SAMPLES} times at most`, TIMES);
    return SampleTimes.list(times);
  }
  const range = object(parameters[RANGE], RANGE);
  const start = int64(required(range, 'start'), 'start');
  const end = int64(required(range, 'end'), 'end');
  const count = range.nbTimes ?? range.nbSamples ?? undefined;
  if (end < start) throw new QueryError('the start time is after the end time', RANGE);
  return SampleTimes.range(start, end, count === undefined ? undefined : integer(count, 'nbTimes', 0));
}

function given(parameters: Parameters, name: string): boolean {
  return parameters[name] !== undefined && parameters[name] !== null;
}

function others(parameters: Parameters, known: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(withExtraParams(parameters)).filter(([name]) => !known.includes(name)));
}
