/**
 * The calls as a table of any length: one stop of the Tab key, only the rows in sight exist. ↑ ↓ PgUp PgDn Home End move,
 * Shift extends, Space selects, Enter opens; a click selects and opens.
 */
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type MouseEvent, type Ref, useEffect, useImperativeHandle, useRef } from 'react';
import type { CallRow, CallsOrder } from '../../client/call-messages.ts';
import { MOST_PIXELS } from '../view/row-scroll.ts';
import { type CallList, type ListView, PAGE } from './call-list.ts';
import { type Selected, selectOne, selectTo, toggleOne } from './selection.ts';
import { Status } from './status.tsx';
import { costText, exactCost, exactTime, latencyText, startText, tokensTitle } from './words.ts';

const ROW = 22;
export const MOST_ROWS = Math.floor(MOST_PIXELS / ROW);

const COLUMNS: readonly { readonly name: string; readonly order?: CallsOrder; readonly className: string }[] = [
  { name: 'Status', order: 'status', className: 'c-status' },
  { name: 'Name', order: 'name', className: 'c-name' },
  { name: 'Started', order: 'started_at', className: 'c-started' },
  { name: 'Latency', order: 'latency', className: 'c-latency c-figure' },
  { name: 'Tokens', className: 'c-tokens c-figure' },
  { name: 'Cost', className: 'c-cost c-figure' },
  { name: 'User', className: 'c-user' },
];

export interface CallTableHandle {
  focus(): void;
  toTop(): void;
}

export function CallTable(props: {
  readonly ref: Ref<CallTableHandle>;
  readonly list: CallList;
  readonly view: ListView;
  readonly sort: (order: CallsOrder) => void;
  readonly selected: Selected;
  readonly select: (selected: Selected) => void;
  readonly picked: string | undefined;
  readonly open: (row: CallRow, toDetail: boolean) => void;
  readonly remove: () => void;
  readonly rename: () => void;
  readonly now: number;
}) {
  const { ref, list, view, sort, selected, select, picked, open, now } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const size = Math.min(list.size ?? 0, MOST_ROWS);
  const virtual = useVirtualizer({
    count: size,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 6,
    initialRect: { width: 0, height: 600 },
  });
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another version may lack what is in sight
  useEffect(() => list.want(first, last), [list, first, last, list.version]);
  useImperativeHandle(ref, () => ({
    focus: () => scroller.current?.focus(),
    toTop: () => virtual.scrollToIndex(0),
  }));

  const between = (from: string, to: string): readonly string[] => {
    const [a, b] = [list.indexOf(from), list.indexOf(to)];
    if (b === undefined) return [];
    const rows = [];
    for (let i = Math.min(a ?? b, b); i <= Math.max(a ?? b, b); i++) rows.push(list.row(i));
    return rows.flatMap((row) => row?.id ?? []);
  };

  /** The row that the keys move from. */
  const cursor = selected.cursor === undefined ? undefined : list.indexOf(selected.cursor);

  const goTo = (index: number, { shiftKey, ctrlKey, metaKey }: KeyboardEvent) => {
    const row = list.row(index);
    virtual.scrollToIndex(index);
    if (!row) return;
    if (shiftKey) select(selectTo(selected, row.id, between, ctrlKey || metaKey));
    else if (ctrlKey || metaKey) select({ ...selected, cursor: row.id });
    else {
      select(selectOne(row.id));
      open(row, false);
    }
  };

  const keys = (event: KeyboardEvent) => {
    if (event.altKey || event.target !== scroller.current) return;
    const page = Math.max(1, Math.floor((scroller.current.clientHeight - ROW) / ROW) - 1);
    const at = cursor ?? -1;
    const to = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: size - 1,
    }[event.key];
    const row = cursor === undefined ? undefined : list.row(cursor);
    if (to !== undefined) {
      if (size > 0) goTo(Math.min(size - 1, Math.max(0, to)), event);
    } else if (event.key === ' ' && row) select(toggleOne(selected, row.id));
    else if (event.key === 'Enter' && row) open(row, true);
    else if (event.key === 'Escape' && selected.ids.size > 1 && row) select(selectOne(row.id));
    else if (event.key === 'Delete') props.remove();
    else if (event.key === 'F2') props.rename();
    else return;
    event.preventDefault();
  };

  const click = (row: CallRow, event: MouseEvent) => {
    const add = event.ctrlKey || event.metaKey;
    if (event.shiftKey) select(selectTo(selected, row.id, between, add));
    else if (add) select(toggleOne(selected, row.id));
    else {
      select(selectOne(row.id));
      open(row, false);
    }
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: a table of a million rows has no <tr> for each.
    <div
      ref={scroller}
      className="call-table"
      role="grid"
      aria-label="Calls"
      aria-multiselectable
      aria-rowcount={list.size ?? -1}
      aria-colcount={COLUMNS.length}
      aria-activedescendant={cursor === undefined ? undefined : `call-row-${cursor}`}
      tabIndex={0}
      onKeyDown={keys}
      onScroll={(event) => list.scrolled(event.currentTarget.scrollTop < ROW / 2)}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: as above. */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: its buttons are. */}
      <div className="call-line call-head" role="row">
        {COLUMNS.map(({ name, order, className }) => {
          const isSorted = order !== undefined && view.order === order;
          const direction = view.descending ? 'descending' : 'ascending';
          return (
            // biome-ignore lint/a11y/useSemanticElements: as above.
            // biome-ignore lint/a11y/useFocusableInteractive: its button is.
            <span key={name} role="columnheader" className={className} aria-sort={isSorted ? direction : undefined}>
              {order === undefined ? (
                name
              ) : (
                <button type="button" title={`Sort by ${name.toLowerCase()}`} onClick={() => sort(order)}>
                  <span className={name === 'Status' ? 'unseen' : ''}>{name}</span>
                  {isSorted ? (view.descending ? ' ↓' : ' ↑') : name === 'Status' ? '●' : ''}
                </button>
              )}
            </span>
          );
        })}
      </div>
      <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {items.map(({ index, start }) => (
          <Line
            key={index}
            index={index}
            top={start}
            row={list.row(index)}
            isSelected={selected.ids.has(list.row(index)?.id ?? '')}
            isCursor={index === cursor}
            isPicked={picked !== undefined && list.row(index)?.id === picked}
            now={now}
            click={click}
            open={open}
          />
        ))}
      </div>
    </div>
  );
}

function Line(props: {
  readonly index: number;
  readonly top: number;
  readonly row: CallRow | undefined;
  readonly isSelected: boolean;
  readonly isCursor: boolean;
  readonly isPicked: boolean;
  readonly now: number;
  readonly click: (row: CallRow, event: MouseEvent) => void;
  readonly open: (row: CallRow, toDetail: boolean) => void;
}) {
  const { index, top, row, isSelected, isCursor, isPicked, now, click, open } = props;
  const names = ['call-line', isCursor && 'cursor', isPicked && 'picked', index % PAGE === 0 && 'first'];
  const place = {
    id: `call-row-${index}`,
    className: names.filter(Boolean).join(' '),
    style: { transform: `translateY(${top}px)`, height: ROW },
    'aria-rowindex': index + 1,
  };
  // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
  // biome-ignore lint/a11y/useSemanticElements: no table
  if (!row) return <div {...place} role="row" aria-busy="true" />;
  const cells = [
    <Status key="status" status={row.status} />,
    row.name,
    startText(row.startedAt),
    latencyText(row, now),
    row.tokens?.total.toLocaleString() ?? '',
    costText(row.cost),
    row.user ?? '',
  ];
  const titles = [
    undefined,
    row.name,
    exactTime(row.startedAt),
    undefined,
    tokensTitle(row),
    row.cost === undefined ? undefined : exactCost(row.cost),
    row.user,
  ];
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid hears the keys
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
    // biome-ignore lint/a11y/useSemanticElements: no table
    <div
      {...place}
      role="row"
      aria-selected={isSelected}
      onClick={(event) => click(row, event)}
      onDoubleClick={() => open(row, true)}
    >
      {cells.map((cell, i) => (
        // biome-ignore lint/a11y/useSemanticElements: no table
        // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
        <span key={COLUMNS[i]!.name} role="gridcell" className={COLUMNS[i]!.className} title={titles[i]}>
          {cell}
        </span>
      ))}
    </div>
  );
}
