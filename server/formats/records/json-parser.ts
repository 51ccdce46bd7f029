/** A JSON object in each line: all members that are no lists become fields. */
import { type MemberRules, MemberValues } from './member-values.ts';
import type { RecordParser } from './record-layout.ts';
import type { Timestamp } from './timestamp.ts';

const DEEPEST = 8;
const LONGEST_NAME = 200;
const NO_OBJECT = 'this line is no JSON object';
/** A number that a double can't hold. */
const LONG_NUMBER = /\d{16}/;

export class JsonParser implements RecordParser {
  readonly continued = -1;
  readonly #members: MemberValues;

  constructor(rules: MemberRules, time: Timestamp) {
    this.#members = new MemberValues(rules, time);
  }

  get fields() {
    return this.#members.fields;
  }
  get values() {
    return this.#members.values;
  }
  get type(): string {
    return this.#members.type;
  }
  get seconds(): number {
    return this.#members.time.seconds;
  }
  get nanoseconds(): number {
    return this.#members.time.nanoseconds;
  }

  read(text: string): string | undefined {
    this.#members.begin();
    const record = parse(text);
    if (typeof record !== 'object' || record === null || Array.isArray(record)) return NO_OBJECT;
    this.#add(record, '', 1);
    return this.#members.end();
  }

  #add(object: object, prefix: string, depth: number): void {
    for (const [key, value] of Object.entries(object)) {
      const name = prefix + key;
      if (value === null || name.length > LONGEST_NAME) continue;
      if (typeof value !== 'object') this.#members.add(name, String(value));
      else if (Array.isArray(value)) this.#members.add(name, listText(value));
      else if (depth < DEEPEST) this.#add(value, `${name}.`, depth + 1);
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
