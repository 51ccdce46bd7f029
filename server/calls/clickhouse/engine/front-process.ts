/** A ClickHouse server over HTTP as a process of its own, for tests. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export class ClickHouseProcess {
  readonly #child: ChildProcess;
  /** Its address, without a database. */
  readonly url: string;

  private constructor(child: ChildProcess, url: string) {
    this.#child = child;
    this.url = url;
  }

  /** Once the engine is installed. */
  static async start(): Promise<ClickHouseProcess> {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'http-front.ts')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [address] = (await Promise.race([
      once(child.stdout, 'data'),
      once(child, 'exit').then(([code]) => Promise.reject(new Error(`ClickHouse ended with ${code}`))),
    ])) as [Buffer];
    return new ClickHouseProcess(child, String(address).trim());
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    this.#child.kill();
    await once(this.#child, 'exit');
  }
}
