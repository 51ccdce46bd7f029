/**
 * The formats that Heddle reads, in the order in which they are asked. A format is one folder here and one line below.
 */
import { ctfFormat } from './ctf/format.ts';
import { ftraceFormat } from './ftrace/format.ts';
import type { Format } from './reader.ts';
import { traceEventFormat } from './trace-event/format.ts';

export const formats: readonly Format[] = [ctfFormat, traceEventFormat, ftraceFormat];

/** The format of the trace at `path`: the first that is certain, else the first that thinks it likely. */
export function formatOf(path: string, among = formats): Format | undefined {
  let likely: Format | undefined;
  for (const format of among) {
    const answer = format.sniff(path);
    if (answer === 'certain') return format;
    if (answer === 'likely') likely ??= format;
  }
  return likely;
}

export function formatById(id: string): Format | undefined {
  return formats.find((format) => format.id === id);
}
