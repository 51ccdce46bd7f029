/**
 * The series of a chart of one trace, column by column; of a column's values, the most frequent first.
 *
 * Entry numbers stay while more events come: 0 is the trace; the n-th thing of column c has 1 + c + n · `MOST_COLUMNS`.
 */
import type { Later } from '../output.ts';
import type { Pace } from '../pace.ts';
import type { TraceChart } from './trace-chart.ts';
import { ValueLine } from './value-line.ts';

export const MOST_COLUMNS = 20;
/** Of a column: its line or the group of its values; the others; its values. */
const OWN = 0;
const OTHERS = 1;
const VALUES = 2;
/** Shown at first: lines, and so many values of a column. */
const DEFAULTS = 10;
const COUNTS = 'Number of events';

interface Series {
  readonly entry: number;
  readonly label: string;
  /** That tell it. */
  readonly events: number;
  /** Entry of the column whose values are counted; undefined where there is only one column. */
  readonly group?: number | undefined;
  readonly isDefault: boolean;
  /** What the axis is called unless the user says. */
  readonly axis: string;
  /** At times in order, ns since the reader's base. */
  sampled(samples: Float64Array, pace: Pace): Later<Float64Array>;
}

export function chartSeries({ series }: TraceChart, columns: readonly string[]): readonly Series[] {
  return series.flatMap((of, c): Series[] => {
    const label = columns[c]!;
    const entry = (n: number): number => 1 + c + n * MOST_COLUMNS;
    if (of.events === 0) return [];
    if (of instanceof ValueLine) {
      const sampled = (samples: Float64Array) => of.sampled(samples);
      return [{ entry: entry(OWN), label, events: of.events, isDefault: true, axis: label, sampled }];
    }
    const shared = { group: columns.length > 1 ? entry(OWN) : undefined, axis: COUNTS };
    const frequent = of.frequent();
    const shown = frequent.map(
      ({ value, number, events }, i): Series => ({
        ...{ ...shared, entry: entry(VALUES + number), label: value, events, isDefault: i < DEFAULTS },
        sampled: (samples) => of.counted(number, samples),
      }),
    );
    const rest = of.events - frequent.reduce((sum, { events }) => sum + events, 0);
    if (rest === 0) return shown;
    const sampled = (samples: Float64Array, pace: Pace) => of.others(frequent, samples, pace);
    return [...shown, { ...shared, entry: entry(OTHERS), label: 'others', events: rest, isDefault: false, sampled }];
  });
}
