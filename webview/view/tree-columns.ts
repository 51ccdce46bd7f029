/**
 * The columns of a tree beside a chart, after its names: as many as leave the names their room, in the server's order, each
 * as wide as its widest text. Only what is no figure (a path) may be cut.
 */
import type { Tree } from '../../client/messages.ts';

export interface TreeColumnPlace {
  /** Of the entries' labels. */
  readonly index: number;
  readonly name: string;
  readonly tooltip: string;
  /** CSS pixels. */
  readonly width: number;
}

/** Before the text, and what rounding may take. */
const PADDING = 10;
/** Of a text that is no figure; CSS pixels. */
const MOST_WORDS = 112;
/** Of anything: what comes from a server may be endless. */
const MOST_CHARACTERS = 40;
/** The sign of the order beside a column's name. */
const SIGN = 12;
/** Of the tree, for the names; CSS pixels. */
const LEAST_NAMES = 136;

/** Of a tree `width` CSS pixels wide; `measure` tells the width of a text in the cells' font. Cost: O(entries). */
export function treeColumns(
  tree: Tree | undefined,
  width: number,
  measure: (text: string) => number,
): TreeColumnPlace[] {
  if (!tree || tree.headers.length < 2) return [];
  const widest = tree.headers.map(({ name }) => Math.min(MOST_WORDS, measure(name.slice(0, MOST_CHARACTERS)) + SIGN));
  for (const { labels } of tree.entries)
    for (let i = 1; i < widest.length; i++) {
      const text = labels[i];
      if (!text) continue;
      const room = measure(text.slice(0, MOST_CHARACTERS));
      if (room > widest[i]!) widest[i] = isFigure(text) ? room : Math.max(widest[i]!, Math.min(MOST_WORDS, room));
    }
  const columns: TreeColumnPlace[] = [];
  let room = width - LEAST_NAMES;
  for (const [index, { name, tooltip }] of tree.headers.entries()) {
    if (index === 0) continue;
    const wanted = Math.ceil(widest[index]! + PADDING);
    room -= wanted;
    if (room < 0) break;
    columns.push({ index, name, tooltip, width: wanted });
  }
  return columns;
}

/** Begins as a number does: "216", "0.363 %", "−1", "12 ms". */
const isFigure = (text: string): boolean => /^[-−+]?[\d.]/.test(text);
