/**
 * What is known of one trace, built in one pass over its events: every analysis is fed each batch as it streams past.
 * Outputs are built over the indexes of all traces of an experiment.
 */
import type { TraceReader } from '../formats/reader.ts';

/** A trace as the workspace names it, opened by its format. */
export interface TraceSource {
  readonly uuid: string;
  readonly name: string;
  readonly path: string;
  readonly reader: TraceReader;
}
