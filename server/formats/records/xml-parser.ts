/**
 * An XML element as a record: its attributes are fields, its children with text are, and their attributes and children.
 * Only the five entities of XML itself are known.
 */
import { SaxesParser } from 'saxes';
import { type MemberRules, MemberValues } from './member-values.ts';
import type { RecordParser } from './record-layout.ts';
import type { Timestamp } from './timestamp.ts';

const DEEPEST = 16;
const LONGEST_NAME = 200;
const TOO_DEEP = `this element holds elements within elements, more than ${DEEPEST} deep`;
const NOT_WELL_FORMED = 'this element is no well-formed XML';

export class XmlParser implements RecordParser {
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
    const members = this.#members;
    members.begin();
    const parser = new SaxesParser({ position: false });
    /** Names of the open elements below the record; their texts so far. */
    const names: string[] = [];
    const texts: string[] = [];
    let isBroken = false;
    const add = (name: string, value: string): void => {
      if (name.length <= LONGEST_NAME) members.add(name, value);
    };
    const addText = (part: string): void => {
      texts[texts.length - 1] += part;
    };
    parser.on('error', () => {
      isBroken = true;
    });
    parser.on('opentag', (tag) => {
      if (texts.length > 0) names.push(tag.name);
      texts.push('');
      if (names.length > DEEPEST) throw new RangeError(TOO_DEEP);
      const prefix = names.map((name) => `${name}.`).join('');
      for (const [name, value] of Object.entries(tag.attributes)) add(prefix + name, value);
    });
    parser.on('text', (part) => {
      if (texts.length > 0) addText(part);
    });
    parser.on('cdata', addText);
    parser.on('closetag', () => {
      const own = texts.pop()!.trim();
      if (own !== '') add(names.join('.') || 'text', own);
      names.pop();
    });
    try {
      parser.write(text).close();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return TOO_DEEP;
    }
    return isBroken ? NOT_WELL_FORMED : members.end();
  }
}
