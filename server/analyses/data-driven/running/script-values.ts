/**
 * What goes between attributes and scripts: typed values as a script gets them, and what it returns as typed values. Times
 * are ns since the epoch to a script.
 */
import type { StateValue } from '../document.ts';
import { BIG, DOUBLE, INT, LONG, NOTHING, STRING, type StateValues, TIME, TypedValue } from '../state-values.ts';
import type { Read } from './compiler.ts';
import type { Scripts, ScriptValue } from './scripts.ts';

export class ScriptValues {
  readonly #scripts: Scripts;
  readonly #values: StateValues;
  readonly #base: bigint;

  /** `base`: what times count from, ns since the epoch. */
  constructor(scripts: Scripts, values: StateValues, base: bigint) {
    this.#scripts = scripts;
    this.#values = values;
    this.#base = base;
  }

  /** Reads what the script returns for its inputs. */
  reading(script: StateValue, inputs: readonly Read[]): Read {
    const call = this.#scripts.compile(script.value, script);
    const given = inputs.map((): ScriptValue => null);
    const value = new TypedValue();
    return (into) => {
      for (let i = 0; i < inputs.length; i++) {
        inputs[i]!(value);
        given[i] = this.#given(value);
      }
      this.#take(call(given), into);
    };
  }

  #given({ kind, number }: TypedValue): ScriptValue {
    if (kind <= NOTHING) return null;
    if (kind === TIME) return this.#base + BigInt(number);
    if (kind === STRING) return this.#values.strings.text(number);
    return kind === BIG ? Number(this.#values.strings.text(number)) : number;
  }

  #take(result: ScriptValue, into: TypedValue): void {
    const { strings } = this.#values;
    into.kind = NOTHING;
    if (typeof result === 'string') {
      const before = strings.size;
      into.kind = STRING;
      into.number = strings.intern(result);
      if (strings.size > before) this.#scripts.keep(result);
    } else if (typeof result === 'bigint') {
      if (BigInt.asIntN(64, result) !== result) return;
      into.number = Number(result);
      into.kind = Number.isSafeInteger(into.number) ? LONG : BIG;
      if (into.kind === BIG) into.number = strings.intern(String(result));
    } else if (result !== null && Number.isFinite(result)) {
      if (Number.isInteger(result) && Math.abs(result) >= 2 ** 53 && Math.abs(result) < 2 ** 63) {
        this.#take(BigInt(result), into);
        return;
      }
      into.number = result;
      into.kind = Number.isSafeInteger(result) ? (Math.trunc(result) === (result | 0) ? INT : LONG) : DOUBLE;
    }
  }
}
