/** A lane of rows and states: time graphs and flame charts on the view's axis, flame graphs on one of their own. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { OutputInfo, Tree } from '../../client/messages.ts';
import type { FoundState } from '../chart/state-search.ts';
import { formatDuration } from '../time/duration.ts';
import { fitTo, reveal, span, toTime } from '../time/range.ts';
import { ColumnHeads, useTreeColumns } from './column-heads.tsx';
import { filterExample } from './filter-example.ts';
import { FilterField } from './filter-field.tsx';
import { attachGestures } from './gestures.ts';
import { IconButton } from './icons.tsx';
import { LaneFrame } from './lane-frame.tsx';
import { type Lane, type Placed, ROW_HEIGHT } from './lanes.ts';
import { OwnAxis } from './own-axis.tsx';
import { LaneMessage, nothingText, Problem } from './problem.tsx';
import { useRowMenu } from './row-menu.tsx';
import { StateTooltip, type Tip } from './state-tooltip.tsx';
import { timeGraphActions } from './time-graph-actions.ts';
import { TimeGraphPainter } from './time-graph-painter.ts';
import { TimeGraphSource } from './time-graph-source.ts';
import { messageOf, type TraceModel } from './trace-model.ts';
import { TreeColumn } from './tree-column.tsx';
import { FilterBox } from './tree-tools.tsx';
import { useSignal } from './use-signal.ts';
import { useSource } from './use-source.ts';
import { useView } from './view-context.ts';

export function TimeGraphLane(props: { readonly lane: Lane; readonly placed: Placed; readonly output: OutputInfo }) {
  const { lane, placed, output } = props;
  const { model, stage } = useView();
  const gantt = output.type === 'GANTT_CHART';
  const source = useSource(() => new TimeGraphSource(model, output.id, gantt, lane.filter), `${output.id} ${gantt}`);
  if (!source)
    return (
      <LaneFrame lane={lane} placed={placed} output={output}>
        {undefined}
      </LaneFrame>
    );
  return <Loaded key={output.id} {...props} source={source} model={model} stage={stage} />;
}

function Loaded(props: {
  readonly lane: Lane;
  readonly placed: Placed;
  readonly output: OutputInfo;
  readonly source: TimeGraphSource;
  readonly model: TraceModel;
  readonly stage: ReturnType<typeof useView>['stage'];
}) {
  const { lane, placed, output, source, model, stage } = props;
  const painter = useMemo(() => new TimeGraphPainter(source, model), [source, model]);
  const rows = useSignal(source.trees.rows);
  const tree = useSignal(source.trees.tree);
  const problem = useSignal(source.problem);
  const treeProblem = useSignal(source.trees.problem);
  const treeWidth = useSignal(model.treeWidth);
  const order = useSignal(source.trees.order);
  const columns = useTreeColumns(source.trees, treeWidth);
  const selectedRow = useSignal(source.selectedRow);
  const markedRows = useSignal(source.markedRows);
  const empty = useSignal(source.empty);
  const hasArrows = useSignal(source.hasArrows);
  const showArrows = useSignal(source.showArrows);
  const matches = useSignal(model.matches).get(output.id);
  const sought = useSignal(model.sought);
  const [hoveredRow, setHoveredRow] = useState<number | undefined>();
  const [tip, setTip] = useState<Tip | undefined>();
  const scroller = useRef<HTMLElement | undefined>(undefined);
  const chart = useRef<HTMLDivElement>(null);

  useEffect(() => source.filter.set(lane.filter), [source, lane.filter]);

  useEffect(() => {
    const stops = [
      stage.register(output.id, painter),
      source.version.subscribe(stage.request),
      source.scrollTop.subscribe(stage.request),
      source.selectedRow.subscribe(stage.request),
      source.showArrows.subscribe(stage.request),
      source.trees.rows.subscribe(() => stage.arrange()),
      source.range.subscribe(stage.request),
    ];
    stage.arrange();
    return () => {
      for (const stop of stops) stop();
    };
  }, [stage, painter, source, output.id]);

  const overRow = useCallback(
    (row: number | undefined) => {
      painter.hoveredRow = row;
      setHoveredRow(row);
      stage.request();
    },
    [painter, stage],
  );

  const revealRow = useCallback((row: number) => {
    const element = scroller.current;
    if (!element) return;
    const [top, bottom] = [row * ROW_HEIGHT, (row + 1) * ROW_HEIGHT];
    if (top < element.scrollTop) element.scrollTop = top;
    else if (bottom > element.scrollTop + element.clientHeight) element.scrollTop = bottom - element.clientHeight;
  }, []);

  const focus = useCallback(() => chart.current?.focus({ preventScroll: true }), []);
  const { open, menu } = useRowMenu(output, source.trees, focus);
  /** Of a row, or of a state on it. */
  const openMenu = useCallback(
    (row: number, x: number, y: number, state?: FoundState) => {
      const entries = source.entriesAt(row);
      if (!open({ entries, state: entries.length > 1 ? undefined : state, x, y })) return false;
      if (entries.length === 1) source.selectRow(row);
      setTip(undefined);
      return true;
    },
    [source, open],
  );

  const toPicked = useCallback(
    ({ entryId, start, end, label }: FoundState) =>
      ({ kind: 'state', outputId: output.id, entryId, start, end, label, path: source.trees.path(entryId) }) as const,
    [output.id, source],
  );

  const pick = useCallback(
    (found: FoundState, revealed = false) => {
      const row = source.rowOf(found.entryId);
      source.selectRow(row);
      if (row !== undefined) revealRow(row);
      const picked = toPicked(found);
      const { start, end, label, path } = picked;
      if (source.ownAxis) {
        model.picked.set(picked);
        if (revealed) source.range.set(reveal(source.range.value, source.bounds, { start, end }));
      } else if (revealed) model.goTo({ start, end }, picked);
      else model.select({ start, end }, picked);
      const when = source.ownAxis ? '' : `, start ${model.timeText(start)}`;
      model.spoken.set(`${label ?? 'State'}${when}, ${formatDuration(end - start)}, in ${path.slice(-2).join(', ')}`);
    },
    [model, source, revealRow, toPicked],
  );

  useEffect(() => {
    if (sought?.outputId !== output.id || rows.length === 0) return;
    model.sought.set(undefined);
    const start = Number(BigInt(sought.start) - model.base);
    source.find(start, sought.metadata).then(
      (found) => found && pick(found),
      (error) => model.toast.set(messageOf(error)),
    );
  }, [sought, rows, output.id, source, model, pick]);

  useEffect(() => {
    const element = chart.current;
    if (!element) return undefined;
    const rowAt = (y: number) => Math.floor((y + source.scrollTop.value) / ROW_HEIGHT);
    const width = () => Math.max(1, element.clientWidth);
    const slack = () => (span(source.range.value) / width()) * 3;
    const find = (x: number, y: number) => source.stateAt(rowAt(y), toTime(source.range.value, width(), x), slack());
    let pointer: { readonly x: number; readonly y: number } | undefined;
    const hover = (at: { readonly x: number; readonly y: number } | undefined) => {
      pointer = at;
      if (!at) {
        model.hover.set(undefined);
        overRow(undefined);
        setTip(undefined);
        return;
      }
      const row = rowAt(at.y);
      const time = toTime(source.range.value, width(), at.x);
      if (!source.ownAxis) model.hover.set(time);
      overRow(row < source.trees.rows.value.length ? row : undefined);
      const found = find(at.x, at.y);
      const box = element.getBoundingClientRect();
      setTip(
        found && {
          state: found,
          time,
          x: box.left + at.x,
          y: box.top + at.y,
          path: source.trees.path(found.entryId),
        },
      );
    };
    // Also when the chart moves under a pointer that rests.
    const moved = () => pointer && hover(pointer);
    const stops = [source.range.subscribe(moved), source.scrollTop.subscribe(moved)];
    const menuAt = (event: MouseEvent) => {
      const box = element.getBoundingClientRect();
      const [x, y] = [event.clientX - box.left, event.clientY - box.top];
      if (openMenu(rowAt(y), event.clientX, event.clientY, find(x, y))) event.preventDefault();
    };
    element.addEventListener('contextmenu', menuAt);
    const detach = attachGestures(element, {
      range: () => source.range.value,
      bounds: () => source.bounds,
      look: (range) => (source.ownAxis ? source.range.set(range) : model.look(range)),
      selection: () => (source.ownAxis ? undefined : model.selection.value),
      select: (range) => {
        if (!source.ownAxis) model.select(range);
      },
      hover,
      click: (x, y) => {
        element.focus({ preventScroll: true });
        const found = find(x, y);
        if (found) return pick(found);
        const row = rowAt(y);
        source.selectRow(row < source.trees.rows.value.length ? row : undefined);
        if (source.ownAxis) return model.picked.set(undefined);
        const time = toTime(source.range.value, width(), x);
        model.select({ start: time, end: time });
      },
      doubleClick: (x, y) => {
        const found = find(x, y);
        if (!found) return;
        if (source.ownAxis) source.range.set(fitTo(found, source.bounds));
        else model.look(fitTo(found, model.bounds, 0.02));
      },
      scroll: (delta) => {
        const tree = scroller.current;
        if (!tree) return false;
        const before = tree.scrollTop;
        tree.scrollTop = before + delta;
        return tree.scrollTop !== before;
      },
      dragPans: source.ownAxis,
    });
    return () => {
      detach();
      element.removeEventListener('contextmenu', menuAt);
      for (const stop of stops) stop();
    };
  }, [source, model, pick, overRow, openMenu]);

  useEffect(() => {
    const page = Math.max(1, Math.floor(placed.bodyHeight / ROW_HEIGHT) - 1);
    /** Beside the name of the row, for the state that is picked on it. */
    const menuOf = (row: number) => {
      const box = chart.current?.getBoundingClientRect();
      const picked = model.picked.value;
      const isOn = picked?.kind === 'state' && picked.entryId === source.trees.rows.value[row]?.entry.id;
      const state = isOn && picked.outputId === output.id ? picked : undefined;
      const y = (box?.top ?? 0) + (row + 1) * ROW_HEIGHT - source.scrollTop.value;
      return openMenu(row, (box?.left ?? 0) - treeWidth / 2, y, state);
    };
    const actions = timeGraphActions({ model, source, page, pick, toPicked, revealRow, openMenu: menuOf, focus });
    model.actions.set(output.id, actions);
    return () => void model.actions.delete(output.id);
  }, [model, output.id, source, pick, toPicked, revealRow, openMenu, focus, treeWidth, placed.bodyHeight]);

  const message = treeProblem ?? problem;
  const told = tree && toldInRows(tree);
  return (
    <LaneFrame
      lane={lane}
      placed={placed}
      output={output}
      heads={columns.length > 0 && <ColumnHeads trees={source.trees} columns={columns} />}
      tools={
        <>
          <FilterBox trees={source.trees} label={`Filter rows of ${output.name}`} />
          <IconButton
            icon="sort"
            title="Sort rows by name: up, down, as they came"
            pressed={order?.column === 0}
            onClick={() => source.trees.sortBy(0)}
          />
          {hasArrows && (
            <IconButton
              icon="arrow"
              title={showArrows ? 'Hide arrows' : 'Show arrows'}
              pressed={!showArrows}
              onClick={() => source.showArrows.set(!showArrows)}
            />
          )}
        </>
      }
      status={
        source.ownAxis && !lane.collapsed ? (
          <OwnAxis range={source.range} />
        ) : (
          <>
            <FilterField output={output} filter={lane.filter} example={filterExample(output)} />
            {matches !== undefined && <span className="h-matches">{matches.toLocaleString()} matches in sight</span>}
          </>
        )
      }
    >
      <div className="h-lane-tree" style={{ width: treeWidth }}>
        <TreeColumn
          label={`Rows of ${output.name}`}
          rows={rows}
          columns={columns}
          headers={tree?.headers}
          height={placed.bodyHeight}
          selected={selectedRow}
          hovered={hoveredRow}
          toggle={(id, expanded) => source.trees.toggle(id, expanded)}
          marked={markedRows}
          select={(row, modifiers) => source.selectRow(row, modifiers)}
          hover={overRow}
          menu={openMenu}
          scroller={(element) => {
            scroller.current = element;
          }}
          scrolled={(top) => source.scrollTop.set(top)}
        />
      </div>
      {/* The canvas is no content for a screen reader: the live region tells what is picked. */}
      <div
        ref={chart}
        className="h-chart"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the keys work here.
        tabIndex={0}
        role="application"
        aria-roledescription="time graph"
        aria-label={`${output.name}. Arrow keys walk over states and rows.`}
      />
      {menu}
      {tip && <StateTooltip tip={tip} outputId={output.id} ownAxis={source.ownAxis} />}
      {message ? (
        <Problem text={message} what={output.name} retry={() => source.refresh()} left={treeWidth} />
      ) : tree && rows.length === 0 ? (
        <LaneMessage left={treeWidth}>
          {source.trees.filter.value
            ? 'No row matches the filter.'
            : tree.status === 'RUNNING'
              ? 'Waiting for the first rows…'
              : nothingText(output, lane.filter)}
        </LaneMessage>
      ) : !tree ? (
        <LaneMessage left={treeWidth}>Loading…</LaneMessage>
      ) : told ? (
        <LaneMessage left={treeWidth}>{told}</LaneMessage>
      ) : empty ? (
        <LaneMessage left={treeWidth}>No states in this part of the trace.</LaneMessage>
      ) : undefined}
    </LaneFrame>
  );
}

/** A few rows without any states are the server's way to say what is missing. */
const MOST_WORDS = 4;

function toldInRows({ status, entries }: Tree): string | undefined {
  if (status !== 'COMPLETED' || entries.length > MOST_WORDS || entries.some(({ hasData }) => hasData)) return undefined;
  const [first = '', ...rest] = entries.map(({ labels }) => labels[0] ?? '');
  return rest.length === 0 ? first : `${first}: ${rest.join(' ')}.`;
}
