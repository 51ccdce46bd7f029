/**
 * Source file and line by address, from `.debug_line`. The programs of all units are run once, with pauses, to learn which
 * addresses they speak of; kept is where each piece of some thousand rows begins and what the program knew there. A
 * question runs one such piece again, and goes over the list of files of one unit.
 *
 * A unit that can't be read is passed over. Cost: the section, and 60 B a piece.
 */
import { Float64Column } from '../index/columns.ts';
import { partitionPoint } from '../index/partition-point.ts';
import { type Pausing, sortedBy } from '../index/row-order.ts';
import { BinaryError } from './byte-file.ts';
import { Cursor } from './cursor.ts';
import type { ElfFile } from './elf-file.ts';
import { filePath, type LineHeader, nextHeader } from './line-header.ts';
import { freshState, type LineState, runLines } from './line-program.ts';

const ROWS_A_PIECE = 4096;
/** Pieces that begin before an address and may still hold it. */
const MOST_AROUND = 8;
const MOST_KNOWN = 1024;

export interface SourceLine {
  readonly file: string;
  readonly line: number;
}

export class LineTable {
  readonly #bytes: Buffer;
  readonly #bigEndian: boolean;
  readonly #texts: Buffer;
  readonly #headers: LineHeader[] = [];
  /** By piece: the addresses that it spans, its unit, where its program begins and what was known there. */
  readonly #low = new Float64Column();
  readonly #high = new Float64Column();
  readonly #unit = new Float64Column();
  readonly #at = new Float64Column();
  readonly #address = new Float64Column();
  readonly #file = new Float64Column();
  readonly #line = new Float64Column();
  /** Pieces in the order of their addresses. */
  #order: Uint32Array = new Uint32Array(0);
  /** What was asked for before: the same few places are, for page after page of events. */
  readonly #known = new Map<number, SourceLine | undefined>();

  private constructor(bytes: Buffer, bigEndian: boolean, texts: Buffer) {
    this.#bytes = bytes;
    this.#bigEndian = bigEndian;
    this.#texts = texts;
  }

  /** Undefined if the file has none. Throws a `BinaryError` if its sections can't be read. */
  static async of(elf: ElfFile, pace: Pausing): Promise<LineTable | undefined> {
    const bytes = await elf.section('.debug_line');
    if (bytes === undefined) return undefined;
    const texts = (await elf.section('.debug_line_str')) ?? Buffer.alloc(0);
    const table = new LineTable(bytes, elf.bigEndian, texts);
    await table.#survey(pace);
    return table;
  }

  /** Of memory. */
  get bytes(): number {
    return this.#bytes.length + this.#texts.length + this.#low.length * 60;
  }

  at(address: number): SourceLine | undefined {
    if (this.#known.has(address)) return this.#known.get(address);
    if (this.#known.size >= MOST_KNOWN) this.#known.clear();
    const found = this.#look(address);
    this.#known.set(address, found);
    return found;
  }

  #look(address: number): SourceLine | undefined {
    const order = this.#order;
    const low = partitionPoint(order.length, (i) => this.#low.data[order[i]!]! <= address);
    for (let i = low - 1; i >= Math.max(0, low - MOST_AROUND); i--) {
      const piece = order[i]!;
      if (address >= this.#high.data[piece]!) continue;
      const row = this.#rowAt(piece, address);
      if (row === undefined) continue;
      const file = this.#path(this.#headers[this.#unit.data[piece]!]!, row.file);
      return file === undefined ? undefined : { file, line: row.line };
    }
    return undefined;
  }

  async #survey(pace: Pausing): Promise<void> {
    const units = new Cursor(this.#bytes, this.#bigEndian);
    while (units.at < units.end) {
      try {
        await this.#surveyUnit(nextHeader(units), pace);
      } catch (error) {
        if (!(error instanceof BinaryError)) throw error;
      }
      await pace.pause();
    }
    const keys = this.#low.items.slice();
    this.#order = await sortedBy(Uint32Array.from(keys.keys()), keys, pace);
  }

  async #surveyUnit(header: LineHeader, pace: Pausing): Promise<void> {
    const unit = this.#headers.push(header) - 1;
    const cursor = new Cursor(this.#bytes, this.#bigEndian, header.programAt);
    const state = freshState();
    while (cursor.at < header.end) {
      const begin = { ...state, at: cursor.at };
      const { low, high } = runPiece(header, cursor, state);
      // Code that the linker has left out lies at 0.
      if (low > 0 && high > low && high < 2 ** 53) {
        this.#low.push(low);
        this.#high.push(high);
        this.#unit.push(unit);
        this.#at.push(begin.at);
        this.#address.push(begin.address);
        this.#file.push(begin.file);
        this.#line.push(begin.line);
      }
      await pace.pause();
    }
  }

  /** The last row of the piece at or below the address. */
  #rowAt(piece: number, address: number): LineState | undefined {
    const header = this.#headers[this.#unit.data[piece]!]!;
    const cursor = new Cursor(this.#bytes, this.#bigEndian, this.#at.data[piece]!);
    const [file, line] = [this.#file.data[piece]!, this.#line.data[piece]!];
    const state = { address: this.#address.data[piece]!, file, line };
    let before = state.address > 0 ? { ...state } : undefined;
    let found: LineState | undefined;
    let rows = 0;
    runLines(header, cursor, state, (row, last) => {
      if (before !== undefined && before.address <= address && address < row.address) found = before;
      before = { ...row };
      return found !== undefined || last || ++rows > ROWS_A_PIECE;
    });
    return found;
  }

  #path(header: LineHeader, file: number): string | undefined {
    try {
      return filePath(header, new Cursor(this.#bytes, this.#bigEndian), this.#texts, file);
    } catch (error) {
      if (error instanceof BinaryError) return undefined;
      throw error;
    }
  }
}

/** Runs to the end of a piece of code, or over some thousand rows of it. Rows that follow others begin where those end. */
function runPiece(header: LineHeader, cursor: Cursor, state: LineState): { low: number; high: number } {
  let low = state.address > 0 ? state.address : Number.POSITIVE_INFINITY;
  let high = 0;
  let rows = 0;
  runLines(header, cursor, state, (row, last) => {
    low = Math.min(low, row.address);
    high = Math.max(high, row.address);
    return last || ++rows >= ROWS_A_PIECE;
  });
  return { low, high };
}
