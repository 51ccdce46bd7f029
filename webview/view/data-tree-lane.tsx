/**
 * A lane with a tree of figures: statistics. Headers sort; a time range in a cell selects it; while a range is selected the
 * server adds its part of the figures.
 */
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState } from 'react';
import type { Entry, Header, OutputInfo } from '../../client/messages.ts';
import { exactDuration, formatDuration, group } from '../time/duration.ts';
import { type Range, span } from '../time/range.ts';
import { Icon } from './icons.tsx';
import { LaneFrame } from './lane-frame.tsx';
import type { Lane, Placed } from './lanes.ts';
import { LaneMessage, Problem } from './problem.tsx';
import type { TreeRow } from './tree-rows.ts';
import { TreeSource } from './tree-source.ts';
import { FilterBox } from './tree-tools.tsx';
import { useSignal } from './use-signal.ts';
import { useSource } from './use-source.ts';
import { useView } from './view-context.ts';

const ROW = 20;
const HEADER = 22;
const NATURAL = 264;
const INDENT = 14;
/** ms: a range being drawn changes at every move of the hand. */
const REST = 250;

export function DataTreeLane(props: { readonly lane: Lane; readonly placed: Placed; readonly output: OutputInfo }) {
  const { lane, placed, output } = props;
  const { model, stage } = useView();
  const trees = useSource(() => new TreeSource(model, output.id, output.type), output.id);
  useEffect(() => {
    const painter = { range: () => model.range.value, onTime: false, wanted: () => NATURAL, grows: true };
    return stage.register(output.id, painter);
  }, [model, stage, output.id]);
  return (
    <LaneFrame
      lane={lane}
      placed={placed}
      output={output}
      wide
      tools={trees && <FilterBox trees={trees} label={`Filter rows of ${output.name}`} />}
    >
      {trees && <Figures trees={trees} placed={placed} output={output} />}
    </LaneFrame>
  );
}

function Figures(props: { readonly trees: TreeSource; readonly placed: Placed; readonly output: OutputInfo }) {
  const { trees, placed, output } = props;
  const { model } = useView();
  const tree = useSignal(trees.tree);
  const rows = useSignal(trees.rows);
  const order = useSignal(trees.order);
  const problem = useSignal(trees.problem);
  const selection = useSignal(model.selection);
  const indexing = useSignal(model.experiment)?.indexing;
  const [current, setCurrent] = useState<number>();
  const scroller = useRef<HTMLDivElement>(null);

  useEffect(() => {
    model.actions.set(output.id, {
      refresh: () => trees.again(),
      row: (move) => {
        const step = { up: -1, down: 1, pageUp: -10, pageDown: 10, first: -1e9, last: 1e9 }[move];
        setCurrent((now) => {
          const all = trees.rows.value;
          const at = all.findIndex((row) => row.entry.id === now);
          const next = all[Math.min(all.length - 1, Math.max(0, at + step))];
          if (next) {
            model.spoken.set(next.entry.labels.join(', '));
            virtual.current?.scrollToIndex(all.indexOf(next));
          }
          return next?.entry.id;
        });
      },
    });
    return () => void model.actions.delete(output.id);
  }, [model, output.id, trees]);

  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 8,
    scrollMargin: HEADER,
    scrollPaddingStart: HEADER,
    initialRect: { width: 0, height: placed.bodyHeight },
  });
  const virtual = useRef(virtualizer);
  virtual.current = virtualizer;

  // Asked at first, when indexing ends, and for a selected range once the hand rests.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the end of indexing asks again.
  useEffect(() => {
    const timer = setTimeout(() => trees.ask(partOf(selection)), trees.tree.value ? REST : 0);
    return () => clearTimeout(timer);
  }, [trees, selection, indexing]);

  if (problem && !tree) return <Problem text={problem} what={output.name} retry={() => trees.again()} left={0} />;
  if (!tree) return <LaneMessage left={0}>Loading…</LaneMessage>;
  if (rows.length === 0)
    return (
      <LaneMessage left={0}>
        {trees.filter.value
          ? 'No row matches the filter.'
          : tree.status === 'RUNNING'
            ? 'Waiting for the first figures…'
            : 'This trace has nothing for this output.'}
      </LaneMessage>
    );
  const widths = tree.headers.map((header, column) => widthOf(header, column, rows));
  return (
    <div ref={scroller} className="h-figures" role="treegrid" aria-label={output.name} tabIndex={0}>
      <div
        style={{
          height: virtualizer.getTotalSize() + HEADER,
          width: widths.reduce((a, b) => a + b, 0),
          minWidth: '100%',
        }}
      >
        {/* biome-ignore lint/a11y/useSemanticElements: rows are virtual. */}
        {/* biome-ignore lint/a11y/useFocusableInteractive: its buttons are. */}
        <div className="h-events-head" role="row" style={{ height: HEADER }}>
          {tree.headers.map((header, column) => {
            const sorted = order?.column === column;
            return (
              // biome-ignore lint/a11y/useSemanticElements: rows are virtual.
              // biome-ignore lint/a11y/useFocusableInteractive: its button is.
              <div
                key={header.name}
                role="columnheader"
                aria-sort={sorted ? (order.descending ? 'descending' : 'ascending') : 'none'}
                className={column > 0 && isNumber(header) ? 'h-number' : ''}
                style={cellStyle(widths, column)}
              >
                <button type="button" title={header.tooltip || header.name} onClick={() => trees.sortBy(column)}>
                  <span>{header.name}</span>
                  {sorted && <Icon name={order.descending ? 'down' : 'up'} />}
                </button>
              </div>
            );
          })}
        </div>
        {virtualizer.getVirtualItems().map((item) => {
          const row = rows[item.index];
          return (
            row && (
              <FigureRow
                key={row.entry.id}
                row={row}
                top={item.start}
                headers={tree.headers}
                widths={widths}
                current={row.entry.id === current}
                toggle={() => trees.toggle(row.entry.id, !row.expanded)}
                choose={() => setCurrent(row.entry.id)}
                select={(range) => model.goTo(range)}
                base={model.base}
              />
            )
          );
        })}
      </div>
    </div>
  );
}

const partOf = (selection: Range | undefined) =>
  selection && span(selection) > 0
    ? { start: Math.floor(selection.start), end: Math.ceil(selection.end), samples: 2, selectionOnly: true }
    : undefined;

const isNumber = (header: Header): boolean => /NUMBER|DURATION/.test(header.dataType ?? '');

const cellStyle = (widths: readonly number[], column: number) => ({
  width: widths[column],
  flex: column === 0 ? '1 0 auto' : 'none',
});

function widthOf(header: Header, column: number, rows: readonly TreeRow[]): number {
  if (column === 0) return 260;
  if (header.dataType === 'TIME_RANGE') return 132;
  const texts = rows.slice(0, 60).map((row) => cellText(header, row.entry.labels[column] ?? '').length);
  return Math.min(320, Math.max(72, Math.max(header.name.length + 2, ...texts) * 7.4 + 20));
}

/** Figures in the words of the view: durations with three digits, numbers with their thousands apart. */
function cellText(header: Header, text: string): string {
  if (text === '' || !/^-?\d+(\.\d+)?$/.test(text)) return text;
  if (header.dataType === 'DURATION') return formatDuration(Number(text));
  return header.dataType === 'NUMBER' ? group(text) : text;
}

function fullText(header: Header, text: string): string {
  return header.dataType === 'DURATION' && /^-?\d+$/.test(text) ? exactDuration(Number(text)) : text;
}

/** "[from,to]", both in ns since the epoch. */
export function timeRangeIn(text: string, base: bigint): Range | undefined {
  const match = /^\s*\[\s*(-?\d+)\s*,\s*(-?\d+)\s*\]\s*$/.exec(text);
  if (!match) return undefined;
  const [start, end] = [Number(BigInt(match[1]!) - base), Number(BigInt(match[2]!) - base)];
  return end >= start ? { start, end } : undefined;
}

function FigureRow(props: {
  readonly row: TreeRow;
  readonly top: number;
  readonly headers: readonly Header[];
  readonly widths: readonly number[];
  readonly current: boolean;
  readonly toggle: () => void;
  readonly choose: () => void;
  readonly select: (range: Range) => void;
  readonly base: bigint;
}) {
  const { row, top, headers, widths, current, toggle, choose, select, base } = props;
  const { entry } = row;
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows are virtual.
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys work on the table as a whole.
    // biome-ignore lint/a11y/useFocusableInteractive: as above.
    <div
      className={`h-events-row${current ? ' h-selected' : ''}`}
      role="row"
      aria-level={row.depth + 1}
      aria-expanded={row.hasChildren ? row.expanded : undefined}
      aria-selected={current}
      style={{ top, height: ROW }}
      onClick={choose}
      onDoubleClick={() => row.hasChildren && toggle()}
    >
      {headers.map((header, column) => (
        // biome-ignore lint/a11y/useSemanticElements: rows are virtual.
        // biome-ignore lint/a11y/useFocusableInteractive: as above.
        <div
          key={header.name}
          role="gridcell"
          className={column > 0 && isNumber(header) ? 'h-number' : ''}
          style={{ ...cellStyle(widths, column), ...(column === 0 ? { paddingLeft: 4 + row.depth * INDENT } : {}) }}
          title={fullText(header, entry.labels[column] ?? '')}
        >
          {column === 0 && <Twist row={row} toggle={toggle} />}
          <Cell header={header} entry={entry} column={column} base={base} select={select} />
        </div>
      ))}
    </div>
  );
}

function Twist({ row, toggle }: { readonly row: TreeRow; readonly toggle: () => void }) {
  if (!row.hasChildren) return <span className="h-twist" />;
  return (
    <button
      type="button"
      className="h-twist"
      tabIndex={-1}
      aria-label={row.expanded ? 'Collapse' : 'Expand'}
      onClick={(event) => {
        event.stopPropagation();
        toggle();
      }}
    >
      <Icon name={row.expanded ? 'down' : 'right'} />
    </button>
  );
}

function Cell(props: {
  readonly header: Header;
  readonly entry: Entry;
  readonly column: number;
  readonly base: bigint;
  readonly select: (range: Range) => void;
}) {
  const { header, entry, column, base, select } = props;
  const text = entry.labels[column] ?? '';
  const range = header.dataType === 'TIME_RANGE' ? timeRangeIn(text, base) : undefined;
  if (!range) return <span>{cellText(header, text)}</span>;
  return (
    <button
      type="button"
      className="h-link"
      title={`Select ${header.name.toLowerCase()}`}
      onClick={(event) => {
        event.stopPropagation();
        select(range);
      }}
    >
      Select {formatDuration(span(range))}
    </button>
  );
}
