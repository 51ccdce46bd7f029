/**
 * The two canvases under and over all lanes, and the frame that draws them.
 *
 * Below: the rectangles of every lane in one draw call. Above: labels, arrows, selection, cursor, bookmarks. Both lie in the
 * scrolled content and reach beyond what is in sight, so that native scrolling moves them with the lanes. A frame is drawn
 * only when something asked for one; requests within a frame are one.
 */
import { makeRenderer } from '../chart/make-renderer.ts';
import { paintMarks } from '../chart/paint-marks.ts';
import type { Placement, Renderer } from '../chart/renderer.ts';
import type { Area, LanePainter } from './lane-painter.ts';
import { HEADER_HEIGHT, type Placed, placeLanes } from './lanes.ts';
import { Signal } from './signal.ts';
import type { ThemeSignal } from './theme-signal.ts';
import type { TraceModel } from './trace-model.ts';

/** CSS pixels that the canvases reach beyond the scrolled view. */
const BEYOND = 96;
/** Of a lane whose content is not there yet. */
const UNKNOWN_HEIGHT = 120;

export class Stage {
  /** CSS pixels. */
  readonly chartWidth = new Signal(0);
  readonly placed = new Signal<readonly Placed[]>([]);
  readonly theme: ThemeSignal;
  readonly painters = new Map<string, LanePainter>();
  readonly #model: TraceModel;
  readonly #axes = new Set<() => void>();
  readonly #stops: (() => void)[] = [];
  #scroller: HTMLElement | undefined;
  #overlay: HTMLCanvasElement | undefined;
  #rectangles: HTMLCanvasElement | undefined;
  #renderer: Renderer | undefined;
  #frame = 0;
  #viewHeight = 0;

  constructor(model: TraceModel, theme: ThemeSignal) {
    this.#model = model;
    this.theme = theme;
    const parts = [model.range, model.selection, model.picked, model.hover, model.bookmarks, model.search, theme];
    for (const part of parts) this.#stops.push(part.subscribe(this.request));
    for (const part of [model.lanes, model.treeWidth, model.experiment])
      this.#stops.push(part.subscribe(() => this.arrange()));
  }

  attach(scroller: HTMLElement, rectangles: HTMLCanvasElement, overlay: HTMLCanvasElement): () => void {
    this.#scroller = scroller;
    this.#rectangles = rectangles;
    this.#overlay = overlay;
    this.#renderer = makeRenderer(rectangles, this.request);
    const observer = new ResizeObserver(() => {
      this.#model.fitTree(scroller.clientWidth);
      this.arrange();
    });
    observer.observe(scroller);
    scroller.addEventListener('scroll', this.request, { passive: true });
    this.arrange();
    return () => {
      observer.disconnect();
      scroller.removeEventListener('scroll', this.request);
      cancelAnimationFrame(this.#frame);
      this.#frame = 0;
      this.#renderer?.dispose();
      this.#renderer = undefined;
      this.#scroller = undefined;
    };
  }

  dispose(): void {
    for (const stop of this.#stops) stop();
  }

  register(outputId: string, painter: LanePainter): () => void {
    this.painters.set(outputId, painter);
    this.arrange();
    return () => {
      if (this.painters.get(outputId) === painter) this.painters.delete(outputId);
      this.request();
    };
  }

  /** Draws the axis or the overview in the same frame as the lanes. */
  registerAxis(draw: () => void): () => void {
    this.#axes.add(draw);
    this.request();
    return () => this.#axes.delete(draw);
  }

  /** Places the lanes anew: their number, order, heights or the view's size changed. */
  arrange(): void {
    const scroller = this.#scroller;
    if (scroller) {
      this.chartWidth.set(Math.max(0, scroller.clientWidth - this.#model.treeWidth.value));
      this.#viewHeight = scroller.clientHeight;
    }
    const lanes = this.#model.lanes.value;
    const open = lanes.filter((lane) => !lane.collapsed).length;
    const bodies = this.#viewHeight - lanes.length * HEADER_HEIGHT;
    const placed = placeLanes(lanes, {
      height: this.#viewHeight,
      wanted: (id) => this.painters.get(id)?.wanted() ?? UNKNOWN_HEIGHT,
      most: open <= 1 ? Math.max(240, bodies) : Math.max(160, Math.round(bodies * (open === 2 ? 0.6 : 0.4))),
      grows: (id) => this.painters.get(id)?.grows === true,
    });
    const before = this.placed.value;
    const same =
      placed.length === before.length &&
      placed.every((lane, i) => {
        const other = before[i]!;
        return lane.outputId === other.outputId && lane.top === other.top && lane.bottom === other.bottom;
      });
    if (!same) this.placed.set(placed);
    this.request();
  }

  readonly request = (): void => {
    if (this.#frame === 0) this.#frame = requestAnimationFrame(() => this.#draw());
  };

  #draw(): void {
    this.#frame = 0;
    const { scroller, rectangles, overlay, renderer } = {
      scroller: this.#scroller,
      rectangles: this.#rectangles,
      overlay: this.#overlay,
      renderer: this.#renderer,
    };
    if (!scroller || !rectangles || !overlay || !renderer) return;
    const ratio = devicePixelRatio;
    const width = this.chartWidth.value;
    const height = this.#viewHeight + 2 * BEYOND;
    const top = Math.max(0, Math.round(scroller.scrollTop) - BEYOND);
    this.#size(rectangles, overlay, width, height, ratio, renderer);
    for (const canvas of [rectangles, overlay]) canvas.style.transform = `translateY(${top}px)`;
    const context = overlay.getContext('2d');
    if (!context) return;
    const theme = this.theme.value;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    const placements: Placement[] = [];
    const areas: { area: Area; painter: LanePainter }[] = [];
    for (const lane of this.placed.value) {
      const painter = this.painters.get(lane.outputId);
      if (!painter || lane.bodyHeight === 0 || lane.bottom < top || lane.bodyTop > top + height) continue;
      const area = { top: lane.bodyTop - top, height: lane.bodyHeight, width, ratio };
      painter.prepare?.(area, theme);
      const placement = painter.placement?.(area);
      if (placement) placements.push(placement);
      areas.push({ area, painter });
    }
    renderer.draw(placements);
    for (const { area, painter } of areas) {
      context.save();
      context.beginPath();
      context.rect(0, area.top, area.width, area.height);
      context.clip();
      painter.paint?.(context, area, theme);
      if (painter.onTime) paintMarks(context, area, this.#model.range.value, this.#marks(), theme);
      context.restore();
    }
    for (const draw of this.#axes) draw();
  }

  #marks() {
    const { selection, hover, bookmarks } = this.#model;
    return { selection: selection.value, hover: hover.value, bookmarks: bookmarks.value };
  }

  #size(
    rectangles: HTMLCanvasElement,
    overlay: HTMLCanvasElement,
    width: number,
    height: number,
    ratio: number,
    renderer: Renderer,
  ): void {
    const [w, h] = [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))];
    if (overlay.width === w && overlay.height === h) return;
    overlay.width = w;
    overlay.height = h;
    renderer.resize(w, h);
    for (const canvas of [rectangles, overlay]) {
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
    }
  }
}
