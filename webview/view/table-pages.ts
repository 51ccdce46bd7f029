/**
 * The lines of a table that are held, in blocks, and which to ask for next.
 *
 * One question at a time, always for what is in sight then: scrolling past a million lines asks for those where it stops.
 * At most `MOST_BLOCKS` blocks are held; the ones used longest ago go first.
 */
import type { Lines } from '../../client/messages.ts';

export type Line = Lines['lines'][number];

export const BLOCK = 128;
const MOST_BLOCKS = 64;

export class TablePages {
  readonly #ask: (index: number, count: number) => Promise<Lines>;
  readonly #changed: () => void;
  readonly #failed: (error: unknown) => void;
  readonly #blocks = new Map<number, readonly (Line | undefined)[]>();
  #wanted: readonly [number, number] = [0, -1];
  #asking = false;
  #generation = 0;
  #stopped = false;
  size = 0;

  constructor(
    ask: (index: number, count: number) => Promise<Lines>,
    changed: () => void,
    failed: (error: unknown) => void,
  ) {
    this.#ask = ask;
    this.#changed = changed;
    this.#failed = failed;
  }

  line(index: number): Line | undefined {
    return this.#blocks.get(Math.floor(index / BLOCK))?.[index % BLOCK];
  }

  /** Lines `first` … `last` are in sight. */
  want(first: number, last: number): void {
    this.#wanted = [first, last];
    void this.#next();
  }

  /** Takes an answer that was asked for otherwise. */
  take(lines: Lines): void {
    this.#grow(lines.size);
    for (const line of lines.lines) {
      const block = Math.floor(line.index / BLOCK);
      const held = [...(this.#blocks.get(block) ?? [])];
      held[line.index % BLOCK] = line;
      this.#blocks.set(block, held);
    }
    void this.#next();
  }

  /** Other lines are in the table now, from the first on. */
  empty(): void {
    this.size = 0;
    this.clear();
  }

  /** Everything is asked for again: the search changed, or the server came back. */
  clear(): void {
    this.#generation++;
    this.#blocks.clear();
    void this.#next();
  }

  stop(): void {
    this.#stopped = true;
  }

  /** The table has more lines now: the block that was its end is asked for again. */
  #grow(size: number): void {
    if (size === this.size) return;
    if (this.size > 0) this.#blocks.delete(Math.floor((this.size - 1) / BLOCK));
    this.size = size;
  }

  #missing(): number | undefined {
    const [first, last] = this.#wanted;
    for (let block = Math.floor(Math.max(0, first) / BLOCK); block <= Math.floor(last / BLOCK); block++) {
      const held = this.#blocks.get(block);
      const length = Math.min(BLOCK, Math.max(1, this.size - block * BLOCK));
      if (!held || heldCount(held) < length) return block;
    }
    return undefined;
  }

  async #next(): Promise<void> {
    if (this.#asking || this.#stopped) return;
    const block = this.#missing();
    if (block === undefined) return;
    this.#asking = true;
    const generation = this.#generation;
    let failed = false;
    try {
      const lines = await this.#ask(block * BLOCK, BLOCK);
      if (generation === this.#generation) {
        this.#grow(lines.size);
        this.#keep(block, lines);
      }
    } catch (error) {
      failed = true;
      if (!this.#stopped) this.#failed(error);
    }
    this.#asking = false;
    if (this.#stopped) return;
    this.#changed();
    if (!failed) void this.#next();
  }

  #keep(block: number, lines: Lines): void {
    const held: (Line | undefined)[] = new Array(Math.min(BLOCK, Math.max(0, lines.size - block * BLOCK)));
    held.fill(undefined);
    for (const line of lines.lines) if (Math.floor(line.index / BLOCK) === block) held[line.index % BLOCK] = line;
    // A server may give fewer lines than asked for: what is missing is not asked for in a circle.
    for (let i = 0; i < held.length; i++) held[i] ??= { index: block * BLOCK + i, cells: [], tags: 0 };
    if (held.length === 0) held.push({ index: block * BLOCK, cells: [], tags: 0 });
    this.#blocks.delete(block);
    this.#blocks.set(block, held);
    for (const oldest of this.#blocks.keys()) {
      if (this.#blocks.size <= MOST_BLOCKS) break;
      this.#blocks.delete(oldest);
    }
  }
}

const heldCount = (block: readonly (Line | undefined)[]): number => {
  let count = 0;
  for (const line of block) if (line) count++;
  return count;
};
