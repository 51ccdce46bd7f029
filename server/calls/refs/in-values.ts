/**
 * Refs in values, found in their text: a string of a canonical JSON text begins with `"weave:///` exactly where a ref may
 * be, so a value without refs costs one search of its text, and all around a ref stays as it was, byte for byte. Keys are no
 * values, and what stands within a longer text is no ref.
 */
import { JsonText } from '../values/json-text.ts';
import { ARTIFACT, INTERNAL, isInternalRef } from './ref.ts';

/** The internal refs in a value, each once: ours in their order, then those of artifacts. */
export function refsIn(value: JsonText): string[] {
  if (!value.mayHaveRefs) return [];
  const found = new Set<string>();
  for (const prefix of [INTERNAL, ARTIFACT]) {
    for (const { begin, end } of stringsThatBegin(value.text, prefix)) {
      const text = JSON.parse(value.text.slice(begin, end)) as string;
      if (isInternalRef(text)) found.add(text);
    }
  }
  return [...found];
}

/** The value with each string that begins with the prefix, one of refs, replaced; the same value if there is none. */
export function replaceStrings(value: JsonText, prefix: string, replace: (text: string) => string): JsonText {
  if (!value.mayHaveRefs) return value;
  const { text } = value;
  let result = '';
  let done = 0;
  for (const { begin, end } of stringsThatBegin(text, prefix)) {
    const before = JSON.parse(text.slice(begin, end)) as string;
    const after = replace(before);
    if (after === before) continue;
    result += text.slice(done, begin) + JSON.stringify(after);
    done = end;
  }
  return done === 0 ? value : new JsonText(result + text.slice(done));
}

/** Where they are, with their quotes. `prefix` needs no escapes. */
function* stringsThatBegin(text: string, prefix: string): Generator<{ readonly begin: number; readonly end: number }> {
  const searched = `"${prefix}`;
  for (let at = text.indexOf(searched); at >= 0; at = text.indexOf(searched, at)) {
    const begin = at;
    at += searched.length;
    // The quote is one within a string; what begins a string never follows a backslash.
    if (text[begin - 1] === '\\') continue;
    while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
    at++;
    if (text[at] !== ':') yield { begin, end: at };
  }
}
