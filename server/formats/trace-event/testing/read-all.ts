/** A whole trace as plain objects, for tests on small traces. */
import { StringTable } from '../../../index/string-table.ts';
import type { TraceEventReader } from '../trace-event-reader.ts';

export interface PlainEvent {
  /** Absolute, ns. */
  readonly time: bigint;
  readonly phase: string;
  readonly name?: string;
  readonly cat?: string;
  readonly dur?: number;
  readonly pid: string;
  readonly tid: string;
  readonly id?: string;
  readonly identity?: number;
  readonly scope?: string;
  readonly bp?: string;
  readonly s?: string;
  readonly values?: Readonly<Record<string, number>>;
}

const TEXTS = ['name', 'cat', 'id', 'scope', 'bp', 's'] as const;

export async function readAll(reader: TraceEventReader): Promise<PlainEvent[]> {
  const strings = new StringTable();
  const events: PlainEvent[] = [];
  const requests = [
    { name: '$track', as: 'number' },
    { name: 'dur', as: 'number' },
    { name: 'id', as: 'key' },
    { name: '$counterFirst', as: 'number' },
    { name: '$counterCount', as: 'number' },
    ...TEXTS.map((name) => ({ name, as: 'text' as const })),
  ] as const;
  for await (const { length, time, type, fields } of reader.batches(requests, strings)) {
    const [tracks, durations, identities, firsts, counts, ...texts] = fields;
    const { series, value } = reader.counterValues;
    for (let i = 0; i < length; i++) {
      const { pid, tid } = reader.tracks[tracks[i]];
      const event: Record<string, unknown> = {
        time: reader.base + BigInt(time[i]),
        phase: reader.phases[type[i]],
        pid,
        tid,
      };
      if (!Number.isNaN(durations[i])) event.dur = durations[i];
      if (!Number.isNaN(identities[i])) event.identity = identities[i];
      TEXTS.forEach((name, t) => {
        if (!Number.isNaN(texts[t][i])) event[name] = strings.text(texts[t][i]);
      });
      if (counts[i] > 0) {
        const values: Record<string, number> = {};
        for (let v = firsts[i]; v < firsts[i] + counts[i]; v++) values[strings.text(series[v])] = value[v];
        event.values = values;
      }
      events.push(event as unknown as PlainEvent);
    }
  }
  return events;
}
