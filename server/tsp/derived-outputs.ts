/**
 * Outputs that the user made of others with a configuration. The engine makes them, the workspace remembers them; this is
 * where both are kept in step. Whatever removes an output removes those that were derived from it.
 */
import type { OutputDescriptor } from '../analyses/output.ts';
import { EngineStopped } from '../engine/experiment-engine.ts';
import { HttpError } from '../http/http-error.ts';
import type { StoredConfiguration, StoredOutput, Workspace } from '../workspace/workspace.ts';
import type { Experiments } from './experiments.ts';
import { toConfiguration } from './stored-models.ts';

export interface DeletedOutput {
  readonly experiment: string;
  readonly outputId: string;
  readonly name: string;
}

export class DerivedOutputs {
  readonly #workspace: Workspace;
  readonly #experiments: Experiments;

  constructor(workspace: Workspace, experiments: Experiments) {
    this.#workspace = workspace;
    this.#experiments = experiments;
  }

  /** Throws 404 for an unknown parent, a `QueryError` if the configuration does not fit. The same again is the same output. */
  derive(experiment: string, parent: string, configuration: StoredConfiguration): Promise<OutputDescriptor> {
    return this.#experiments.inTurn(experiment, () => this.#derive(experiment, parent, configuration));
  }

  async #derive(experiment: string, parent: string, configuration: StoredConfiguration): Promise<OutputDescriptor> {
    const outputs = await this.#outputs(experiment, parent);
    const engine = this.#experiments.engine(experiment);
    const descriptor = await engine.derive({ parentId: parent, configuration: toConfiguration(configuration) });
    const now = this.#workspace.configuration(configuration.id);
    const provider = this.#providerOf(experiment, parent, outputs);
    const isThere = (id: string | undefined): boolean =>
      id === undefined || this.#workspace.configuration(id) !== undefined;
    if ((now === undefined && configuration.shared) || !isThere(provider)) {
      await engine.remove(descriptor.id);
      throw new HttpError(
        404,
        'No such configuration',
        'What the output was to be made with has been deleted meanwhile.',
      );
    }
    const stored = { experiment, output: descriptor.id, parent, configuration };
    this.#workspace.addDerivedOutput({ ...stored, ...(provider === undefined ? {} : { provider }) });
    this.#experiments.outputsChanged(experiment);
    if (now === undefined || now.parameters === configuration.parameters) return descriptor;
    await engine.configure(toConfiguration(now), true);
    return this.output(experiment, descriptor.id);
  }

  /** Throws 404. */
  async output(experiment: string, id: string): Promise<OutputDescriptor> {
    const outputs = await this.#outputs(experiment, id);
    return outputs.find((output) => output.id === id)!;
  }

  /** All of them; throws 404 if `id` is none. */
  async #outputs(experiment: string, id: string): Promise<readonly OutputDescriptor[]> {
    const outputs = await this.#experiments.engine(experiment).outputs();
    if (outputs.some((output) => output.id === id)) return outputs;
    throw new HttpError(404, "Data provider doesn't exist", `This experiment has no output "${id}".`);
  }

  /** See `StoredOutput`. */
  #providerOf(experiment: string, id: string, outputs: readonly OutputDescriptor[]): string | undefined {
    const stored = this.of(experiment);
    for (let at: string | undefined = id; at !== undefined; ) {
      const derived = stored.find(({ output }) => output === at);
      if (derived) return at === id ? derived.provider : derived.configuration.id;
      const above: OutputDescriptor | undefined = outputs.find((output) => output.id === at);
      if (above?.configuration) return above.configuration.id;
      at = above?.parentId;
    }
    return undefined;
  }

  /** All outputs that this experiment has got from configurations. */
  of(experiment: string): StoredOutput[] {
    return this.#workspace.derivedOutputs(experiment);
  }

  #madeWith(configuration: string, experiment: string): StoredOutput[] {
    return this.of(experiment).filter(
      (derived) => derived.configuration.id === configuration || derived.provider === configuration,
    );
  }

  /** Throws 404 if it is not a derived output of that parent. */
  delete(experiment: string, parent: string, id: string): Promise<OutputDescriptor> {
    return this.#experiments.inTurn(experiment, async () => {
      const stored = this.of(experiment).find((derived) => derived.output === id && derived.parent === parent);
      const engine = this.#experiments.engine(experiment);
      const before = await engine.outputs();
      const shown = before.find((output) => output.id === id);
      // Another server of this workspace may have deleted it: then only the engine still has it.
      if (!stored && !(shown?.parentId === parent && shown.capabilities?.canDelete)) {
        const detail = `"${parent}" has no derived output "${id}".`;
        throw new HttpError(404, `Derived data provider doesn't exist: ${id}`, detail);
      }
      this.#forget(experiment, gone(before, await engine.remove(id)), stored ? [stored] : []);
      return shown ?? withoutParent(stored!);
    });
  }

  /** Everything made with this configuration in one experiment; answers what that was. */
  deleteMadeWith(configuration: string, experiment: string): Promise<DeletedOutput[]> {
    return this.#experiments.inTurn(experiment, async () => {
      const rows = this.#madeWith(configuration, experiment);
      const forgotten = this.#forget(experiment, [], rows);
      const removed = await this.#withdraw(experiment, configuration, forgotten);
      return merged(experiment, removed, forgotten);
    });
  }

  /** Deletes a configuration with everything made with it in any experiment; answers what that was, as far as it is known. */
  async deleteConfiguration(id: string): Promise<DeletedOutput[]> {
    const experiments = this.#workspace.experiments().map(({ uuid }) => uuid);
    // At once, so that nobody derives anything with it from here on.
    const forgotten = experiments.map((experiment) => {
      const rows = this.#madeWith(id, experiment);
      return this.#forget(experiment, [], rows);
    });
    this.#workspace.deleteConfiguration(id);
    const deleted = experiments.map((experiment, i) =>
      this.#experiments.inTurn(experiment, async () =>
        merged(experiment, await this.#withdraw(experiment, id, forgotten[i]!), forgotten[i]!),
      ),
    );
    return (await Promise.all(deleted)).flat();
  }

  /** Has the engine remove what a configuration made, if the experiment is open; answers what is gone. */
  async #withdraw(
    experiment: string,
    configuration: string,
    rows: readonly StoredOutput[],
  ): Promise<readonly OutputDescriptor[]> {
    const engine = this.#experiments.running(experiment);
    if (engine === undefined) return [];
    try {
      const before = await engine.outputs();
      let after = await engine.withdraw(configuration);
      // Those that still wait for what they are derived from.
      for (const { output } of rows) after = await engine.remove(output);
      const removed = gone(before, after);
      this.#forget(experiment, removed, []);
      return removed;
    } catch (error) {
      if (error instanceof EngineStopped) return [];
      throw error;
    }
  }

  /** Removes from what is stored: these rows, those of removed outputs, and all that hang below them. Answers the rows. */
  #forget(
    experiment: string,
    removed: readonly OutputDescriptor[],
    rows: readonly StoredOutput[],
  ): readonly StoredOutput[] {
    const ids = new Set([...removed.map(({ id }) => id), ...rows.map(({ output }) => output)]);
    const stored = this.of(experiment);
    // Ids of derived outputs are in those of what they list below themselves, which is all that tells if the engine does not.
    const above = (parent: string): boolean =>
      ids.has(parent) || stored.some(({ output }) => ids.has(output) && parent.startsWith(output));
    const below = (): StoredOutput[] => stored.filter(({ output, parent }) => !ids.has(output) && above(parent));
    for (let found = below(); found.length > 0; found = below()) for (const { output } of found) ids.add(output);
    const forgotten = stored.filter(({ output }) => ids.has(output));
    for (const { output } of forgotten) this.#workspace.deleteDerivedOutput(experiment, output);
    if (ids.size > 0) this.#experiments.outputsChanged(experiment);
    return forgotten;
  }
}

function gone(before: readonly OutputDescriptor[], after: readonly OutputDescriptor[]): OutputDescriptor[] {
  const left = new Set(after.map(({ id }) => id));
  return before.filter(({ id }) => !left.has(id));
}

function merged(
  experiment: string,
  removed: readonly OutputDescriptor[],
  rows: readonly StoredOutput[],
): DeletedOutput[] {
  const names = new Map(removed.map(({ id, name }) => [id, name]));
  for (const { output, configuration } of rows) if (!names.has(output)) names.set(output, configuration.name);
  return [...names].map(([outputId, name]) => ({ experiment, outputId, name }));
}

/** A derived output whose parent has not been found again since the experiment was opened. */
function withoutParent({ output, parent, configuration }: StoredOutput): OutputDescriptor {
  const made = toConfiguration(configuration);
  return {
    id: output,
    name: made.name,
    description: made.description,
    type: 'NONE',
    parentId: parent,
    configuration: made,
    capabilities: { canCreate: false, canDelete: true },
    configIds: [made.id],
  };
}
