/** The server as a process of its own, as users start it: its one line on stdout, and how it ended. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

export const MAIN = join(import.meta.dirname, '../main.ts');

export interface Ready {
  readonly url: string;
  readonly token: string | null;
  readonly tsp: string;
  readonly calls: string;
  readonly pid: number;
  readonly https?: { readonly calls: string; readonly certificate: string };
}

export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

export class ServerProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  #stdout = '';
  #stderr = '';

  constructor(args: readonly string[], stdin: 'ignore' | 'pipe' = 'ignore') {
    this.child = spawn(process.execPath, [MAIN, ...args], { stdio: [stdin, 'pipe', 'pipe'] });
    this.child.stdout!.on('data', (chunk) => {
      this.#stdout += chunk;
    });
    this.child.stderr!.on('data', (chunk) => {
      this.#stderr += chunk;
    });
    this.ended = new Promise((resolve) =>
      this.child.on('close', (code, signal) => resolve({ code, signal, stdout: this.#stdout, stderr: this.#stderr })),
    );
  }

  /** What the log holds by now. */
  get log(): string {
    return this.#stderr;
  }

  ready(): Promise<Ready> {
    return Promise.race([
      new Promise<Ready>((resolve) =>
        this.child.stdout!.on('data', () => {
          if (this.#stdout.includes('\n')) resolve(JSON.parse(this.#stdout));
        }),
      ),
      this.ended.then(({ code, stderr }) => Promise.reject(new Error(`ended with ${code}: ${stderr}`))),
    ]);
  }

  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<Ended> {
    this.child.kill(signal);
    return this.ended;
  }
}
