/**
 * The Trace Event JSON format, as Chrome, Node.js and many profilers write it: one file, plain or gzipped.
 * https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU
 */
import { type Format, FormatError } from '../reader.ts';
import { PlainFile } from './byte-source.ts';
import { GzipFile } from './gzip-file.ts';
import { TraceEventFileReader } from './reader.ts';
import { isGzip, readStart, sniffTraceEvents } from './sniff.ts';

export const traceEventFormat: Format = {
  id: 'trace-event',
  name: 'Trace Event JSON',
  sniff: sniffTraceEvents,
  async open(path, cache) {
    try {
      const source = isGzip(readStart(path, 2)) ? new GzipFile(path, cache) : new PlainFile(path);
      return new TraceEventFileReader(path, source);
    } catch (error) {
      throw new FormatError(`it can't be opened (${error instanceof Error ? error.message : error})`, path);
    }
  },
};
