/**
 * What a record says by names of its own: members of an object, attributes and children of an element. Names of inner
 * ones are joined with dots. Tells apart what is the time and the type.
 */
import { FieldTable } from './field-table.ts';
import { LONGEST_TYPE } from './record-layout.ts';
import type { Timestamp } from './timestamp.ts';

export interface MemberRules {
  /** Names under which the time is looked for; the first that there is counts. */
  readonly timeNames: readonly string[];
  readonly typeName: string | undefined;
  /** The type of events that don't tell. */
  readonly type: string;
}

export const NO_TIME = 'it has no time where one was to be found, or one of another format';

export class MemberValues {
  readonly fields = new FieldTable();
  readonly values: (string | undefined)[] = [];
  type = '';
  readonly time: Timestamp;
  readonly #rules: MemberRules;
  /** By place in `timeNames`. */
  readonly #times: (string | undefined)[];

  constructor(rules: MemberRules, time: Timestamp) {
    this.#rules = rules;
    this.time = time;
    this.#times = rules.timeNames.map(() => undefined);
  }

  begin(): void {
    this.values.fill(undefined);
    this.#times.fill(undefined);
    this.type = this.#rules.type;
  }

  add(name: string, value: string): void {
    const { timeNames, typeName } = this.#rules;
    const time = timeNames.indexOf(name);
    if (time >= 0) this.#times[time] ??= value;
    if (name === typeName && value !== '') this.type = value.slice(0, LONGEST_TYPE);
    const field = this.fields.of(name);
    if (field < 0) return;
    while (this.values.length <= field) this.values.push(undefined);
    this.values[field] ??= value;
  }

  /** Why it is no event; undefined for one. */
  end(): string | undefined {
    for (const time of this.#times) {
      if (time !== undefined) return this.time.read(time) ? undefined : NO_TIME;
    }
    return NO_TIME;
  }
}
