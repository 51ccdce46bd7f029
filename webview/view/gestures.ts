/**
 * What the hand does on a chart: drag selects a range, Shift + click extends it, middle drag pans, Ctrl/Cmd + wheel and
 * pinch zoom at the pointer, Shift + wheel and sideways wheel pan; click and double-click go to the chart's own target.
 */
import { ordered, pan, type Range, span, toTime, within, zoomAt } from '../time/range.ts';

export interface GestureTarget {
  readonly range: () => Range;
  readonly bounds: () => Range;
  readonly look: (range: Range) => void;
  readonly selection: () => Range | undefined;
  readonly select: (range: Range | undefined) => void;
  /** x and y in CSS pixels of the element. `undefined` when the pointer leaves. */
  readonly hover: (at: { readonly x: number; readonly y: number } | undefined) => void;
  readonly click?: (x: number, y: number) => void;
  readonly doubleClick?: (x: number, y: number) => void;
  /** Plain wheel; true if it was used up. */
  readonly scroll?: (delta: number) => boolean;
  /** The axis: dragging pans instead of selecting. */
  readonly dragPans?: boolean;
}

/** CSS pixels that a click may tremble. */
const TREMBLE = 4;
const WHEEL_ZOOM = 0.0022;
const PINCH_ZOOM = 0.012;
const LINE = 18;

interface Drag {
  readonly pointer: number;
  readonly x: number;
  readonly y: number;
  readonly time: number;
  readonly range: Range;
  readonly pans: boolean;
  /** The end of the selection that stays, when Shift extends it. */
  readonly anchor: number;
  moved: boolean;
}

export function attachGestures(element: HTMLElement, target: GestureTarget): () => void {
  let drag: Drag | undefined;
  const place = (event: MouseEvent) => {
    const box = element.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top, width: Math.max(1, box.width) };
  };
  const timeAt = (x: number, width: number) => toTime(target.range(), width, x);

  const down = (event: PointerEvent) => {
    const pans = event.button === 1 || (event.button === 0 && target.dragPans === true);
    if (event.button !== 0 && event.button !== 1) return;
    const { x, y, width } = place(event);
    const time = timeAt(x, width);
    const selection = target.selection();
    const far = selection && Math.abs(time - selection.start) < Math.abs(time - selection.end);
    const anchor = event.shiftKey && selection ? (far ? selection.end : selection.start) : time;
    drag = { pointer: event.pointerId, x, y, time, range: target.range(), pans, anchor, moved: false };
    element.setPointerCapture(event.pointerId);
    if (event.button === 1) event.preventDefault();
    if (event.shiftKey && !pans) {
      target.select(ordered(anchor, time));
      drag.moved = true;
    }
  };

  const move = (event: PointerEvent) => {
    const { x, y, width } = place(event);
    target.hover({ x, y });
    if (!drag || event.pointerId !== drag.pointer) return;
    if (!drag.moved && Math.abs(x - drag.x) < TREMBLE && (!drag.pans || Math.abs(y - drag.y) < TREMBLE)) return;
    drag.moved = true;
    if (drag.pans) {
      element.style.cursor = 'grabbing';
      target.look(pan(drag.range, target.bounds(), ((drag.x - x) / width) * span(drag.range)));
      return;
    }
    const at = Math.min(target.bounds().end, Math.max(target.bounds().start, timeAt(x, width)));
    target.select(ordered(drag.anchor, at));
  };

  const up = (event: PointerEvent) => {
    const done = drag;
    drag = undefined;
    element.style.cursor = '';
    if (!done || done.moved || event.type === 'pointercancel' || event.button !== 0) return;
    target.click?.(done.x, done.y);
  };

  const leave = () => target.hover(undefined);

  const double = (event: MouseEvent) => {
    const { x, y } = place(event);
    target.doubleClick?.(x, y);
  };

  const wheel = (event: WheelEvent) => {
    const { x, width } = place(event);
    const unit = event.deltaMode === 1 ? LINE : event.deltaMode === 2 ? 400 : 1;
    const [dx, dy] = [event.deltaX * unit, event.deltaY * unit];
    if (event.ctrlKey || event.metaKey) {
      // A pinch comes as a wheel with Ctrl in small steps.
      const speed = Math.abs(dy) < 40 && event.deltaMode === 0 ? PINCH_ZOOM : WHEEL_ZOOM;
      const factor = Math.exp(Math.max(-1, Math.min(1, dy * speed)));
      target.look(zoomAt(target.range(), target.bounds(), timeAt(x, width), factor));
    } else if (event.shiftKey || Math.abs(dx) > Math.abs(dy)) {
      const delta = (event.shiftKey && dx === 0 ? dy : dx) / width;
      target.look(pan(target.range(), target.bounds(), delta * span(target.range())));
    } else if (!target.scroll?.(dy)) return;
    event.preventDefault();
  };

  const listeners: [string, EventListener, AddEventListenerOptions?][] = [
    ['pointerdown', down as EventListener],
    ['pointermove', move as EventListener],
    ['pointerup', up as EventListener],
    ['pointercancel', up as EventListener],
    ['pointerleave', leave],
    ['dblclick', double as EventListener],
    ['wheel', wheel as EventListener, { passive: false }],
  ];
  for (const [name, listener, options] of listeners) element.addEventListener(name, listener, options);
  return () => {
    for (const [name, listener, options] of listeners) element.removeEventListener(name, listener, options);
  };
}

/** The overview's: dragging moves or stretches the window, elsewhere draws a new one. */
export function stretched(range: Range, bounds: Range, edge: 'start' | 'end', time: number): Range {
  const moved = edge === 'start' ? ordered(time, range.end) : ordered(range.start, time);
  return within(moved, bounds);
}
