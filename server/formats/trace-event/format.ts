/**
 * The Trace Event JSON format, as Chrome, Node.js and many profilers write it: one file, plain or gzipped.
 * https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU
 */

import { openBytes } from '../gzip-file.ts';
import { type Format, FormatError } from '../reader.ts';
import { TraceEventFileReader } from './reader.ts';
import { sniffTraceEvents } from './sniff.ts';

export const traceEventFormat: Format = {
  id: 'trace-event',
  name: 'Trace Event JSON',
  sniff: sniffTraceEvents,
  async open(path, cache) {
    try {
      return new TraceEventFileReader(path, openBytes(path, cache));
    } catch (error) {
      throw new FormatError(`it can't be opened (${error instanceof Error ? error.message : error})`, path);
    }
  },
};
