/** What keys and commands do in a time graph: walk over states and rows, from match to match. */
import type { FoundState } from '../chart/state-search.ts';
import { span } from '../time/range.ts';
import type { LaneActions, RowMove } from './lane-actions.ts';
import type { Picked } from './picked.ts';
import { NO_MODIFIERS } from './selected-rows.ts';
import type { TimeGraphSource } from './time-graph-source.ts';
import { messageOf, type TraceModel } from './trace-model.ts';

export function timeGraphActions(lane: {
  readonly model: TraceModel;
  readonly source: TimeGraphSource;
  /** Rows in sight. */
  readonly page: number;
  readonly pick: (found: FoundState, revealed?: boolean) => void;
  readonly toPicked: (found: FoundState) => Picked;
  readonly revealRow: (row: number) => void;
  readonly openMenu: (row: number) => boolean;
  readonly focus: () => void;
}): LaneActions {
  const { model, source, page, pick, toPicked, revealRow, openMenu, focus } = lane;

  async function step(direction: 1 | -1): Promise<void> {
    const picked = model.picked.value;
    const own = picked?.kind === 'state' && picked.outputId === source.outputId ? picked : undefined;
    const rows = source.trees.rows.value;
    const first = Math.max(
      0,
      rows.findIndex((row) => row.entry.hasData),
    );
    const row = own ? source.rowOf(own.entryId) : source.selectedRow.value;
    const entry = rows[row ?? first]?.entry;
    if (!entry) return;
    const view = source.range.value;
    const edge = direction > 0 ? view.start : view.end;
    try {
      const found = await source.neighbour(entry.id, own ?? { start: edge, end: edge }, direction);
      if (found) pick(found, true);
      else model.spoken.set(direction > 0 ? 'No later state in this row' : 'No earlier state in this row');
    } catch (error) {
      model.toast.set(messageOf(error));
    }
  }

  /** The state of the new row at the selected time is picked, if there is one. */
  function moveRow(move: RowMove, extend = false): void {
    const rows = source.trees.rows.value;
    if (rows.length === 0) return;
    const now = source.selectedRow.value ?? -1;
    const to = { up: now - 1, down: now + 1, pageUp: now - page, pageDown: now + page, first: 0, last: rows.length }[
      move
    ];
    const row = Math.min(rows.length - 1, Math.max(0, to));
    source.selectRow(row, { ...NO_MODIFIERS, shiftKey: extend });
    revealRow(row);
    if (extend) {
      model.spoken.set(`${source.markedRows.value.size} rows selected`);
      return;
    }
    const at = model.selection.value?.start;
    const found = at === undefined ? undefined : source.stateAt(row, at, span(source.range.value) / 500);
    if (found) pick(found);
    else model.spoken.set(source.trees.path(rows[row]!.entry.id).slice(-2).join(', '));
  }

  return {
    step: (direction) => void step(direction),
    row: moveRow,
    match: (direction) => {
      const found = source.match(model.search.value, model.selection.value, direction);
      if (found) pick(found, true);
    },
    menu: () => {
      const row = source.selectedRow.value;
      if (row === undefined) return false;
      revealRow(row);
      return openMenu(row);
    },
    focus,
    refresh: (remade) => source.refresh(remade),
    longest: (range, count) => (source.ownAxis ? [] : source.longest(range, count).map(toPicked)),
  };
}
