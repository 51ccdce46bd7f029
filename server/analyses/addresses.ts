/** Addresses, of which readers tell keys: a number, or for what a double can't hold, −1 − the id of its decimal text. */
import type { StringTable } from '../index/string-table.ts';

/** "0x7f…", of 64 bits without a sign. `strings`: the trace's. */
export function addressText(strings: StringTable, key: number): string {
  const address = key < 0 ? BigInt(strings.text(-1 - key)) : BigInt(key);
  return `0x${BigInt.asUintN(64, address).toString(16)}`;
}
