/**
 * The family tree of threads: lives in order of thread id, then of begin, each with the life of its parent.
 *
 * A parent is the life of that thread id which lasts when the child's begins, else the first that begins while the child
 * lives (a dump of all processes may name the child first). Cost: O(lives · log lives); nothing is made per life but
 * numbers.
 */
import { partitionPoint } from '../../../index/partition-point.ts';
import type { ThreadTable } from '../states/thread-table.ts';

export class ThreadOrder {
  /** All lives, by thread id, then by begin. */
  readonly lives: Uint32Array;
  /** By life: that of its parent; −1 if it has none. No life is its own ancestor. */
  readonly parents: Int32Array;
  readonly #threads: ThreadTable;
  /** By slot, where its lives begin in `lives`. */
  readonly #firsts: Uint32Array;

  constructor(threads: ThreadTable) {
    this.#threads = threads;
    const { slot, count } = threads.lives;
    const slots = Uint32Array.from(threads.rows.keys()).sort(
      (a, b) => threads.tid(a) - threads.tid(b) || threads.idleCpu(a) - threads.idleCpu(b),
    );
    // Lives are numbered by begin: counting them by slot leaves each slot's in that order.
    const counts = new Uint32Array(slots.length);
    for (let life = 0; life < count; life++) counts[slot.data[life]!]!++;
    const next = new Uint32Array(slots.length);
    let at = 0;
    for (const s of slots) {
      next[s] = at;
      at += counts[s]!;
    }
    this.#firsts = next.slice();
    this.lives = new Uint32Array(count);
    for (let life = 0; life < count; life++) this.lives[next[slot.data[life]!]!++] = life;
    this.parents = Int32Array.from({ length: count }, (_, life) => this.#parent(life, counts));
    this.#cutCircles();
  }

  #parent(life: number, counts: Uint32Array): number {
    const { parent, start, end } = this.#threads.lives;
    const slot = parent.data[life] === 0 ? -1 : this.#threads.find(parent.data[life]!);
    if (slot < 0) return -1;
    const first = this.#firsts[slot]!;
    const last = first + counts[slot]!;
    const low = partitionPoint(last, (i) => start.data[this.lives[i]!]! <= start.data[life]!, first);
    const before = low > first ? this.lives[low - 1]! : -1;
    if (before >= 0 && before !== life && start.data[life]! < end.data[before]!) return before;
    const after = low < last ? this.lives[low]! : -1;
    return after >= 0 && start.data[after]! < end.data[life]! ? after : -1;
  }

  #cutCircles(): void {
    // By life: the walk that came by, from 1 on.
    const seen = new Uint32Array(this.parents.length);
    for (let life = 0; life < this.parents.length; life++) {
      let at = life;
      while (at >= 0 && seen[at] === 0) {
        seen[at] = life + 1;
        const parent = this.parents[at]!;
        if (parent >= 0 && seen[parent] === life + 1) this.parents[at] = -1;
        at = this.parents[at]!;
      }
    }
  }
}
