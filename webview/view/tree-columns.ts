/** The columns of a tree beside a chart, after its names: as many as leave the names their room, in the server's order. */
import type { Tree } from '../../client/messages.ts';

export interface TreeColumnPlace {
  /** Of the entries' labels. */
  readonly index: number;
  readonly name: string;
  readonly tooltip: string;
  /** CSS pixels. */
  readonly width: number;
}

const CHARACTER = 7;
const PADDING = 9;
const LONGEST = 16;
/** Of the tree, for the names; CSS pixels. */
const LEAST_NAMES = 136;

/** Of a tree `width` CSS pixels wide. Cost: O(entries). */
export function treeColumns(tree: Tree | undefined, width: number): TreeColumnPlace[] {
  if (!tree || tree.headers.length < 2) return [];
  const longest = tree.headers.map(({ name }) => name.length);
  for (const { labels } of tree.entries)
    for (let i = 1; i < longest.length; i++) longest[i] = Math.max(longest[i]!, labels[i]?.length ?? 0);
  const columns: TreeColumnPlace[] = [];
  let room = width - LEAST_NAMES;
  for (const [index, { name, tooltip }] of tree.headers.entries()) {
    if (index === 0) continue;
    const wanted = Math.ceil(Math.min(LONGEST, longest[index]!) * CHARACTER + PADDING);
    room -= wanted;
    if (room < 0) break;
    columns.push({ index, name, tooltip, width: wanted });
  }
  return columns;
}
