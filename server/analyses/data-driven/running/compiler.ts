/**
 * Turns paths and values of a document into functions, once: while events pass, nothing of the document is looked at any
 * more. A path becomes a function that finds (or adds) an attribute, a value one that reads it into a `TypedValue`.
 *
 * A step `null` stays where the path is. `#CurrentScenario` leads to the scenario's attribute wherever it stands. What a
 * mapping group has no entry for is null, and so is what can't be turned into the forced type.
 */

import { type AttributeStore, NOWHERE } from '../attribute-store.ts';
import type { AnalysisPart, AttributePath, ForcedType, Operand, PathStep, StateValue } from '../document.ts';
import {
  ABSENT,
  BIG,
  DOUBLE,
  INT,
  LONG,
  NOTHING,
  numberIn,
  STRING,
  type StateValues,
  TIME,
  TypedValue,
} from '../state-values.ts';
import { compare } from './compare.ts';
import type { EventFields } from './event-fields.ts';
import { Names, NO_NAME } from './names.ts';
import type { CurrentScenario } from './scenarios.ts';
import { ScriptValues } from './script-values.ts';
import type { Scripts } from './scripts.ts';
import { tooMuch } from './too-much.ts';

export type Find = () => number;
export type Read = (into: TypedValue) => void;
type Step = (at: number) => number;

export class Compiler {
  readonly fields: EventFields;
  readonly store: AttributeStore;
  readonly names: Names;
  /** What the trace itself counts times from, ns since the epoch. */
  readonly base: bigint;
  /** Of the scenario at hand. */
  readonly scenario: CurrentScenario | undefined;
  readonly #scripts: ScriptValues | undefined;
  readonly #values: StateValues;
  readonly #locations: ReadonlyMap<string, AttributePath>;
  readonly #mappings = new Map<string, (value: TypedValue) => void>();
  readonly #analysis: AnalysisPart;

  constructor(
    analysis: AnalysisPart,
    fields: EventFields,
    store: AttributeStore,
    base: bigint,
    scenario?: CurrentScenario,
    scripts?: Scripts,
  ) {
    this.#analysis = analysis;
    this.fields = fields;
    this.store = store;
    this.base = base;
    this.scenario = scenario;
    this.#scripts = scripts && new ScriptValues(scripts, store.values, base);
    this.#values = store.values;
    this.names = new Names(store.values);
    this.#locations = new Map(analysis.locations.map(({ id, path }) => [id, path]));
  }

  /** Finds the attribute, or `NOWHERE`. */
  finding(path: AttributePath): Find {
    return walking(
      this.steps(path).map((step) => this.#step(step, (at, name) => this.store.childNamed(at, name), false)),
    );
  }

  /** Finds the attribute, or adds it; `NOWHERE` where a value on the way is null. Its function throws for one attribute too many. */
  adding(path: AttributePath): Find {
    const { store } = this;
    return walking(
      this.steps(path).map((step) =>
        this.#step(
          step,
          (at, name) => {
            const child = store.addChild(at, name);
            if (child === NOWHERE) throw tooMuch(step, `there are more than ${store.size} attributes`);
            return child;
          },
          true,
        ),
      ),
    );
  }

  /** Reads the value; `ABSENT` where the event has no such field. */
  reading(value: StateValue): Read {
    const read = this.#plain(value);
    const map = value.mappingGroup === undefined ? undefined : this.#mapping(value.mappingGroup);
    const { forcedType } = value;
    if (map === undefined && forcedType === undefined) return read;
    return (into) => {
      read(into);
      if (into.kind === ABSENT) return;
      map?.(into);
      if (forcedType !== undefined) this.#force(into, forcedType);
    };
  }

  /** Reads one side of a comparison. */
  readingOperand(operand: Operand): Read {
    if (operand.kind === 'value') return this.reading(operand.value);
    return operand.kind === 'field' ? this.fields.field(operand.name) : this.#query(operand.path);
  }

  /** Locations written out. */
  steps(path: AttributePath): readonly PathStep[] {
    return path.flatMap((step) => {
      if (step.type === 'location') return this.steps(this.#locations.get(step.value) ?? []);
      return step.type === 'null' ? [] : [step];
    });
  }

  /** ns since the base, of a time since the epoch; NaN of what is no number. */
  readonly timeIn = ({ kind, number }: TypedValue): number => {
    if (kind === TIME) return number;
    if (kind === BIG) return Number(BigInt(this.#values.strings.text(number)) - this.base);
    return kind === INT || kind === LONG || kind === DOUBLE
      ? Number(BigInt(Math.trunc(number)) - this.base)
      : Number.NaN;
  };

  #step(step: PathStep, next: (at: number, name: number) => number, makes: boolean): Step {
    const { scenario, names } = this;
    if (step.type === 'constant') {
      if (step.value === '#CurrentScenario') return () => scenario?.attribute ?? NOWHERE;
      const name = this.#values.strings.intern(step.value);
      return (at) => next(at, name);
    }
    if (step.type === 'nowhere') return () => NOWHERE;
    if (step.type === 'pool') return (at) => scenario?.pooled(at, step, makes) ?? NOWHERE;
    const read = this.#named(step);
    const value = new TypedValue();
    return (at) => {
      read(value);
      const name = makes ? names.of(value) : names.seen(value);
      return name === NO_NAME ? NOWHERE : next(at, name);
    };
  }

  #named(step: PathStep): Read {
    if (step.type === 'eventField') return this.fields.field(step.value);
    return step.type === 'query' ? this.#query(step.path) : this.fields.name;
  }

  #query(path: AttributePath): Read {
    const find = this.finding(path);
    return (into) => this.#present(find(), into);
  }

  #present(attribute: number, into: TypedValue): void {
    if (attribute === NOWHERE) into.kind = NOTHING;
    else this.#values.decode(this.store.now(attribute), into);
  }

  #plain(value: StateValue): Read {
    if (value.stack === 'peek') {
      const find = this.finding(value.path);
      return (into) => {
        const stack = find();
        this.#present(stack, into);
        if (into.kind !== INT) into.kind = NOTHING;
        else this.#present(this.store.childNamed(stack, this.names.ofNumber(into.number)), into);
      };
    }
    if (value.type === 'query') return this.#query(value.path);
    if (value.type === 'eventName') return this.fields.name;
    if (value.type === 'eventField') return this.fields.field(value.value, value.forcedType === 'string');
    if (value.type === 'script') return this.#script(value);
    const { kind, number } = this.#constant(value);
    return (into) => {
      into.kind = kind;
      into.number = number;
    };
  }

  #script(value: StateValue): Read {
    if (this.#scripts === undefined) throw new Error('an analysis has scripts and was given nothing to run them');
    return this.#scripts.reading(
      value,
      (value.inputs ?? []).map((input) => this.reading(input.value)),
    );
  }

  #constant({ type, value }: StateValue): Readonly<TypedValue> {
    if (type === 'string') return { kind: STRING, number: this.#values.strings.intern(value) };
    if ((type !== 'int' && type !== 'long') || value === '') return { kind: NOTHING, number: 0 };
    const number = Number(value);
    if (Number.isSafeInteger(number)) return { kind: type === 'int' ? INT : LONG, number };
    return { kind: BIG, number: this.#values.strings.intern(String(BigInt(value.replace('+', '')))) };
  }

  #mapping(id: string): (value: TypedValue) => void {
    const known = this.#mappings.get(id);
    if (known !== undefined) return known;
    const group = this.#analysis.mappingGroups.find((group) => group.id === id);
    const entries = (group?.entries ?? []).map(({ from, to }) => ({ from: this.#plain(from), to: this.#plain(to) }));
    const from = new TypedValue();
    const map = (value: TypedValue): void => {
      for (const entry of entries) {
        entry.from(from);
        if (compare(value, from, this) === 0) {
          entry.to(value);
          return;
        }
      }
      value.kind = NOTHING;
    };
    this.#mappings.set(id, map);
    return map;
  }

  #force(value: TypedValue, type: ForcedType): void {
    const { kind } = value;
    if (kind <= NOTHING) return;
    if (type === 'string') {
      if (kind === STRING) return;
      value.number = this.#values.strings.intern(this.#textOf(value));
      value.kind = STRING;
      return;
    }
    if (type === 'long' && (kind === TIME || kind === BIG)) return;
    const isText = kind === STRING || kind === BIG || kind === TIME;
    const number = isText ? numberIn(this.#textOf(value)) : value.number;
    if (Number.isNaN(number)) value.kind = NOTHING;
    else {
      value.kind = type === 'double' ? DOUBLE : type === 'int' ? INT : LONG;
      value.number = type === 'double' ? number : Math.trunc(number);
    }
  }

  /** Times as the trace tells them. */
  #textOf(value: TypedValue): string {
    return value.kind === TIME ? String(this.base + BigInt(value.number)) : this.#values.textOf(value);
  }
}

function walking(steps: readonly Step[]): Find {
  return () => {
    let at = 0;
    for (let s = 0; s < steps.length; s++) {
      at = steps[s]!(at);
      if (at === NOWHERE) return NOWHERE;
    }
    return at;
  };
}
