/** What a lane says when it has nothing to draw. Errors: what happened, what to do next, the detail folded. */
import type { ReactNode } from 'react';
import { Icon } from './icons.tsx';

export function LaneMessage({ left, children }: { readonly left: number; readonly children: ReactNode }) {
  return (
    <output className="h-lane-message" style={{ left }}>
      {children}
    </output>
  );
}

export function Problem(props: {
  readonly text: string;
  readonly what: string;
  readonly retry: () => void;
  readonly left: number;
}) {
  const [first = '', ...rest] = props.text.split('\n');
  const short = first.length <= 160;
  return (
    <div className="h-problem" style={{ left: props.left }} role="alert">
      <Icon name="warning" />
      <div>
        <p>
          “{props.what}” could not be loaded{short && first ? `: ${first}` : '.'}
        </p>
        <p>
          <button type="button" className="h-link" onClick={props.retry}>
            Try again
          </button>
        </p>
        {(!short || rest.length > 0) && (
          <details>
            <summary>Detail</summary>
            <pre>{short ? rest.join('\n') : props.text}</pre>
          </details>
        )}
      </div>
    </div>
  );
}
