/** Finds text in the names and values of a JSON value, and opens a tree at what was found. */

import { type TreeState, WINDOW } from './json-rows.ts';
import { jsonKind, jsonMembers, pathTo, stringOf } from './json-value.ts';

export interface Match {
  readonly path: string;
  /** From the root to its parent, each with the place of the next one in it. */
  readonly above: readonly { readonly path: string; readonly at: number }[];
}

export interface Found {
  readonly matches: readonly Match[];
  /** There are more, or more would have had to be read. */
  readonly isCut: boolean;
}

const MOST_MATCHES = 1000;
const MOST_VALUES = 300_000;

interface Step {
  readonly path: string;
  readonly text: string;
  readonly key: string | number | undefined;
  readonly at: number;
  readonly parent: Step | undefined;
}

/** In the order in which they stand; upper and lower case are alike. */
export function searchJson(root: string, text: string, wanted: string): Found {
  const needle = wanted.toLowerCase();
  const matches: Match[] = [];
  if (needle === '') return { matches, isCut: false };
  const stack: Step[] = [{ path: root, text, key: undefined, at: 0, parent: undefined }];
  let seen = 0;
  for (let step = stack.pop(); step !== undefined; step = stack.pop()) {
    if (matches.length === MOST_MATCHES || ++seen > MOST_VALUES) return { matches, isCut: true };
    const { path, text: value, key } = step;
    const members = jsonMembers(value);
    const own = members.length > 0 ? '' : (stringOf(value) ?? value);
    const isFound =
      own.toLowerCase().includes(needle) || (typeof key === 'string' && key.toLowerCase().includes(needle));
    if (isFound) matches.push({ path, above: aboveOf(step) });
    const parent = step;
    for (let i = members.length - 1; i >= 0; i--) {
      const member = members[i]!;
      stack.push({ path: pathTo(path, member.key), text: member.text, key: member.key, at: i, parent });
    }
  }
  return { matches, isCut: false };
}

function aboveOf(step: Step): Match['above'] {
  const above: { path: string; at: number }[] = [];
  let below = step;
  for (let each = step.parent; each !== undefined; each = each.parent) {
    above.push({ path: each.path, at: below.at });
    below = each;
  }
  return above.reverse();
}

/** The state in which the match is a row. */
export function revealed(state: TreeState, { above }: Match): TreeState {
  const open = new Map(state.open);
  const windows = new Map(state.windows);
  const raw = new Set(state.raw);
  for (const { path, at } of above) {
    open.set(path, true);
    raw.add(path);
    const { from, to } = windows.get(path) ?? { from: 0, to: WINDOW };
    if (at >= from && at < to) continue;
    const first = Math.floor(at / WINDOW) * WINDOW;
    windows.set(path, { from: first, to: first + WINDOW });
  }
  return { ...state, open, windows, raw };
}

/** Is there anything to open or close in it? */
export function isNested(text: string): boolean {
  return jsonMembers(text).some(({ text: member }) => ['object', 'array'].includes(jsonKind(member)));
}
