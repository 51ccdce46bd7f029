/**
 * Thread ids by small numbers: each has a slot, in order of first appearance, and the idle tasks of the CPUs, which all
 * have id 0, have one each. A look-up is a look into an array: 4 B for each id up to the largest, which Linux bounds.
 */
import type { IndexReader, IndexWriter } from '../../../index/store/kept.ts';

export class ThreadSlots {
  /** By thread id, and by CPU for idle tasks: slot + 1. */
  #ofThreads = new Int32Array(1 << 12);
  #ofIdle = new Int32Array(16);
  /** By slot: the thread id, or −1 − CPU of an idle task. */
  #keys = new Int32Array(64);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The slot, which is made if there is none. */
  id(tid: number, cpu: number): number {
    if (tid > 0) {
      if (tid >= this.#ofThreads.length) this.#ofThreads = grown(this.#ofThreads, tid + 1);
      return this.#ofThreads[tid]! - 1 < 0 ? this.#add(tid) : this.#ofThreads[tid]! - 1;
    }
    if (cpu >= this.#ofIdle.length) this.#ofIdle = grown(this.#ofIdle, cpu + 1);
    return this.#ofIdle[cpu]! - 1 < 0 ? this.#add(-1 - cpu) : this.#ofIdle[cpu]! - 1;
  }

  /** −1 if there is none. Not for idle tasks. */
  find(tid: number): number {
    return (this.#ofThreads[tid] ?? 0) - 1;
  }

  /** Of idle tasks: −1 − CPU. */
  key(slot: number): number {
    return this.#keys[slot]!;
  }

  save(out: IndexWriter): void {
    out.column('keys', [this.#keys.subarray(0, this.#size)]);
  }

  load(from: IndexReader): void {
    for (const key of from.int32('keys')) this.id(Math.max(0, key), -1 - key);
  }

  #add(key: number): number {
    const slot = this.#size++;
    if (slot === this.#keys.length) this.#keys = grown(this.#keys, slot + 1);
    this.#keys[slot] = key;
    if (key > 0) this.#ofThreads[key] = slot + 1;
    else this.#ofIdle[-1 - key] = slot + 1;
    return slot;
  }
}

function grown(array: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(Math.max(length, array.length * 2));
  larger.set(array);
  return larger;
}
