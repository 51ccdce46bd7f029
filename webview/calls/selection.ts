/** Which calls of the list are selected, as in the editor's own lists: by id, so that they stay what they are while others come. */
export interface Selected {
  readonly ids: ReadonlySet<string>;
  /** Where a range begins. */
  readonly anchor: string | undefined;
  /** The row that the keys move. */
  readonly cursor: string | undefined;
}

export const NONE_SELECTED: Selected = { ids: new Set(), anchor: undefined, cursor: undefined };

/** Alone. */
export function selectOne(id: string): Selected {
  return { ids: new Set([id]), anchor: id, cursor: id };
}

/** With Ctrl or Space: it as well, or not any more. */
export function toggleOne({ ids }: Selected, id: string): Selected {
  return { ids: ids.symmetricDifference(new Set([id])), anchor: id, cursor: id };
}

/**
 * With Shift: from the anchor to it. `between` gives the ids of the rows from one to the other, those that are there; what was
 * selected apart from the former range stays with Ctrl only.
 */
export function selectTo(
  { ids, anchor, cursor }: Selected,
  id: string,
  between: (from: string, to: string) => readonly string[],
  keep: boolean,
): Selected {
  const from = anchor ?? cursor ?? id;
  return { ids: new Set([...(keep ? ids : []), ...between(from, id)]), anchor: from, cursor: id };
}
