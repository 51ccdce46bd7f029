/**
 * How many events there are over time by a text that they tell: of its most frequent values each, of the others together.
 *
 * Cost: 16 B an event; O(log n) a sample of a series. Values that are new after the first 10,000 count among the others, and
 * texts are told apart by their first 200 characters: so what is kept of them is bounded, whatever they are.
 */
import { Float64Column } from '../../index/columns.ts';
import { partitionPoint } from '../../index/partition-point.ts';
import { edgesOf } from '../kernel/cpu-runs.ts';
import type { Pace } from '../pace.ts';

/** Series of their own; known apart. */
const MOST_SERIES = 50;
const MOST_VALUES = 10_000;
const MOST_CHARACTERS = 200;

interface CountedValue {
  readonly value: string;
  /** Place in order of first appearance: stays while more come. */
  readonly number: number;
  readonly events: number;
}

export class ValueCounts {
  readonly #all = new Float64Column();
  readonly #numbers = new Map<string, number>();
  readonly #times: Float64Column[] = [];
  /** As they were at so many events. */
  #frequent: { readonly of: number; readonly values: readonly CountedValue[] } = { of: 0, values: [] };

  /** Events that told a text. */
  get events(): number {
    return this.#all.length;
  }
  get points(): number {
    return 2 * this.#all.length;
  }

  push(time: number, text: string): void {
    this.#all.push(time);
    const value = text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
    let number = this.#numbers.get(value);
    if (number === undefined) {
      if (this.#times.length === MOST_VALUES) return;
      number = this.#times.push(new Float64Column(2)) - 1;
      this.#numbers.set(value, number);
    }
    this.#times[number]!.push(time);
  }

  /** Those with a series of their own, the most frequent first. */
  frequent(): readonly CountedValue[] {
    if (this.#frequent.of !== this.events) this.#frequent = { of: this.events, values: this.#mostFrequent() };
    return this.#frequent.values;
  }

  #mostFrequent(): CountedValue[] {
    return Array.from(this.#numbers, ([value, number]) => ({ value, number, events: this.#times[number]!.length }))
      .sort((a, b) => b.events - a.events || a.number - b.number)
      .slice(0, MOST_SERIES);
  }

  /** Events after the sample before and up to each one; the first counts over the time that lies between the first two. */
  counted(number: number, samples: Float64Array): Float64Array {
    return counts(this.#times[number] ?? new Float64Column(), edgesOf(samples));
  }

  /** Of all events but those with the frequent values. */
  async others(frequent: readonly CountedValue[], samples: Float64Array, pace: Pace): Promise<Float64Array> {
    const rest = counts(this.#all, edgesOf(samples));
    for (const { number } of frequent) {
      const own = this.counted(number, samples);
      // More may have come since the first was counted.
      for (let i = 0; i < rest.length; i++) rest[i] = Math.max(0, rest[i]! - own[i]!);
      await pace.pause();
    }
    return rest;
  }
}

function counts({ data, length }: Float64Column, edges: Float64Array): Float64Array {
  const upTo = (time: number): number => partitionPoint(length, (i) => data[i]! <= time);
  let before = upTo(edges[0]!);
  return edges.subarray(1).map((time) => {
    const now = upTo(time);
    const count = now - before;
    before = now;
    return count;
  });
}
