/**
 * What analyses may ask of a Trace Event trace beyond what every trace offers: the phase letters of its event types,
 * its threads, and the series of its counter events.
 *
 * Fields that can be requested, for every event type (NaN where an event lacks one):
 * - `name`, `cat`, `ph`, `bp`, `s`, `pid`, `tid`: as text; `ph` is the letter, `''` if there is none.
 * - `$track`: as number, index into `tracks`.
 * - `dur`: as number, ns, never negative.
 * - `id` as text: as it stands in the file (`id`, `id2.local` or `id2.global`). `id` as key (or number): the identity, a
 *   number from 0: equal for events whose ids mean the same thing, which takes the scope, for async and flow events
 *   (b e n s t f S T p F) the category, and for `id2.local` the pid into account. The rest of a phase's rule is left to
 *   the analysis: flow events and legacy async events meet by name too. `scope` as text: the scope of the id.
 * - `$counterFirst`, `$counterCount`: as numbers, counter events only: which of `counterValues` are the event's.
 *
 * Metadata (M) events and events without a time are events too: they are delivered, at the trace's begin, so that the
 * number of events equals the number of objects in the file. Begin and end are those of the other events. Events are
 * sorted by time; events at one time keep their order in the file (a parent may come after its child).
 */
import type { TraceReader, Track } from '../reader.ts';

export interface CounterValues {
  readonly length: number;
  /** The series' names, ids in the trace's `StringTable`. */
  readonly series: Uint32Array;
  readonly value: Float64Array;
}

export interface TraceEventReader extends TraceReader {
  /** The phase letter of each of `types`; '' for events without a phase or with one that is no letter. */
  readonly phases: readonly string[];
  readonly tracks: readonly Track[];
  /** Complete once the first batch is delivered. */
  readonly counterValues: CounterValues;
}

export function isTraceEventReader(reader: TraceReader): reader is TraceEventReader {
  return 'phases' in reader && 'counterValues' in reader;
}
