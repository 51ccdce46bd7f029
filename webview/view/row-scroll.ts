/**
 * Scrolling through more rows than a browser can lay out (it stops near 17 to 33 million pixels).
 *
 * The scroll bar spans at most `MOST_PIXELS`; its place is a fraction of the whole. The position itself is a row with a
 * fraction, so that a turn of the wheel moves by pixels and not by what a pixel of the bar stands for.
 */
export const MOST_PIXELS = 8_000_000;

export interface Rows {
  readonly count: number;
  readonly rowHeight: number;
  /** Height of the window onto the rows. */
  readonly height: number;
}

export const scrollHeight = ({ count, rowHeight }: Rows): number => Math.min(MOST_PIXELS, count * rowHeight);

/** The first row in sight when scrolled to the very end. */
export const lastPosition = ({ count, rowHeight, height }: Rows): number => Math.max(0, count - height / rowHeight);

export const clampPosition = (position: number, rows: Rows): number =>
  Math.min(lastPosition(rows), Math.max(0, position));

const room = (rows: Rows): number => Math.max(0, scrollHeight(rows) - rows.height);

export const positionAt = (scrollTop: number, rows: Rows): number => {
  const pixels = room(rows);
  return pixels === 0 ? 0 : clampPosition((scrollTop / pixels) * lastPosition(rows), rows);
};

export const scrollTopOf = (position: number, rows: Rows): number => {
  const last = lastPosition(rows);
  return last === 0 ? 0 : (clampPosition(position, rows) / last) * room(rows);
};

/** The least move after which `row` is wholly in sight; `centred` puts it in the middle if it was out of sight. */
export function revealRow(position: number, row: number, rows: Rows, centred = false): number {
  const visible = rows.height / rows.rowHeight;
  if (row >= position && row + 1 <= position + visible) return position;
  if (centred) return clampPosition(row - visible / 2 + 0.5, rows);
  return clampPosition(row < position ? row : row + 1 - visible, rows);
}
