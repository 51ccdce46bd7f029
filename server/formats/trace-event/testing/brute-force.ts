/** What a trace holds by `JSON.parse` and plain loops: the oracle for the scanner, slow and obvious. */
export interface Expected {
  readonly count: number;
  readonly phases: Readonly<Record<string, number>>;
  /** Number of events by name. */
  readonly names: ReadonlyMap<string, number>;
  /** Absolute ns, in delivery order. */
  readonly times: readonly bigint[];
  /** Sum of all durations, ns. */
  readonly durations: bigint;
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
  let durations = 0n;
  const times: bigint[] = [];
  let untimed = 0;
  for (const event of events) {
    const phase = typeof event.ph === 'string' ? event.ph : '';
    phases[phase] = (phases[phase] ?? 0) + 1;
    if (typeof event.name === 'string') names.set(event.name, (names.get(event.name) ?? 0) + 1);
    tracks.add(`${event.pid ?? ''}/${event.tid ?? ''}`);
    durations += nanos(event.dur) ?? 0n;
    const time = phase === 'M' ? undefined : nanos(event.ts);
    if (time === undefined) untimed++;
    else times.push(time);
  }
  times.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const begin = times[0] ?? 0n;
  for (let i = 0; i < untimed; i++) times.unshift(begin);
  return { count: events.length, phases, names, times, durations, tracks: tracks.size };
}

/** Shortest decimal of a double: what was written, for up to 15 digits. Rounds half up. */
function nanos(micros: unknown): bigint | undefined {
  if (typeof micros !== 'number' && typeof micros !== 'string') return undefined;
  const [whole, fraction = ''] = String(micros).split('.');
  return (BigInt(whole + fraction.padEnd(4, '0').slice(0, 4)) + 5n) / 10n;
}
