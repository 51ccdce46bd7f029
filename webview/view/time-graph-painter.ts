/** Draws a time graph lane: hands its rectangles to the renderer, and paints labels, rows, arrows and annotations above. */
import { type Arrows, DIMMED, EXCLUDED } from '../../client/messages.ts';
import type { Placement } from '../chart/renderer.ts';
import { firstEndingAfter } from '../chart/state-search.ts';
import { TextFitter } from '../chart/text-fit.ts';
import type { Theme } from '../theme/theme.ts';
import { type Range, toX } from '../time/range.ts';
import type { Area, LanePainter } from './lane-painter.ts';
import { ROW_HEIGHT } from './lanes.ts';
import type { TimeGraphSource } from './time-graph-source.ts';
import type { TraceModel } from './trace-model.ts';

/** CSS pixels left free below each row. */
const ROW_GAP = 1;
const TEXT_PADDING = 3;
/** Narrower than three letters: not worth measuring. */
const LEAST_LABEL = 20;
const MOST_ARROWS = 5000;
const FEW_ARROWS = 100;
const FONT_SIZE = 11;

let fitter: { readonly font: string; readonly fit: TextFitter } | undefined;

function fitterFor(context: CanvasRenderingContext2D, font: string): TextFitter {
  if (fitter?.font !== font) fitter = { font, fit: new TextFitter((text) => context.measureText(text).width) };
  return fitter.fit;
}

export class TimeGraphPainter implements LanePainter {
  readonly onTime: boolean;
  hoveredRow: number | undefined;
  readonly #source: TimeGraphSource;
  readonly #model: TraceModel;
  #theme: Theme | undefined;

  constructor(source: TimeGraphSource, model: TraceModel) {
    this.#source = source;
    this.#model = model;
    this.onTime = !source.ownAxis;
  }

  readonly range = (): Range => this.#source.range.value;

  readonly wanted = (): number => {
    const rows = this.#source.trees.rows.value.length;
    return rows === 0 ? 96 : rows * ROW_HEIGHT + (this.#source.ownAxis ? 0 : 4);
  };

  prepare(area: Area, theme: Theme): void {
    this.#theme = theme;
    this.#source.prepare(Math.round(area.width * area.ratio), area.height);
  }

  placement(area: Area): Placement | undefined {
    const instances = this.#theme && this.#source.instances(this.#theme);
    if (!instances || instances.count === 0) return undefined;
    const { start, end } = this.range();
    const { ratio } = area;
    return {
      instances,
      start,
      end,
      width: Math.round(area.width * ratio),
      top: (area.top - this.#source.scrollTop.value) * ratio,
      pitch: ROW_HEIGHT * ratio,
      height: Math.round((ROW_HEIGHT - ROW_GAP) * ratio),
      clipTop: Math.round(area.top * ratio),
      clipBottom: Math.round((area.top + area.height) * ratio),
    };
  }

  paint(context: CanvasRenderingContext2D, area: Area, theme: Theme): void {
    const [first, last] = this.#source.sight(area.height);
    this.#rows(context, area, theme, first, last);
    this.#annotations(context, area, theme);
    this.#labels(context, area, theme, first, last);
    this.#picked(context, area, theme);
    this.#arrows(context, area, theme, first, last);
  }

  #y(area: Area, row: number): number {
    return area.top + row * ROW_HEIGHT - this.#source.scrollTop.value;
  }

  #rows(context: CanvasRenderingContext2D, area: Area, theme: Theme, first: number, last: number): void {
    for (const row of new Set([this.hoveredRow, this.#source.selectedRow.value])) {
      if (row === undefined || row < first || row > last) continue;
      context.globalAlpha = 0.06;
      context.fillStyle = theme.foreground;
      context.fillRect(0, this.#y(area, row), area.width, ROW_HEIGHT - ROW_GAP);
      context.globalAlpha = 1;
    }
  }

  #labels(context: CanvasRenderingContext2D, area: Area, theme: Theme, first: number, last: number): void {
    const held = this.#source.held;
    if (!held) return;
    const { states } = held;
    const range = this.range();
    const search = this.#model.search.value?.trim().toLowerCase();
    context.font = `${FONT_SIZE}px ${theme.font}`;
    context.textBaseline = 'middle';
    context.textAlign = 'left';
    context.fillStyle = theme.data.text;
    const fit = fitterFor(context, context.font);
    const least = (LEAST_LABEL / area.width) * (range.end - range.start);
    for (let r = 0; r < states.rows.length; r++) {
      const row = this.#source.rowOf(states.rows[r]!);
      if (row === undefined || row < first || row > last) continue;
      const middle = this.#y(area, row) + (ROW_HEIGHT - ROW_GAP) / 2 + 0.5;
      const end = states.offsets[r + 1]!;
      for (let i = firstEndingAfter(states, r, range.start); i < end && states.start[i]! < range.end; i++) {
        const from = Math.max(states.start[i]!, range.start);
        const to = Math.min(states.end[i]!, range.end);
        const name = to - from < least ? undefined : states.looks[states.look[i]!]!.label;
        if (name === undefined || (states.tags[i]! & (DIMMED | EXCLUDED)) !== 0) continue;
        if (search && !name.toLowerCase().includes(search)) continue;
        const left = toX(range, area.width, from);
        const text = fit.fit(name, toX(range, area.width, to) - left - 2 * TEXT_PADDING);
        if (text) context.fillText(text, left + TEXT_PADDING, middle);
      }
    }
  }

  #picked(context: CanvasRenderingContext2D, area: Area, theme: Theme): void {
    const picked = this.#model.picked.value;
    if (picked?.kind !== 'state' || picked.outputId !== this.#source.outputId) return;
    const row = this.#source.rowOf(picked.entryId);
    if (row === undefined) return;
    const range = this.range();
    const left = Math.max(-4, toX(range, area.width, picked.start));
    const right = Math.min(area.width + 4, Math.max(left + 1, toX(range, area.width, picked.end)));
    context.strokeStyle = theme.foreground;
    context.lineWidth = 1.5;
    context.strokeRect(
      left + 0.25,
      this.#y(area, row) + 0.25,
      Math.max(1, right - left - 0.5),
      ROW_HEIGHT - ROW_GAP - 0.5,
    );
    context.lineWidth = 1;
  }

  /** Lost events and the like: a hatched band over the whole lane, or over a row. */
  #annotations(context: CanvasRenderingContext2D, area: Area, theme: Theme): void {
    const range = this.range();
    for (const annotation of this.#source.annotations) {
      if (annotation.time > range.end || annotation.time + annotation.duration < range.start) continue;
      const row = annotation.entryId < 0 ? undefined : this.#source.rowOf(annotation.entryId);
      if (annotation.entryId >= 0 && row === undefined) continue;
      const left = Math.max(-2, toX(range, area.width, annotation.time));
      const right = Math.min(area.width + 2, toX(range, area.width, annotation.time + annotation.duration));
      const top = row === undefined ? area.top : this.#y(area, row);
      const height = row === undefined ? area.height : ROW_HEIGHT - ROW_GAP;
      context.fillStyle = theme.error;
      context.globalAlpha = 0.18;
      context.fillRect(left, top, Math.max(1, right - left), height);
      context.globalAlpha = 0.8;
      context.fillRect(left, top, 1, height);
      if (right - left > 2) context.fillRect(right - 1, top, 1, height);
      context.globalAlpha = 1;
    }
  }

  /** Few arrows are drawn in full, many faintly and without heads; those of the picked state always stand out. */
  #arrows(context: CanvasRenderingContext2D, area: Area, theme: Theme, first: number, last: number): void {
    const arrows = this.#source.arrows;
    if (!arrows || !this.#source.showArrows.value) return;
    const range = this.range();
    const inSight: number[] = [];
    for (let i = 0; i < arrows.start.length && inSight.length < MOST_ARROWS; i++) {
      if (arrows.end[i]! < range.start || arrows.start[i]! > range.end) continue;
      const from = this.#source.rowOf(arrows.source[i]!);
      const to = this.#source.rowOf(arrows.target[i]!);
      if (from === undefined || to === undefined) continue;
      if ((from < first && to < first) || (from > last && to > last)) continue;
      inSight.push(i);
    }
    context.strokeStyle = theme.foreground;
    context.fillStyle = theme.foreground;
    const few = inSight.length <= FEW_ARROWS;
    // A search dims what it does not find; nothing is said of arrows.
    const strength = this.#model.search.value?.trim() ? 0.25 : 1;
    const faint = strength * (few ? 0.6 : Math.max(0.04, (0.3 * FEW_ARROWS) / inSight.length));
    for (const i of inSight) {
      const own = this.#isPickeds(arrows, i);
      context.globalAlpha = own ? 1 : faint;
      arrow(
        context,
        toX(range, area.width, arrows.start[i]!),
        this.#y(area, this.#source.rowOf(arrows.source[i]!)!) + ROW_HEIGHT / 2,
        toX(range, area.width, arrows.end[i]!),
        this.#y(area, this.#source.rowOf(arrows.target[i]!)!) + ROW_HEIGHT / 2,
        own || few,
      );
    }
    context.globalAlpha = 1;
  }

  #isPickeds(arrows: Arrows, i: number): boolean {
    const picked = this.#model.picked.value;
    if (picked?.kind !== 'state' || picked.outputId !== this.#source.outputId) return false;
    const within = (time: number) => time >= picked.start && time <= picked.end;
    return (
      (arrows.source[i] === picked.entryId && within(arrows.start[i]!)) ||
      (arrows.target[i] === picked.entryId && within(arrows.end[i]!))
    );
  }
}

const HEAD = 5;

function arrow(
  context: CanvasRenderingContext2D,
  x0: number,
  y0: number,
  x1: number,
  y1: number,
  headed: boolean,
): void {
  context.beginPath();
  context.moveTo(x0, y0);
  context.lineTo(x1, y1);
  context.stroke();
  if (!headed) return;
  const angle = Math.atan2(y1 - y0, x1 - x0);
  context.beginPath();
  context.moveTo(x1, y1);
  for (const side of [-0.45, 0.45])
    context.lineTo(x1 - HEAD * Math.cos(angle + side), y1 - HEAD * Math.sin(angle + side));
  context.fill();
}
