/**
 * The values of fields as numbers and keys. The kernel writes numbers as decimal or as hexadecimal with "0x", some
 * pointers as bare hexadecimal (kept as text), and the state of a thread as letters.
 */
import type { StringTable } from '../../index/string-table.ts';

const DECIMAL = /^[+-]?\d+(?:\.\d+)?$/;
const HEXADECIMAL = /^0x[\da-f]{1,16}$/i;

/** Bits of `prev_state`, https://docs.kernel.org/trace/events.html; "R+" is a thread that was preempted. */
const STATE_BITS: Readonly<Record<string, number>> = {
  R: 0,
  S: 1,
  D: 2,
  T: 4,
  t: 8,
  X: 16,
  Z: 32,
  P: 64,
  x: 16,
  K: 256,
  W: 512,
  I: 1026,
  N: 2048,
};
const STATES = /^(?:[RSDTtXZPxKWIN]\+?)(?:\|[RSDTtXZPxKWIN]\+?)*$/;

/** NaN if the text is no number. Hexadecimal ones of 64 bits are signed, as the results of system calls are. */
export function numberOf(text: string | undefined): number {
  if (text === undefined) return Number.NaN;
  if (DECIMAL.test(text)) return Number(text);
  if (!HEXADECIMAL.test(text)) return Number.NaN;
  return text.length < 18 ? Number(text) : Number(BigInt.asIntN(64, BigInt(text)));
}

/** "S", "R+", "D|K", or already a number. */
export function stateOf(text: string | undefined): number {
  if (text === undefined || !STATES.test(text)) return numberOf(text);
  return text.split('|').reduce((bits, letter) => bits | STATE_BITS[letter[0]!]!, 0);
}

/** An exact identity, see `FieldForm`; NaN where the field is absent. */
export function keyOf(text: string | undefined, strings: StringTable): number {
  if (text === undefined) return Number.NaN;
  const isNumber = /^(?:0|[1-9]\d{0,14}|0x[\da-f]{1,13})$/i.test(text);
  return isNumber ? Number(text) : -1 - strings.intern(text);
}
