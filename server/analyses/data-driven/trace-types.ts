/**
 * Which of our traces the trace types mean that documents name in `traceType`: those of Trace Compass, and the ids of our
 * own formats. A type that we have no name for fits no trace; a part that names none fits all.
 */
import type { TraceSource } from '../experiment-index.ts';
import type { AnalysisPart } from './document.ts';

type Traced = Pick<TraceSource, 'format' | 'reader'>;

const domain = ({ reader }: Traced): string | undefined => reader.properties.get('domain')?.replaceAll('"', '');

const FITS: readonly (readonly [id: RegExp, fits: (trace: Traced) => boolean])[] = [
  [/\.lttng2?\.kernel\.tracetype$/, (trace) => domain(trace) === 'kernel'],
  [/\.lttng2?\.ust\.tracetype$/, (trace) => domain(trace) === 'ust'],
  [/\.type\.ctf$/, ({ format }) => format === 'ctf'],
  [/\.traceevent\b/, ({ format }) => format === 'trace-event'],
  [/\.ftrace\b/, ({ format }) => format === 'ftrace'],
];

export function fits({ traceTypes }: AnalysisPart, trace: Traced): boolean {
  const applies = (type: string): boolean =>
    type === trace.format || FITS.some(([id, means]) => id.test(type) && means(trace));
  return traceTypes.length === 0 || traceTypes.some(applies);
}
