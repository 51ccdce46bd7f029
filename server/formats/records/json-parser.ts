/** A JSON object in each line: all members that are no lists become fields. */
import { MemberParser } from './member-parser.ts';

const DEEPEST = 8;
const NO_OBJECT = 'this line is no JSON object';
/** A number that a double can't hold. */
const LONG_NUMBER = /\d{16}/;

export class JsonParser extends MemberParser {
  protected override addAll(text: string): string | undefined {
    const record = parse(text);
    if (typeof record !== 'object' || record === null || Array.isArray(record)) return NO_OBJECT;
    this.#addMembers(record, '', 1);
    return undefined;
  }

  #addMembers(object: object, prefix: string, depth: number): void {
    for (const [key, value] of Object.entries(object)) {
      const name = prefix + key;
      if (value === null) continue;
      if (typeof value !== 'object') this.add(name, String(value));
      else if (Array.isArray(value)) this.add(name, listText(value));
      else if (depth < DEEPEST) this.#addMembers(value, `${name}.`, depth + 1);
    }
  }
}

function listText(list: readonly unknown[]): string {
  try {
    return JSON.stringify(list);
  } catch {
    // Lists within lists, thousands deep.
    return '[…]';
  }
}

/** What the reviver is told beside the value, in engines that do. */
interface Source {
  readonly source?: string;
}

function parse(text: string): unknown {
  if (!text.trimStart().startsWith('{')) return undefined;
  try {
    if (!LONG_NUMBER.test(text)) return JSON.parse(text);
    const exact = (_: string, value: unknown, context?: Source) =>
      typeof value === 'number' && context?.source !== undefined && LONG_NUMBER.test(context.source)
        ? context.source
        : value;
    return JSON.parse(text, exact as (key: string, value: unknown) => unknown);
  } catch {
    return undefined;
  }
}
