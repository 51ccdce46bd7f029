/**
 * A chart of series over the view's time, drawn by uPlot. It fills its box to the last pixel, so that a time lies at the same
 * x as in every other lane; what stands at the lines is written inside.
 */
import uPlot from 'uplot';
import type { Series } from '../../client/messages.ts';
import type { Theme } from '../theme/theme.ts';
import type { Range } from '../time/range.ts';
import { formatTicks, type YScale, yScale } from './y-scale.ts';

const HEAD_ROOM = 6;

export interface DrawnSeries {
  readonly series: Series;
  readonly colour: string;
  /** Events counted up to each sample: drawn as steps. */
  readonly counts: boolean;
}

export class TimeXYPlot {
  readonly #box: HTMLElement;
  #plot: uPlot | undefined;
  #drawn: readonly DrawnSeries[] = [];
  #scale: YScale = yScale(0, 1, 100);
  #theme: Theme;
  #range: Range;

  constructor(box: HTMLElement, theme: Theme, range: Range) {
    this.#box = box;
    this.#theme = theme;
    this.#range = range;
  }

  show(drawn: readonly DrawnSeries[], theme: Theme): void {
    const sameKinds =
      theme === this.#theme &&
      drawn.length === this.#drawn.length &&
      drawn.every((each, i) => each.series.id === this.#drawn[i]!.series.id && each.colour === this.#drawn[i]!.colour);
    this.#drawn = drawn;
    this.#theme = theme;
    this.#rescale();
    if (this.#plot && sameKinds) this.#plot.setData(dataOf(drawn), true);
    else this.#make();
  }

  look(range: Range): void {
    this.#range = range;
    this.#plot?.setScale('x', { min: range.start, max: range.end });
  }

  resize(width: number, height: number): void {
    if (width < 2 || height < 2) return;
    if (this.#plot && this.#plot.width === width && this.#plot.height === height) return;
    this.#plot?.setSize({ width, height });
    this.#rescale();
    if (!this.#plot && this.#drawn.length > 0) this.#make();
    this.#plot?.redraw();
  }

  dispose(): void {
    this.#plot?.destroy();
    this.#plot = undefined;
  }

  #rescale(): void {
    let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const { series } of this.#drawn)
      for (const y of series.y) {
        if (y < least) least = y;
        if (y > most) most = y;
      }
    this.#scale = yScale(least, most, Math.max(20, this.#box.clientHeight - HEAD_ROOM));
  }

  #make(): void {
    this.#plot?.destroy();
    this.#plot = undefined;
    const { clientWidth: width, clientHeight: height } = this.#box;
    if (width < 2 || height < 2 || this.#drawn.length === 0) return;
    this.#plot = new uPlot(
      {
        width,
        height,
        padding: [HEAD_ROOM, 0, 0, 0],
        legend: { show: false },
        cursor: { show: false },
        scales: {
          x: { time: false, auto: false, range: () => [this.#range.start, this.#range.end] },
          y: { range: () => [this.#scale.low, this.#scale.high] },
        },
        axes: [{ show: false }, { show: false }],
        series: [{}, ...this.#drawn.map((each) => optionsOf(each))],
        hooks: { drawClear: [(plot) => this.#lines(plot)], draw: [(plot) => this.#words(plot)] },
      },
      dataOf(this.#drawn),
      this.#box,
    );
  }

  #lines(plot: uPlot): void {
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.strokeStyle = this.#theme.grid;
    ctx.lineWidth = 1;
    ctx.beginPath();
    for (const tick of this.#scale.ticks) {
      const y = Math.round(plot.valToPos(tick, 'y', true)) + 0.5;
      ctx.moveTo(bbox.left, y);
      ctx.lineTo(bbox.left + bbox.width, y);
    }
    ctx.stroke();
    ctx.restore();
  }

  #words(plot: uPlot): void {
    const { ctx, bbox } = plot;
    const axis = this.#drawn[0]?.series.yAxis;
    if (!axis) return;
    ctx.save();
    ctx.font = `${10 * devicePixelRatio}px ${this.#theme.font}`;
    ctx.textAlign = 'left';
    ctx.textBaseline = 'top';
    ctx.lineJoin = 'round';
    ctx.lineWidth = 3 * devicePixelRatio;
    ctx.strokeStyle = this.#theme.background;
    ctx.fillStyle = this.#theme.muted;
    const texts = formatTicks(this.#scale.ticks, axis.unit, axis.dataType);
    for (const [i, tick] of this.#scale.ticks.entries()) {
      const text = texts[i];
      if (tick === 0 || text === undefined) continue;
      const [x, y] = [bbox.left + 4 * devicePixelRatio, plot.valToPos(tick, 'y', true) + devicePixelRatio];
      ctx.strokeText(text, x, y);
      ctx.fillText(text, x, y);
    }
    ctx.restore();
  }
}

const steps = () => uPlot.paths.stepped?.({ align: -1 }) ?? (() => null);
const bars = () => uPlot.paths.bars?.({ size: [1, Number.POSITIVE_INFINITY], align: -1 }) ?? (() => null);

function optionsOf({ series, colour, counts }: DrawnSeries): uPlot.Series {
  const kind = String(series.style?.values?.['series-type'] ?? 'line').toLowerCase();
  const dash = dashOf(String(series.style?.values?.['series-style'] ?? ''));
  const base = { label: series.name, stroke: colour, width: 1.25, points: { show: false }, ...(dash ? { dash } : {}) };
  if (kind === 'bar') return { ...base, width: 0, fill: colour, paths: bars() };
  if (kind === 'scatter')
    return { ...base, width: 0, paths: () => null, points: { show: true, size: 4, fill: colour } };
  const soft = colour.replace('rgb(', 'rgba(').replace(')', ',0.22)');
  return { ...base, ...(kind === 'area' ? { fill: soft } : {}), ...(counts ? { paths: steps() } : {}) };
}

function dashOf(style: string): number[] | undefined {
  const dashes: Readonly<Record<string, number[]>> = {
    DOT: [1, 3],
    DASH: [6, 4],
    DASHDOT: [6, 3, 1, 3],
    DASHDOTDOT: [6, 3, 1, 3, 1, 3],
  };
  return dashes[style.toUpperCase()];
}

/** uPlot wants one x for all: sampled series share it; others are joined. */
function dataOf(drawn: readonly DrawnSeries[]): uPlot.AlignedData {
  const tables = drawn.map(({ series }) => [series.x ?? new Float64Array(), series.y] as unknown as uPlot.AlignedData);
  const first = drawn[0]?.series.x;
  const shared = drawn.every(
    ({ series }) =>
      series.x === first ||
      (series.x &&
        first &&
        series.x.length === first.length &&
        series.x[0] === first[0] &&
        series.x.at(-1) === first.at(-1)),
  );
  if (!shared) return uPlot.join(tables);
  return [first ?? new Float64Array(), ...drawn.map(({ series }) => series.y)] as unknown as uPlot.AlignedData;
}
