/** Series over the view's time. */
import { useEffect, useMemo, useRef, useState } from 'react';
import type { OutputInfo } from '../../client/messages.ts';
import { TimeXYPlot } from '../chart/time-xy-plot.ts';
import { toTime } from '../time/range.ts';
import { attachGestures } from './gestures.ts';
import type { LanePainter } from './lane-painter.ts';
import type { Placed } from './lanes.ts';
import { useSignal } from './use-signal.ts';
import { useView } from './view-context.ts';
import type { XYSource } from './xy-source.ts';
import { valuesAt, XYTooltip } from './xy-tooltip.tsx';

const NATURAL = 132;

export function XYTimeChart(props: {
  readonly source: XYSource;
  readonly placed: Placed;
  readonly output: OutputInfo;
}) {
  const { source, placed, output } = props;
  const { model, stage } = useView();
  const data = useSignal(source.data);
  const checked = useSignal(source.checked);
  const theme = useSignal(stage.theme);
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
    model.actions.set(output.id, {
      refresh: (remade) => {
        source.refresh(remade);
        stage.request();
      },
    });
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
  return (
    <>
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
    </>
  );
}
