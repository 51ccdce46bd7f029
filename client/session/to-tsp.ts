/** The view's questions as the protocol's parameters. */
import type { LinesOrder, LinesRequest, OutputFilter, Parameters, TimeWindow } from '../messages.ts';

/** A number since `base`, which may have a fraction, as an absolute time. */
export function absolute(time: number, base: bigint): bigint {
  return base + BigInt(Math.round(time));
}

/** `count` names the number of samples: charts over time say nbTimes, others nbSamples. */
export function timeRange(window: TimeWindow, base: bigint, count: 'nbTimes' | 'nbSamples' = 'nbTimes'): Parameters {
  const samples = Math.min(65_536, Math.max(1, Math.round(window.samples)));
  return {
    requested_timerange: {
      start: absolute(Math.floor(window.start), base),
      end: absolute(Math.ceil(window.end), base),
      [count]: samples,
    },
  };
}

/** The direction is our server's; another one sorts in its own. */
function orderParameters({ columnId, descending }: LinesOrder): Parameters {
  return {
    table_comparator_expression: columnId,
    table_comparator_direction: descending ? 'DESCENDING' : 'ASCENDING',
  };
}

/** By the bits of tags: 1 dims, 4 leaves out. Without `deep` the server filters what it would show anyway. */
export function filterParameters({ text, mode }: OutputFilter, deep = false): Parameters {
  return {
    filter_query_parameters: {
      strategy: deep ? 'DEEP' : 'SAMPLED',
      filter_expressions_map: { [mode === 'dim' ? '1' : '4']: [text] },
    },
  };
}

export function linesParameters(request: LinesRequest, base: bigint): Parameters {
  const { index, time, count, columnIds, search, direction, order, filter } = request;
  return {
    requested_table_count: count,
    ...(time === undefined ? { requested_table_index: index ?? 0 } : { requested_times: [absolute(time, base)] }),
    ...(columnIds === undefined ? {} : { requested_table_column_ids: columnIds }),
    ...(search === undefined ? {} : { table_search_expressions: search }),
    ...(direction === undefined ? {} : { table_search_direction: direction }),
    ...(order === undefined ? {} : orderParameters(order)),
    ...(filter === undefined ? {} : filterParameters(filter)),
  };
}
