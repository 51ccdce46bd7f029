/** A frame of columns for tests, laid out by hand: `frameOf({ status: 'COMPLETED', model: { x: 0 } }, [Float64Array.of(1)])`. */
type Column = Float64Array | Uint32Array | Uint8Array;

const padded = (bytes: Uint8Array): number[] => [...bytes, ...new Array<number>((8 - (bytes.length % 8)) % 8).fill(0)];
const typeOf = (column: Column): string =>
  column instanceof Float64Array ? 'f64' : column instanceof Uint32Array ? 'u32' : 'u8';

export function frameOf(
  header: Readonly<Record<string, unknown>>,
  columns: readonly Column[],
): Uint8Array<ArrayBuffer> {
  const list = columns.map((column) => [typeOf(column), column.length]);
  const text = [...new TextEncoder().encode(JSON.stringify({ columns: list, ...header }))];
  const head = [...new TextEncoder().encode('HCF1'), ...new Uint8Array(Uint32Array.of(text.length).buffer), ...text];
  const bytes = columns.map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength));
  return Uint8Array.from([...padded(Uint8Array.from(head)), ...bytes.flatMap(padded)]);
}
