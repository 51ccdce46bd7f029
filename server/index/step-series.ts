/**
 * A value that changes at points in time and holds until it changes again: a counter.
 *
 * Only changes are kept. Cost: 16 B a change; O(log n) to find the value at a time.
 */
import { Float64Column } from './columns.ts';
import { partitionPoint } from './partition-point.ts';

export class StepSeries {
  readonly time = new Float64Column();
  readonly value = new Float64Column();

  get length(): number {
    return this.time.length;
  }

  /** The value from the last change on. */
  get last(): number {
    return this.length === 0 ? 0 : this.value.data[this.length - 1]!;
  }

  /** Times never decrease; the last value given for a time counts. */
  push(time: number, value: number): void {
    const last = this.time.length - 1;
    if (last >= 0 && this.time.data[last] === time) {
      this.value.data[last] = value;
    } else if (last < 0 || this.value.data[last] !== value) {
      this.time.push(time);
      this.value.push(value);
    }
  }

  /** 0 before the first change. */
  at(time: number): number {
    const count = this.countUpTo(time);
    return count === 0 ? 0 : this.value.data[count - 1]!;
  }

  /** Does it change within [from, to]? */
  changes(from: number, to: number): boolean {
    const count = this.countUpTo(to);
    return count > 0 && this.time.data[count - 1]! >= from;
  }

  /** How many changes there are up to `time`. */
  countUpTo(time: number): number {
    return partitionPoint(this.time.length, (i) => this.time.data[i]! <= time);
  }
}
