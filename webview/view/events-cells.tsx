/** The cells of the events table: headers that are drawn wider, the search below them, the lines. */
import { useLayoutEffect, useRef, useState } from 'react';
import { DIMMED, HIGHLIGHTED, type LinesOrder, type TableColumn } from '../../client/messages.ts';
import { exactDuration, formatDuration } from '../time/duration.ts';
import type { EventsSource } from './events-source.ts';
import { Icon } from './icons.tsx';
import type { Line } from './table-pages.ts';

export type Sized = TableColumn & { readonly width: number; readonly grows: boolean };

const CHARACTER = 7.8;
/** Lines to measure. */
const SAMPLE = 40;

/** As wide as the name and the contents of a page ask, within limits. */
export function naturalWidths(columns: readonly TableColumn[], source: EventsSource, from: number): number[] {
  return columns.map((column, i) => {
    let longest = column.name === 'Timestamp' ? 23 : 0;
    for (let index = from; index < from + SAMPLE; index++)
      longest = Math.max(longest, source.pages.line(index)?.cells[i]?.length ?? 0);
    const most = i === columns.length - 1 ? 1200 : 260;
    return Math.round(Math.min(most, Math.max(64, Math.max(column.name.length + 2, longest) * CHARACTER + 20)));
  });
}

const cellStyle = (column: Sized) => ({ width: column.width, flex: column.grows ? '1 0 auto' : 'none' });

const isNumeric = (column: TableColumn): boolean =>
  /NUMBER|DURATION/.test(column.type) || column.name === 'Timestamp ns';

export function EventRow(props: {
  readonly index: number;
  readonly line: Line | undefined;
  readonly columns: readonly Sized[];
  readonly top: number;
  readonly height: number;
  readonly current: boolean;
  readonly selected: boolean;
  readonly timeText: (line: Line) => string | undefined;
  readonly pick: (line: Line) => void;
}) {
  const { index, line, columns, top, height, current, selected, timeText, pick } = props;
  const classes = ['h-events-row'];
  if (current) classes.push('h-selected');
  else if (selected) classes.push('h-in-range');
  if (line && (line.tags & HIGHLIGHTED) !== 0) classes.push('h-match');
  if (line && (line.tags & DIMMED) !== 0) classes.push('h-dimmed');
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table of ten million rows has no <tr> for each.
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys work on the table as a whole.
    // biome-ignore lint/a11y/useFocusableInteractive: as above.
    <div
      className={classes.join(' ')}
      role="row"
      aria-rowindex={index + 1}
      aria-selected={current}
      style={{ transform: `translateY(${top}px)`, height }}
      onClick={() => line && pick(line)}
    >
      {columns.map((column, i) => {
        const told = line?.cells[i] ?? '';
        const text = (line && column.name === 'Timestamp' ? timeText(line) : undefined) ?? told;
        const duration =
          column.type === 'DURATION' && /^[\d,]{1,24}$/.test(text) ? Number(text.replaceAll(',', '')) : undefined;
        return (
          // biome-ignore lint/a11y/useSemanticElements: as above.
          // biome-ignore lint/a11y/useFocusableInteractive: as above.
          <div
            key={column.id}
            role="gridcell"
            className={isNumeric(column) ? 'h-number' : ''}
            style={cellStyle(column)}
            title={duration === undefined ? text : exactDuration(duration)}
          >
            {duration === undefined ? text : formatDuration(duration)}
          </div>
        );
      })}
    </div>
  );
}

export function HeaderCell(props: {
  readonly column: Sized;
  readonly last: boolean;
  readonly resize: (width: number) => void;
  /** Absent where lines come in one order only. */
  readonly sort: (() => void) | undefined;
  readonly order: LinesOrder | undefined;
}) {
  const { column, last, resize, sort, order } = props;
  const sorted = order?.columnId === column.id ? (order.descending ? 'descending' : 'ascending') : 'none';
  const from = useRef<{ readonly x: number; readonly width: number } | undefined>(undefined);
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the table.
    // biome-ignore lint/a11y/useFocusableInteractive: see the table.
    <div
      role="columnheader"
      className={isNumeric(column) ? 'h-number' : ''}
      aria-sort={sort && sorted}
      style={cellStyle(column)}
      title={column.description || column.name}
    >
      {sort ? (
        <button type="button" onClick={sort}>
          <span>{column.name}</span>
          {sorted !== 'none' && <Icon name={sorted === 'descending' ? 'down' : 'up'} />}
        </button>
      ) : (
        column.name
      )}
      {!last && (
        <span
          className="h-column-edge"
          onPointerDown={(event) => {
            from.current = { x: event.clientX, width: column.width };
            event.currentTarget.setPointerCapture(event.pointerId);
          }}
          onPointerMove={(event) => {
            if (from.current) resize(Math.max(40, from.current.width + event.clientX - from.current.x));
          }}
          onPointerUp={() => {
            from.current = undefined;
          }}
        />
      )}
    </div>
  );
}

export function SearchCell(props: {
  readonly column: Sized;
  readonly source: EventsSource;
  readonly find: (direction: 1 | -1) => void;
}) {
  const { column, source, find } = props;
  const [text, setText] = useState(source.search.value[column.id] ?? '');
  const waiting = useRef<ReturnType<typeof setTimeout>>(undefined);
  useLayoutEffect(() => () => clearTimeout(waiting.current), []);
  const set = (value: string) => {
    setText(value);
    clearTimeout(waiting.current);
    waiting.current = setTimeout(() => source.search.set({ ...source.search.value, [column.id]: value }), 200);
  };
  return (
    <input
      type="text"
      style={cellStyle(column)}
      value={text}
      placeholder="Search"
      aria-label={`Search in ${column.name} (a regular expression). Enter finds the next, Shift + Enter the previous.`}
      title="A regular expression. Enter: next, Shift + Enter: previous"
      spellCheck={false}
      onChange={(event) => set(event.target.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Enter') return;
        event.preventDefault();
        clearTimeout(waiting.current);
        source.search.set({ ...source.search.value, [column.id]: text });
        find(event.shiftKey ? -1 : 1);
      }}
    />
  );
}
