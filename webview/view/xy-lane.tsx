/** A lane of series over the view's time. The tree is the legend: a box to show a series, a chip in its colour. */
import { useEffect, useMemo, useRef, useState } from 'react';
import type { OutputInfo } from '../../client/messages.ts';
import { TimeXYPlot } from '../chart/time-xy-plot.ts';
import { formatDuration } from '../time/duration.ts';
import { toTime } from '../time/range.ts';
import { attachGestures } from './gestures.ts';
import { LaneFrame } from './lane-frame.tsx';
import type { LanePainter } from './lane-painter.ts';
import type { Lane, Placed } from './lanes.ts';
import { LaneMessage, Problem } from './problem.tsx';
import { SeriesTree } from './series-tree.tsx';
import { FilterBox } from './tree-tools.tsx';
import { useSignal } from './use-signal.ts';
import { useSource } from './use-source.ts';
import { useView } from './view-context.ts';
import { XYSource } from './xy-source.ts';
import { valuesAt, XYTooltip } from './xy-tooltip.tsx';

const NATURAL = 132;

export function XYLane(props: { readonly lane: Lane; readonly placed: Placed; readonly output: OutputInfo }) {
  const { lane, placed, output } = props;
  const { model } = useView();
  const source = useSource(() => new XYSource(model, output), output.id);
  return (
    <LaneFrame
      lane={lane}
      placed={placed}
      output={output}
      tools={source && <FilterBox trees={source.trees} label={`Filter series of ${output.name}`} />}
      status={source && <AxisName source={source} />}
    >
      {source && <Chart source={source} placed={placed} output={output} />}
    </LaneFrame>
  );
}

function AxisName({ source }: { readonly source: XYSource }) {
  const data = useSignal(source.data);
  const first = data?.series[0];
  // Of series of several kinds the tree tells what each is.
  if (!data || !first?.yAxis.label || data.series.some((each) => each.yAxis.label !== first.yAxis.label))
    return undefined;
  const step = source.counts && first.x && first.x.length > 1 ? first.x[1]! - first.x[0]! : undefined;
  const unit = first.yAxis.unit && first.yAxis.unit !== 'ns' ? ` (${first.yAxis.unit})` : '';
  return (
    <span>
      {first.yAxis.label}
      {step === undefined ? unit : ` per ${formatDuration(Math.round(step))}`}
    </span>
  );
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
  const plot = useRef<TimeXYPlot | undefined>(undefined);
  const [pointer, setPointer] = useState<{ readonly x: number; readonly y: number; readonly time: number }>();

  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const made = new TimeXYPlot(element, stage.theme.value, model.range.value);
    plot.current = made;
    const painter: LanePainter = {
      range: () => model.range.value,
      onTime: true,
      wanted: () => NATURAL,
      prepare: (area) => {
        source.prepare(model.range.value, Math.round(area.width * area.ratio), model.bounds);
        made.look(model.range.value);
      },
    };
    let last: { readonly x: number; readonly y: number } | undefined;
    const hover = (at: typeof last) => {
      last = at;
      const time = at && toTime(model.range.value, element.clientWidth, at.x);
      model.hover.set(time);
      const place = element.getBoundingClientRect();
      setPointer(
        at === undefined || time === undefined ? undefined : { x: place.left + at.x, y: place.top + at.y, time },
      );
    };
    const stops = [
      // The chart moves under a pointer that rests.
      model.range.subscribe(() => last && hover(last)),
      stage.register(output.id, painter),
      source.data.subscribe(stage.request),
      source.checked.subscribe(stage.request),
      attachGestures(element, {
        range: () => model.range.value,
        bounds: () => model.bounds,
        look: (range) => model.look(range),
        selection: () => model.selection.value,
        select: (range) => model.select(range),
        hover,
        click: (x) => {
          const time = toTime(model.range.value, element.clientWidth, x);
          model.select({ start: time, end: time });
        },
      }),
    ];
    model.actions.set(output.id, { refresh: () => source.refresh() });
    return () => {
      for (const stop of stops) stop();
      model.actions.delete(output.id);
      made.dispose();
    };
  }, [model, stage, source, output.id]);

  useEffect(() => {
    const series = (data?.series ?? []).filter((each) => each.x && checked.has(each.id));
    const drawn = series.map((each) => ({
      series: each,
      colour: source.colour(each.id, theme),
      counts: source.counts,
    }));
    plot.current?.show(drawn, theme);
  }, [data, checked, theme, source]);

  useEffect(() => plot.current?.resize(chartWidth, placed.bodyHeight), [chartWidth, placed.bodyHeight]);

  const values = useMemo(
    () =>
      pointer && data
        ? valuesAt(
            data.series.filter((each) => checked.has(each.id)),
            pointer.time,
          )
        : [],
    [pointer, data, checked],
  );
  const message = treeProblem ?? problem;
  return (
    <>
      <SeriesTree source={source} height={placed.bodyHeight} width={treeWidth} theme={theme} name={output.name} />
      <div
        ref={box}
        className="h-chart h-xy"
        role="img"
        aria-label={`${output.name}: ${[...checked].map((id) => source.name(id)).join(', ')}`}
      />
      {pointer && values.length > 0 && (
        <XYTooltip
          x={pointer.x}
          y={pointer.y}
          time={pointer.time}
          rows={values.map(({ series, value }) => ({
            name: source.name(series.id) || series.name,
            colour: source.colour(series.id, theme),
            value,
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
