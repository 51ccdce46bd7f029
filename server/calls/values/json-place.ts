/**
 * Where in a JSON text something is. Nobody keeps a path while reading; who has to complain walks to the place again.
 */

/** Of the value around or behind character `at`; the text is well-formed up to there. */
export function pathAt(text: string, at: number): (string | number)[] {
  /** The innermost is null before its key is read. */
  const path: (string | number | null)[] = [];
  let string = '';
  for (let i = 0; i < at; i++) {
    const last = path.length - 1;
    switch (text[i]) {
      case '"': {
        const from = i;
        for (i++; i < at && text[i] !== '"'; i++) if (text[i] === '\\') i++;
        string = text.slice(from, i + 1);
        break;
      }
      case '{':
        path.push(null);
        break;
      case '[':
        path.push(0);
        break;
      case ':':
        path[last] = JSON.parse(string) as string;
        break;
      case ',':
        path[last] = typeof path[last] === 'number' ? path[last] + 1 : null;
        break;
      case '}':
      case ']':
        path.pop();
    }
  }
  return path.filter((step) => step !== null);
}

/** For a message; the middle of a long one is left out. */
export function placeOf(path: readonly (string | number)[]): string {
  const text = path.join('.').toWellFormed();
  if (text === '') return 'body';
  return text.length > 200 ? `${text.slice(0, 100)}…${text.slice(-100)}` : text;
}
