/** What a lane says when it has nothing to draw. Errors: what happened, what to do next, the detail folded. */
import type { ReactNode } from 'react';
import type { OutputFilter, OutputInfo } from '../../client/messages.ts';
import { Icon } from './icons.tsx';

export function LaneMessage({ left, children }: { readonly left: number; readonly children: ReactNode }) {
  return (
    <output className="h-lane-message" style={{ left }}>
      {children}
    </output>
  );
}

/** Why there is not one row: by the filter of the lane, or by that which the output was made with. */
export function nothingText({ configuration }: OutputInfo, filter?: OutputFilter): string {
  const own = configuration?.parameters?.filter;
  const text = filter?.mode === 'hide' ? filter.text : typeof own === 'string' && own.trim() !== '' ? own : undefined;
  return text === undefined ? 'This trace has nothing for this output.' : `Nothing matches the filter “${text}”.`;
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
