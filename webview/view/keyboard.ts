/** The view's keys. One table: the help overlay shows the same. */
import type { RowMove } from './lane-actions.ts';
import type { TraceModel } from './trace-model.ts';

export interface Shortcut {
  readonly keys: string;
  readonly what: string;
}

export const SHORTCUTS: readonly { readonly group: string; readonly items: readonly Shortcut[] }[] = [
  {
    group: 'Zoom',
    items: [
      { keys: 'Ctrl/⌘ + wheel, pinch', what: 'Zoom at the pointer' },
      { keys: 'W, S', what: 'Zoom in, out' },
      { keys: 'Z, Enter', what: 'Zoom to the selection' },
      { keys: 'Double-click', what: 'Zoom to a state' },
      { keys: 'F', what: 'Fit what is selected' },
      { keys: '0', what: 'Whole trace' },
      { keys: 'E', what: 'Follow the end of what is live' },
    ],
  },
  {
    group: 'Move',
    items: [
      { keys: 'A, D', what: 'Pan left, right' },
      { keys: 'Shift + wheel', what: 'Pan' },
      { keys: 'Middle drag, drag the axis', what: 'Pan' },
      { keys: 'Alt + ←, →', what: 'Back, forward (ranges and selections)' },
      { keys: 'Ctrl/⌘ + Z, Y', what: 'Undo, redo' },
    ],
  },
  {
    group: 'Select',
    items: [
      { keys: 'Drag', what: 'Select a range' },
      { keys: 'Shift + click', what: 'Extend the selection' },
      { keys: 'Esc', what: 'Clear the selection' },
      { keys: '←, →', what: 'Previous, next state in the row' },
      { keys: '. ,', what: 'Next, previous event' },
      { keys: '↑, ↓, PgUp, PgDn, Home, End', what: 'Rows' },
      { keys: 'Ctrl/⌘ + click, Shift + click, Shift + ↑, ↓', what: 'Several rows' },
      { keys: 'M', what: 'Bookmark the selection' },
      { keys: 'Right click, Menu, Shift + F10', what: 'What can be made of a row or a state' },
    ],
  },
  {
    group: 'Find',
    items: [
      { keys: 'Ctrl/⌘ + F, /', what: 'Search in all lanes' },
      { keys: 'F3, Shift + F3', what: 'Next, previous match' },
      { keys: 'L', what: 'Filter the lane' },
      { keys: '?', what: 'This help' },
    ],
  },
];

const ROWS: Readonly<Record<string, RowMove>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  PageUp: 'pageUp',
  PageDown: 'pageDown',
  Home: 'first',
  End: 'last',
};

/** Where one types. A checkbox needs Space alone, which the view doesn't. */
const isField = (element: EventTarget | null): boolean =>
  element instanceof HTMLElement &&
  (element.isContentEditable || element.matches('input:not([type="checkbox"]), textarea, select'));

/** Elements that use arrows and Enter themselves. */
const keepsArrows = (element: EventTarget | null): boolean =>
  element instanceof HTMLElement && element.closest('[data-own-keys]') !== null;

/** Returns whether the key was used. */
export function handleKey(model: TraceModel, event: KeyboardEvent): boolean {
  const command = event.ctrlKey || event.metaKey;
  if (command && event.key.toLowerCase() === 'f') return used(() => model.run('search'));
  if (event.key === 'F3') return used(() => model.run(event.shiftKey ? 'previousMatch' : 'nextMatch'));
  if (isField(event.target)) return false;
  if (command) {
    const key = event.key.toLowerCase();
    if (key === 'z') return used(() => model.run(event.shiftKey ? 'redo' : 'undo'));
    if (key === 'y') return used(() => model.run('redo'));
    return false;
  }
  if (event.altKey) {
    if (event.key === 'ArrowLeft') return used(() => model.run('undo'));
    if (event.key === 'ArrowRight') return used(() => model.run('redo'));
    return false;
  }
  const own = keepsArrows(event.target);
  switch (event.key) {
    case 'w':
    case 'W':
    case '+':
      return used(() => model.run('zoomIn'));
    case 's':
    case 'S':
    case '-':
      return used(() => model.run('zoomOut'));
    case 'a':
    case 'A':
      return used(() => model.panBy(event.shiftKey ? -0.5 : -0.1));
    case 'd':
    case 'D':
      return used(() => model.panBy(event.shiftKey ? 0.5 : 0.1));
    case 'f':
    case 'F':
      return used(() => model.run('fit'));
    case '0':
      return used(() => model.run('wholeTrace'));
    case 'e':
    case 'E':
      return used(() => model.run('follow'));
    case 'm':
    case 'M':
      return used(() => model.run('bookmark'));
    case 'z':
    case 'Z':
      return used(() => model.run('zoomToSelection'));
    case 'l':
    case 'L':
      return used(() => model.run('filter'));
    case '?':
      return used(() => model.run('help'));
    case '.':
    case ',':
      return used(() => stepEvent(model, event.key === '.' ? 1 : -1));
    case '/':
      return used(() => model.run('search'));
    case 'Escape':
      return used(() => clearOne(model));
  }
  if (own) return false;
  const lane = focused(model);
  if (event.key === 'Enter' && !(event.target instanceof HTMLButtonElement))
    return used(() => model.run('zoomToSelection'));
  if (event.key === 'ArrowLeft' && lane?.step) return used(() => lane.step?.(-1));
  if (event.key === 'ArrowRight' && lane?.step) return used(() => lane.step?.(1));
  if (isMenuKey(event) && lane?.menu) return lane.menu();
  const move = ROWS[event.key];
  if (move && lane?.row) return used(() => lane.row?.(move, event.shiftKey));
  return false;
}

export const isMenuKey = ({ key, shiftKey }: Pick<KeyboardEvent, 'key' | 'shiftKey'>): boolean =>
  key === 'ContextMenu' || (key === 'F10' && shiftKey);

/** Through the events table if one is shown, else over the states of the row. */
function stepEvent(model: TraceModel, direction: 1 | -1): void {
  const table = model.lanes.value.find((lane) => model.output(lane.outputId)?.type === 'TABLE');
  if (table) model.actions.get(table.outputId)?.row?.(direction > 0 ? 'down' : 'up');
  else focused(model)?.step?.(direction);
}

function focused(model: TraceModel) {
  const id = model.focusedLane.value ?? model.lanes.value[0]?.outputId;
  return id === undefined ? undefined : model.actions.get(id);
}

/** Esc ends one thing at a time. */
function clearOne(model: TraceModel): void {
  if (model.help.value) model.help.set(false);
  else if (model.search.value !== undefined) model.search.set(undefined);
  else model.select(undefined);
}

function used(act: () => void): true {
  act();
  return true;
}
