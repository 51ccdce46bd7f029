/** The labels of a TSDL enum: `{ RED, GREEN = 5, BLUE = 7 ... 9 }`. One without a number follows the one before it. */
import type { IntegerType, LabelledRange } from './declared-types.ts';
import type { TsdlCursor } from './tsdl-cursor.ts';

/** The opening brace has been read. Throws a `FormatError` with the place. */
export function enumerators(cursor: TsdlCursor, container: IntegerType): LabelledRange[] {
  const ranges: LabelledRange[] = [];
  let low = 0n;
  while (!cursor.accept('}')) {
    const label = cursor.token.kind === 'string' ? cursor.string() : cursor.name('a label');
    const at = cursor.token.at;
    if (cursor.accept('=')) low = cursor.number();
    const high = cursor.accept('...') ? cursor.number() : low;
    if (high < low) throw cursor.error(`the range ${low} ... ${high} is upside down`, at);
    ranges.push({ label, low, high });
    low = high + 1n;
    if (!cursor.accept(',') && cursor.token.text !== '}')
      throw cursor.error(`expected , instead of ${cursor.token.text}`);
  }
  return container.signed ? ranges : ranges.map((range) => unsignedRange(range, container.size));
}

/** Some writers tell labels of unsigned enums as negative numbers. */
function unsignedRange(range: LabelledRange, size: number): LabelledRange {
  if (range.low >= 0n) return range;
  const low = BigInt.asUintN(size, range.low);
  const high = BigInt.asUintN(size, range.high);
  return low <= high ? { label: range.label, low, high } : range;
}
