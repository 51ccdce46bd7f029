/**
 * Reads a frame: a small JSON header, and typed columns that are looked at where they lie in the received bytes, without
 * a copy. The format is described in `docs/binary-replies.md`.
 *
 * Lengths are checked before anything is looked at: a frame that is cut off or lies about itself throws a `SyntaxError`
 * that says what is wrong.
 */
import type { Status } from '../messages.ts';
import { settled } from './replies.ts';

export const FRAME_TYPE = 'application/vnd.heddle.columns';

const MAGIC = 'HCF1';
const HEAD = 8;
const ARRAYS = { f64: Float64Array, u32: Uint32Array, u8: Uint8Array } as const;
type ColumnType = keyof typeof ARRAYS;
type ColumnOf<T extends ColumnType> = InstanceType<(typeof ARRAYS)[T]>;

export class Frame {
  readonly status: Status;
  readonly statusMessage: string;
  /** Names columns by their numbers. Undefined where the server has none. */
  readonly model: Readonly<Record<string, unknown>> | undefined;
  readonly #columns: readonly (Float64Array | Uint32Array | Uint8Array)[];

  constructor(bytes: ArrayBuffer) {
    if (bytes.byteLength < HEAD) throw new SyntaxError(`a frame of ${bytes.byteLength} bytes is too short`);
    if (text(bytes, 0, MAGIC.length) !== MAGIC) throw new SyntaxError('not a frame of columns');
    const length = new DataView(bytes).getUint32(4, true);
    if (HEAD + length > bytes.byteLength) {
      throw new SyntaxError(`the frame is cut off: a header of ${length} bytes in ${bytes.byteLength}`);
    }
    const { status, statusMessage, model, columns } = record(JSON.parse(text(bytes, HEAD, length)), 'the header');
    this.statusMessage = typeof statusMessage === 'string' ? statusMessage : '';
    this.status = settled(status as Status, this.statusMessage);
    this.model = model == null ? undefined : record(model, 'the model');
    this.#columns = columnsIn(bytes, aligned(HEAD + length), columns);
  }

  /** The column that the member `name` of `of` names. */
  column<T extends ColumnType>(of: Readonly<Record<string, unknown>>, name: string, type: T): ColumnOf<T> {
    const column = this.#columns[of[name] as number];
    if (!(column instanceof ARRAYS[type])) throw new SyntaxError(`“${name}” is no column of ${type}`);
    return column as ColumnOf<T>;
  }
}

function columnsIn(bytes: ArrayBuffer, from: number, list: unknown): (Float64Array | Uint32Array | Uint8Array)[] {
  if (!Array.isArray(list)) throw new SyntaxError('the header lists no columns');
  let offset = from;
  const columns = list.map((item: unknown, i) => {
    const [type, length] = Array.isArray(item) ? item : [];
    const array = Object.hasOwn(ARRAYS, String(type)) ? ARRAYS[type as ColumnType] : undefined;
    if (array === undefined || !Number.isSafeInteger(length) || length < 0) {
      throw new SyntaxError(`column ${i} is of no known type and length: ${JSON.stringify(item)}`);
    }
    const size = length * array.BYTES_PER_ELEMENT;
    if (offset + size > bytes.byteLength) {
      throw new SyntaxError(`the frame is cut off: column ${i} ends at ${offset + size} of ${bytes.byteLength} bytes`);
    }
    const column = new array(bytes, offset, length);
    offset += aligned(size);
    return column;
  });
  if (offset !== bytes.byteLength) {
    throw new SyntaxError(`the frame has ${bytes.byteLength} bytes, its columns end at ${offset}`);
  }
  return columns;
}

const aligned = (bytes: number): number => Math.ceil(bytes / 8) * 8;

function text(bytes: ArrayBuffer, from: number, length: number): string {
  return new TextDecoder().decode(new Uint8Array(bytes, from, length));
}

export function record(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new SyntaxError(`${name} is no object`);
  return value as Record<string, unknown>;
}
