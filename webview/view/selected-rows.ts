/**
 * Which rows of a tree are selected: one, or with Ctrl or Shift several, as in the editor's own lists. Kept by entry, so that
 * they stay what they are when the tree is sorted or grows.
 */
export interface Modifiers {
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
}

export const NO_MODIFIERS: Modifiers = { ctrlKey: false, metaKey: false, shiftKey: false };

/**
 * The entries that are selected after a click or a step to the row `to`, when it was `from` before and `selected` were.
 * Empty: only the row itself is.
 */
export function selectRows(
  ids: readonly number[],
  selected: ReadonlySet<number>,
  from: number | undefined,
  to: number,
  { ctrlKey, metaKey, shiftKey }: Modifiers,
): ReadonlySet<number> {
  const id = ids[to];
  if (id === undefined) return selected;
  if (shiftKey && from !== undefined) {
    const between = ids.slice(Math.min(from, to), Math.max(from, to) + 1);
    return new Set([...selected, ...between]);
  }
  if (!ctrlKey && !metaKey) return new Set();
  const before = selected.size === 0 && from !== undefined ? new Set([ids[from]!]) : selected;
  return before.symmetricDifference(new Set([id]));
}
