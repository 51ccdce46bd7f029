/** Tokens and costs over time, summed up: what was used between two times is the difference of two sums. 32 B an entry. */
import { Float64Column } from '../../index/columns.ts';
import { partitionPoint } from '../../index/partition-point.ts';

export const PROMPT = 0;
export const COMPLETION = 1;
export const COST = 2;
export type Usage = readonly [prompt: number, completion: number, cost: number];

export class UsageSeries {
  readonly #times = new Float64Column();
  readonly #sums = [new Float64Column(), new Float64Column(), new Float64Column()];
  readonly #total = [0, 0, 0];

  /** In order of time. */
  add(time: number, usage: Usage): void {
    this.#times.push(time);
    for (let i = 0; i < 3; i++) {
      this.#total[i]! += usage[i]!;
      this.#sums[i]!.push(this.#total[i]!);
    }
  }

  /** Of one of the three: all that was used up to and including `time`. */
  upTo(what: number, time: number): number {
    const { data, length } = this.#times;
    const count = partitionPoint(length, (i) => data[i]! <= time);
    return count === 0 ? 0 : this.#sums[what]!.data[count - 1]!;
  }
}
