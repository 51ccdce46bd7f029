/**
 * How traces of one machine could be put on one axis, where they aren't.
 *
 * LTTng's tracers of one boot read the same clock (its UUID is that of the boot), but each session measures anew where
 * that clock stands in time, and gets it wrong by up to milliseconds. So traces whose clocks have the same UUID and pace
 * are moved by the difference of what they tell: to where the first kernel trace of the machine stands, else the first.
 * A UUID is asked for, since the clocks of two boots, or of machines with one name, have nothing in common.
 */
export interface TraceClock {
  readonly uuid: string;
  /** As set now, ns. */
  readonly offset: bigint;
  /** What the trace says of itself, see `TraceReader.properties`. */
  readonly properties: Readonly<Record<string, string>>;
}

export interface Proposal {
  readonly offset: bigint;
  /** The trace that it is then aligned with. */
  readonly alignedWith: string;
}

const UUID = /^"[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}"$/i;
const INTEGER = /^-?\d{1,30}$/;

/** Tracers measure no better; moving a trace by less helps nobody. */
const LEAST = 1000n;

/** By trace; those that stand right already, or that nothing is known of, are not in it. */
export function proposals(traces: readonly TraceClock[]): ReadonlyMap<string, Proposal> {
  const found = new Map<string, Proposal>();
  const clocks = Map.groupBy(
    traces.filter(
      ({ properties }) => UUID.test(properties['host ID'] ?? '') && INTEGER.test(properties.clock_offset ?? ''),
    ),
    ({ properties }) => `${properties['host ID']} ${properties.clock_scale}`,
  );
  for (const sharing of clocks.values()) {
    const reference = sharing.find(({ properties }) => properties.domain === '"kernel"') ?? sharing[0]!;
    for (const { uuid, offset, properties } of sharing) {
      const aligned = zero(reference.properties) + reference.offset - zero(properties);
      const off = aligned - offset;
      if (off >= LEAST || off <= -LEAST) found.set(uuid, { offset: aligned, alignedWith: reference.uuid });
    }
  }
  return found;
}

/** Where a trace's clock says that its 0 lies, ns since the epoch. */
function zero(properties: TraceClock['properties']): bigint {
  return BigInt(properties.clock_offset!);
}
