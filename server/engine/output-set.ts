/**
 * The outputs of an opened experiment: those of its index, those that shared configurations provide, and those that the
 * user derived from any of them.
 *
 * An index finds its outputs while it reads, so a derived output may have to wait for its parent; it is made as soon as
 * the parent is there. One whose configuration no longer works stays in the list, FAILED with the reason, so that the
 * user can see and delete it.
 */
import type { ExperimentIndex } from '../analyses/experiment-index.ts';
import {
  type Configuration,
  type Output,
  type OutputDescriptor,
  type OutputType,
  QueryError,
} from '../analyses/output.ts';
import type { ConfigurationType } from '../configurations/configuration-type.ts';
import type { DerivedOutput } from './protocol.ts';
import type { ProvidedOutputs } from './provided-outputs.ts';

interface Derived {
  from: DerivedOutput;
  output: Output | undefined;
}

export class OutputSet {
  readonly #own: () => readonly Output[];
  readonly #types: readonly ConfigurationType[];
  readonly #derived: Derived[];
  readonly #provided: ProvidedOutputs | undefined;

  /** `types` may grow later. */
  constructor(
    own: () => readonly Output[],
    types: readonly ConfigurationType[],
    derived: readonly DerivedOutput[],
    provided?: ProvidedOutputs,
  ) {
    this.#own = own;
    this.#types = types;
    this.#derived = derived.map((from) => ({ from, output: undefined }));
    this.#provided = provided;
  }

  /** The same, of another reading of the experiment; what is derived is made again when it is asked for. */
  over(index: ExperimentIndex): OutputSet {
    const derived = this.#derived.map((known): DerivedOutput => ({ ...known.from, outputId: idOf(known) }));
    return new OutputSet(() => index.outputs(), this.#types, derived, this.#provided?.over(index.experiment));
  }

  close(): void {
    for (const { output } of this.#derived) output?.close?.();
    this.#provided?.close();
  }

  find(id: string): Output | undefined {
    return this.#all().find((output) => output.descriptor.id === id);
  }

  descriptors(): OutputDescriptor[] {
    return this.#all().map((output) => this.#describe(output.descriptor, output));
  }

  /**
   * Returns the descriptor of the new output, or of the one that was there already; one that was listed before waits for
   * its parent. Throws a `QueryError`.
   */
  derive(from: DerivedOutput): OutputDescriptor {
    const parent = this.find(from.parentId);
    const known = this.#derived.find((derived) => isSame(derived.from, from));
    if (!parent) {
      if (from.outputId === undefined) throw new QueryError(`there is no output "${from.parentId}"`);
      if (known === undefined) this.#derived.push({ from, output: undefined });
      return this.#describe(standIn(from, 'NONE'));
    }
    if (known?.output !== undefined && known.output.status !== 'FAILED') {
      return this.#describe(known.output.descriptor, known.output);
    }
    const output = this.#make(from, parent);
    if (known) {
      known.output?.close?.();
      known.output = output;
    } else this.#derived.push({ from, output });
    return this.#describe(output.descriptor, output);
  }

  /** Together with all that was derived from it. */
  remove(id: string): void {
    this.#remove(this.#derived.filter((known) => idOf(known) === id));
  }

  /** What a configuration provides, and what was derived with it, together with all that was derived from these. */
  withdraw(configurationId: string): void {
    const made = this.#derived.filter(({ from }) => from.configuration.id === configurationId);
    this.#remove(made, this.#providedBy(configurationId));
    this.#provided?.remove(configurationId);
  }

  #remove(meant: readonly Derived[], also: readonly string[] = []): void {
    const ids = meant.flatMap((known) => [idOf(known), ...idsOf(known.output)]);
    for (const known of new Set([...meant, ...this.#below([...ids, ...also])])) {
      this.#derived.splice(this.#derived.indexOf(known), 1);
      known.output?.close?.();
    }
  }

  /** A configuration is new, or has changed; see `protocol.ts`. */
  configure(configuration: Configuration, remake: boolean): void {
    const made = this.#derived.filter(({ from }) => from.configuration.id === configuration.id);
    if (remake) {
      const ids = made.flatMap((known) => [idOf(known), ...idsOf(known.output)]);
      this.#letGo([...this.#providedBy(configuration.id), ...ids], made);
      this.#provided?.put(configuration);
    } else this.#provided?.rename(configuration);
    for (const known of made) known.from = { ...known.from, configuration };
  }

  #providedBy(configurationId: string): string[] {
    return (this.#provided?.of(configurationId) ?? []).flatMap(idsOf);
  }

  /** Closes some outputs and all that is derived from `ids`; they are made again when their parents are there. */
  #letGo(ids: readonly string[], also: readonly Derived[] = []): void {
    for (const known of new Set([...also, ...this.#below(ids)])) {
      known.from = { ...known.from, outputId: idOf(known) };
      known.output?.close?.();
      known.output = undefined;
    }
  }

  /** All that is derived from these, from what is derived from these, and so on. */
  #below(ids: readonly string[]): Derived[] {
    const parents = new Set(ids);
    const below = new Set<Derived>();
    for (let before = -1; before < below.size; ) {
      before = below.size;
      for (const known of this.#derived) {
        if (below.has(known) || !parents.has(known.from.parentId)) continue;
        below.add(known);
        for (const id of [idOf(known), ...idsOf(known.output)]) parents.add(id);
      }
    }
    return [...below];
  }

  #all(): Output[] {
    const all = [...this.#own(), ...(this.#provided?.outputs() ?? [])].flatMap(withOutputs);
    for (const derived of this.#derived) {
      const parent = all.findIndex((output) => output.descriptor.id === derived.from.parentId);
      if (parent < 0) continue;
      derived.output ??= this.#remake(derived.from, all[parent]!);
      all.push(...withOutputs(derived.output));
    }
    return all;
  }

  #make(from: DerivedOutput, parent: Output): Output {
    const type = this.#types.find(({ id }) => id === from.configuration.sourceTypeId);
    if (!type) {
      const id = from.configuration.sourceTypeId;
      throw new QueryError(`there is no configuration type "${id}"; what brings it may not be loaded yet`);
    }
    if (!type.appliesTo(parent.descriptor, parent)) {
      throw new QueryError(`"${type.name}" does not apply to "${parent.descriptor.name}"`);
    }
    type.check(from.configuration.parameters);
    if (!type.derive) throw new QueryError(`"${type.name}" makes no outputs of others`);
    return type.derive(parent, from.configuration);
  }

  #remake(from: DerivedOutput, parent: Output): Output {
    try {
      return this.#make(from, parent);
    } catch (error) {
      const descriptor = standIn(from, parent.descriptor.type);
      return { descriptor, status: 'FAILED', statusMessage: (error as Error).message };
    }
  }

  #describe(descriptor: OutputDescriptor, output?: Output): OutputDescriptor {
    const configSourcesIds = this.#types.filter((type) => type.appliesTo(descriptor, output)).map(({ id }) => id);
    const derived = this.#derived.find(({ output }) => output?.descriptor.id === descriptor.id);
    const provider = this.#provided?.origin(descriptor.id);
    return {
      ...descriptor,
      ...(provider === undefined ? {} : { configuration: provider, configIds: [provider.id] }),
      ...(derived === undefined ? {} : origin(derived.from)),
      capabilities: { canCreate: configSourcesIds.length > 0, canDelete: derived !== undefined },
      configSourcesIds,
    };
  }
}

function withOutputs(output: Output): Output[] {
  return [output, ...(output.outputs?.() ?? []).flatMap(withOutputs)];
}

function idsOf(output: Output | undefined): string[] {
  return output === undefined ? [] : withOutputs(output).map(({ descriptor }) => descriptor.id);
}

function idOf({ from, output }: Derived): string {
  return output?.descriptor.id ?? from.outputId ?? '';
}

function isSame(a: DerivedOutput, b: DerivedOutput): boolean {
  return a.parentId === b.parentId && a.configuration.id === b.configuration.id;
}

/** Describes what is not there, or not yet. */
function standIn(from: DerivedOutput, type: OutputType): OutputDescriptor {
  const { id, name, description } = from.configuration;
  return { id: from.outputId ?? id, name, description, type, ...origin(from) };
}

/** A derived output is called as its configuration is now. */
function origin({ parentId, configuration }: DerivedOutput): Partial<OutputDescriptor> {
  const { id, name, description } = configuration;
  return { name, description, parentId, configuration, configIds: [id] };
}
