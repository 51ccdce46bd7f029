/**
 * What the window knows of the server's configurations: the types, and what is stored and where it is used. The server is
 * the truth; this is read anew after everything that changes it, here or, as far as it shows in outputs, elsewhere.
 */
import { type Disposable, EventEmitter } from 'vscode';
import type { Imported, StoredConfiguration, Submitted } from '../../client/configuration-messages.ts';
import type { ConfigTypeInfo, OutputInfo } from '../../client/messages.ts';
import type { Removal } from '../../client/session/configuration-session.ts';
import { importConfigurations } from '../../client/session/import-configurations.ts';
import type { Wanted } from '../../client/tsp/configuration-client.ts';
import type { Backend } from './backend.ts';
import type { Experiments } from './experiments.ts';

export class Configurations implements Disposable {
  readonly #backend: Backend;
  readonly #experiments: Experiments;
  readonly #changed = new EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  #types: Promise<readonly ConfigTypeInfo[]> | undefined;
  #stored: Promise<readonly StoredConfiguration[]> | undefined;
  readonly #subscriptions: Disposable[];

  constructor(backend: Backend, experiments: Experiments) {
    this.#backend = backend;
    this.#experiments = experiments;
    this.#subscriptions = [
      backend.onDidChangeState(({ kind }) => kind === 'up' && this.refresh()),
      experiments.onDidChangeOutputs(() => this.#storedMayDiffer()),
    ];
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }

  types(): Promise<readonly ConfigTypeInfo[]> {
    this.#types ??= this.#session()
      .then((session) => session.types())
      .catch((error) => {
        this.#types = undefined;
        throw error;
      });
    return this.#types;
  }

  async type(id: string): Promise<ConfigTypeInfo> {
    const type = (await this.types()).find((known) => known.id === id);
    if (!type) throw new Error(`The trace server knows no configuration type “${id}”.`);
    return type;
  }

  /** Those that can be applied to an output. */
  async typesOf(experiment: string, { id, canCreate, configTypeIds }: OutputInfo): Promise<readonly ConfigTypeInfo[]> {
    if (configTypeIds === undefined)
      return canCreate ? (await this.#backend.session()).configTypes(experiment, id) : [];
    if (configTypeIds.length === 0) return [];
    return (await this.types()).filter((type) => configTypeIds.includes(type.id));
  }

  stored(): Promise<readonly StoredConfiguration[]> {
    this.#stored ??= this.#session()
      .then((session) => session.stored())
      .catch((error) => {
        this.#stored = undefined;
        throw error;
      });
    return this.#stored;
  }

  /** As it is now: for a change that must not undo another one. */
  async find(id: string): Promise<StoredConfiguration> {
    const found = await (await this.#session()).find(id);
    if (!found) throw new Error('This configuration is not there any more.');
    return found;
  }

  async create(typeId: string, wanted: Wanted): Promise<Submitted> {
    return this.#done(await (await this.#session()).create(typeId, wanted));
  }

  async update(seen: StoredConfiguration, wanted: Wanted): Promise<Submitted> {
    return this.#done(await (await this.#session()).update(seen, wanted));
  }

  /** Keeps everything else. Whoever was quicker with another change is not overwritten. */
  async rename(seen: StoredConfiguration, name: string): Promise<Submitted> {
    return this.#done(await (await this.#session()).rename(seen, name));
  }

  async apply(experiment: string, outputId: string, id: string): Promise<Submitted> {
    return this.#done(await (await this.#session()).apply(experiment, outputId, id));
  }

  /** Of a file's text. */
  async importAll(text: string): Promise<Imported> {
    try {
      return await importConfigurations(await this.#session(), text);
    } finally {
      this.outputsMayDiffer();
    }
  }

  async remove(id: string): Promise<Removal> {
    const removal = await (await this.#session()).remove(await this.find(id));
    this.outputsMayDiffer();
    return removal;
  }

  /** Returns what could not be made again, in words. */
  async restore(removal: Removal): Promise<readonly string[]> {
    try {
      return await (await this.#session()).restore(removal);
    } finally {
      this.outputsMayDiffer();
    }
  }

  /** Everything is asked for anew: the types too. */
  refresh(): void {
    this.#types = undefined;
    this.#storedMayDiffer();
  }

  /** A configuration can make outputs in any experiment. */
  outputsMayDiffer(): void {
    for (const { uuid } of this.#experiments.known) this.#experiments.outputsMayDiffer(uuid);
    this.#storedMayDiffer();
  }

  #done(answer: Submitted): Submitted {
    if (!('refusal' in answer)) this.outputsMayDiffer();
    return answer;
  }

  #storedMayDiffer(): void {
    this.#stored = undefined;
    this.#changed.fire();
  }

  async #session() {
    return (await this.#backend.session()).configurations;
  }
}
