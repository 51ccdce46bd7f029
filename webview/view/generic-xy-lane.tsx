/** A lane of bars or lines over an axis that is not the trace's time. It is about the selected range, or else the view. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { OutputInfo } from '../../client/messages.ts';
import { edgesOf, GenericXYPlot } from '../chart/generic-xy-plot.ts';
import { formatValue } from '../chart/y-scale.ts';
import { span } from '../time/range.ts';
import { LaneFrame } from './lane-frame.tsx';
import type { Lane, Placed } from './lanes.ts';
import { LaneMessage, Problem } from './problem.tsx';
import { SeriesTree } from './series-tree.tsx';
import { FilterBox } from './tree-tools.tsx';
import { useSignal } from './use-signal.ts';
import { useSource } from './use-source.ts';
import { useView } from './view-context.ts';
import { XYSource } from './xy-source.ts';
import { XYTooltip } from './xy-tooltip.tsx';

const NATURAL = 220;
/** CSS pixels per bar. */
const BAR = 16;
const [LEAST_BINS, MOST_BINS] = [8, 120];

export function GenericXYLane(props: { readonly lane: Lane; readonly placed: Placed; readonly output: OutputInfo }) {
  const { lane, placed, output } = props;
  const { model } = useView();
  const source = useSource(() => new XYSource(model, output), output.id);
  const selection = useSignal(model.selection);
  const selected = selection !== undefined && span(selection) > 0;
  const first = useFirst(source)?.series[0];
  return (
    <LaneFrame
      lane={lane}
      placed={placed}
      output={output}
      tools={source && <FilterBox trees={source.trees} label={`Filter series of ${output.name}`} />}
      status={
        <span>
          {first ? `${first.yAxis.label} by ${first.xAxis.label.toLowerCase()}, ` : ''}
          {selected ? 'in the selected range' : 'in the visible range'}
        </span>
      }
    >
      {source && <Chart source={source} placed={placed} output={output} />}
    </LaneFrame>
  );
}

function useFirst(source: XYSource | undefined) {
  const [data, setData] = useState(source?.data.value);
  useEffect(() => source?.data.subscribe(() => setData(source.data.value)), [source]);
  return data;
}

function Chart(props: { readonly source: XYSource; readonly placed: Placed; readonly output: OutputInfo }) {
  const { source, placed, output } = props;
  const { model, stage } = useView();
  const tree = useSignal(source.trees.tree);
  const treeProblem = useSignal(source.trees.problem);
  const problem = useSignal(source.problem);
  const data = useSignal(source.data);
  const checked = useSignal(source.checked);
  const theme = useSignal(stage.theme);
  const treeWidth = useSignal(model.treeWidth);
  const chartWidth = useSignal(stage.chartWidth);
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<GenericXYPlot | undefined>(undefined);
  const [bar, setBar] = useState<number>();
  const [pointer, setPointer] = useState<{ readonly x: number; readonly y: number }>();

  const prepare = useCallback(() => {
    const selection = model.selection.value;
    const part = selection && span(selection) > 0 ? selection : model.range.value;
    const bins = Math.min(MOST_BINS, Math.max(LEAST_BINS, Math.floor(stage.chartWidth.value / BAR)));
    source.prepareFor(part, bins);
  }, [model, stage, source]);

  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const made = new GenericXYPlot(element, setBar);
    plot.current = made;
    const painter = { range: () => model.range.value, onTime: false, wanted: () => NATURAL, prepare };
    const stops = [
      stage.register(output.id, painter),
      source.checked.subscribe(stage.request),
      model.selection.subscribe(stage.request),
    ];
    model.actions.set(output.id, { refresh: () => source.refresh() });
    return () => {
      for (const stop of stops) stop();
      model.actions.delete(output.id);
      made.dispose();
    };
  }, [model, stage, source, output.id, prepare]);

  useEffect(() => {
    const series = (data?.series ?? []).filter((each) => checked.has(each.id));
    plot.current?.show(
      series.map((each) => ({ series: each, colour: source.colour(each.id, theme) })),
      theme,
    );
  }, [data, checked, theme, source]);

  useEffect(() => plot.current?.resize(chartWidth, placed.bodyHeight), [chartWidth, placed.bodyHeight]);

  const shown = (data?.series ?? []).filter((each) => checked.has(each.id));
  const message = treeProblem ?? problem;
  return (
    <>
      <SeriesTree source={source} height={placed.bodyHeight} width={treeWidth} theme={theme} name={output.name} />
      <div
        ref={box}
        className="h-chart h-xy h-generic"
        role="img"
        aria-label={`${output.name}: ${[...checked].map((id) => source.name(id)).join(', ')}`}
        onPointerMove={(event) => setPointer({ x: event.clientX, y: event.clientY })}
        onPointerLeave={() => setPointer(undefined)}
      />
      {pointer && bar !== undefined && shown[0] && (
        <XYTooltip
          x={pointer.x}
          y={pointer.y}
          title={barName(shown[0], bar)}
          rows={shown.map((series) => ({
            name: source.name(series.id) || series.name,
            colour: source.colour(series.id, theme),
            value: series.y[bar] ?? 0,
            axis: series.yAxis,
          }))}
        />
      )}
      {message ? (
        <Problem text={message} what={output.name} retry={() => source.refresh()} left={treeWidth} />
      ) : tree?.status === 'COMPLETED' && tree.entries.length === 0 ? (
        <LaneMessage left={treeWidth}>This trace has nothing for this output.</LaneMessage>
      ) : tree && checked.size === 0 ? (
        <LaneMessage left={treeWidth}>Check a series in the tree to see it.</LaneMessage>
      ) : undefined}
    </>
  );
}

function barName(series: Parameters<typeof edgesOf>[0], bar: number): string {
  const { unit, dataType } = series.xAxis;
  const edges = edgesOf(series);
  const from = formatValue(edges[bar] ?? 0, unit, dataType);
  const end = series.ranges?.[2 * bar + 1];
  return end === undefined ? from : `${from} – ${formatValue(end, unit, dataType)}`;
}
