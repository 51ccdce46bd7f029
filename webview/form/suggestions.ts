/** Where a suggestion goes in a text that is being typed. */

export interface Insertion {
  readonly text: string;
  readonly caret: number;
}

/** As the filter language cuts words. */
const WORD_BEFORE = /[^\s"()=!<>&|]*$/;
const AT_WORD = /[^\s()=!<>&|]/;

/**
 * A suggestion replaces what was typed of it before the caret: the longest piece that it continues, from the begin of a
 * word on (suggestions may have blanks and quotes in them: `"Start Time"` continues `Start T`), or else the word there.
 * Where the whole field is one value (`whole`) it replaces all.
 */
export function inserted(text: string, caret: number, suggestion: string, whole: boolean): Insertion {
  if (whole) return { text: suggestion, caret: suggestion.length };
  const before = text.slice(0, caret);
  const start = startOf(before, suggestion);
  const made = text.slice(0, start) + suggestion;
  return { text: made + text.slice(caret), caret: made.length };
}

function startOf(before: string, suggestion: string): number {
  const typed = before.toLowerCase();
  const plain = suggestion.toLowerCase();
  const bare = plain.replace(/^"/, '');
  const first = Math.max(0, before.length - suggestion.length);
  for (let start = first; start < before.length; start++) {
    if (start > 0 && AT_WORD.test(before[start - 1]!) && before[start] !== '"') continue;
    const piece = typed.slice(start);
    if (/\s/.test(piece[0]!)) continue;
    if (plain.startsWith(piece) || bare.startsWith(piece)) return start;
  }
  // A quote that is open begins the word.
  if (before.split('"').length % 2 === 0) return before.lastIndexOf('"');
  return before.length - (WORD_BEFORE.exec(before)?.[0].length ?? 0);
}

/** Whether there is anything left to suggest: not if all that is offered is there already. */
export function isComplete(text: string, caret: number, suggestions: readonly string[], whole: boolean): boolean {
  return suggestions.every((each) => inserted(text, caret, each, whole).text === text);
}
