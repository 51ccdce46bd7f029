/** What a chart would show, as far as the parameters are complete, and as far as there is time to look. */
import { type ChartedEvents, refuseUnknown } from '../../analyses/custom-xy/event-columns.ts';
import { sampleEvents } from '../../analyses/custom-xy/sample-events.ts';
import { ValueLine } from '../../analyses/custom-xy/value-line.ts';
import type { Experiment } from '../../analyses/experiment-output.ts';
import { parseFilters } from '../../analyses/parse-filters.ts';
import { PREVIEW_ROWS, type Preview } from '../configuration-type.ts';
import { type Parameters, unlessRefused } from '../parameters.ts';
import { normalised } from './parameters.ts';

/** ms */
const PATIENCE = 250;

/** Undefined where the filter can't be read: its error is told anyway. Throws what names a column that no event has. */
export async function previewOf(experiment: Experiment, parameters: Parameters): Promise<Preview | undefined> {
  const charted = unlessRefused(() => soFar(parameters));
  if (charted === undefined) return undefined;
  refuseUnknown(experiment, charted);
  const { charts, events } = await sampleEvents(experiment, charted, PATIENCE);
  const matching = charts.reduce((sum, chart) => sum + chart.matching, 0);
  const total = experiment.traces.reduce((sum, trace) => sum + trace.events, 0);
  const [looked, all, found] = [events, total, matching].map((count) => count.toLocaleString('en'));
  const matches =
    events < total
      ? `${found} of ${looked} events looked at match, from all parts of ${all}`
      : `${found} of ${looked} events match`;
  const series = charts.flatMap((chart) => chart.series.flatMap((of, c) => rowsOf(of, charted.columns[c]!)));
  if (series.length === 0) return { text: `${matches}.` };
  const lines = series.filter(({ isLine }) => isLine).length;
  const counts = series.length - lines;
  const parts = [
    ...(lines > 0 ? [`${lines} ${lines === 1 ? 'line' : 'lines'}`] : []),
    ...(counts > 0 ? [`counts of ${counts} ${counts === 1 ? 'value' : 'values'}`] : []),
  ];
  const rows = series.slice(0, PREVIEW_ROWS).map(({ cells }) => cells);
  return { text: `${sentence(parts.join(' and '))}; ${matches}.`, columns: ['Series', 'Events'], rows };
}

function rowsOf(series: ChartSeries, column: string): { isLine: boolean; cells: readonly string[] }[] {
  if (series.events === 0) return [];
  if (series instanceof ValueLine) return [{ isLine: true, cells: [column, series.events.toLocaleString('en')] }];
  return series
    .frequent()
    .map(({ value, events }) => ({ isLine: false, cells: [`${column}: ${value}`, events.toLocaleString('en')] }));
}

type ChartSeries = Awaited<ReturnType<typeof sampleEvents>>['charts'][number]['series'][number];

function soFar(parameters: Parameters): ChartedEvents {
  const { columns, filter } = normalised(parameters);
  const named = Array.isArray(columns)
    ? columns.filter((column) => typeof column === 'string' && column.trim() !== '')
    : [];
  return {
    columns: named.map((column: string) => column.trim()),
    filters: parseFilters([typeof filter === 'string' ? filter : ''], 'filter'),
  };
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
