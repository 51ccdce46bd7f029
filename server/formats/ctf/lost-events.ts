/** The events that a tracer lost: from its running count, what was lost up to the end of each packet of a file. */
import type { LostEvents } from '../reader.ts';
import type { StreamTiming } from './decoder-state.ts';
import type { FoundPacket } from './packets.ts';
import type { StreamClass } from './trace-class.ts';

/** Fed with the packets of one file in their order, before the trace's base is known. */
export class LostCounter {
  readonly #lost: { stream: StreamClass; start: bigint; end: bigint; count: number }[] = [];
  #discarded = 0n;
  #end: bigint | undefined;

  add({ stream, begin = 0n, end, discarded }: FoundPacket): void {
    if (discarded === undefined) return;
    const count = Number(BigInt.asUintN(counterBits(stream), discarded - this.#discarded));
    if (count > 0) this.#lost.push({ stream, start: this.#end ?? begin, end: end ?? begin, count });
    this.#discarded = discarded;
    this.#end = end;
  }

  events(timings: ReadonlyMap<StreamClass, StreamTiming>): LostEvents[] {
    return this.#lost.map(({ stream, start, end, count }) => {
      const { base, shift } = timings.get(stream)!;
      const since = stream.clock.since(base);
      return { start: since(start) + shift, end: since(end) + shift, count };
    });
  }
}

function counterBits(stream: StreamClass): number {
  const field = stream.packetContext?.fields.find(({ name }) => name === 'events_discarded');
  return field?.kind === 'integer' ? field.size : 64;
}
