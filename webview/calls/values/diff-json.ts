/**
 * Two JSON values compared by path: exact texts of leaves, members of objects by name, of lists by place. Nothing recurses.
 * What one side lacks is one row, however large it is.
 */
import { jsonKind, jsonMembers, pathTo } from './json-value.ts';

export interface DiffRow {
  readonly path: string;
  readonly left: string | undefined;
  readonly right: string | undefined;
  readonly change: 'same' | 'changed' | 'left' | 'right';
}

export interface Diff {
  /** In the order of the left value; what only the right one has follows its siblings. */
  readonly rows: readonly DiffRow[];
  readonly different: number;
  /** There are more rows. */
  readonly isCut: boolean;
}

const MOST_ROWS = 5000;

interface Pair {
  readonly path: string;
  readonly left: string | undefined;
  readonly right: string | undefined;
}

/** Only the rows that differ, or all. */
export function diffJson(root: string, left: string | undefined, right: string | undefined, all: boolean): Diff {
  const rows: DiffRow[] = [];
  let different = 0;
  const stack: Pair[] = [{ path: root, left, right }];
  for (let pair = stack.pop(); pair !== undefined; pair = stack.pop()) {
    if (rows.length === MOST_ROWS) return { rows, different, isCut: true };
    if (pair.left === undefined && pair.right === undefined) continue;
    const isSame = pair.left === pair.right;
    if (isSame && !all) continue;
    const below = membersOfBoth(pair);
    if (below !== undefined) {
      for (let i = below.length - 1; i >= 0; i--) stack.push(below[i]!);
      continue;
    }
    if (!isSame) different++;
    rows.push({ ...pair, change: isSame ? 'same' : changeOf(pair) });
  }
  return { rows, different, isCut: false };
}

function changeOf({ left, right }: Pair): DiffRow['change'] {
  if (left === undefined) return 'right';
  return right === undefined ? 'left' : 'changed';
}

/** Undefined if they are compared as wholes. */
function membersOfBoth({ path, left, right }: Pair): readonly Pair[] | undefined {
  if (left === undefined || right === undefined) return undefined;
  const kind = jsonKind(left);
  if (kind !== jsonKind(right) || (kind !== 'object' && kind !== 'array')) return undefined;
  const lefts = jsonMembers(left);
  const others = new Map(jsonMembers(right).map(({ key, text }) => [key, text]));
  // One of them is empty: it is seen as that.
  if (lefts.length === 0 || others.size === 0) return undefined;
  const pairs: Pair[] = lefts.map(({ key, text }) => {
    const other = others.get(key);
    others.delete(key);
    return { path: pathTo(path, key), left: text, right: other };
  });
  for (const [key, text] of others) pairs.push({ path: pathTo(path, key), left: undefined, right: text });
  return pairs;
}
