/** What the parameters of a chart say: events, and the axis. */
import { MOST_COLUMNS } from '../../analyses/custom-xy/chart-series.ts';
import type { ChartedEvents } from '../../analyses/custom-xy/event-columns.ts';
import { QueryError, type XYAxis } from '../../analyses/output.ts';
import { parseFilters } from '../../analyses/parse-filters.ts';
import { optionalText, type Parameters } from '../parameters.ts';

/** In forms, and as the protocol has them. */
export const DATA_TYPES: Readonly<Record<string, XYAxis['dataType']>> = {
  Number: 'NUMBER',
  'Binary number': 'BINARY_NUMBER',
  Duration: 'DURATION',
  Timestamp: 'TIMESTAMP',
};

/** One text for one column, a list of filters that must all match, and data types in any writing. */
export function normalised({ columns, filter, 'y-data-type': dataType, ...others }: Parameters): Parameters {
  return {
    ...others,
    ...(columns === undefined ? {} : { columns: typeof columns === 'string' ? [columns] : columns }),
    ...(filter === undefined ? {} : { filter: Array.isArray(filter) ? joined(filter) : filter }),
    ...(dataType === undefined
      ? {}
      : { 'y-data-type': typeof dataType === 'string' ? dataTypeName(dataType) : dataType }),
  };
}

/** Each on its own must be a filter: a mistake in one must not be mended by the next. */
function joined(filters: readonly unknown[]): unknown {
  if (!filters.every((filter) => typeof filter === 'string')) return filters;
  const wanted = filters.filter((filter, i) => parseFilters([filter], `filter.${i}`).length > 0);
  return wanted.length <= 1 ? (wanted[0] ?? '') : wanted.map((filter) => `(${filter})`).join(' && ');
}

function dataTypeName(text: string): string {
  const plain = (name: string): string => name.toLowerCase().replaceAll(/[\s_-]/g, '');
  return Object.keys(DATA_TYPES).find((name) => plain(name) === plain(text)) ?? text;
}

/** Throws a `QueryError` that tells which parameter is wrong, and where. */
export function chartedIn({ columns, filter = '' }: Parameters): ChartedEvents {
  if (!Array.isArray(columns) || columns.length === 0)
    throw new QueryError('"columns" must be a list of at least one name', 'columns');
  if (columns.length > MOST_COLUMNS) throw new QueryError(`a chart has ${MOST_COLUMNS} columns at most`, 'columns');
  columns.forEach((column, i) => {
    if (typeof column !== 'string' || column.trim() === '')
      throw new QueryError(`"columns.${i}" must be the name of a column or field`, `columns.${i}`);
  });
  if (typeof filter !== 'string') throw new QueryError('"filter" must be a text', 'filter');
  return { columns: columns.map((column: string) => column.trim()), filters: parseFilters([filter], 'filter') };
}

export function axisIn(parameters: Parameters): Partial<XYAxis> {
  const label = optionalText(parameters, 'y-axis')?.trim();
  const unit = optionalText(parameters, 'y-unit')?.trim();
  const dataType = DATA_TYPES[optionalText(parameters, 'y-data-type') ?? ''];
  return { ...(label && { label }), ...(unit && { unit }), ...(dataType && { dataType }) };
}
