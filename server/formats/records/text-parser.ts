/**
 * Lines of a log by patterns: the first that matches tells what the line says, by its named groups. The group with the
 * time is no field; all others are.
 */
import { FieldTable, type ParseValue } from './field-table.ts';
import { LONGEST_TYPE, type RecordParser } from './record-layout.ts';
import type { Timestamp } from './timestamp.ts';

/** A pattern that is matched at a line's begin. */
export interface LinePattern {
  readonly names: readonly string[];
  /** The texts of the groups `names` from index 1 on; nothing where the line does not match. */
  exec(text: string): readonly (string | undefined)[] | null | undefined;
}

export interface TextPattern {
  readonly pattern: LinePattern;
  /** The type of its events, where no group tells. */
  readonly type: string;
}

export interface TextRules {
  readonly patterns: readonly TextPattern[];
  /** The group with the time; each pattern has it. */
  readonly timeGroup: string;
  /** The group that names the type, if there is one. */
  readonly typeGroup: string | undefined;
  /** What values of a group mean, where that is not by their looks. */
  readonly parse: ReadonlyMap<string, ParseValue>;
  /** Lines that match nothing are added to the event before. */
  readonly isContinued: boolean;
}

const NO_MATCH = 'this line matches no pattern';
const NO_TIME = 'the time of this line is not in the format given';

const MESSAGES: readonly string[] = ['message', 'msg'];

interface Places {
  readonly pattern: LinePattern;
  readonly type: string;
  /** Numbers of groups, from 1. */
  readonly time: number;
  readonly typeGroup: number;
  /** By number of group, from 1: the field; −1 for the time. */
  readonly fields: readonly number[];
}

export class TextParser implements RecordParser {
  readonly fields = new FieldTable();
  readonly isContinued: boolean;
  type = '';
  readonly values: (string | undefined)[];
  readonly #time: Timestamp;
  readonly #patterns: readonly Places[];
  /** Said to be: numbers, or the type. */
  readonly #isLastOther: boolean;
  readonly #ownName: string;

  constructor(rules: TextRules, time: Timestamp) {
    this.#time = time;
    for (const name of fieldNames(rules)) this.fields.of(name, rules.parse.get(name));
    this.#patterns = rules.patterns.map(({ pattern, type }) => ({
      pattern,
      type,
      time: pattern.names.indexOf(rules.timeGroup) + 1,
      typeGroup: rules.typeGroup === undefined ? 0 : pattern.names.indexOf(rules.typeGroup) + 1,
      fields: [-1, ...pattern.names.map((name) => this.fields.find(name))],
    }));
    this.isContinued = rules.isContinued;
    const last = this.fields.names.at(-1) ?? '';
    this.#isLastOther = last === rules.typeGroup || rules.parse.get(last)?.('1') === 1;
    this.#ownName = this.fields.find('message') < 0 ? 'message' : 'more lines';
    this.values = Array.from({ length: this.fields.length }, () => undefined);
  }

  get seconds(): number {
    return this.#time.seconds;
  }
  get nanoseconds(): number {
    return this.#time.nanoseconds;
  }

  /** The message, else the last group; a field of its own where that holds numbers, as far as is known, or the type. */
  continuation(): number {
    const { fields } = this;
    const last = this.values.length - 1;
    const isText = last >= 0 && !this.#isLastOther && !fields.isNumeric(last);
    return isText ? last : fields.of(this.#ownName);
  }

  read(text: string): string | undefined {
    let problem = NO_MATCH;
    for (const places of this.#patterns) {
      const found = places.pattern.exec(text);
      if (found === null || found === undefined) continue;
      const time = found[places.time];
      if (time === undefined || !this.#time.read(time)) {
        problem = NO_TIME;
        continue;
      }
      const { values } = this;
      if (this.#patterns.length > 1) values.fill(undefined);
      for (let group = 1; group < places.fields.length; group++) {
        const field = places.fields[group]!;
        if (field >= 0) values[field] = found[group];
      }
      const named = places.typeGroup > 0 ? found[places.typeGroup] : undefined;
      this.type = named ? named.slice(0, LONGEST_TYPE) : places.type;
      return undefined;
    }
    return problem;
  }
}

/** In the order of the groups, and those with the rest of the line last. */
function fieldNames({ patterns, timeGroup }: TextRules): readonly string[] {
  const names = new Set(patterns.flatMap(({ pattern }) => pattern.names));
  names.delete(timeGroup);
  const isLast = (name: string): boolean => MESSAGES.includes(name);
  return [...names].sort((a, b) => Number(isLast(a)) - Number(isLast(b)));
}
