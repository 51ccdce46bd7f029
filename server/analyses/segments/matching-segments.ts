/**
 * The segments of a list that match filters, in one order of the list at a time: found in that order, so lines never move
 * while more are found. Each segment is judged once, whatever orders are asked for.
 *
 * A filter reads a segment's columns in the table, by their names. Bare words look at all but times and the trace.
 * Cost: 1 B a segment, 4 B a match.
 */
import type { Filter, FilterSubject, FilterValue } from '../../filter/filter.ts';
import { Uint32Column } from '../../index/columns.ts';
import { Pace } from '../pace.ts';
import { AskedWork } from '../table-filter/asked-work.ts';
import type { FilterResult } from '../table-filter/kept-results.ts';
import type { ListPart, SegmentList } from './segment-list.ts';

const STRIDE = 256;
const TIMES = ['Start Time', 'End Time', 'Duration', 'Timestamp ns', 'Trace'];

/** The segment asked about last. */
class SegmentSubject implements FilterSubject {
  readonly keys: readonly string[];
  readonly namedOnly = TIMES;
  #part!: ListPart;
  #i = 0;

  constructor({ parts }: SegmentList) {
    this.keys = (parts[0]?.segments.source.aspects ?? []).map(({ name }) => name);
  }

  enter(part: ListPart, number: number): void {
    this.#part = part;
    this.#i = number - part.first;
  }

  values(key: string): FilterValue | undefined {
    const { run, segments } = this.#part;
    const i = this.#i;
    switch (key) {
      case 'Start Time':
      case 'Timestamp ns':
        return segments.trace.base + BigInt(run.start(i));
      case 'End Time':
        return Number.isNaN(run.end(i)) ? undefined : segments.trace.base + BigInt(run.end(i));
      case 'Duration':
        return Number.isNaN(run.end(i)) ? undefined : run.end(i) - run.start(i);
      case 'Trace':
        return segments.trace.name;
    }
    const aspect = segments.source.aspects[this.keys.indexOf(key)];
    const value = aspect?.value(run, i) ?? Number.NaN;
    return Number.isNaN(value) ? undefined : (aspect?.text?.(value) ?? value / (aspect?.scale ?? 1));
  }
}

/** Tells by its number whether a segment of the list matches all filters. */
export function segmentTest(list: SegmentList, filters: readonly Filter[]): (number: number) => boolean {
  const subject = new SegmentSubject(list);
  return (number) => {
    subject.enter(list.part(number), number);
    return filters.every((filter) => filter.matches(subject));
  };
}

export class MatchingSegments implements FilterResult {
  readonly work = new AskedWork((signal, tell) => this.#run(new Pace(signal), tell));
  readonly #test: (number: number) => boolean;
  /** By the segment's number: 0 not judged, 1 no match, 2 a match. */
  readonly #verdicts: Uint8Array;
  #order: Uint32Array = new Uint32Array(0);
  #found = new Uint32Column();
  /** How many of the order were looked at. */
  #done = 0;

  constructor(list: SegmentList, filters: readonly Filter[]) {
    this.#test = segmentTest(list, filters);
    const last = list.parts.at(-1);
    this.#verdicts = new Uint8Array(last === undefined ? 0 : last.first + last.count);
  }

  get filtered(): { readonly done: number; readonly of: number } {
    return { done: this.#done, of: this.#order.length };
  }
  get bytes(): number {
    return this.#verdicts.byteLength + this.#found.data.byteLength;
  }
  /** Numbers of the matches so far, in the order. */
  get found(): Uint32Array {
    return this.#found.items;
  }

  /** From now on, matches are in this order of the list. */
  sort(order: Uint32Array): void {
    if (order === this.#order) return;
    this.#order = order;
    this.#found = new Uint32Column();
    this.#done = 0;
  }

  matches(number: number): boolean {
    if (this.#verdicts[number] === 0) this.#verdicts[number] = this.#test(number) ? 2 : 1;
    return this.#verdicts[number] === 2;
  }

  async #run(pace: Pace, tell: () => void): Promise<void> {
    while (this.#done < this.#order.length) {
      const stop = Math.min(this.#order.length, this.#done + STRIDE);
      for (; this.#done < stop; this.#done++) {
        const number = this.#order[this.#done]!;
        if (this.matches(number)) this.#found.push(number);
      }
      if (!pace.due) continue;
      tell();
      await pace.pause();
    }
  }
}
