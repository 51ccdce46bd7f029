/** Bars or lines over an axis that is not the trace's time. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { OutputInfo } from '../../client/messages.ts';
import { edgesOf, GenericXYPlot } from '../chart/generic-xy-plot.ts';
import { formatValue } from '../chart/y-scale.ts';
import type { Placed } from './lanes.ts';
import { useSignal } from './use-signal.ts';
import { useView } from './view-context.ts';
import type { XYSource } from './xy-source.ts';
import { XYTooltip } from './xy-tooltip.tsx';

const NATURAL = 220;
/** CSS pixels per bar. */
const BAR = 16;
const [LEAST_BINS, MOST_BINS] = [8, 120];

export function XYOwnChart(props: { readonly source: XYSource; readonly placed: Placed; readonly output: OutputInfo }) {
  const { source, placed, output } = props;
  const { model, stage } = useView();
  const data = useSignal(source.data);
  const checked = useSignal(source.checked);
  const theme = useSignal(stage.theme);
  const chartWidth = useSignal(stage.chartWidth);
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<GenericXYPlot | undefined>(undefined);
  const [bar, setBar] = useState<number>();
  const [pointer, setPointer] = useState<{ readonly x: number; readonly y: number }>();

  const prepare = useCallback(() => {
    const bins = Math.min(MOST_BINS, Math.max(LEAST_BINS, Math.floor(stage.chartWidth.value / BAR)));
    source.prepareFor(source.part(model), bins);
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
  return (
    <>
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
