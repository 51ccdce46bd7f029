/** How single traces of an experiment stand, as progress tells it. */
import type { TraceState } from '../analyses/experiment-index.ts';
import type { Notice, TraceReader } from '../formats/reader.ts';
import type { TraceProgress, TraceToOpen } from './protocol.ts';

const MAX_NOTICES = 100;

/** `notices`: others that are to be told with this trace. */
export function traceReport(trace: TraceState, notices: readonly Notice[]): TraceProgress {
  const { reader, uuid, path } = trace.source;
  return {
    uuid,
    start: trace.start,
    end: trace.end,
    offset: trace.offset,
    // While a reader still sorts or unpacks, it has seen events that no analysis has.
    nbEvents: Math.max(trace.events, trace.status === 'RUNNING' ? reader.progress.events : 0),
    status: trace.status,
    properties: Object.fromEntries(reader.properties),
    notices: [
      ...notices,
      ...(trace.message === undefined ? [] : [{ message: trace.message, file: path }]),
      ...lostEvents(reader),
      ...shortened(reader.notices),
    ],
  };
}

/** Of a trace that could not be opened. */
export function failedReport({ uuid, path }: TraceToOpen, message: string): TraceProgress {
  return {
    uuid,
    start: 0n,
    end: 0n,
    offset: 0n,
    nbEvents: 0,
    status: 'FAILED',
    properties: {},
    notices: [{ message, file: path }],
  };
}

/** Who doubts the picture should know that the tracer could not keep up. */
function lostEvents({ lost }: TraceReader): Notice[] {
  const count = lost.reduce((sum, range) => sum + range.count, 0);
  if (count === 0) return [];
  return [{ message: `The tracer lost ${count.toLocaleString('en')} events; marks show where.` }];
}

/** A trace that is broken in a thousand places need not say so a thousand times, ten times a second. */
function shortened(notices: readonly Notice[]): Notice[] {
  if (notices.length <= MAX_NOTICES) return [...notices];
  return [...notices.slice(0, MAX_NOTICES), { message: `… and ${notices.length - MAX_NOTICES} more like these` }];
}
