/**
 * Points thinned to those that a picture can tell apart: of each series one for each cell of a grid, the one with the
 * greatest y (the first, if several have it). When more cells are taken than a picture has room for, cells become higher,
 * then wider. The greatest y of each column, of all series, is kept in any case.
 *
 * Cost: some 20 ns a point added; memory by the points kept.
 */
import { Float64Column, Uint32Column } from '../../index/columns.ts';
import { KeyTable } from '../../index/key-table.ts';

const HEIGHT = 256;
const LEAST_HEIGHT = 8;
const MOST_POINTS = 100_000;

export class PointGrid {
  readonly #from: number;
  readonly #columns: number;
  readonly #columnWidth: number;
  readonly #longest: number;
  /** Columns side by side that are one cell. */
  #wide = 1;
  #high = HEIGHT;
  #cells = new KeyTable();
  /** By cell. */
  #points = new Points();
  /** By column, the number of its greatest point in `best`, from 1. */
  readonly #best: Uint32Array;
  readonly #greatest = new Points();

  /** `longest` is the greatest y. */
  constructor(from: number, to: number, columns: number, longest: number) {
    this.#from = from;
    this.#columns = columns;
    this.#columnWidth = Math.max(1, (to - from) / columns);
    this.#longest = longest;
    this.#best = new Uint32Array(columns);
  }

  add(series: number, x: number, y: number): void {
    const column = Math.min(this.#columns - 1, Math.floor((x - this.#from) / this.#columnWidth));
    this.#put(series, column, x, y);
    const best = this.#best[column]!;
    if (best === 0) this.#best[column] = this.#greatest.push(series, x, y);
    else if (this.#greatest.isBelow(best - 1, x, y)) this.#greatest.set(best - 1, series, x, y);
  }

  /** By series, in order of x. */
  points(series: number): readonly { readonly x: Float64Array; readonly y: Float64Array }[] {
    const { length } = this.#points;
    const kept = this.#points;
    // A column's greatest is no longer its cell's if cells are wider than columns.
    if (this.#wide > 1) kept.append(this.#greatest);
    const order = Uint32Array.from({ length: kept.length }, (_, i) => i);
    const { series: of, x, y } = kept;
    order.sort((a, b) => of.data[a]! - of.data[b]! || x.data[a]! - x.data[b]! || y.data[a]! - y.data[b]!);
    const lists = Array.from({ length: series }, () => ({ x: [] as number[], y: [] as number[] }));
    for (let i = 0; i < order.length; i++) {
      const at = order[i]!;
      const before = order[i - 1];
      const twice =
        before !== undefined &&
        length < order.length &&
        of.data[before] === of.data[at] &&
        x.data[before] === x.data[at] &&
        y.data[before] === y.data[at];
      if (twice) continue;
      const list = lists[of.data[at]!]!;
      list.x.push(x.data[at]!);
      list.y.push(y.data[at]!);
    }
    return lists.map(({ x, y }) => ({ x: Float64Array.from(x), y: Float64Array.from(y) }));
  }

  #put(series: number, column: number, x: number, y: number): void {
    const row = this.#longest === 0 ? 0 : Math.min(this.#high - 1, Math.floor((y / this.#longest) * this.#high));
    const cell = this.#cells.id((series * this.#columns + Math.floor(column / this.#wide)) * this.#high + row);
    if (cell === this.#points.length) {
      this.#points.push(series, x, y);
      if (cell >= MOST_POINTS) this.#coarsen();
    } else if (this.#points.isBelow(cell, x, y)) {
      this.#points.set(cell, series, x, y);
    }
  }

  #coarsen(): void {
    const { series, x, y, length } = this.#points;
    if (this.#high > LEAST_HEIGHT) this.#high /= 2;
    else if (this.#wide < this.#columns) this.#wide *= 2;
    else return;
    this.#cells = new KeyTable();
    this.#points = new Points();
    for (let i = 0; i < length; i++) {
      const column = Math.min(this.#columns - 1, Math.floor((x.data[i]! - this.#from) / this.#columnWidth));
      this.#put(series.data[i]!, column, x.data[i]!, y.data[i]!);
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

  /** Returns how many there are now. */
  push(series: number, x: number, y: number): number {
    this.series.push(series);
    this.x.push(x);
    this.y.push(y);
    return this.x.length;
  }

  set(i: number, series: number, x: number, y: number): void {
    this.series.data[i] = series;
    this.x.data[i] = x;
    this.y.data[i] = y;
  }

  /** Is point `i` lower than y, or as high and later than x? */
  isBelow(i: number, x: number, y: number): boolean {
    const own = this.y.data[i]!;
    return own < y || (own === y && this.x.data[i]! > x);
  }

  append({ series, x, y, length }: Points): void {
    for (let i = 0; i < length; i++) this.push(series.data[i]!, x.data[i]!, y.data[i]!);
  }
}
