/**
 * The records of a file from begin to end. Memory: a window of the longest record and two chunks.
 */
import type { Pacer } from '../pacer.ts';
import { type Framing, LONGEST_RECORD } from './record-layout.ts';

/** Records between two looks at the clock, and bytes of one after which it is looked at in any case. */
const STRIDE = 16;
const LONG = 1024;

interface RecordStreamTo {
  /** `framing` holds it; it begins at `offset` of the file. */
  record(framing: Framing, offset: number): void;
  /** It is cut, or left out. */
  tooLong(offset: number): void;
  stopped(): boolean;
}

/** Returns the length of the file, as far as it was read. Throws what the framing and the chunks do. */
export async function streamRecords(
  chunks: AsyncIterable<Uint8Array>,
  framing: Framing,
  to: RecordStreamTo,
  pacer: Pacer,
): Promise<number> {
  let window = Buffer.allocUnsafeSlow(1 << 16);
  let end = 0;
  /** Of the window's first byte in the file. */
  let origin = 0;
  let count = 0;
  const take = async (isLast: boolean): Promise<void> => {
    while (!to.stopped() && framing.next(isLast)) {
      to.record(framing, origin + framing.start);
      const isLong = framing.end - framing.start > LONG;
      if ((++count % STRIDE === 0 || isLong) && pacer.due) await pacer.rest();
    }
  };
  const drop = (bytes: number): void => {
    window.copyWithin(0, bytes, end);
    end -= bytes;
    origin += bytes;
  };
  for await (const chunk of chunks) {
    if (end + chunk.length > window.length) {
      const larger = Buffer.allocUnsafeSlow(2 * (end + chunk.length));
      window.copy(larger, 0, 0, end);
      window = larger;
    }
    window.set(chunk, end);
    end += chunk.length;
    framing.begin(window, 0, end);
    await take(false);
    if (to.stopped()) break;
    if (end - framing.after > LONGEST_RECORD) {
      to.tooLong(origin + framing.after);
      if (framing.cut()) to.record(framing, origin + framing.start);
    }
    drop(Math.min(end, framing.after));
  }
  framing.begin(window, 0, end);
  await take(true);
  return origin + end;
}
