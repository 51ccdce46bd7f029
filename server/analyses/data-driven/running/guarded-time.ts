/**
 * Runs some work in this thread and ends it if it takes too long, whatever it is at, WebAssembly included: what `node:vm`
 * does for scripts, so the work is called by one. What was ended midway must not be used again.
 *
 * Cost: some 0.1 ms.
 */
import { type Context, createContext, Script } from 'node:vm';

/** ms. */
const MOST = 2000;

export class GuardedTime {
  readonly #script = new Script('work()');
  readonly #room: { work: () => unknown } = { work: () => undefined };
  readonly #context: Context = createContext(this.#room);

  run<T>(work: () => T): T {
    this.#room.work = work;
    return this.#script.runInContext(this.#context, { timeout: MOST }) as T;
  }

  /** What `run` threw because time was over. */
  static isOver(error: unknown): boolean {
    return (error as { code?: unknown } | null)?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
  }
}
