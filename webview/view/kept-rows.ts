/**
 * Rows that stay in a tree though a newer answer lacks them: a series that is shown has its row, to be told by and to be
 * hidden, also where a server leaves away what has nothing in the selected range. Its figures are 0 there.
 */
import type { Entry } from '../../client/messages.ts';

const FIGURE = /^[-\d.,]{1,24}(\s?)(%|ns|µs|ms|s)$/;

/** `now`, and of `before` what `keeps` has, with what is above it. Cost: O(entries). */
export function withKept(
  before: readonly Entry[],
  now: readonly Entry[],
  keeps: ReadonlySet<number>,
): readonly Entry[] {
  const known = new Set(now.map(({ id }) => id));
  const lacking = [...keeps].filter((id) => !known.has(id));
  if (lacking.length === 0) return now;
  const old = new Map(before.map((entry) => [entry.id, entry]));
  const kept: Entry[] = [];
  for (const id of lacking)
    for (let at = old.get(id); at && !known.has(at.id); at = old.get(at.parentId)) {
      known.add(at.id);
      kept.push({ ...at, labels: at.labels.map((text, i) => (i === 0 ? text : text.replace(FIGURE, '0$1$2'))) });
    }
  return kept.length === 0 ? now : [...now, ...kept];
}
