/** Steps over what is well-formed JSON without white space: from where something begins to the character behind it. */

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

export function behindString(text: string, at: number): number {
  let i = at + 1;
  for (let code = text.charCodeAt(i); code !== QUOTE; code = text.charCodeAt(i)) i += code === BACKSLASH ? 2 : 1;
  return i + 1;
}

export function behindValue(text: string, at: number): number {
  let depth = 0;
  for (let i = at; i < text.length; i++) {
    switch (text.charCodeAt(i)) {
      case QUOTE:
        i = behindString(text, i) - 1;
        if (depth === 0) return i + 1;
        break;
      case OPEN_LIST:
      case OPEN_OBJECT:
        depth++;
        break;
      case COMMA:
        if (depth === 0) return i;
        break;
      case CLOSE_LIST:
      case CLOSE_OBJECT:
        // Behind a bare number or word, or the value's own end.
        if (depth === 0) return i;
        if (--depth === 0) return i + 1;
    }
  }
  return text.length;
}
