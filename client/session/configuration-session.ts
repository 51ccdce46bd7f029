/**
 * The configurations of a server as an IDE or a page handles them: types, what is stored and where it is used; made,
 * changed, applied, deleted and restored. What the server refuses is an answer (`refusal`, `conflict`), as is a change that
 * somebody else was quicker with; anything else that goes wrong rejects with text to show.
 */
import type { Attempt, AttemptOptions, StoredConfiguration, Submitted } from '../configuration-messages.ts';
import type { ConfigTypeInfo, ConfigurationInfo, OutputInfo, Parameters } from '../messages.ts';
import type { KnownConfiguration, Versioned, Wanted } from '../tsp/configuration-client.ts';
import type { TspClient } from '../tsp/tsp-client.ts';
import { TspError } from '../tsp/tsp-error.ts';
import { refusal } from './derive.ts';
import { configTypeInfo, configurationInfo, outputInfo } from './from-tsp.ts';
import { asItWas, makeAgain, type RemovedOutput, removedWith } from './removal.ts';

/** What was deleted, with all that is needed to make it again. */
export interface Removal {
  readonly configuration: ConfigurationInfo;
  readonly shared: boolean;
  /** All that went along, also what was made of it with other configurations. */
  readonly outputs: readonly RemovedOutput[];
}

export interface Over {
  readonly experiment: string;
  readonly outputId: string;
}

export class ConfigurationSession {
  readonly #client: TspClient;

  constructor(client: TspClient) {
    this.#client = client;
  }

  async types(): Promise<readonly ConfigTypeInfo[]> {
    return (await this.#client.configurations.types()).map(configTypeInfo);
  }

  /** On another server than ours: without uses and versions. */
  async stored(): Promise<readonly StoredConfiguration[]> {
    const { configurations } = this.#client;
    const all = await configurations.all();
    if (all) return all.map(storedConfiguration);
    const lists = await Promise.all((await configurations.types()).map(({ id }) => configurations.list(id)));
    return lists.flat().map((configuration) => storedConfiguration({ configuration, shared: true, uses: [] }));
  }

  async find(id: string): Promise<StoredConfiguration | undefined> {
    return (await this.stored()).find(({ configuration }) => configuration.id === id);
  }

  create(typeId: string, wanted: Wanted): Promise<Submitted> {
    return this.#answered(undefined, () => this.#client.configurations.create(typeId, wanted));
  }

  /** `seen`: the state that the change was made to; without its `etag` whatever is there is overwritten. */
  update(seen: StoredConfiguration, wanted: Wanted): Promise<Submitted> {
    const { id, sourceTypeId } = seen.configuration;
    return this.#answered(seen, () => this.#client.configurations.update(sourceTypeId, id, wanted, seen.etag));
  }

  /** Keeps everything else, so that nothing is made anew. */
  rename(seen: StoredConfiguration, name: string): Promise<Submitted> {
    const { description, parameters = {} } = seen.configuration;
    return this.update(seen, { name, parameters, ...(description ? { description } : {}) });
  }

  async apply(experiment: string, outputId: string, id: string): Promise<Submitted> {
    try {
      return { output: outputInfo(await this.#client.configurations.apply(experiment, outputId, id)) };
    } catch (error) {
      return refused(error);
    }
  }

  attempt(
    typeId: string,
    parameters: Parameters,
    { suggest, sample }: AttemptOptions = {},
    over?: Over,
  ): Promise<Attempt> {
    const asked = { typeId, parameters, ...(suggest ? { suggest } : {}), ...(sample ? { sample } : {}) };
    return this.#client.configurations.try(asked, over).then(
      (trial) => ({ ...trial, errors: trial.errors.map((error) => ({ parameter: '', ...error })) }),
      (error) => {
        // Another server can't tell before it is asked in earnest.
        if (error instanceof TspError && error.status === 404) return { errors: [] };
        throw error;
      },
    );
  }

  async remove({ configuration, shared, uses }: StoredConfiguration): Promise<Removal> {
    const { id, sourceTypeId } = configuration;
    const outputs: RemovedOutput[] = [];
    for (const experiment of new Set(uses.map((use) => use.experiment))) {
      const all = (await this.#client.outputs(experiment)).map(outputInfo);
      outputs.push(...removedWith(experiment, all, (output) => output.configuration?.id === id));
    }
    await this.#client.configurations.delete(sourceTypeId, id);
    return { configuration, shared, outputs };
  }

  /** Returns what could not be made again, in words. */
  async restore({ configuration, shared, outputs }: Removal): Promise<readonly string[]> {
    if (shared || outputs.length === 0)
      await this.#client.configurations.create(configuration.sourceTypeId, asItWas(configuration));
    return makeAgain(this.#client, outputs);
  }

  /** A derived output, with all that was made from it. */
  async removeOutput(experiment: string, output: OutputInfo): Promise<readonly RemovedOutput[]> {
    const { id, name, parentId } = output;
    if (parentId === undefined) throw new Error(`“${name}” was not made from another output.`);
    const all = (await this.#client.outputs(experiment)).map(outputInfo);
    const removed = removedWith(experiment, all, (other) => other.id === id);
    await this.#client.deleteDerivedOutput(experiment, parentId, id);
    return removed;
  }

  restoreOutputs(removed: readonly RemovedOutput[]): Promise<readonly string[]> {
    return makeAgain(this.#client, removed);
  }

  /** `seen`: what was changed; undefined if it was created. */
  async #answered(seen: StoredConfiguration | undefined, ask: () => Promise<Versioned>): Promise<Submitted> {
    try {
      const { configuration, etag } = await ask();
      const { shared, uses, traces } = seen ?? { shared: true, uses: [] };
      const more = { ...(traces ? { traces } : {}), ...(etag ? { etag } : {}) };
      return { configuration: storedConfiguration({ configuration, shared, uses, ...more }) };
    } catch (error) {
      if (!(error instanceof TspError && error.status === 412)) return refused(error);
      const now = seen && (await this.find(seen.configuration.id));
      return now ? { conflict: now } : refused(new TspError(404, 'It was deleted meanwhile'));
    }
  }
}

function storedConfiguration({ configuration, ...more }: KnownConfiguration): StoredConfiguration {
  return { configuration: configurationInfo(configuration), ...more };
}

function refused(error: unknown): Submitted {
  if (error instanceof TspError && error.status >= 400 && error.status < 500) return { refusal: refusal(error) };
  throw error;
}
