/** Why a call failed: what was said first, then the way it came, the innermost frame first. */
import { readTraceback } from './traceback.ts';
import { LongText } from './values/long-text.tsx';

/** So much is shown before one asks for more. */
const FEW = 20_000;
const FRAMES = 200;

export function Exception({ text }: { readonly text: string }) {
  const traceback = readTraceback(text);
  if (traceback === undefined) {
    return (
      <pre className="exception">
        <LongText text={text} few={FEW} />
      </pre>
    );
  }
  const { type, message, frames } = traceback;
  return (
    <pre className="exception">
      <LongText text={message === '' ? type : `${type}: ${message}`} few={FEW} />
      {'\n'}
      {frames.slice(0, FRAMES).map((frame, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: frames of one exception stay where they are.
        <span className="frame" key={i}>
          {'\n'}
          {frame.text}
          {'\n'}
          <span className="place">
            {'    '}
            {frame.function} · {frame.file}
            {frame.line === undefined ? '' : `:${frame.line}`}
          </span>
        </span>
      ))}
    </pre>
  );
}
