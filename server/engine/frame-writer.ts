/**
 * Builds a frame: a small JSON header and typed columns behind it, each at a multiple of 8 bytes, so that whoever receives
 * the bytes can look at the columns in place. The format is described in `docs/binary-replies.md`.
 *
 * Columns are announced first, then written straight into the one buffer that leaves: each number is copied once.
 */
export const FRAME_TYPE = 'application/vnd.heddle.columns';
const MAGIC = 'HCF1';

const ARRAYS = { f64: Float64Array, u32: Uint32Array, u8: Uint8Array } as const;
type ColumnType = keyof typeof ARRAYS;
type ColumnOf<T extends ColumnType> = InstanceType<(typeof ARRAYS)[T]>;

interface Announced {
  readonly type: ColumnType;
  readonly length: number;
  readonly bytes: number;
  write(buffer: ArrayBuffer, offset: number): void;
}

export class FrameWriter {
  readonly #columns: Announced[] = [];

  /** Announces a column of `length` items; `fill` is called when the frame is made. Returns the number that names it in the header. */
  column<T extends ColumnType>(type: T, length: number, fill: (target: ColumnOf<T>) => void): number {
    const array = ARRAYS[type];
    const bytes = length * array.BYTES_PER_ELEMENT;
    const write = (buffer: ArrayBuffer, offset: number) => fill(new array(buffer, offset, length) as ColumnOf<T>);
    return this.#columns.push({ type, length, bytes, write }) - 1;
  }

  /** `header`: what stands in the header besides the list of columns. */
  finish(header: Readonly<Record<string, unknown>>): ArrayBuffer {
    const columns = this.#columns.map(({ type, length }) => [type, length]);
    const text = new TextEncoder().encode(JSON.stringify({ ...header, columns }));
    const first = aligned(8 + text.length);
    const buffer = new ArrayBuffer(this.#columns.reduce((size, { bytes }) => size + aligned(bytes), first));
    const head = new Uint8Array(buffer, 0, first);
    new TextEncoder().encodeInto(MAGIC, head);
    new DataView(buffer).setUint32(4, text.length, true);
    head.set(text, 8);
    let offset = first;
    for (const column of this.#columns) {
      column.write(buffer, offset);
      offset += aligned(column.bytes);
    }
    return buffer;
  }
}

const aligned = (bytes: number): number => (bytes + 7) & ~7;
