/** The axis all lanes hang on, and the corner beside it: how times are told, and what the numbers count from. */
import { useEffect, useRef } from 'react';
import { AXIS_HEIGHT, paintAxis } from '../chart/paint-axis.ts';
import { axisLabels } from '../time/axis-labels.ts';
import { shifted, span, toTime } from '../time/range.ts';
import { digitsFor, TIME_MODES, type TimeMode } from '../time/time-format.ts';
import { attachGestures } from './gestures.ts';
import { useFrameCanvas } from './use-canvas.ts';
import { useSignal } from './use-signal.ts';
import { useView } from './view-context.ts';

export function TimeAxis() {
  const { model, stage } = useView();
  const mode = useSignal(model.timeMode);
  const origin = useRef<HTMLSpanElement>(null);
  const surface = useRef<HTMLDivElement>(null);

  const canvas = useFrameCanvas(AXIS_HEIGHT, (context, width, theme) => {
    const range = model.range.value;
    const zero = model.timeMode.value === 'relative' ? model.zero : 0;
    const counted = axisLabels(shifted(range, -zero), width, model.timeMode.value, model.base);
    const ticks = counted.ticks.map(({ time, label }) => ({ time: time + zero, label }));
    const labels = { ...counted, ticks };
    const time = model.hover.value;
    const digits = digitsFor(span(range) / Math.max(1, width));
    const cursor = time === undefined ? undefined : { time, text: model.timeText(time, digits) };
    paintAxis(
      context,
      width,
      { range, labels, selection: model.selection.value, bookmarks: model.bookmarks.value, cursor },
      theme,
    );
    const text = labels.anchor ? `${labels.anchor}${labels.unit ? ` + ${labels.unit}` : ''}` : labels.unit;
    if (origin.current && origin.current.textContent !== text) origin.current.textContent = text;
  });

  useEffect(() => model.timeMode.subscribe(stage.request), [model, stage]);

  useEffect(() => {
    const element = surface.current;
    if (!element) return undefined;
    return attachGestures(element, {
      range: () => model.range.value,
      bounds: () => model.bounds,
      look: (range) => model.look(range),
      selection: () => model.selection.value,
      select: (range) => model.select(range),
      hover: (at) => model.hover.set(at && toTime(model.range.value, stage.chartWidth.value, at.x)),
      click: (x) => {
        const time = toTime(model.range.value, stage.chartWidth.value, x);
        model.select({ start: time, end: time });
      },
      dragPans: true,
    });
  }, [model, stage]);

  return (
    <div className="h-axis" style={{ height: AXIS_HEIGHT }}>
      <div className="h-corner h-axis-corner">
        <select
          className="h-mode"
          value={mode}
          title="How times are told"
          aria-label="How times are told"
          onChange={(event) => model.timeMode.set(event.target.value as TimeMode)}
        >
          {TIME_MODES.map((each) => (
            <option key={each.mode} value={each.mode}>
              {each.name}
            </option>
          ))}
        </select>
        <span className="h-origin" ref={origin} title="What the numbers on the axis count from, and their unit" />
      </div>
      <div ref={surface} className="h-axis-surface">
        <canvas ref={canvas} />
      </div>
    </div>
  );
}
