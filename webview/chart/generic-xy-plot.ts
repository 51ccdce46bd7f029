/** Bars or lines over an axis that is not the trace's time (a distribution of durations, say), with axes of its own. */
import uPlot from 'uplot';
import type { Series } from '../../client/messages.ts';
import type { Theme } from '../theme/theme.ts';
import { formatTicks, formatValue, type YScale, yScale } from './y-scale.ts';

export interface GenericSeries {
  readonly series: Series;
  readonly colour: string;
}

const PAD_X = 32;
const MANY = 200;

export class GenericXYPlot {
  readonly #box: HTMLElement;
  #plot: uPlot | undefined;
  #drawn: readonly GenericSeries[] = [];
  #theme: Theme | undefined;
  /** Index of the bar under the pointer. */
  readonly #hovered: (index: number | undefined) => void;

  constructor(box: HTMLElement, hovered: (index: number | undefined) => void) {
    this.#box = box;
    this.#hovered = hovered;
  }

  show(drawn: readonly GenericSeries[], theme: Theme): void {
    this.#drawn = drawn;
    this.#theme = theme;
    this.#make();
  }

  resize(width: number, height: number): void {
    if (width < 2 || height < 2) return;
    if (this.#plot) this.#plot.setSize({ width, height });
    else this.#make();
  }

  dispose(): void {
    this.#plot?.destroy();
    this.#plot = undefined;
  }

  #make(): void {
    this.dispose();
    const theme = this.#theme;
    const first = this.#drawn[0]?.series;
    const { clientWidth: width, clientHeight: height } = this.#box;
    if (!theme || !first || width < 2 || height < 2) return;
    const x = edgesOf(first);
    const size = (x[1] ?? 1) - (x[0] ?? 0) || 1;
    const most = Math.max(0, ...this.#drawn.map(({ series }) => series.y.reduce((a, b) => Math.max(a, b), 0)));
    // Counts that differ by thousands: on a linear scale only the largest bar would be seen.
    const logarithmic = most >= MANY;
    const scale = logarithmic ? decades(most) : yScale(0, most, height - 40);
    const font = `11px ${theme.font}`;
    const line = {
      stroke: theme.muted,
      font,
      grid: { stroke: theme.grid, width: 1 },
      ticks: { stroke: theme.grid, width: 1, size: 4 },
    };
    const bars = uPlot.paths.bars?.({ size: [0.9, Number.POSITIVE_INFINITY], align: 1, gap: 1 }) ?? (() => null);
    this.#plot = new uPlot(
      {
        width,
        height,
        padding: [10, PAD_X, 0, 0],
        legend: { show: false },
        cursor: { y: false, points: { show: false }, drag: { setScale: false, x: false, y: false } },
        scales: {
          x: { time: false, range: () => [x[0] ?? 0, (x.at(-1) ?? 0) + size] },
          y: { range: () => [scale.low, scale.high], ...(logarithmic ? { distr: 4, asinh: 1 } : {}) },
        },
        axes: [
          {
            ...line,
            size: 24,
            gap: 3,
            space: 80,
            values: (_, splits) => splits.map((value) => formatValue(value, first.xAxis.unit, first.xAxis.dataType)),
          },
          {
            ...line,
            size: 56,
            gap: 4,
            splits: () => [...scale.ticks],
            values: (_, splits) => {
              const { unit, dataType } = first.yAxis;
              // Decades have nothing in common that could be left away: 10, 1,000, 1 M.
              return logarithmic
                ? splits.map((value) => formatValue(value, unit, dataType))
                : formatTicks(splits, unit, dataType);
            },
          },
        ],
        series: [
          {},
          ...this.#drawn.map(({ series, colour }) => {
            const kind = String(series.style?.values?.['series-type'] ?? 'bar').toLowerCase();
            const points = { show: kind === 'scatter', size: 4 };
            if (kind === 'bar') return { stroke: colour, fill: colour, width: 0, points, paths: bars };
            return { stroke: colour, width: 1.25, points };
          }),
        ],
        hooks: { setCursor: [(plot) => this.#hovered(plot.cursor.idx ?? undefined)] },
      },
      [x, ...this.#drawn.map(({ series }) => series.y)] as unknown as uPlot.AlignedData,
      this.#box,
    );
  }
}

function decades(most: number): YScale {
  const ticks = [0];
  for (let tick = 1; tick / 10 < most; tick *= 10) ticks.push(tick);
  return { low: 0, high: most * 1.15, ticks: ticks.filter((tick) => tick <= most * 1.15) };
}

/** The left edges of the bars. */
export function edgesOf(series: Series): Float64Array {
  if (series.x) return series.x;
  const ranges = series.ranges ?? new Float64Array();
  return Float64Array.from({ length: ranges.length / 2 }, (_, i) => ranges[2 * i]!);
}
