/**
 * The trace server as a child process: started on first use, watched, restarted when it dies, ended with its parent.
 *
 * A death is answered by a restart after 0.25, 0.5, 1, 2, 4 s; a server that stayed up for a while starts the count
 * afresh, one that keeps dying is given up with the last lines that it wrote. The channel (`ipc`) is there for its end:
 * the server sees it close when this process dies in whatever way, and ends as well.
 *
 * Knows nothing of VS Code, so that it can be tested as it is.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** What the server prints once it listens. */
export interface Ready {
  readonly url: string;
  readonly token: string | null;
  readonly tsp: string;
  readonly calls: string;
  readonly pid: number;
  /** Where SDKs are to send calls, if there is such a place. */
  readonly sdk?: SdkAddress;
}

/** Stays what it is when the server is started anew. */
export interface SdkAddress {
  readonly url: string;
  readonly token?: string;
}

export type ServerState =
  | { readonly kind: 'stopped' }
  | { readonly kind: 'starting' }
  | { readonly kind: 'up'; readonly ready: Ready }
  | { readonly kind: 'restarting'; readonly message: string }
  | { readonly kind: 'failed'; readonly message: string };

export interface ServerOptions {
  readonly command: string;
  /** Asked at each start. */
  readonly args: () => readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** Lines that the server writes to stderr, and notes on its life. */
  log(line: string): void;
  onState(state: ServerState): void;
  /** ms before each restart in a row; its length bounds them. */
  readonly delays?: readonly number[];
  /** ms after which a server counts as having run well. */
  readonly wellAfter?: number;
}

const START_LIMIT = 30_000;
const STOP_LIMIT = 6_000;
const TAIL = 12;

export class ServerProcess {
  readonly #options: Required<ServerOptions>;
  #state: ServerState = { kind: 'stopped' };
  #child: ChildProcess | undefined;
  #starting: Promise<Ready> | undefined;
  #failures = 0;
  #wanted = false;
  #endPause: (() => void) | undefined;

  constructor(options: ServerOptions) {
    this.#options = { env: process.env, delays: [250, 500, 1000, 2000, 4000], wellAfter: 20_000, ...options };
  }

  get state(): ServerState {
    return this.#state;
  }

  /** Resolves when the server listens; starts it if it does not run. Rejects when it cannot be started. */
  start(): Promise<Ready> {
    this.#wanted = true;
    if (this.#state.kind === 'up') return Promise.resolve(this.#state.ready);
    if (this.#state.kind === 'failed') this.#failures = 0;
    this.#starting ??= this.#untilUp();
    return this.#starting;
  }

  /** Ends the server (SIGTERM, then SIGKILL) and does not restart it. */
  async stop(): Promise<void> {
    this.#wanted = false;
    this.#endPause?.();
    await this.#end();
    await this.#starting?.catch(() => {});
    this.#set({ kind: 'stopped' });
  }

  async restart(): Promise<Ready> {
    await this.stop();
    this.#failures = 0;
    return this.start();
  }

  #set(state: ServerState): void {
    this.#state = state;
    this.#options.onState(state);
  }

  async #untilUp(): Promise<Ready> {
    try {
      for (;;) {
        this.#set({ kind: 'starting' });
        try {
          return await this.#spawn();
        } catch (error) {
          const { message } = error as Error;
          this.#options.log(message);
          if (!this.#wanted) throw error;
          await this.#pause(message);
        }
      }
    } finally {
      this.#starting = undefined;
    }
  }

  /** Waits before the next attempt, or gives up. */
  async #pause(message: string): Promise<void> {
    const delay = this.#options.delays[this.#failures++];
    if (delay === undefined) {
      this.#set({ kind: 'failed', message });
      throw new Error(message);
    }
    this.#set({ kind: 'restarting', message });
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, delay);
      this.#endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    if (!this.#wanted) throw new Error('The server was stopped.');
  }

  #spawn(): Promise<Ready> {
    const { command, args, env, log } = this.#options;
    const child = spawn(command, args(), { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    this.#child = child;
    const tail: string[] = [];
    createInterface(child.stderr as NodeJS.ReadableStream).on('line', (line) => {
      log(line);
      tail.push(line);
      if (tail.length > TAIL) tail.shift();
    });

    return new Promise<Ready>((resolve, reject) => {
      const late = setTimeout(() => {
        reject(new Error(`The trace server said nothing for ${START_LIMIT / 1000} s.`));
        child.kill('SIGKILL');
      }, START_LIMIT);
      child.once('error', (error) => {
        clearTimeout(late);
        // What never ran never ends: `stop` must not wait for that.
        if (child.pid === undefined && this.#child === child) this.#child = undefined;
        reject(new Error(`The trace server cannot be started: ${error.message}`));
      });
      createInterface(child.stdout as NodeJS.ReadableStream).once('line', (line) => {
        clearTimeout(late);
        try {
          const ready = JSON.parse(line) as Ready;
          this.#up(child, ready);
          resolve(ready);
        } catch {
          reject(new Error(`The trace server's first line is not what was expected: ${line}`));
          child.kill('SIGKILL');
        }
      });
      child.once('exit', (code, signal) => {
        clearTimeout(late);
        if (this.#child === child) this.#child = undefined;
        const how = signal ? `was ended by ${signal}` : `ended with code ${code}`;
        const message = [`The trace server ${how}.`, ...tail].join('\n');
        if (this.#state.kind === 'up' && this.#wanted) this.#died(message);
        else reject(new Error(message));
      });
    });
  }

  #up(child: ChildProcess, ready: Ready): void {
    this.#set({ kind: 'up', ready });
    const well = setTimeout(() => {
      this.#failures = 0;
    }, this.#options.wellAfter);
    well.unref();
    child.once('exit', () => clearTimeout(well));
  }

  #died(message: string): void {
    this.#options.log(message);
    this.#starting = this.#pause(message)
      .then(() => this.#untilUp())
      .finally(() => {
        this.#starting = undefined;
      });
    // Whoever waits for it gets the rejection; nobody may be waiting.
    this.#starting.catch(() => {});
  }

  async #end(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGTERM');
    const kill = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT);
    await gone;
    clearTimeout(kill);
  }
}
