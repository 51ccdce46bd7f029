/**
 * Places in a trace from which reading can begin again: a merger's snapshots, each before an event of known index.
 * Cost: half a byte an event at most, however many lanes there are.
 */
import { partitionPoint } from '../../index/partition-point.ts';
import { IndexError, type IndexReader, type IndexWriter } from '../../index/store/kept.ts';
import { SNAPSHOT } from './merge.ts';

/** Events between two checkpoints, for each number in a snapshot. */
const EVENTS_A_NUMBER = 16;

export class Checkpoints {
  readonly #lanes: number;
  readonly #distance: number;
  readonly #begins: number[] = [];
  readonly #snapshots: Float64Array[] = [];
  #next = 0;

  constructor(lanes: number) {
    this.#lanes = lanes;
    this.#distance = lanes * SNAPSHOT * EVENTS_A_NUMBER;
  }

  /** Is there reason to keep a snapshot before event `index`? True for the first. */
  isDue(index: number): boolean {
    if (index < this.#next) return false;
    this.#next = index + this.#distance;
    return true;
  }

  clear(): void {
    this.#begins.length = 0;
    this.#snapshots.length = 0;
    this.#next = 0;
  }

  save(out: IndexWriter): void {
    out.column('begins', [Float64Array.from(this.#begins)]);
    out.column('snapshots', this.#snapshots);
  }

  load(from: IndexReader): void {
    const snapshots = from.float64('snapshots');
    const begins = from.float64('begins');
    const size = this.#lanes * SNAPSHOT;
    if (begins.length === 0 || snapshots.length !== begins.length * size)
      throw new IndexError('the checkpoints belong to another trace');
    this.clear();
    begins.forEach((begin, i) => {
      this.add(begin, snapshots.subarray(i * size, (i + 1) * size));
    });
  }

  /** In the order of their indexes; the first is 0. */
  add(index: number, snapshot: Float64Array): void {
    this.#begins.push(index);
    this.#snapshots.push(snapshot);
  }

  /** The last one up to event `index`. */
  before(index: number): { readonly index: number; readonly snapshot: Float64Array } {
    const low = partitionPoint(this.#begins.length, (i) => this.#begins[i]! <= index);
    return { index: this.#begins[low - 1]!, snapshot: this.#snapshots[low - 1]! };
  }
}
