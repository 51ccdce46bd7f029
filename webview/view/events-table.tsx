/**
 * The events as a table of any length. A click shows the event's time on the axis; a selection made elsewhere scrolls the
 * table to it. Only the rows in sight exist.
 */
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { OutputInfo, TableColumn } from '../../client/messages.ts';
import { EventRow, HeaderCell, naturalWidths, SearchCell } from './events-cells.tsx';
import type { EventsSource } from './events-source.ts';
import type { RowMove } from './lane-actions.ts';
import type { Placed } from './lanes.ts';
import { LaneMessage, Problem } from './problem.tsx';
import { clampPosition, positionAt, type Rows, revealRow, scrollHeight, scrollTopOf } from './row-scroll.ts';
import type { Line } from './table-pages.ts';
import { messageOf } from './trace-model.ts';
import { useSignal } from './use-signal.ts';
import { useView } from './view-context.ts';

const ROW = 20;
const HEADER = 22;
const SEARCH = 24;

interface TableProps {
  readonly source: EventsSource;
  readonly placed: Placed;
  readonly output: OutputInfo;
  readonly searching: boolean;
}

export function EventsTable(props: TableProps) {
  const { source, output } = props;
  const columns = useSignal(source.columns);
  const problem = useSignal(source.problem);
  if (problem) return <Problem text={problem} what={output.name} retry={() => source.refresh()} left={0} />;
  return columns ? <Table {...props} columns={columns} /> : <LaneMessage left={0}>Loading…</LaneMessage>;
}

function Table(props: TableProps & { readonly columns: readonly TableColumn[] }) {
  const { source, placed, output, searching, columns } = props;
  const { model } = useView();
  useSignal(source.version);
  const order = useSignal(source.order);
  useSignal(model.timeMode);
  const selection = useSignal(model.selection);
  const scroller = useRef<HTMLDivElement>(null);
  const searchRow = useRef<HTMLDivElement>(null);
  // The first column is the time, which is seldom what is searched for.
  useEffect(() => {
    if (searching)
      searchRow.current?.querySelector<HTMLElement>('input:nth-of-type(2)')?.focus({ preventScroll: true });
  }, [searching]);
  const [position, setPosition] = useState(0);
  const [current, setCurrent] = useState<number>();
  const [widths, setWidths] = useState<Readonly<Record<number, number>>>({});

  const head = HEADER + (searching ? SEARCH : 0);
  // Without the horizontal scroll bar, or both ends of the table could not be reached.
  const [inner, setInner] = useState(placed.bodyHeight);
  const rows: Rows = { count: source.pages.size, rowHeight: ROW, height: Math.max(ROW, inner - head) };
  const latest = useRef({ rows, position, current });
  latest.current = { rows, position, current };

  const first = Math.floor(position);
  const last = Math.min(Math.max(0, rows.count - 1), Math.ceil(position + rows.height / ROW));
  useEffect(() => source.pages.want(Math.max(0, first - 10), last + 10), [source, first, last]);

  const go = useCallback((to: number) => {
    const next = clampPosition(to, latest.current.rows);
    latest.current = { ...latest.current, position: next };
    setPosition(next);
    const element = scroller.current;
    if (element) element.scrollTop = scrollTopOf(next, latest.current.rows);
  }, []);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() => setInner(element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  // The wheel moves by pixels, however many lines a pixel of the scroll bar stands for.
  useEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    const wheel = (event: WheelEvent) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) return;
      const unit = event.deltaMode === 1 ? ROW : event.deltaMode === 2 ? latest.current.rows.height : 1;
      const before = latest.current.position;
      go(before + (event.deltaY * unit) / ROW);
      if (latest.current.position !== before) event.preventDefault();
    };
    element.addEventListener('wheel', wheel, { passive: false });
    return () => element.removeEventListener('wheel', wheel);
  }, [go]);

  const pick = useCallback(
    (line: Line, centred = false) => {
      setCurrent(line.index);
      go(revealRow(latest.current.position, line.index, latest.current.rows, centred));
      const time = source.timeOf(line);
      const names = source.columns.value ?? [];
      const cells = line.cells.map((text, i) => [names[i]?.name ?? String(i), text] as const);
      const picked = { kind: 'event', outputId: output.id, index: line.index, time, cells } as const;
      if (time === undefined) model.picked.set(picked);
      else model.goTo({ start: time, end: time }, picked);
      model.spoken.set(`Line ${line.index + 1}: ${line.cells.slice(0, 5).join(', ')}`);
    },
    [go, model, output.id, source],
  );

  // Selected elsewhere: scroll to it.
  useEffect(() => {
    const picked = model.picked.value;
    if (!selection || (picked?.kind === 'event' && picked.outputId === output.id)) return;
    source.indexAt(selection.start).then(
      (index) => {
        if (index === undefined) return;
        setCurrent(index);
        go(revealRow(latest.current.position, index, latest.current.rows, true));
      },
      () => {},
    );
  }, [selection, model, output.id, source, go]);

  useEffect(() => {
    const move = async (way: RowMove) => {
      const { rows: all, current: now = -1, position: at } = latest.current;
      const page = Math.max(1, Math.floor(all.height / ROW) - 1);
      const to = {
        up: now - 1,
        down: now + 1,
        pageUp: now - page,
        pageDown: now + page,
        first: 0,
        last: all.count - 1,
      }[way];
      const index = Math.min(all.count - 1, Math.max(0, to));
      if (index < 0) return;
      go(revealRow(at, index, all));
      setCurrent(index);
      latest.current = { ...latest.current, current: index };
      const held = source.pages.line(index);
      if (held) pick(held);
      else {
        const line = await source.line(index);
        if (line && latest.current.current === index) pick(line);
      }
    };
    model.actions.set(output.id, {
      row: (way) => void move(way).catch((error) => model.toast.set(messageOf(error))),
      refresh: () => source.refresh(),
    });
    return () => void model.actions.delete(output.id);
  }, [model, output.id, source, pick, go]);

  const find = async (direction: 1 | -1) => {
    const line = await source.find((latest.current.current ?? -1) + direction, direction);
    if (line) pick(line, true);
  };

  // Measured once: columns must not change their width while one scrolls.
  const natural = useRef<readonly number[]>(undefined);
  if (!natural.current && source.pages.line(first)) natural.current = naturalWidths(columns, source, first);
  const sized = columns.map((column, i) => ({
    ...column,
    width: widths[column.id] ?? natural.current?.[i] ?? 120,
    grows: i === columns.length - 1,
  }));
  const total = sized.reduce((sum, column) => sum + column.width, 0);
  const shown = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i).filter(
    (index) => index < rows.count,
  );
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table of ten million rows has no <tr> for each.
    <div
      ref={scroller}
      className="h-events"
      role="grid"
      aria-label={output.name}
      aria-rowcount={rows.count}
      aria-colcount={columns.length}
      tabIndex={0}
      onScroll={(event) => {
        const top = event.currentTarget.scrollTop;
        const known = latest.current;
        if (Math.abs(top - scrollTopOf(known.position, known.rows)) > 1) setPosition(positionAt(top, known.rows));
      }}
    >
      <div style={{ height: scrollHeight(rows) + head, width: total, minWidth: '100%' }}>
        <div className="h-events-window" style={{ height: rows.height + head }}>
          {/* biome-ignore lint/a11y/useSemanticElements: as above. */}
          {/* biome-ignore lint/a11y/useFocusableInteractive: headers are no stops of the Tab key. */}
          <div className="h-events-head" role="row" style={{ height: HEADER }}>
            {sized.map((column, i) => (
              <HeaderCell
                key={column.id}
                column={column}
                last={i === sized.length - 1}
                sort={source.sortable ? () => source.sortBy(column) : undefined}
                order={order}
                resize={(width) => setWidths({ ...widths, [column.id]: width })}
              />
            ))}
          </div>
          {searching && (
            <div ref={searchRow} className="h-events-search" style={{ height: SEARCH }}>
              {sized.map((column) => (
                <SearchCell key={column.id} column={column} source={source} find={find} />
              ))}
            </div>
          )}
          <div className="h-events-rows" style={{ height: rows.height }}>
            {shown.map((index) => (
              <EventRow
                key={index}
                index={index}
                line={source.pages.line(index)}
                columns={sized}
                top={(index - position) * ROW}
                height={ROW}
                current={index === current}
                selected={isSelected(source, source.pages.line(index), selection)}
                timeText={(line) => {
                  const time = source.timeOf(line);
                  return time === undefined ? undefined : model.timeText(time);
                }}
                pick={pick}
              />
            ))}
            {rows.count === 0 && source.version.value > 0 && <p className="h-dim h-events-empty">{nothing(source)}</p>}
          </div>
        </div>
      </div>
    </div>
  );
}

function nothing({ filtered: { value } }: EventsSource): string {
  if (!value) return 'No lines.';
  return value.done < value.of ? 'No match so far.' : 'No line matches the filter.';
}

function isSelected(
  source: EventsSource,
  line: Line | undefined,
  selection: { readonly start: number; readonly end: number } | undefined,
): boolean {
  if (!line || !selection || selection.end === selection.start) return false;
  const time = source.timeOf(line);
  return time !== undefined && time >= selection.start && time <= selection.end;
}
