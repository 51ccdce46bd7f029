/**
 * Minimum, maximum, average, spread and sum of durations, gathered one by one for many subjects: a row of numbers each.
 * The spread is by Welford's update, exact to rounding whatever the durations' size. Cost: 64 B a subject.
 */
import { Float64Column } from '../../index/columns.ts';

const WIDTH = 8;
const COUNT = 0;
const MIN = 1;
const MAX = 2;
const MEAN = 3;
const M2 = 4;
const TOTAL = 5;
const MIN_START = 6;
const MAX_START = 7;

interface DurationFacts {
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly average: number;
  /** Of the sample; NaN for less than three durations. */
  readonly standardDeviation: number;
  readonly total: number;
  /** Starts of the first shortest and the first longest one. */
  readonly minStart: number;
  readonly maxStart: number;
}

export class DurationStatistics {
  readonly #rows = new Float64Column(WIDTH * 16);

  get size(): number {
    return this.#rows.length / WIDTH;
  }

  add(subject: number, start: number, duration: number): void {
    while (this.size <= subject) for (let i = 0; i < WIDTH; i++) this.#rows.push(0);
    const { data } = this.#rows;
    const at = subject * WIDTH;
    const count = data[at + COUNT]! + 1;
    data[at + COUNT] = count;
    if (count === 1 || duration < data[at + MIN]!) {
      data[at + MIN] = duration;
      data[at + MIN_START] = start;
    }
    if (count === 1 || duration > data[at + MAX]!) {
      data[at + MAX] = duration;
      data[at + MAX_START] = start;
    }
    const delta = duration - data[at + MEAN]!;
    data[at + MEAN]! += delta / count;
    data[at + M2]! += delta * (duration - data[at + MEAN]!);
    data[at + TOTAL]! += duration;
  }

  facts(subject: number): DurationFacts {
    const row = this.#rows.data.subarray(subject * WIDTH, (subject + 1) * WIDTH);
    const count = row[COUNT]!;
    return {
      count,
      min: row[MIN]!,
      max: row[MAX]!,
      average: row[TOTAL]! / count,
      standardDeviation: count > 2 ? Math.sqrt(row[M2]! / (count - 1)) : Number.NaN,
      total: row[TOTAL]!,
      minStart: row[MIN_START]!,
      maxStart: row[MAX_START]!,
    };
  }
}
