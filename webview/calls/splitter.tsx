/** The edge between the list and a call: dragged, or moved by the arrow keys. The part is that of the list, in per cent. */
import { useRef } from 'react';

const LEAST = 20;
const MOST = 80;
const STEP = 4;

export function Splitter(props: {
  readonly part: number;
  readonly setPart: (part: number) => void;
  /** One above the other. */
  readonly isStacked: boolean;
}) {
  const { part, setPart, isStacked } = props;
  const dragging = useRef(false);
  const set = (next: number) => setPart(Math.min(MOST, Math.max(LEAST, next)));
  return (
    // biome-ignore lint/a11y/useSemanticElements: a splitter is no <hr>.
    <div
      className="splitter"
      role="separator"
      aria-orientation={isStacked ? 'horizontal' : 'vertical'}
      aria-valuenow={Math.round(part)}
      aria-valuemin={LEAST}
      aria-valuemax={MOST}
      aria-label="Size of the list"
      tabIndex={0}
      onKeyDown={(event) => {
        const [less, more] = isStacked ? ['ArrowUp', 'ArrowDown'] : ['ArrowLeft', 'ArrowRight'];
        if (event.key === less) set(part - STEP);
        else if (event.key === more) set(part + STEP);
        else return;
        event.preventDefault();
      }}
      onDoubleClick={() => setPart(50)}
      onPointerDown={(event) => {
        dragging.current = true;
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        const box = event.currentTarget.parentElement?.getBoundingClientRect();
        if (!dragging.current || !box) return;
        const part = isStacked ? (event.clientY - box.top) / box.height : (event.clientX - box.left) / box.width;
        set(part * 100);
      }}
      onPointerUp={() => {
        dragging.current = false;
      }}
    />
  );
}
