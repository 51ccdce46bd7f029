/** The lives of each slot in order of time, as they are known now. Cost: 4 B a life and a slot; O(log n) a question. */
import { partitionPoint } from '../../../index/partition-point.ts';
import type { ThreadLives } from './thread-lives.ts';

export class LivesBySlot {
  readonly count: number;
  readonly #starts: Float64Array;
  /** Lives of slot 0, then those of slot 1…; where those of each slot begin. */
  readonly #lives: Uint32Array;
  readonly #first: Uint32Array;

  constructor({ slot, start }: ThreadLives, slotCount: number) {
    const slots = slot.items;
    this.count = slots.length;
    this.#starts = start.items;
    this.#lives = new Uint32Array(slots.length);
    this.#first = new Uint32Array(slotCount + 1);
    for (const slot of slots) this.#first[slot + 1]!++;
    for (let slot = 0; slot < slotCount; slot++) this.#first[slot + 1]! += this.#first[slot]!;
    const next = this.#first.slice();
    slots.forEach((slot, life) => {
      this.#lives[next[slot]!++] = life;
    });
  }

  /** The slot's last life that began at or before `time`, else its first; −1 if it has none. */
  at(slot: number, time: number): number {
    const first = this.#first[slot]!;
    const low = partitionPoint(this.#first[slot + 1]!, (i) => this.#starts[this.#lives[i]!]! <= time, first);
    if (first === this.#first[slot + 1]) return -1;
    return this.#lives[Math.max(first, low - 1)]!;
  }
}
