/**
 * Which of our traces the trace types mean that documents name in `traceType`: those of Trace Compass, the ids of our own
 * formats, and custom parsers by their names. A type that we have no name for fits no trace; a part that names none fits
 * all, and so does one for experiments.
 */
import { formatById } from '../../formats/registry.ts';
import type { TraceSource } from '../experiment-index.ts';
import type { AnalysisPart } from './document.ts';

type Traced = Pick<TraceSource, 'format' | 'reader'>;

const property = ({ reader }: Traced, name: string): string | undefined =>
  reader.properties.get(name)?.replaceAll('"', '');
const domain = (trace: Traced): string | undefined => property(trace, 'domain');

const FITS: readonly (readonly [id: RegExp, fits: (trace: Traced, name: string) => boolean])[] = [
  [/\.lttng2?\.kernel\.tracetype$/, (trace) => domain(trace) === 'kernel'],
  [/\.lttng2?\.ust\.tracetype$/, (trace) => domain(trace) === 'ust'],
  [/\.type\.ctf$/, ({ format }) => format === 'ctf'],
  [/\.traceevent\b/, ({ format }) => format === 'trace-event'],
  [/\.ftrace\b/, ({ format }) => format === 'ftrace'],
  [/\.core\.experiment\.generic$/, () => true],
  // With the parser's category and its name.
  [/(?:^custom\.(?:txt|xml)\.trace|\.Custom(?:Txt|Xml)Trace):.*:/, (trace, name) => property(trace, 'parser') === name],
];

/** Whether there are traces of this type at all; those of custom parsers are called as the parsers' configurations. */
export function isTraceType(type: string): boolean {
  return FITS.some(([id]) => id.test(type)) || formatById(type) !== undefined || type.startsWith('custom-');
}

export function fits({ traceTypes }: AnalysisPart, trace: Traced): boolean {
  const applies = (type: string): boolean =>
    type === trace.format ||
    FITS.some(([id, means]) => id.test(type) && means(trace, type.slice(type.lastIndexOf(':') + 1)));
  return traceTypes.length === 0 || traceTypes.some(applies);
}
