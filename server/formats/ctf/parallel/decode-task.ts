/**
 * A thread that decodes its strands, chunk after chunk, into their slots; always the strand that is behind the others in
 * time, since that is where events are waited for.
 */
import { StringTable } from '../../../index/string-table.ts';
import type { Notice } from '../../reader.ts';
import { Lane, type LaneContext } from '../lane.ts';
import { type OpenTrace, reopenTrace } from '../open-trace.ts';
import { laneContext } from '../pass.ts';
import { BEGIN, BYTES, COUNT, ENDED, type Exchange, factsOf, LATE, slotAt, strandsBefore, TEXTS } from './exchange.ts';
import type { DecodeInput, Noted } from './messages.ts';
import { textsFrom } from './new-texts.ts';
import type { LaneShare } from './share.ts';

export function decode(input: DecodeInput, post: (message: Noted) => void): void {
  const { recipe, requests, shares, exchange, thread } = input;
  const note = (notice: Notice) => post({ kind: 'notice', notice });
  const strings = new StringTable();
  const open = reopenTrace(recipe, note);
  let lateAt = 0;
  const context = laneContext(open, requests, strings, exchange.columns, note, (_, offset) => {
    lateAt ||= offset + 1;
  });
  let strands = strandsOf(open, shares, thread, exchange, context);
  let known = 0;
  while (strands.length > 0) {
    const before = Atomics.load(exchange.wake, thread);
    const strand = mostUrgent(strands);
    if (strand === undefined) {
      Atomics.wait(exchange.wake, thread, before);
      continue;
    }
    const facts = strand.step();
    facts[LATE] = lateAt;
    lateAt = 0;
    facts[TEXTS] = strings.size;
    if (strings.size > known) input.texts.postMessage(textsFrom(strings, known));
    known = strings.size;
    strand.publish();
    if (strand.finished) strands = strands.filter((other) => other !== strand);
  }
}

function strandsOf(
  open: OpenTrace,
  shares: readonly LaneShare[],
  thread: number,
  exchange: Exchange,
  context: LaneContext,
): Strand[] {
  return shares.flatMap((share, lane) =>
    share.threads.flatMap((owner, i) => {
      if (owner !== thread) return [];
      const decoder = new Lane(open.lanes[lane]!, context, 0, exchange.chunk);
      return [new Strand(decoder, share, i, strandsBefore(shares, lane) + i, exchange)];
    }),
  );
}

function mostUrgent(strands: readonly Strand[]): Strand | undefined {
  let urgent: Strand | undefined;
  for (const strand of strands)
    if (strand.hasRoom && (urgent === undefined || strand.last < urgent.last)) urgent = strand;
  return urgent;
}

class Strand {
  /** Time of the last event. */
  last = Number.NEGATIVE_INFINITY;
  readonly #lane: Lane;
  readonly #share: LaneShare;
  readonly #number: number;
  readonly #exchange: Exchange;
  #group: number;
  #inside = false;
  #filled = 0;

  constructor(lane: Lane, share: LaneShare, first: number, number: number, exchange: Exchange) {
    this.#lane = lane;
    this.#share = share;
    this.#group = first;
    this.#number = number;
    this.#exchange = exchange;
  }

  get hasRoom(): boolean {
    return this.#filled - Atomics.load(this.#exchange.returned, this.#number) < this.#exchange.slots;
  }

  get finished(): boolean {
    return this.#group + 1 >= this.#share.bounds.length;
  }

  /** Fills the next slot. */
  step(): Float64Array {
    const lane = this.#lane;
    const { bounds, threads } = this.#share;
    const slot = slotAt(this.#exchange, this.#number, this.#filled);
    lane.first = slot * this.#exchange.chunk;
    if (!this.#inside) lane.stretch(bounds[this.#group]!, bounds[this.#group + 1]!);
    this.#inside = lane.fill();
    if (this.#inside) this.last = this.#exchange.columns.time[lane.end - 1]!;
    else this.#group += threads.length;
    const facts = factsOf(this.#exchange, slot);
    facts[COUNT] = lane.end - lane.first;
    facts[ENDED] = this.#inside ? 0 : 1;
    facts[BYTES] = lane.bytesDone;
    facts.set(lane.mark, BEGIN);
    return facts;
  }

  publish(): void {
    this.#filled++;
    Atomics.add(this.#exchange.filled, this.#number, 1);
    Atomics.notify(this.#exchange.filled, this.#number);
  }
}
