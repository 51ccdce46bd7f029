/** Text of any length: its beginning, and more of it as often as one wants. */
import { type ReactNode, useState } from 'react';

const FEW = 400;
const FEW_LINES = 8;
/** A browser lays out this much at once without a halt. */
const PIECE = 100_000;

export function LongText(props: {
  readonly text: string;
  readonly mark?: string | undefined;
  readonly few?: number;
  /** Not a stop of the Tab key, since what it stands in hears the keys. */
  readonly isInside?: boolean;
}) {
  const { text, mark, few = FEW, isInside } = props;
  const [shown, setShown] = useState(0);
  const first = firstOf(text, few);
  const length = Math.max(first, shown, mark === undefined ? 0 : foundAt(text, mark));
  const tabIndex = isInside ? -1 : 0;
  return (
    <>
      {marked(text.slice(0, length), mark)}
      {length < text.length && (
        <>
          …{' '}
          <button
            type="button"
            className="link more"
            tabIndex={tabIndex}
            onClick={() =>
              setShown(shown === 0 && text.length <= PIECE ? text.length : Math.max(shown, length) + PIECE)
            }
          >
            {text.length - length <= PIECE ? 'show all' : `show ${PIECE.toLocaleString()} more`} (
            {text.length.toLocaleString()} characters)
          </button>
        </>
      )}
      {shown > 0 && length > first && (
        <>
          {' '}
          <button type="button" className="link more" tabIndex={tabIndex} onClick={() => setShown(0)}>
            show less
          </button>
        </>
      )}
    </>
  );
}

/** A few lines of it; a little more than that is shown as a whole. */
function firstOf(text: string, few: number): number {
  let end = 0;
  for (let line = 0; line < FEW_LINES && end >= 0; line++)
    end = text.indexOf('\n', end === 0 && line === 0 ? 0 : end + 1);
  const first = Math.min(few, end < 0 ? text.length : end);
  return text.length - first < 40 ? text.length : first;
}

function foundAt(text: string, mark: string): number {
  const at = text.toLowerCase().indexOf(mark.toLowerCase());
  return at < 0 || at > PIECE ? 0 : Math.min(text.length, at + mark.length + 80);
}

const MOST_MARKS = 200;

/** The text with what was searched for in it marked. */
export function marked(text: string, mark: string | undefined): ReactNode {
  if (!mark) return text;
  const lower = text.toLowerCase();
  const wanted = mark.toLowerCase();
  // Another case may be longer: places would not fit.
  if (lower.length !== text.length || !lower.includes(wanted)) return text;
  const parts: ReactNode[] = [];
  let end = 0;
  for (let at = lower.indexOf(wanted); at >= 0 && parts.length < MOST_MARKS; at = lower.indexOf(wanted, end)) {
    parts.push(text.slice(end, at), <mark key={at}>{text.slice(at, at + wanted.length)}</mark>);
    end = at + wanted.length;
  }
  return [...parts, text.slice(end)];
}
