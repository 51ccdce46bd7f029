/**
 * Threads for experiments. Starting one takes as long as answering from a kept index, so one is started ahead, once it is
 * known that experiments will be opened and the machine has time for it: at the server's start, and whenever an
 * experiment has been read.
 */
import { totalmem } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { ToWorker, WorkerInput } from './protocol.ts';

const FILE = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url);
const MIB = 1024 * 1024;

export class WorkerThreads {
  readonly #file: URL;
  readonly #ahead: boolean;
  #spare: Worker | undefined;

  /** `file`: tests bring their own. `ahead`: is it worth a thread that may never be needed? */
  constructor(file = FILE, ahead = false) {
    this.#file = file;
    this.#ahead = ahead;
  }

  /** Has a thread ready for the next experiment. */
  prepare(): void {
    if (!this.#ahead || this.#spare !== undefined) return;
    const spare = this.#start();
    const forget = (): void => {
      if (this.#spare === spare) this.#spare = undefined;
    };
    // One that can't be started fails again when it is needed, and is told then.
    spare.on('error', forget).on('exit', forget);
    this.#spare = spare;
  }

  /** A thread that opens the experiment. */
  open(input: WorkerInput): Worker {
    const worker = this.#spare?.removeAllListeners() ?? this.#start();
    this.#spare = undefined;
    worker.postMessage({ kind: 'open', input } satisfies ToWorker);
    return worker;
  }

  async close(): Promise<void> {
    await this.#spare?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(this.#file, {
      stdout: true,
      // Columns lie outside of this heap; it holds texts and small objects. Half of the memory, but not less than 1 GiB.
      resourceLimits: { maxOldGenerationSizeMb: Math.max(1024, Math.floor(totalmem() / 2 / MIB)) },
    });
    worker.stdout.resume();
    return worker;
  }
}
