/**
 * Points thinned to those that a picture can tell apart: of each series one for each cell of a grid, the first that comes;
 * and of each column, whatever series it is of, the highest. When more cells are taken than a picture has room for, cells
 * become higher, then wider.
 *
 * Cells are bits, those of a column beside each other: points that come about in order of time are looked up in few places
 * in memory. Cost: some ns a point added; 16 B a point kept, and up to 32 MB of bits while it works.
 */
import { Float64Column, Uint32Column } from '../../index/columns.ts';
import { sortedBy } from '../../index/row-order.ts';
import type { Pace } from '../pace.ts';

const HEIGHT = 256;
const LEAST_HEIGHT = 8;
const MOST_POINTS = 100_000;
const MOST_CELLS = 2 ** 28;

interface SeriesPoints {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

export class PointGrid {
  readonly #from: number;
  readonly #series: number;
  readonly #columns: number;
  readonly #columnWidth: number;
  readonly #longest: number;
  /** Columns side by side that are one cell. */
  #wide = 1;
  #high = HEIGHT;
  #cells = new Uint32Array(0);
  #points = new Points();
  /** By column, the highest point; its height is −1 where there is none. */
  readonly #highest = new Points();

  /** `longest` is the greatest y. */
  constructor(from: number, to: number, columns: number, series: number, longest: number) {
    this.#from = from;
    this.#series = series;
    this.#columns = columns;
    this.#columnWidth = Math.max(1, (to - from) / columns);
    this.#longest = longest;
    for (let c = 0; c < columns; c++) this.#highest.push(0, 0, -1);
    while (this.#size > MOST_CELLS && this.#enlarge());
    this.#cells = new Uint32Array(this.#size / 32 + 1);
  }

  add(series: number, x: number, y: number): void {
    const column = this.#column(x);
    const highest = this.#highest.y.data[column]!;
    if (y > highest || (y === highest && x < this.#highest.x.data[column]!)) this.#highest.set(column, series, x, y);
    this.#put(series, column, x, y);
    if (this.#points.length > MOST_POINTS) this.#thin();
  }

  /** By series, in order of x. */
  async points(pace: Pace): Promise<readonly SeriesPoints[]> {
    const { series, x, y } = this.#points;
    const { length } = this.#points;
    for (let c = 0; c < this.#columns; c++) {
      const [of, at, height] = [this.#highest.series, this.#highest.x, this.#highest.y];
      if (height.data[c]! >= 0) this.#points.push(of.data[c]!, at.data[c]!, height.data[c]!);
    }
    let order: Uint32Array = Uint32Array.from({ length: this.#points.length }, (_, i) => i);
    for (const column of [y, x, series]) {
      order = await sortedBy(order, Float64Array.from(column.data.subarray(0, this.#points.length)), pace);
    }
    const lists = Array.from({ length: this.#series }, () => ({ x: [] as number[], y: [] as number[] }));
    for (let i = 0; i < order.length; i++) {
      const at = order[i]!;
      const list = lists[series.data[at]!]!;
      // The highest of a column may be there already.
      const last = list.x.length - 1;
      const known = last >= 0 && list.x[last] === x.data[at] && list.y[last] === y.data[at];
      if (known && (at >= length || order[i - 1]! >= length)) continue;
      list.x.push(x.data[at]!);
      list.y.push(y.data[at]!);
    }
    return lists.map(({ x, y }) => ({ x: Float64Array.from(x), y: Float64Array.from(y) }));
  }

  #column(x: number): number {
    return Math.min(this.#columns - 1, Math.floor((x - this.#from) / this.#columnWidth));
  }

  get #size(): number {
    return Math.ceil(this.#columns / this.#wide) * this.#series * this.#high;
  }

  #put(series: number, column: number, x: number, y: number): void {
    const high = this.#high;
    const row = this.#longest === 0 ? 0 : Math.min(high - 1, Math.floor((y / this.#longest) * high));
    const cell = (Math.floor(column / this.#wide) * this.#series + series) * high + row;
    const bit = 1 << (cell & 31);
    const word = cell >>> 5;
    if ((this.#cells[word]! & bit) !== 0) return;
    this.#cells[word]! |= bit;
    this.#points.push(series, x, y);
  }

  /** False if cells are as large as can be. */
  #enlarge(): boolean {
    if (this.#high > LEAST_HEIGHT) this.#high /= 2;
    else if (this.#wide < this.#columns) this.#wide *= 2;
    else return false;
    return true;
  }

  /** Enlarges cells until half of the room for points is free, or as far as possible. */
  #thin(): void {
    while (this.#points.length > MOST_POINTS / 2 && this.#enlarge()) {
      const { series, x, y, length } = this.#points;
      this.#cells = new Uint32Array(this.#size / 32 + 1);
      this.#points = new Points();
      for (let i = 0; i < length; i++) this.#put(series.data[i]!, this.#column(x.data[i]!), x.data[i]!, y.data[i]!);
    }
  }
}

class Points {
  readonly series = new Uint32Column();
  readonly x = new Float64Column();
  readonly y = new Float64Column();

  get length(): number {
    return this.x.length;
  }

  push(series: number, x: number, y: number): void {
    this.series.push(series);
    this.x.push(x);
    this.y.push(y);
  }

  set(i: number, series: number, x: number, y: number): void {
    this.series.data[i] = series;
    this.x.data[i] = x;
    this.y.data[i] = y;
  }
}
