/** Answers the page of all configurations. What it does is what the tree's commands do, but its own page asks and tells. */
import type {
  ManagerContent,
  ManagerHost,
  StoredConfiguration,
  Submitted,
} from '../../client/configuration-messages.ts';
import type { Parameters } from '../../client/messages.ts';
import type { Removal } from '../../client/session/configuration-session.ts';
import { titledParameters } from '../../client/titled-parameters.ts';
import type { FileChooser } from './choose-file.ts';
import type { ConfigurationCommands } from './configuration-commands.ts';
import { exportConfigurations, importConfigurations } from './configuration-files.ts';
import type { Configurations } from './configurations.ts';
import type { Experiments } from './experiments.ts';
import type { NewConfiguration } from './new-configuration.ts';
import type { OutputCommands } from './output-commands.ts';

export interface ManagerParts {
  readonly configurations: Configurations;
  readonly experiments: Experiments;
  readonly files: FileChooser;
  readonly fresh: NewConfiguration;
  readonly outputs: OutputCommands;
  readonly commands: ConfigurationCommands;
}

export class Manager implements ManagerHost {
  readonly #parts: ManagerParts;
  /** What was deleted from here, by id. */
  readonly #removals = new Map<string, Removal>();

  constructor(parts: ManagerParts) {
    this.#parts = parts;
  }

  async manager(): Promise<ManagerContent> {
    const { configurations, experiments, fresh } = this.#parts;
    const [types, stored] = await Promise.all([configurations.types(), configurations.stored()]);
    await experiments.list();
    const { active } = experiments;
    if (!active) return { types, stored, targets: {} };
    const targets: Record<string, readonly { readonly id: string; readonly name: string }[]> = {};
    for (const { id } of types) {
      const taking = await fresh.targets(active, id);
      targets[id] = taking.map(({ output }) => ({ id: output.id, name: output.name }));
    }
    return { types, stored, experiment: { uuid: active.uuid, name: active.name }, targets };
  }

  async create(typeId: string, outputId?: string): Promise<void> {
    await this.#open(typeId, outputId);
  }

  async duplicate(id: string, outputId?: string): Promise<void> {
    const { configuration } = await this.#find(id);
    await this.#open(configuration.sourceTypeId, outputId, titledParameters(configuration));
  }

  async edit(id: string): Promise<void> {
    await this.#parts.commands.edit(await this.#find(id));
  }

  async rename(id: string, name: string, etag?: string): Promise<Submitted> {
    const stored = await this.#find(id);
    return this.#parts.configurations.rename(etag === undefined ? stored : { ...stored, etag }, name);
  }

  async apply(id: string, outputId: string): Promise<Submitted> {
    const { configurations, experiments, outputs } = this.#parts;
    const { active } = experiments;
    if (!active) throw new Error('No trace is open.');
    const answer = await configurations.apply(active.uuid, outputId, id);
    if ('output' in answer) await outputs.created(active.uuid, answer.output);
    return answer;
  }

  async remove(id: string): Promise<void> {
    this.#removals.set(id, await this.#parts.configurations.remove(id));
  }

  async restore(id: string): Promise<readonly string[]> {
    const removal = this.#removals.get(id);
    if (!removal) throw new Error('It was not deleted from here.');
    const problems = await this.#parts.configurations.restore(removal);
    this.#removals.delete(id);
    return problems;
  }

  async exportAll(ids: readonly string[]): Promise<boolean> {
    const stored = await this.#parts.configurations.stored();
    const wanted = stored.map(({ configuration }) => configuration).filter(({ id }) => ids.includes(id));
    return exportConfigurations(this.#parts.files, wanted);
  }

  importAll() {
    return importConfigurations(this.#parts.files, this.#parts.configurations);
  }

  async reveal(experiment: string, outputId: string): Promise<void> {
    await this.#parts.experiments.list();
    await this.#parts.outputs.show(experiment, outputId);
  }

  async #open(typeId: string, outputId: string | undefined, parameters?: Parameters) {
    const { configurations, experiments, fresh } = this.#parts;
    const type = await configurations.type(typeId);
    const { active } = experiments;
    const output = active && outputId !== undefined ? await experiments.findOutput(active.uuid, outputId) : undefined;
    if (active && output) await fresh.over({ experiment: active.uuid, output }, type, parameters);
    else fresh.stored(type, parameters);
  }

  #find(id: string): Promise<StoredConfiguration> {
    return this.#parts.configurations.find(id);
  }
}
