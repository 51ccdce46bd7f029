/**
 * The HTTP thread's handle on one opened experiment: starts its worker, forwards questions, remembers how far it is.
 *
 * If the worker dies (out of memory, a bug), every question from then on is answered `FAILED` with the reason; the server
 * and the other experiments go on. `close` ends the worker at once, whatever it is doing, and frees all it holds, also on
 * the disk.
 */
import { rm } from 'node:fs/promises';
import type { Worker } from 'node:worker_threads';
import { type Configuration, type OutputDescriptor, QueryError } from '../analyses/output.ts';
import { type Answer, withoutModel } from './answer.ts';
import type { DerivedOutput, FromWorker, Operation, ToWorker, TypeChange, WorkerInput } from './protocol.ts';
import type { Trial, TrialResult } from './trial.ts';
import type { WorkerThreads } from './worker-threads.ts';

export type Progress = Omit<Extract<FromWorker, { kind: 'progress' }>, 'kind'>;
type Reply = Exclude<FromWorker, { kind: 'progress' }>;
type Request = ToWorker extends infer M ? (M extends { id: number } ? Omit<M, 'id'> : never) : never;

interface Waiting {
  readonly resolve: (reply: Reply) => void;
  readonly reject: (reason: Error) => void;
}

interface EngineOptions {
  readonly onProgress: (progress: Progress) => void;
  readonly threads: WorkerThreads;
}

/** Between two looks at the files of the traces. */
const LOOK_MS = 2000;

/** For an answer to somebody who is typing. */
const TRIAL_MS = 1000;

/** The worker has died, or was closed. */
export class EngineStopped extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'EngineStopped';
  }
}

/** It was closed, by whoever deleted the experiment. */
export class EngineClosed extends EngineStopped {
  constructor() {
    super('The experiment has been closed');
    this.name = 'EngineClosed';
  }
}

export class ExperimentEngine {
  readonly #worker: Worker;
  readonly #onProgress: (progress: Progress) => void;
  readonly #cacheFolder: string;
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 0;
  #looked = Number.NEGATIVE_INFINITY;
  #stopped: EngineStopped | undefined;
  #descriptors: readonly OutputDescriptor[] = [];
  #progress: Progress = { traces: [], status: 'RUNNING', fraction: 0, events: 0 };

  constructor(input: WorkerInput, options: EngineOptions) {
    this.#onProgress = options.onProgress;
    this.#cacheFolder = input.cacheFolder;
    this.#worker = options.threads.open(input);
    this.#worker.on('message', (message: FromWorker) => this.#receive(message));
    this.#worker.on('error', (error) => this.#stop(`The analysis has stopped: ${reasonOf(error)}`));
    this.#worker.on('messageerror', (error) => this.#stop(`The analysis has stopped: ${reasonOf(error)}`));
    this.#worker.on('exit', (code) => this.#stop(`The analysis has ended with code ${code}`));
  }

  get progress(): Progress {
    return this.#progress;
  }

  /** Has the worker look whether the traces have changed on the disk; the progress tells, once it knows. */
  look(): void {
    const now = performance.now();
    if (this.#stopped || now - this.#looked < LOOK_MS) return;
    this.#looked = now;
    this.#send({ kind: 'look' });
  }

  /** False once the worker has died. */
  get alive(): boolean {
    return this.#stopped === undefined;
  }

  /** Never rejects: what goes wrong is in the answer. `framed`: as columns, see `answer`. */
  async ask(
    operation: Operation,
    outputId: string,
    parameters: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
    framed = false,
  ): Promise<Answer> {
    try {
      return (await this.#request({ kind: 'ask', operation, outputId, parameters, framed }, signal)) as Answer;
    } catch (error) {
      return withoutModel('FAILED', (error as Error).message, framed);
    }
  }

  /** After the worker has died: those it had when last asked. */
  async outputs(): Promise<readonly OutputDescriptor[]> {
    if (this.#stopped) return this.#descriptors;
    this.#descriptors = await this.#change({ kind: 'outputs' });
    return this.#descriptors;
  }

  /** Throws a `QueryError` if the configuration can't be applied, `EngineStopped` if the worker has died. */
  async derive(derived: DerivedOutput): Promise<OutputDescriptor> {
    const [descriptor] = await this.#change({ kind: 'derive', derived });
    if (!descriptor) throw new Error('the worker derived no output');
    return descriptor;
  }

  /** Answers what is left. */
  async remove(outputId: string): Promise<readonly OutputDescriptor[]> {
    this.#descriptors = await this.#change({ kind: 'remove', outputId });
    return this.#descriptors;
  }

  /** See `protocol.ts`. */
  async configure(configuration: Configuration, remake: boolean): Promise<void> {
    this.#descriptors = await this.#change({ kind: 'configure', configuration, remake });
  }

  /** Answers what is left. */
  async withdraw(configurationId: string): Promise<readonly OutputDescriptor[]> {
    this.#descriptors = await this.#change({ kind: 'withdraw', configurationId });
    return this.#descriptors;
  }

  /** Types of others come or go; what was made with them is made anew by `configure`. */
  async changeTypes(change: TypeChange): Promise<void> {
    this.#descriptors = await this.#change({ kind: 'types', change });
  }

  /** What a type makes of parameters over an output; nothing, if the engine is too busy to say so soon. */
  async try(outputId: string, trial: Trial): Promise<TrialResult> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<TrialResult>((resolve) => {
      timer = setTimeout(() => resolve({}), TRIAL_MS);
    });
    try {
      const reply = await Promise.race([this.#request({ kind: 'try', outputId, trial }), late]);
      return 'result' in reply ? reply.result : {};
    } finally {
      clearTimeout(timer);
    }
  }

  /** Takes the names of functions from a file, too. Throws as `derive` does. */
  async addSymbols(path: string): Promise<void> {
    this.#descriptors = await this.#change({ kind: 'symbols', path });
  }

  /** Moves traces in time, see `TraceSource`; the progress tells so when this resolves. */
  async shift(offsets: ReadonlyMap<string, bigint>): Promise<void> {
    this.#descriptors = await this.#change({ kind: 'shift', offsets });
  }

  /** Ends reading within a second; what was read stays, and is answered as CANCELLED. Nothing happens once it has ended. */
  async cancel(): Promise<void> {
    if (this.#progress.status === 'RUNNING') this.#descriptors = await this.#change({ kind: 'cancel' });
  }

  async close(): Promise<void> {
    this.#fail(new EngineClosed());
    await this.#worker.terminate();
    await rm(this.#cacheFolder, { recursive: true, force: true });
  }

  async #change(request: Request): Promise<readonly OutputDescriptor[]> {
    const reply = await this.#request(request);
    if (reply.kind === 'refused') throw new QueryError(reply.message, reply.parameter, reply.position);
    if (reply.kind !== 'descriptors') throw new Error(`the worker answered "${reply.kind}" to "${request.kind}"`);
    return reply.outputs;
  }

  #request(request: Request, signal?: AbortSignal): Promise<Reply> {
    if (this.#stopped) return Promise.reject(this.#stopped);
    const id = this.#nextId++;
    const abort = (): void => this.#send({ kind: 'abort', id });
    signal?.addEventListener('abort', abort);
    return new Promise<Reply>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#send({ ...request, id } as ToWorker);
    }).finally(() => signal?.removeEventListener('abort', abort));
  }

  #send(message: ToWorker): void {
    this.#worker.postMessage(message);
  }

  #receive(message: FromWorker): void {
    if (message.kind === 'progress') {
      this.#progress = message;
      this.#onProgress(message);
      return;
    }
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    waiting?.resolve(message);
  }

  #stop(reason: string): void {
    if (this.#stopped) return;
    this.#fail(new EngineStopped(reason));
    this.#progress = { ...this.#progress, status: 'FAILED', fraction: 1, message: reason };
    this.#onProgress(this.#progress);
  }

  #fail(reason: EngineStopped): void {
    this.#stopped ??= reason;
    for (const { reject } of this.#waiting.values()) reject(reason);
    this.#waiting.clear();
  }
}

function reasonOf(error: unknown): string {
  if ((error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY') return 'it ran out of memory';
  return error instanceof Error ? error.message : String(error);
}
