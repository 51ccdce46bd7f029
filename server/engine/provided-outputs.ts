/**
 * The outputs that shared configurations add to an experiment by themselves (XML analyses, custom parsers' statistics).
 *
 * A configuration is provided once, whatever becomes of the experiment afterwards. One that fails stays in the list as an
 * output that says why, so that the user sees where the mistake is; it takes no other down.
 */
import type { Experiment } from '../analyses/experiment-output.ts';
import type { Configuration, Output } from '../analyses/output.ts';
import type { ConfigurationType, Provided } from '../configurations/configuration-type.ts';

interface Entry {
  readonly configuration: Configuration;
  readonly provided: Provided;
}

export class ProvidedOutputs {
  readonly #experiment: Experiment;
  readonly #types: readonly ConfigurationType[];
  readonly #entries = new Map<string, Entry>();
  readonly #origins = new Map<string, Configuration>();

  /** `types` may grow later. */
  constructor(experiment: Experiment, types: readonly ConfigurationType[]) {
    this.#experiment = experiment;
    this.#types = types;
  }

  /** Provides a configuration, in place of an earlier one of this id. Those of types that provide nothing are left alone. */
  put(configuration: Configuration): void {
    this.remove(configuration.id);
    const type = this.#types.find(({ id }) => id === configuration.sourceTypeId);
    if (!type?.provide) return;
    let provided: Provided;
    try {
      type.check(configuration.parameters);
      provided = type.provide(this.#experiment, configuration);
    } catch (error) {
      provided = failed(configuration, error as Error);
    }
    this.#entries.set(configuration.id, { configuration, provided });
  }

  /** The same, of another reading of the experiment. */
  over(experiment: Experiment): ProvidedOutputs {
    const provided = new ProvidedOutputs(experiment, this.#types);
    for (const { configuration } of this.#entries.values()) provided.put(configuration);
    return provided;
  }

  close(): void {
    for (const id of [...this.#entries.keys()]) this.remove(id);
  }

  /** Takes over a new name and description. */
  rename(configuration: Configuration): void {
    const known = this.#entries.get(configuration.id);
    if (known) this.#entries.set(configuration.id, { ...known, configuration });
  }

  remove(configurationId: string): void {
    const known = this.#entries.get(configurationId);
    this.#entries.delete(configurationId);
    try {
      known?.provided.close();
    } catch {
      // It is gone from the list, which is what was asked for.
    }
  }

  outputs(): readonly Output[] {
    return [...this.#entries.keys()].flatMap((id) => this.of(id));
  }

  /** Those of one configuration. */
  of(configurationId: string): readonly Output[] {
    const entry = this.#entries.get(configurationId);
    if (entry === undefined) return [];
    const { configuration } = entry;
    try {
      return this.#noted(entry.provided.outputs(), configuration);
    } catch (error) {
      this.remove(configurationId);
      const provided = failed(configuration, error as Error);
      this.#entries.set(configurationId, { configuration, provided });
      return this.#noted(provided.outputs(), configuration);
    }
  }

  /** What an output, or the one that it hangs below, was provided by. */
  origin(outputId: string): Configuration | undefined {
    const origin = this.#origins.get(outputId);
    return origin && this.#entries.get(origin.id)?.configuration;
  }

  #noted(outputs: readonly Output[], configuration: Configuration): readonly Output[] {
    for (const output of outputs) {
      this.#origins.set(output.descriptor.id, configuration);
      this.#noted(output.outputs?.() ?? [], configuration);
    }
    return outputs;
  }
}

function failed({ id, name, description }: Configuration, { message }: Error): Provided {
  const descriptor = { id: `failed:${id}`, name, description, type: 'NONE' } as const;
  const outputs: readonly Output[] = [{ descriptor, status: 'FAILED', statusMessage: message }];
  return { outputs: () => outputs, close: () => {} };
}
