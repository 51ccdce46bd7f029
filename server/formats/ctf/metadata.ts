/** From a trace's metadata, in either of its languages, to the trace's classes. */
import { declaredByJson } from './ctf2/fragments.ts';
import type { DeclaredTrace } from './declared-trace.ts';
import type { MetadataText } from './metadata-file.ts';
import { type TraceClass, traceClassOf } from './trace-class.ts';
import { parseTsdl } from './tsdl-parser.ts';
import { declaredByTsdl } from './tsdl-trace.ts';

/** Throws a `FormatError` that tells the place in the text. */
function parseMetadata({ text, language }: MetadataText, file: string): DeclaredTrace {
  return language === 'json' ? declaredByJson(text, file) : declaredByTsdl(parseTsdl(text, file), file);
}

/** The classes of the trace that `metadata`, which was read from `file`, describes. Throws a `FormatError`. */
export function classesOf(metadata: MetadataText, file: string): TraceClass {
  return traceClassOf(parseMetadata(metadata, file), file, metadata.order);
}
