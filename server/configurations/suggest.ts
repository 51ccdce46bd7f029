/**
 * What fits next where a user types: names that continue a word, and in a filter also operators and values.
 *
 * A suggestion is a piece of text that takes the place of the word before the caret.
 */

export const MOST_SUGGESTIONS = 20;
const OPERATORS = ['==', '!=', 'contains', 'matches', '>', '<', 'present'];
/** Also of a filter that isn't complete: a quote may still be open. */
const TOKEN = /"(?:[^"\\]|\\.)*"?|[^\s"()=!<>&|]+|\s+|[=!]=|./gs;
const WORD = /^[^\s"()=!<>&|]+$/;

/** Those that begin with the word before those that have it somewhere, in either the order they came in. */
export function suggestNames(word: string, names: Iterable<string>): readonly string[] {
  const lower = word.trim().toLowerCase();
  const [first, later]: [string[], string[]] = [[], []];
  for (const name of names) {
    const at = name.toLowerCase().indexOf(lower);
    if (at === 0) first.push(name);
    else if (at > 0 && later.length < MOST_SUGGESTIONS) later.push(name);
    if (first.length === MOST_SUGGESTIONS) break;
  }
  return [...first, ...later].slice(0, MOST_SUGGESTIONS);
}

/** `text`: up to the caret. `values`: what a field may be compared with, as far as it is known. */
export function suggestFilter(
  text: string,
  names: Iterable<string>,
  values: (field: string) => Iterable<string> = () => [],
): readonly string[] {
  const tokens = text.match(TOKEN) ?? [];
  const last = tokens.at(-1) ?? '';
  const isOpen = /^"(?:[^"\\]|\\.)*$/s.test(last);
  const typed = isOpen || WORD.test(last) ? last : '';
  const before = (typed === '' ? tokens : tokens.slice(0, -1)).filter((token) => token.trim() !== '');
  const [operand, operator] = before.slice(-2);
  const word = typed.replace(/^"/, '');
  if (operator !== undefined && operator !== 'present' && OPERATORS.includes(operator))
    return suggestNames(word, values(unquoted(operand!))).map(inFilter);
  const field = unquoted(before.at(-1) ?? '').toLowerCase();
  if (!isOpen && field !== '' && [...names].some((name) => name.toLowerCase() === field))
    return suggestNames(word, OPERATORS);
  return suggestNames(word, names).map(inFilter);
}

function unquoted(token: string): string {
  return token.startsWith('"') ? token.slice(1, -1).replaceAll('\\"', '"') : token;
}

/** A text as one word of a filter. */
function inFilter(text: string): string {
  return WORD.test(text) && !OPERATORS.includes(text) ? text : `"${text.replaceAll('"', '\\"')}"`;
}
