/**
 * The operator that somebody meant who wrote a word between two others: `label mathces x` would silently be three words.
 * Only what differs in one slip counts, so that names of events and functions stay words; quoted, all of them do.
 */
const MEANT: readonly (readonly [operator: string, short: string])[] = [
  ['matches', 'match'],
  ['contains', 'contain'],
];

export function meantOperator(word: string): string | undefined {
  const lower = word.toLowerCase();
  return MEANT.find(([operator, short]) => lower === short || isSlip(lower, operator))?.[0];
}

/** One letter too many, too few or another, or two in the wrong order; neither the first nor the last. */
function isSlip(word: string, operator: string): boolean {
  if (word === operator) return true;
  if (word.at(0) !== operator.at(0) || word.at(-1) !== operator.at(-1)) return false;
  let same = 1;
  while (word[same] === operator[same]) same++;
  const [left, right] = [word.slice(same), operator.slice(same)];
  const isSwapped = left[0] === right[1] && left[1] === right[0] && left.slice(2) === right.slice(2);
  return isSwapped || left.slice(1) === right || left === right.slice(1) || left.slice(1) === right.slice(1);
}
