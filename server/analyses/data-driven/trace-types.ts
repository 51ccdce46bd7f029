/**
 * Which of our traces the trace types of Trace Compass mean, which documents name in `traceType`. A type that we have no
 * name for fits no trace; a part that names none fits all.
 */
import type { TraceReader } from '../../formats/reader.ts';
import type { AnalysisPart } from './document.ts';

const FITS: readonly (readonly [id: RegExp, fits: (domain: string | undefined, reader: TraceReader) => boolean])[] = [
  [/lttng2?\.kernel\.tracetype$/, (domain) => domain === 'kernel'],
  [/lttng2?\.ust\.tracetype$/, (domain) => domain === 'ust'],
];

export function fits({ traceTypes }: AnalysisPart, reader: TraceReader): boolean {
  const domain = reader.properties.get('domain')?.replaceAll('"', '');
  return (
    traceTypes.length === 0 ||
    traceTypes.some((type) => FITS.some(([id, applies]) => id.test(type) && applies(domain, reader)))
  );
}
