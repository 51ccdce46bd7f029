/**
 * Runs the program of a line table: bytes in, rows of address, file and line out. It can begin anywhere that a run has
 * been before, since all it knows there are three numbers. Every operation takes a byte at least, so it always ends.
 */
import type { Cursor } from './cursor.ts';
import type { LineHeader } from './line-header.ts';

export interface LineState {
  address: number;
  file: number;
  line: number;
}

/** Called for each row, in the order of the program; `last` for the one just behind the end of a piece of code. Stops the run by true. */
export type OnRow = (state: Readonly<LineState>, last: boolean) => boolean;

/** What a piece of code begins with. */
export function freshState(): LineState {
  return { address: 0, file: 1, line: 1 };
}

/** Runs from where the cursor stands, to the end of the unit at the most. Changes `state`. Throws a `BinaryError` where it is cut off. */
export function runLines(header: LineHeader, cursor: Cursor, state: LineState, onRow: OnRow): void {
  const { arguments: counts, lineBase, lineRange, leastInstruction } = header;
  const first = counts.length;
  cursor.end = header.end;
  while (cursor.at < cursor.end) {
    const operation = cursor.u8();
    if (operation >= first) {
      const steps = operation - first;
      state.address += Math.floor(steps / lineRange) * leastInstruction;
      state.line += lineBase + (steps % lineRange);
      if (onRow(state, false)) return;
    } else if (operation === 0) {
      if (extended(cursor, state, onRow)) return;
    } else if (operation === 1) {
      if (onRow(state, false)) return;
    } else standard(operation, cursor, state, header);
  }
}

/** Returns true to stop. */
function extended(cursor: Cursor, state: LineState, onRow: OnRow): boolean {
  const size = cursor.uleb();
  const from = cursor.skip(size);
  const next = cursor.at;
  if (size === 0) return false;
  cursor.at = from;
  const operation = cursor.u8();
  let stop = false;
  if (operation === 1) {
    stop = onRow(state, true);
    Object.assign(state, freshState());
  } else if (operation === 2 && [4, 8].includes(size - 1)) state.address = cursor.unsigned(size - 1);
  cursor.at = next;
  return stop;
}

function standard(operation: number, cursor: Cursor, state: LineState, header: LineHeader): void {
  const { arguments: counts, lineRange, leastInstruction } = header;
  // The first nine mean the same everywhere, unless a unit says that they have other arguments.
  if (operation === 2 && counts[2] === 1) state.address += cursor.uleb() * leastInstruction;
  else if (operation === 3 && counts[3] === 1) state.line += cursor.sleb();
  else if (operation === 4 && counts[4] === 1) state.file = cursor.uleb();
  else if (operation === 8 && counts[8] === 0)
    state.address += Math.floor((255 - counts.length) / lineRange) * leastInstruction;
  else if (operation === 9 && counts[9] === 1) state.address += cursor.u16();
  else for (let i = 0; i < counts[operation]!; i++) cursor.uleb();
}
