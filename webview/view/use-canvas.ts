import { useEffect, useRef } from 'react';
import type { Theme } from '../theme/theme.ts';
import { useView } from './view-context.ts';

/**
 * A canvas drawn in the same frame as the lanes. `draw` gets a cleared context scaled to CSS pixels; the canvas is sized to
 * the chart's width.
 */
export function useFrameCanvas(
  height: number,
  draw: (context: CanvasRenderingContext2D, width: number, theme: Theme) => void,
) {
  const { stage } = useView();
  const ref = useRef<HTMLCanvasElement>(null);
  const latest = useRef(draw);
  latest.current = draw;
  useEffect(
    () =>
      stage.registerAxis(() => {
        const canvas = ref.current;
        const context = canvas?.getContext('2d');
        if (!canvas || !context) return;
        const width = stage.chartWidth.value;
        const ratio = devicePixelRatio;
        const [w, h] = [Math.max(1, Math.round(width * ratio)), Math.round(height * ratio)];
        if (canvas.width !== w || canvas.height !== h) {
          canvas.width = w;
          canvas.height = h;
          canvas.style.width = `${width}px`;
          canvas.style.height = `${height}px`;
        }
        context.setTransform(ratio, 0, 0, ratio, 0, 0);
        context.clearRect(0, 0, width, height);
        latest.current(context, width, stage.theme.value);
      }),
    [stage, height],
  );
  return ref;
}
