/**
 * Modules with configuration types that other extensions bring. A server that starts anew knows none of them, so each is
 * registered again before anything else is asked of it; registering starts no server. One that a later server refuses
 * is told in the log, and does not keep the others, nor the server, from being used.
 */
import { Disposable } from 'vscode';
import type { TspSession } from '../../client/session/tsp-session.ts';
import type { Backend } from './backend.ts';
import type { Configurations } from './configurations.ts';
import type { Log } from './log.ts';

export class TypeModules {
  readonly #backend: Backend;
  readonly #changed: () => void;
  /** By path, how many have registered it. */
  readonly #paths = new Map<string, number>();

  constructor(backend: Backend, configurations: Configurations, log: Log) {
    this.#backend = backend;
    this.#changed = () => {
      configurations.refresh();
      configurations.outputsMayDiffer();
    };
    backend.beforeUse(async (session) => {
      for (const path of this.#paths.keys())
        await session.client.configurations
          .addModule(path)
          .catch((error: Error) => log.error(`The configuration types of ${path} are not there: ${error.message}`));
    });
  }

  /** Rejects with what is wrong with the module, if a server runs to tell. */
  async register(path: string): Promise<Disposable> {
    const before = this.#paths.get(path) ?? 0;
    if (before === 0) await this.#withServer((session) => session.client.configurations.addModule(path));
    this.#paths.set(path, before + 1);
    let registered = true;
    return new Disposable(() => {
      if (!registered) return;
      registered = false;
      const left = (this.#paths.get(path) ?? 1) - 1;
      if (left > 0) this.#paths.set(path, left);
      else {
        this.#paths.delete(path);
        void this.#withServer((session) => session.client.configurations.removeModule(path)).catch(() => {});
      }
    });
  }

  async #withServer(act: (session: TspSession) => Promise<unknown>): Promise<void> {
    if (this.#backend.state.kind === 'stopped') return;
    await act(await this.#backend.session());
    this.#changed();
  }
}
