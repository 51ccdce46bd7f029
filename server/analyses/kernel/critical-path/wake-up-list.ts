/**
 * Wake-ups in order of time: when, of which thread, and for what cause (see `wake-cause.ts`). Finds the one that woke a
 * thread at a time. Blocks of 4,096; nothing is copied when it grows. Cost: 16 B a wake-up, O(log n) a question.
 */
import { partitionPoint } from '../../../index/partition-point.ts';
import type { IndexReader, IndexWriter, Kept } from '../../../index/store/kept.ts';

const BITS = 12;
const BLOCK = 1 << BITS;
const MASK = BLOCK - 1;

export class WakeUpList implements Kept {
  #times: Float64Array[] = [];
  /** Thread and cause of each in turn. */
  #facts: Uint32Array[] = [];
  #tailTimes = new Float64Array(0);
  #tailFacts = new Uint32Array(0);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Not earlier than the last one. */
  push(time: number, tid: number, cause: number): void {
    const at = this.#length & MASK;
    if (at === 0) {
      this.#tailTimes = new Float64Array(BLOCK);
      this.#tailFacts = new Uint32Array(2 * BLOCK);
      this.#times.push(this.#tailTimes);
      this.#facts.push(this.#tailFacts);
    }
    this.#tailTimes[at] = time;
    this.#tailFacts[2 * at] = tid;
    this.#tailFacts[2 * at + 1] = cause;
    this.#length++;
  }

  time(i: number): number {
    return this.#times[i >>> BITS]![i & MASK]!;
  }
  tid(i: number): number {
    return this.#facts[i >>> BITS]![2 * (i & MASK)]!;
  }
  cause(i: number): number {
    return this.#facts[i >>> BITS]![2 * (i & MASK) + 1]!;
  }

  /** The first wake-up of the thread at exactly this time; −1 if there is none. */
  find(tid: number, time: number): number {
    let low = partitionPoint(this.#length, (i) => this.time(i) < time);
    for (; low < this.#length && this.time(low) === time; low++) if (this.tid(low) === tid) return low;
    return -1;
  }

  save(out: IndexWriter): void {
    const part = (each: number) => (block: Float64Array | Uint32Array, b: number) =>
      block.subarray(0, each * Math.min(BLOCK, this.#length - b * BLOCK));
    out.column('time', this.#times.map(part(1)));
    out.column('facts', this.#facts.map(part(2)));
  }

  load(from: IndexReader): void {
    const times = from.float64('time');
    const facts = from.uint32('facts');
    this.#length = times.length;
    for (let at = 0; at < times.length; at += BLOCK) {
      this.#times.push(times.subarray(at, at + BLOCK));
      this.#facts.push(facts.subarray(2 * at, 2 * (at + BLOCK)));
    }
  }
}
