/** The values under the pointer, the largest first. */
import { useLayoutEffect, useRef } from 'react';
import type { Axis, Series } from '../../client/messages.ts';
import { formatValue } from '../chart/y-scale.ts';
import { useSignal } from './use-signal.ts';
import { useView } from './view-context.ts';

const MOST = 10;
const AWAY = 14;

export interface ValueRow {
  readonly name: string;
  readonly colour: string;
  readonly value: number;
  readonly axis: Axis;
}

/** The value of each series at the sample at or after `time` (a sample tells of what came up to it). */
export function valuesAt(series: readonly Series[], time: number): { series: Series; value: number }[] {
  return series.flatMap((each) => {
    const x = each.x;
    if (!x || x.length === 0 || time < x[0]! || time > x.at(-1)!) return [];
    let low = 0;
    let high = x.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (x[middle]! < time) low = middle + 1;
      else high = middle;
    }
    return [{ series: each, value: each.y[low]! }];
  });
}

export function XYTooltip(props: {
  readonly x: number;
  readonly y: number;
  readonly time?: number;
  readonly title?: string;
  readonly rows: readonly ValueRow[];
}) {
  const { x, y, time, title, rows } = props;
  const { model } = useView();
  useSignal(model.timeMode);
  const element = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const box = element.current;
    if (!box) return;
    const { offsetWidth: width, offsetHeight: height } = box;
    const left = x + AWAY + width > innerWidth - 4 ? x - AWAY - width : x + AWAY;
    const top = y + AWAY + height > innerHeight - 4 ? y - AWAY - height : y + AWAY;
    box.style.transform = `translate(${Math.max(4, left)}px, ${Math.max(4, top)}px)`;
  });
  const sorted = [...rows].sort((a, b) => b.value - a.value);
  return (
    <div ref={element} className="h-tooltip" aria-hidden="true">
      <div className="h-tooltip-name">{title ?? (time === undefined ? '' : model.timeText(time))}</div>
      <dl className="h-tooltip-values">
        {sorted.slice(0, MOST).map((row) => (
          <div key={row.name}>
            <dt>
              <span className="h-chip" style={{ background: row.colour }} />
              {row.name}
            </dt>
            <dd>{formatValue(row.value, row.axis.unit, row.axis.dataType)}</dd>
          </div>
        ))}
      </dl>
      {sorted.length > MOST && <div className="h-dim">{sorted.length - MOST} more</div>}
    </div>
  );
}
