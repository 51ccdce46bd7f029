/**
 * Calls as rows of a table: RFC 4180, UTF-8. What stands in objects gets columns of its own, named by where it stands
 * (`inputs.messages`, `summary.usage.gpt-4o.total_tokens`); lists stay JSON. Nothing is left out: where a call has something
 * for which there is no column (there are 500 at the most, or it is newer than the first reading), the column of the
 * whole value (`inputs`) has all of it as JSON.
 *
 * A spreadsheet takes a text that begins with = + - or @ for a formula: such a text gets an apostrophe before it. Numbers
 * are left as they are.
 */
import { unreadableUnless } from '../tsp/replies.ts';
import { membersOf } from './read-calls.ts';

const VALUES = ['inputs', 'output', 'summary', 'attributes'];
const MOST_COLUMNS = 500;
/** Levels of objects that get columns; what lies deeper stays JSON. */
const DEEPEST = 8;
const FORMULA = /^[=+\-@\t\r]/;

export class CallCsv {
  /** Members of calls that are not values of users, in the order of the first call. */
  readonly #plain = new Set<string>();
  /** By the value that they are in. */
  readonly #paths = new Map(VALUES.map((name) => [name, new Set<string>()]));
  #columns = 0;

  /** Looks at a call for its columns. */
  learn(line: string): void {
    unreadableUnless(() => {
      for (const [name, text] of membersOf(line)) {
        const paths = this.#paths.get(name);
        if (paths === undefined) this.#plain.add(name);
        else for (const path of leaves(text)?.keys() ?? []) this.#learnPath(paths, path);
      }
    });
  }

  header(): string {
    const inValues = [...this.#paths].flatMap(([name, paths]) => [name, ...[...paths].map((path) => name + path)]);
    return record([...this.#plain, ...inValues].map(textCell));
  }

  row(line: string): string {
    return unreadableUnless(() => {
      const call = membersOf(line);
      const cells = [...this.#plain].map((name) => cell(call.get(name)));
      for (const [name, paths] of this.#paths) {
        const text = call.get(name);
        const found = text === undefined ? undefined : leaves(text);
        const fits = found?.keys().every((path) => paths.has(path));
        cells.push(fits ? '' : cell(text));
        for (const path of paths) cells.push(cell(found?.get(path)));
      }
      return record(cells);
    });
  }

  #learnPath(paths: Set<string>, path: string): void {
    if (paths.has(path) || this.#columns === MOST_COLUMNS) return;
    paths.add(path);
    this.#columns++;
  }
}

/** What is in an object, as texts by where it stands (".messages"); undefined for anything else, and where two are named alike. */
function leaves(text: string): Map<string, string> | undefined {
  if (!text.startsWith('{')) return undefined;
  const found = new Map<string, string>();
  const collect = (object: string, path: string, depth: number): void => {
    for (const [key, value] of membersOf(object)) {
      const at = `${path}.${key}`;
      if (value.startsWith('{') && value.length > 2 && depth < DEEPEST) collect(value, at, depth + 1);
      else if (found.has(at)) isClear = false;
      else found.set(at, value);
    }
  };
  let isClear = true;
  collect(text, '', 1);
  return isClear ? found : undefined;
}

/** Of a JSON text: a string's content, nothing for null, all else as it stands. */
function cell(json: string | undefined): string {
  if (json === undefined || json === 'null') return '';
  if (json.startsWith('"')) return textCell(JSON.parse(json) as string);
  return quoted(json);
}

function textCell(text: string): string {
  return quoted(FORMULA.test(text) ? `'${text}` : text);
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function record(cells: readonly string[]): string {
  return `${cells.join(',')}\r\n`;
}
