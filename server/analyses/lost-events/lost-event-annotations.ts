/**
 * Marks on the time axis where the tracer has dropped events: nothing that a chart shows there can be trusted.
 *
 * Cost: one step for each gap of the trace; gaps come a packet at most, so there are few. Answers hold 2,000 marks at
 * most; beyond that only the longest are kept.
 */
import type { SampleTimes } from '../../index/sample-times.ts';
import type { IndexedTrace } from '../indexed-trace.ts';
import type { Annotation, Style } from '../output.ts';

export const LOST_EVENTS = 'Lost Events';
const MOST = 2000;
const STYLE: Style = { values: { 'background-color': '#FF0032', opacity: 50 / 255 } };

export function lostEventAnnotations(traces: readonly IndexedTrace[], times: SampleTimes): Annotation[] {
  const found: Annotation[] = [];
  for (const { base, source } of traces) {
    for (const { start, end, count } of source.reader.lost) {
      const time = base + BigInt(start);
      const duration = BigInt(end) - BigInt(start);
      if (time > times.end || time + duration < times.start) continue;
      const label = `${count} lost ${count === 1 ? 'event' : 'events'}`;
      found.push({ type: 'CHART', time, duration, entryId: -1, label, style: STYLE });
    }
  }
  if (found.length > MOST) {
    found.sort((a, b) => (a.duration > b.duration ? -1 : a.duration < b.duration ? 1 : 0));
    found.length = MOST;
  }
  return found.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
}
