/** The axis of a flame graph: a weight or a duration from 0, not the trace's time. Stands in its lane's header. */
import { useEffect } from 'react';
import { paintTicks } from '../chart/paint-axis.ts';
import { axisLabels } from '../time/axis-labels.ts';
import type { Range } from '../time/range.ts';
import { HEADER_HEIGHT } from './lanes.ts';
import type { Signal } from './signal.ts';
import { useFrameCanvas } from './use-canvas.ts';
import { useView } from './view-context.ts';

export function OwnAxis({ range }: { readonly range: Signal<Range> }) {
  const { stage } = useView();
  const canvas = useFrameCanvas(HEADER_HEIGHT - 1, (context, width, theme) => {
    const labels = axisLabels(range.value, width, 'relative', 0n);
    context.font = `11px ${theme.font}`;
    context.textBaseline = 'middle';
    const suffixed = labels.ticks.map((tick) => ({ ...tick, label: `${tick.label} ${labels.unit}` }));
    paintTicks(context, width, range.value, { ticks: suffixed }, theme, HEADER_HEIGHT - 3);
  });
  useEffect(() => range.subscribe(stage.request), [range, stage]);
  return <canvas ref={canvas} className="h-own-axis" />;
}
