/** What a trace holds by `JSON.parse` and plain loops: the oracle for the scanner. For times below 2^53 ns. */
export interface Expected {
  readonly count: number;
  readonly phases: Readonly<Record<string, number>>;
  /** Number of events by name. */
  readonly names: ReadonlyMap<string, number>;
  /** Absolute ns, in delivery order. */
  readonly times: Float64Array;
  /** Sum of all durations, ns. */
  readonly durations: number;
  readonly tracks: number;
}

type Json = Readonly<Record<string, unknown>>;

export function bruteForce(json: string): Expected {
  const document: unknown = JSON.parse(json.replace(/^\ufeff/, ''));
  const list = (Array.isArray(document) ? document : (document as Json).traceEvents) as unknown[];
  const events = list.filter(
    (element): element is Json => typeof element === 'object' && element !== null && !Array.isArray(element),
  );
  const phases: Record<string, number> = {};
  const names = new Map<string, number>();
  const tracks = new Set<string>();
  let durations = 0;
  const times: number[] = [];
  let untimed = 0;
  for (const event of events) {
    const phase = typeof event.ph === 'string' ? event.ph : '';
    phases[phase] = (phases[phase] ?? 0) + 1;
    if (typeof event.name === 'string') names.set(event.name, (names.get(event.name) ?? 0) + 1);
    tracks.add(`${event.pid ?? ''}/${event.tid ?? ''}`);
    durations += nanos(event.dur) ?? 0;
    const time = phase === 'M' ? undefined : nanos(event.ts);
    if (time === undefined) untimed++;
    else times.push(time);
  }
  const sorted = Float64Array.from(times).sort();
  const all = new Float64Array(events.length).fill(sorted[0] ?? 0, 0, untimed);
  all.set(sorted, untimed);
  return { count: events.length, phases, names, times: all, durations, tracks: tracks.size };
}

/** ns, exact below 2^53; the shortest decimal of a double is what was written. Rounds half up. */
function nanos(micros: unknown): number | undefined {
  if (typeof micros !== 'number' && typeof micros !== 'string') return undefined;
  if (Number.isInteger(micros)) return Number(micros) * 1000;
  const [whole, fraction = ''] = String(micros).split('.');
  return Number((BigInt(whole + fraction.padEnd(4, '0').slice(0, 4)) + 5n) / 10n);
}
