/**
 * ftrace as text: what the kernel's `trace` file in tracefs holds (https://docs.kernel.org/trace/ftrace.html), and what
 * `trace-cmd report` prints.
 */
import { type Format, FormatError } from '../reader.ts';
import { LineHead } from './line-head.ts';
import { Lines } from './lines.ts';
import { FtraceReader } from './reader.ts';

/** Bytes looked at to recognise a file: enough for the lines that stand before the first event. */
const HEAD = 1 << 16;
const HEADER = /^(?:# tracer: |cpus=\d)/;

export const ftraceFormat: Format = {
  id: 'ftrace',
  name: 'ftrace text',

  sniff(path) {
    try {
      const lines = new Lines(path, HEAD);
      try {
        return judge(lines);
      } finally {
        lines.close();
      }
    } catch {
      return undefined;
    }
  },

  async open(path) {
    try {
      return new FtraceReader(path);
    } catch (error) {
      throw new FormatError(`it can't be opened (${error instanceof Error ? error.message : error})`, path);
    }
  },
};

/** Certain with a header of the kernel or of trace-cmd; likely where the first lines read as events. */
function judge(lines: Lines): 'certain' | 'likely' | undefined {
  const head = new LineHead();
  let isHeaded = false;
  for (let offset = 0; offset < HEAD && lines.at(offset); offset = lines.next) {
    const text = lines.text(lines.start, Math.min(lines.end, lines.start + 100));
    if (offset === 0) isHeaded = HEADER.test(text);
    if (text.includes('\0')) return undefined;
    if (head.read(lines.bytes, lines.start, lines.end)) return isHeaded ? 'certain' : 'likely';
    if (!isHeaded && text !== '' && !text.startsWith('#')) return undefined;
  }
  return isHeaded ? 'likely' : undefined;
}
