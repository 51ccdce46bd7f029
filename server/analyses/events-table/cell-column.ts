/** One column of a trace's cells, for events asked about in their order: one by one where they are few, by the dozen where not. */
import type { TraceReader } from '../../formats/reader.ts';

/** Made at a time, which takes some 0.5 ms. */
const MOST = 128;

export class CellColumn {
  readonly #reader: TraceReader;
  readonly #column: number;
  #first = 0;
  #cells: readonly (readonly string[])[] = [];

  constructor(reader: TraceReader, name: string) {
    this.#reader = reader;
    this.#column = reader.columns.findIndex((column) => column.name === name);
  }

  at(event: number): string {
    const next = this.#first + this.#cells.length;
    if (event < this.#first || event >= next) {
      const count = event === next ? Math.max(1, Math.min(MOST, 2 * this.#cells.length)) : 1;
      this.#cells = this.#reader.cells(event, event + count, [this.#column]);
      this.#first = event;
    }
    return this.#cells[event - this.#first]?.[0] ?? '';
  }
}
