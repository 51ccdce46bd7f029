/**
 * The scripts of one analysis at work on one trace, in a JavaScript engine of their own (QuickJS as WebAssembly): there is
 * nothing of the host in it, in and out go numbers, texts and null. What scripts leave in global variables stays for the
 * next call.
 *
 * What a script takes is bounded: memory by that of WebAssembly, the time of a call by the engine's interrupts. These
 * don't come within functions of the engine itself (`indexOf` over an immense array), so calls are made within a
 * `GuardedTime`. Whatever goes wrong ends the analysis: its error names the element.
 *
 * Cost: some 5 µs a call.
 */
import variant from '@jitl/quickjs-singlefile-mjs-release-sync';
import {
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSContext,
  type QuickJSHandle,
  type QuickJSWASMModule,
} from 'quickjs-emscripten-core';
import type { Place } from '../document.ts';
import { GuardedTime } from './guarded-time.ts';
import { tooMuch } from './too-much.ts';

/** Of the engine and all it holds. Its own limit counts no more than the largest piece, so it is the memory's. */
const MEMORY_MIB = 32;
const PAGES = MEMORY_MIB * 16;
const STACK = 128 * 2 ** 10;
/** Of one call, ms. */
const MOST_OF_CALL = 250;
/** Without giving way, ms. */
const SLICE = 10;
/** Of all calls for one trace. */
const MOST_MINUTES = 10;
/** Of one text; of all that differ. */
const MOST_CHARACTERS = 4096;
const MOST_KEPT = 2 ** 26;

/** Whole numbers beyond 2^53 are handed out as `bigint`; what is handed in becomes a number. */
export type ScriptValue = number | bigint | string | null;

type Result = ReturnType<QuickJSContext['callFunction']>;

export class Scripts {
  readonly #context: QuickJSContext;
  readonly #time = new GuardedTime();
  /** Of the script that runs, or ran last. */
  #place: Place = { line: 1, column: 1 };
  #deadline = 0;
  #isStopped = false;
  #spent = 0;
  #spentBefore = 0;
  #kept = 0;

  static async load(): Promise<Scripts> {
    const wasmMemory = new WebAssembly.Memory({ initial: PAGES, maximum: PAGES });
    return new Scripts(await newQuickJSWASMModuleFromVariant(newVariant(variant, { wasmMemory })));
  }

  constructor(engine: QuickJSWASMModule) {
    const runtime = engine.newRuntime();
    runtime.setMaxStackSize(STACK);
    runtime.setInterruptHandler(() => {
      this.#isStopped ||= performance.now() > this.#deadline;
      return this.#isStopped;
    });
    this.#context = runtime.newContext();
  }

  /** It is time to give way. */
  get isDue(): boolean {
    return this.#spent - this.#spentBefore > SLICE;
  }

  /** Does some work that calls scripts, and comes back soon after they are due. */
  guard<T>(work: () => T): T {
    this.#spentBefore = this.#spent;
    try {
      return this.#time.run(work);
    } catch (error) {
      throw GuardedTime.isOver(error) ? this.#failure('does not come to an end; it was stopped') : error;
    }
  }

  /** `source`: of a function, called with these inputs. Throws an `Error` that names the place, as does what it returns. */
  compile(source: string, place: Place): (inputs: readonly ScriptValue[]) => ScriptValue {
    const context = this.#context;
    const made = this.#timed(
      place,
      () => context.evalCode(source),
      (handle) => handle,
    );
    const read = (handle: QuickJSHandle): ScriptValue => {
      const value = this.#value(handle);
      handle.dispose();
      return value;
    };
    return (inputs) => this.#timed(place, () => this.#call(made, inputs), read);
  }

  /** Counts a text that was not there before. */
  keep({ length }: string): void {
    this.#kept += length;
    if (this.#kept > MOST_KEPT) throw this.#failure(`returns more than ${MOST_KEPT} characters of different texts`);
  }

  #call(made: QuickJSHandle, inputs: readonly ScriptValue[]): Result {
    const context = this.#context;
    const handles = inputs.map((value) => {
      if (typeof value === 'string') return context.newString(value);
      return value === null ? context.null : context.newNumber(Number(value));
    });
    const result = context.callFunction(made, context.undefined, ...handles);
    for (const handle of handles) handle.dispose();
    return result;
  }

  #timed<T>(place: Place, work: () => Result, read: (handle: QuickJSHandle) => T): T {
    const start = performance.now();
    this.#place = place;
    this.#deadline = start + MOST_OF_CALL;
    let result: Result;
    try {
      result = work();
    } catch (error) {
      throw this.#failure(`failed: ${(error as Error).message}`);
    }
    if (result.error !== undefined) throw this.#thrown(result.error);
    const value = read(result.value);
    this.#spent += performance.now() - start;
    if (this.#spent > MOST_MINUTES * 60_000) {
      throw this.#failure(`was stopped: the scripts of the analysis take more than ${MOST_MINUTES} minutes`);
    }
    return value;
  }

  #value(handle: QuickJSHandle): ScriptValue {
    const context = this.#context;
    const type = context.typeof(handle);
    if (type === 'number') return context.getNumber(handle);
    if (type === 'string') {
      const text = context.getString(handle);
      if (text.length <= MOST_CHARACTERS) return text;
      throw this.#failure(`returns a text of more than ${MOST_CHARACTERS} characters`);
    }
    if (type === 'bigint') return context.getBigInt(handle);
    if (type === 'boolean') return String(context.dump(handle));
    if (type === 'undefined' || context.sameValue(handle, context.null)) return null;
    throw this.#failure(`returns a value of type ${type}; numbers, texts and null can be states`);
  }

  #thrown(error: QuickJSHandle): Error {
    if (this.#isStopped) return this.#failure(`was stopped: a call takes more than ${MOST_OF_CALL} ms`);
    let thrown: { name?: unknown; message?: unknown } | undefined;
    try {
      thrown = this.#context.dump(error);
    } catch {
      // It can't be told what it is.
    }
    const { name = 'Error', message = thrown } = thrown ?? {};
    if (message === 'out of memory') return this.#failure(`needs more than ${MEMORY_MIB} MiB of memory`);
    return this.#failure(`throws ${`${name}: ${message}`.slice(0, 200)}`);
  }

  #failure(what: string): Error {
    return tooMuch(this.#place, `the script ${what}`);
  }
}
