/**
 * A lane with a tree of figures: statistics. Headers sort; a time range in a cell selects it; while a range is selected the
 * server adds its part of the figures.
 */
import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Entry, OutputInfo } from '../../client/messages.ts';
import { type Range, span } from '../time/range.ts';
import { cellStyle, FigureRow, isNumber, widthOf } from './figure-row.tsx';
import { Icon } from './icons.tsx';
import { LaneFrame } from './lane-frame.tsx';
import type { Lane, Placed } from './lanes.ts';
import { LaneMessage, nothingText, Problem } from './problem.tsx';
import { useRowMenu } from './row-menu.tsx';
import { TreeSource } from './tree-source.ts';
import { FilterBox } from './tree-tools.tsx';
import { useSignal } from './use-signal.ts';
import { useSource } from './use-source.ts';
import { useView } from './view-context.ts';

const ROW = 20;
const HEADER = 22;
const NATURAL = 264;
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
  const back = useCallback(() => scroller.current?.focus(), []);
  const { open, menu } = useRowMenu(output, trees, back);
  const openMenu = useCallback(
    (entry: Entry, x: number, y: number) => {
      if (!open({ entries: [entry], x, y })) return false;
      setCurrent(entry.id);
      return true;
    },
    [open],
  );

  useEffect(() => {
    model.actions.set(output.id, {
      refresh: (remade) => trees.again(remade),
      menu: () => {
        const entry = trees.rows.value.find((row) => row.entry.id === current)?.entry;
        const box = scroller.current?.querySelector('.h-selected')?.getBoundingClientRect();
        return entry !== undefined && openMenu(entry, (box?.left ?? 0) + 40, box?.bottom ?? 0);
      },
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
  }, [model, output.id, trees, current, openMenu]);

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
            : nothingText(output)}
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
                height={ROW}
                headers={tree.headers}
                widths={widths}
                current={row.entry.id === current}
                toggle={() => trees.toggle(row.entry.id, !row.expanded)}
                choose={() => setCurrent(row.entry.id)}
                menu={(x, y) => openMenu(row.entry, x, y)}
                select={(range) => model.goTo(range)}
                base={model.base}
              />
            )
          );
        })}
      </div>
      {menu}
    </div>
  );
}

const partOf = (selection: Range | undefined) =>
  selection && span(selection) > 0
    ? { start: Math.floor(selection.start), end: Math.ceil(selection.end), samples: 2, selectionOnly: true }
    : undefined;
