/** The whole trace at a glance: the histogram of its events, and on it the window, the selection and the bookmarks. */

import { useEffect, useMemo, useRef } from 'react';
import { countedEvents } from '../../client/counted.ts';
import type { ExperimentInfo } from '../../client/messages.ts';
import { formatDuration } from '../time/duration.ts';
import { ordered, pan, type Range, span, toTime, toX } from '../time/range.ts';
import { formatTime } from '../time/time-format.ts';
import { stretched } from './gestures.ts';
import { type Bars, OverviewSource } from './overview-source.ts';
import { useFrameCanvas } from './use-canvas.ts';
import { useSignal } from './use-signal.ts';
import { useView } from './view-context.ts';

const HEIGHT = 36;
const HANDLE = 6;

export function Overview() {
  const { model, stage } = useView();
  const experiment = useSignal(model.experiment);
  const source = useMemo(() => new OverviewSource(model), [model]);
  const surface = useRef<HTMLDivElement>(null);

  const canvas = useFrameCanvas(HEIGHT, (context, width, theme) => {
    source.prepare(width);
    const bounds = model.bounds;
    if (source.data.value) paintHistogram(context, width, source.data.value, bounds, theme.muted);
    const range = model.range.value;
    const [left, right] = [toX(bounds, width, range.start), toX(bounds, width, range.end)];
    const selection = model.selection.value;
    if (selection) {
      const from = toX(bounds, width, selection.start);
      context.fillStyle = theme.selectionEdge;
      context.globalAlpha = 0.3;
      context.fillRect(from, 0, Math.max(1, toX(bounds, width, selection.end) - from), HEIGHT);
      context.globalAlpha = 1;
    }
    context.fillStyle = theme.background;
    context.globalAlpha = 0.72;
    context.fillRect(0, 0, left, HEIGHT);
    context.fillRect(right, 0, width - right, HEIGHT);
    context.globalAlpha = 1;
    paintBookmarks(context, width, bounds, model.bookmarks.value, theme.bookmark);
    paintWindow(context, left, Math.max(left + 2, right), width, theme.accent, theme.background);
  });

  useEffect(() => {
    const stop = source.data.subscribe(stage.request);
    return () => {
      stop();
      source.stop();
    };
  }, [source, stage]);

  useEffect(() => {
    const element = surface.current;
    return element ? attachOverview(element, model) : undefined;
  }, [model]);

  return (
    <div className="h-overview" style={{ height: HEIGHT }}>
      <div className="h-corner h-overview-corner">{experiment && <Facts experiment={experiment} />}</div>
      <div
        ref={surface}
        className="h-overview-surface"
        title="The whole trace. Drag the window or its edges; drag elsewhere to look at another part."
      >
        <canvas ref={canvas} />
      </div>
    </div>
  );
}

function Facts({ experiment }: { readonly experiment: ExperimentInfo }) {
  const { model } = useView();
  const mode = useSignal(model.timeMode);
  const running = experiment.indexing === 'RUNNING';
  const length = formatDuration(experiment.end - experiment.start);
  const full = [
    experiment.name,
    `Start ${formatTime(experiment.start, mode === 'relative' ? 'local' : mode, model.base)}`,
    `Duration ${length}`,
    `${countedEvents(experiment.events)}`,
    ...experiment.traces.map((trace) => trace.path),
  ].join('\n');
  return (
    <div className="h-facts" title={full}>
      <span className="h-facts-name">{experiment.name}</span>
      <span className="h-facts-numbers" aria-live="off">
        {running
          ? `Indexing ${Math.floor(experiment.fraction * 100)} % · ${countedEvents(experiment.events)}`
          : `${length} · ${countedEvents(experiment.events)}`}
      </span>
    </div>
  );
}

function paintHistogram(context: CanvasRenderingContext2D, width: number, bars: Bars, bounds: Range, colour: string) {
  const most = bars.counts.reduce((most, count) => Math.max(most, count), 0);
  if (most === 0) return;
  const room = HEIGHT - 6;
  context.fillStyle = colour;
  context.globalAlpha = 0.75;
  for (let i = 0; i < bars.counts.length; i++) {
    const count = bars.counts[i]!;
    if (count <= 0) continue;
    // Square root: a burst must not flatten all the rest.
    const height = Math.max(1, Math.sqrt(count / most) * room);
    const from = bars.start + i * bars.step;
    // On whole pixels, each bar up to the next: no seams.
    const left = Math.round(toX(bounds, width, from));
    const right = Math.round(toX(bounds, width, from + bars.step));
    context.fillRect(left, HEIGHT - height, Math.max(1, right - left), height);
  }
  context.globalAlpha = 1;
}

function paintBookmarks(
  context: CanvasRenderingContext2D,
  width: number,
  bounds: Range,
  bookmarks: readonly { readonly start: number }[],
  colour: string,
) {
  context.fillStyle = colour;
  for (const bookmark of bookmarks) {
    const x = Math.round(toX(bounds, width, bookmark.start));
    context.beginPath();
    context.moveTo(x - 4, 0);
    context.lineTo(x + 4, 0);
    context.lineTo(x, 6);
    context.fill();
  }
}

function paintWindow(
  context: CanvasRenderingContext2D,
  left: number,
  right: number,
  width: number,
  accent: string,
  background: string,
) {
  context.strokeStyle = accent;
  context.lineWidth = 1;
  context.strokeRect(Math.round(left) + 0.5, 0.5, Math.max(1, Math.round(right - left) - 1), HEIGHT - 1);
  if (right - left < 3 * HANDLE) return;
  for (const x of [Math.max(2, left), Math.min(width - 2, right)]) {
    context.fillStyle = accent;
    context.fillRect(Math.round(x) - 2, HEIGHT / 2 - 8, 4, 16);
    context.fillStyle = background;
    context.fillRect(Math.round(x) - 0.5, HEIGHT / 2 - 4, 1, 8);
  }
}

type Grip = 'start' | 'end' | 'window' | 'new';

function attachOverview(element: HTMLElement, model: ReturnType<typeof useView>['model']): () => void {
  let drag: { readonly grip: Grip; readonly time: number; readonly range: Range; moved: boolean } | undefined;
  const place = (event: MouseEvent) => {
    const box = element.getBoundingClientRect();
    const x = event.clientX - box.left;
    return { x, width: Math.max(1, box.width), time: toTime(model.bounds, Math.max(1, box.width), x) };
  };
  const grip = (event: MouseEvent): Grip => {
    const { x, width } = place(event);
    const [left, right] = [
      toX(model.bounds, width, model.range.value.start),
      toX(model.bounds, width, model.range.value.end),
    ];
    const whole = span(model.range.value) >= span(model.bounds);
    if (right - left >= 3 * HANDLE || !whole) {
      if (Math.abs(x - left) <= HANDLE) return 'start';
      if (Math.abs(x - right) <= HANDLE) return 'end';
    }
    return x > left && x < right && !whole ? 'window' : 'new';
  };
  const down = (event: PointerEvent) => {
    if (event.button !== 0) return;
    drag = { grip: grip(event), time: place(event).time, range: model.range.value, moved: false };
    element.setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent) => {
    const { time, width } = place(event);
    if (!drag) {
      const cursors = { start: 'ew-resize', end: 'ew-resize', window: 'grab', new: 'crosshair' };
      element.style.cursor = cursors[grip(event)];
      return;
    }
    if (!drag.moved && Math.abs(toX(model.bounds, width, time) - toX(model.bounds, width, drag.time)) < 3) return;
    drag.moved = true;
    if (drag.grip === 'window') model.look(pan(drag.range, model.bounds, time - drag.time));
    else if (drag.grip === 'new') model.look(ordered(drag.time, time));
    else model.look(stretched(drag.range, model.bounds, drag.grip, time));
  };
  const up = (event: PointerEvent) => {
    const done = drag;
    drag = undefined;
    if (!done || done.moved || event.type === 'pointercancel') return;
    const half = span(model.range.value) / 2;
    if (done.grip === 'new') model.look(pan({ start: done.time - half, end: done.time + half }, model.bounds, 0));
  };
  element.addEventListener('pointerdown', down);
  element.addEventListener('pointermove', move);
  element.addEventListener('pointerup', up);
  element.addEventListener('pointercancel', up);
  return () => {
    element.removeEventListener('pointerdown', down);
    element.removeEventListener('pointermove', move);
    element.removeEventListener('pointerup', up);
    element.removeEventListener('pointercancel', up);
  };
}
