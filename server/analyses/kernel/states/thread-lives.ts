/**
 * The lives of threads. Linux uses a thread id again when its thread is gone; what is shown as a thread is one life.
 * Lives are numbered in order of their begins. Cost: about 40 B a life.
 */
import { Float64Column, Uint32Column } from '../../../index/columns.ts';
import type { IndexReader, IndexWriter } from '../../../index/store/kept.ts';

export class ThreadLives {
  /** The thread's slot, see `ThreadTable`. */
  readonly slot = new Uint32Column();
  /** ns since the reader's base; the end is infinite while the life goes on. */
  readonly start = new Float64Column();
  readonly end = new Float64Column();
  /** The latest name, as an id in the trace's strings + 1; 0 unknown. */
  readonly name = new Uint32Column();
  /** Thread id of the parent, and the process; 0 not told. */
  readonly parent = new Uint32Column();
  readonly process = new Uint32Column();

  get count(): number {
    return this.slot.length;
  }

  begin(slot: number, time: number): number {
    this.slot.push(slot);
    this.start.push(time);
    this.end.push(Number.POSITIVE_INFINITY);
    this.name.push(0);
    this.parent.push(0);
    this.process.push(0);
    return this.slot.length - 1;
  }

  /** The latest of a slot, −1 if it has none. Cost: looks at all lives after it. */
  latest(slot: number): number {
    return this.slot.items.lastIndexOf(slot);
  }

  save(out: IndexWriter): void {
    for (const [name, column] of this.#columns()) out.column(name, [column.items]);
  }

  load(from: IndexReader): void {
    for (const [name, column] of this.#columns()) {
      if (column instanceof Float64Column) column.load(from.float64(name));
      else column.load(from.uint32(name));
    }
  }

  #columns(): [string, Float64Column | Uint32Column][] {
    const { slot, start, end, name, parent, process } = this;
    return Object.entries({ slot, start, end, name, parent, process });
  }
}
