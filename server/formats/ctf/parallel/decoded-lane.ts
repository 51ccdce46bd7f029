/**
 * A lane as the thread sees it that puts events in order: its chunks, decoded by other threads, taken from their slots in
 * turn. Blocks the thread until the next chunk is there.
 *
 * What a lane's decoder knows from the chunk before, a dealt-out group lacks: that times never go back. It is seen to here,
 * so that the events and the marks are those of one decoder.
 */
import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import type { StringTable } from '../../../index/string-table.ts';
import type { FieldRequest } from '../../reader.ts';
import { LATEST } from '../decoder-state.ts';
import { MARK, type Run } from '../lane.ts';
import { Merger } from '../merge.ts';
import type { OpenTrace } from '../open-trace.ts';
import { BEGIN, BYTES, COUNT, ENDED, type Exchange, factsOf, LATE, slotAt, strandsBefore, TEXTS } from './exchange.ts';
import type { Decoding } from './messages.ts';
import { TextIds } from './new-texts.ts';
import type { LaneShare } from './share.ts';

/** A merger of what other threads decode. */
export function mergeDecoded(
  open: OpenTrace,
  requests: readonly FieldRequest[],
  strings: StringTable,
  { shares, exchange, texts }: Decoding,
  late: (path: string, offset: number) => void,
): Merger {
  const threads = texts.map((port) => new ThreadTexts(port, new TextIds(strings, requests)));
  const lanes = open.lanes.map(
    ({ path }, lane) =>
      new DecodedLane(shares[lane]!, strandsBefore(shares, lane), exchange, threads, (offset) => late(path, offset)),
  );
  return new Merger(lanes, exchange.columns);
}

class ThreadTexts {
  readonly ids: TextIds;
  readonly #port: MessagePort;

  constructor(port: MessagePort, ids: TextIds) {
    this.#port = port;
    this.ids = ids;
  }

  /** They were sent before the slot was filled that needs them. */
  learn(size: number): void {
    while (this.ids.size < size) this.ids.learn(receiveMessageOnPort(this.#port)!.message as string[]);
  }
}

class DecodedLane implements Run {
  readonly mark = new Float64Array(MARK);
  first = 0;
  row = 0;
  end = 0;
  bytesDone = 0;
  readonly #share: LaneShare;
  readonly #firstStrand: number;
  readonly #exchange: Exchange;
  readonly #threads: readonly ThreadTexts[];
  readonly #late: (offset: number) => void;
  /** By strand of the lane: slots taken so far. */
  readonly #taken: Int32Array;
  #group = 0;
  #holding = false;
  /** Bytes of the groups that have ended. */
  #bytesLeft = 0;
  #last = -LATEST;

  constructor(
    share: LaneShare,
    firstStrand: number,
    exchange: Exchange,
    threads: readonly ThreadTexts[],
    late: (offset: number) => void,
  ) {
    this.#share = share;
    this.#firstStrand = firstStrand;
    this.#exchange = exchange;
    this.#threads = threads;
    this.#late = late;
    this.#taken = new Int32Array(share.threads.length);
  }

  seek(): void {
    throw new Error('chunks of other threads come in order only');
  }

  fill(): boolean {
    if (this.#holding) this.#giveBack();
    while (this.#group + 1 < this.#share.bounds.length) {
      const slot = this.#await();
      const facts = factsOf(this.#exchange, slot);
      this.bytesDone = this.#bytesLeft + facts[BYTES]!;
      if (facts[LATE]! > 0) this.#late(facts[LATE]! - 1);
      if (facts[ENDED] === 0) {
        this.#take(slot, facts);
        return true;
      }
      this.#bytesLeft = this.bytesDone;
      this.#giveBack();
      this.#group++;
    }
    this.row = this.end = this.first;
    this.mark.set([this.#share.bounds.at(-1)!, -1, 0, 0, this.#last]);
    return false;
  }

  get #strand(): number {
    return this.#group % this.#share.threads.length;
  }

  #await(): number {
    const { filled } = this.#exchange;
    const strand = this.#firstStrand + this.#strand;
    const taken = this.#taken[this.#strand]!;
    for (;;) {
      const count = Atomics.load(filled, strand);
      if (count > taken) break;
      Atomics.wait(filled, strand, count);
    }
    this.#holding = true;
    return slotAt(this.#exchange, strand, taken);
  }

  #take(slot: number, facts: Float64Array): void {
    const { columns, chunk } = this.#exchange;
    this.first = this.row = slot * chunk;
    this.end = this.first + facts[COUNT]!;
    this.mark.set(facts.subarray(BEGIN, BEGIN + MARK));
    this.mark[MARK - 1] = this.#last;
    const thread = this.#threads[this.#share.threads[this.#strand]!]!;
    thread.learn(facts[TEXTS]!);
    thread.ids.translate({ length: facts[COUNT]!, fields: columns.fields }, this.first);
    for (let row = this.first; row < this.end && columns.time[row]! < this.#last; row++) {
      if (row === this.first) this.#late(0);
      columns.time[row] = this.#last;
    }
    this.#last = columns.time[this.end - 1]!;
  }

  #giveBack(): void {
    const { returned, wake } = this.#exchange;
    const strand = this.#strand;
    this.#holding = false;
    this.#taken[strand]!++;
    Atomics.add(returned, this.#firstStrand + strand, 1);
    const thread = this.#share.threads[strand]!;
    Atomics.add(wake, thread, 1);
    Atomics.notify(wake, thread);
  }
}
