/**
 * Parsers of records that name what they say: members of an object, attributes and children of an element. Names of inner
 * ones are joined with dots. Tells apart what is the time and the type.
 */
import { FieldTable } from './field-table.ts';
import { LONGEST_TYPE, type RecordParser } from './record-layout.ts';
import type { Timestamp } from './timestamp.ts';

export interface MemberRules {
  /** Names under which the time is looked for; the first that there is counts. */
  readonly timeNames: readonly string[];
  readonly typeName: string | undefined;
  /** The type of events that don't tell. */
  readonly type: string;
}

const LONGEST_NAME = 200;
const NO_TIME = 'it has no time where one was to be found, or one of another format';

export abstract class MemberParser implements RecordParser {
  readonly isContinued = false;
  readonly fields = new FieldTable();
  readonly values: (string | undefined)[] = [];
  type = '';
  readonly #time: Timestamp;
  readonly #rules: MemberRules;
  /** By place in `timeNames`. */
  readonly #times: (string | undefined)[];

  constructor(rules: MemberRules, time: Timestamp) {
    this.#rules = rules;
    this.#time = time;
    this.#times = rules.timeNames.map(() => undefined);
  }

  continuation(): number {
    return -1;
  }

  get seconds(): number {
    return this.#time.seconds;
  }
  get nanoseconds(): number {
    return this.#time.nanoseconds;
  }

  read(text: string): string | undefined {
    this.values.fill(undefined);
    this.#times.fill(undefined);
    this.type = this.#rules.type;
    return this.addAll(text) ?? this.#readTime();
  }

  /** Adds all that the record says. Returns why it is no record, if it is none. */
  protected abstract addAll(text: string): string | undefined;

  protected add(name: string, value: string): void {
    if (name.length > LONGEST_NAME) return;
    const { timeNames, typeName } = this.#rules;
    const time = timeNames.indexOf(name);
    if (time >= 0) this.#times[time] ??= value;
    if (name === typeName && value !== '') this.type = value.slice(0, LONGEST_TYPE);
    const field = this.fields.of(name);
    if (field < 0) return;
    while (this.values.length <= field) this.values.push(undefined);
    this.values[field] ??= value;
  }

  #readTime(): string | undefined {
    const found = this.#times.find((time) => time !== undefined);
    return found !== undefined && this.#time.read(found) ? undefined : NO_TIME;
  }
}
