/**
 * From a wish to a form: which type, and over which output. Asks only what does not follow by itself. A type of scope
 * `global` needs no output; any other is offered the outputs of the active experiment that take it, and to be stored only.
 */
import { window } from 'vscode';
import { hasParameters, menuEntry } from '../../client/configuration-types.ts';
import type { ConfigTypeInfo, ExperimentInfo, OutputInfo, Parameters } from '../../client/messages.ts';
import { refusalText } from '../../client/refused.ts';
import type { Backend } from './backend.ts';
import type { Configurations } from './configurations.ts';
import type { Experiments } from './experiments.ts';
import { Cancelled } from './failures.ts';
import type { FormPanels } from './form-panels.ts';
import { beginningWith } from './form-subject.ts';

interface Parts {
  readonly backend: Backend;
  readonly experiments: Experiments;
  readonly configurations: Configurations;
  readonly forms: FormPanels;
  readonly created: (experiment: string, output: OutputInfo) => Promise<void>;
}

export interface Target {
  readonly experiment: string;
  readonly output: OutputInfo;
}

export class NewConfiguration {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Over an output: without a form where there is nothing to fill in. */
  async over({ experiment, output }: Target, type: ConfigTypeInfo, parameters?: Parameters): Promise<void> {
    if (hasParameters(type)) {
      const subject = { experiment, output: output.id, type: type.id, ...beginningWith(parameters) };
      this.#parts.forms.open(subject, type.name);
    } else await this.make({ experiment, output }, type, parameters ?? {});
  }

  /** Without asking. */
  async make({ experiment, output }: Target, type: ConfigTypeInfo, parameters: Parameters): Promise<OutputInfo> {
    const session = await this.#parts.backend.session();
    const answer = await session.derive(experiment, output.id, type.id, parameters);
    if ('refusal' in answer) throw new Error(refusalText(answer.refusal));
    await this.#parts.created(experiment, answer.output);
    return answer.output;
  }

  /** Stored, not applied to anything yet: what a global type needs. */
  stored(type: ConfigTypeInfo, parameters?: Parameters, sample?: string): void {
    const subject = { type: type.id, ...beginningWith(parameters), ...(sample ? { sample } : {}) };
    this.#parts.forms.open(subject, type.name);
  }

  async ofType(type: ConfigTypeInfo, parameters?: Parameters): Promise<void> {
    if (type.scope === 'global') return this.stored(type, parameters);
    const { active } = this.#parts.experiments;
    const targets = active ? await this.targets(active, type.id) : [];
    const [only, ...more] = targets;
    if (!only) return this.stored(type, parameters);
    if (more.length === 0) return this.over(only, type, parameters);
    const target = await chooseTarget(targets, `${type.name}: of which output?`, 'Store it only, to apply it later');
    if (target) await this.over(target, type, parameters);
    else this.stored(type, parameters);
  }

  /** What the palette asks: an output of the active experiment, then what it offers; or a type that needs none. */
  async chooseAll(): Promise<void> {
    await this.ofType(await chooseType(await this.#parts.configurations.types(), 'New configuration'));
  }

  /** Of an experiment as a whole. */
  async chooseFor(experiment: ExperimentInfo): Promise<void> {
    const types = await this.#parts.configurations.types();
    const outputs = await this.#parts.experiments.outputs(experiment.uuid);
    const offered: ConfigTypeInfo[] = [];
    for (const type of types) {
      const fits = type.scope === 'global' || (await this.#takers(experiment.uuid, outputs, type.id)).length > 0;
      if (fits && ['global', 'experiment', 'trace'].includes(type.scope ?? '')) offered.push(type);
    }
    await this.#forExperiment(experiment, await chooseType(offered, `Customise ${experiment.name}`));
  }

  async typeFor(experiment: ExperimentInfo, typeId: string): Promise<void> {
    await this.#forExperiment(experiment, await this.#parts.configurations.type(typeId));
  }

  async chooseOutput(): Promise<void> {
    const { active } = this.#parts.experiments;
    if (!active) throw new Error('No trace is open.');
    const outputs = await this.#parts.experiments.outputs(active.uuid);
    const offering: Target[] = [];
    for (const output of outputs)
      if ((await this.#parts.configurations.typesOf(active.uuid, output)).length > 0)
        offering.push({ experiment: active.uuid, output });
    const target = await chooseTarget(offering, `Customise an output of ${active.name}`);
    if (target) await this.chooseTypeOver(target);
  }

  async chooseTypeOver(target: Target, types?: readonly ConfigTypeInfo[]): Promise<void> {
    const offered = types ?? (await this.#parts.configurations.typesOf(target.experiment, target.output));
    const [only, ...more] = offered;
    if (!only) throw new Error(`“${target.output.name}” offers nothing to customise.`);
    const type = more.length === 0 ? only : await chooseType(offered, `Customise ${target.output.name}`);
    await this.over(target, type);
  }

  async targets({ uuid }: ExperimentInfo, typeId: string): Promise<readonly Target[]> {
    const takers = await this.#takers(uuid, await this.#parts.experiments.outputs(uuid), typeId);
    return takers.map((output) => ({ experiment: uuid, output }));
  }

  async #forExperiment(experiment: ExperimentInfo, type: ConfigTypeInfo): Promise<void> {
    if (type.scope === 'global') return this.stored(type);
    const [first] = await this.targets(experiment, type.id);
    if (!first) throw new Error(`“${type.name}” fits nothing of ${experiment.name}.`);
    await this.over(first, type);
  }

  async #takers(experiment: string, outputs: readonly OutputInfo[], typeId: string): Promise<readonly OutputInfo[]> {
    const takers: OutputInfo[] = [];
    for (const output of outputs) {
      const types = await this.#parts.configurations.typesOf(experiment, output);
      // What was made from it offers the same as the one above it.
      if (types.some(({ id }) => id === typeId) && !output.canDelete) takers.push(output);
    }
    return takers;
  }
}

export async function chooseType(types: readonly ConfigTypeInfo[], title: string): Promise<ConfigTypeInfo> {
  if (types.length === 0) throw new Error('The trace server offers no configuration type for this.');
  const entries = types.map((type) => ({ label: menuEntry(type), detail: type.description ?? '', type }));
  const chosen = await window.showQuickPick(entries, { title, matchOnDetail: true });
  if (!chosen) throw new Cancelled();
  return chosen.type;
}

/** Undefined if the user takes `other`. */
export async function chooseTarget<T extends Target>(
  targets: readonly T[],
  title: string,
  other?: string,
): Promise<T | undefined> {
  const entries: { label: string; description?: string; target: T | undefined }[] = targets.map((target) => ({
    label: target.output.name,
    ...(target.output.description ? { detail: target.output.description } : {}),
    target,
  }));
  if (other !== undefined) entries.push({ label: `$(save) ${other}`, target: undefined });
  if (entries.length === 0) throw new Error('No output of this trace can be customised.');
  const chosen = await window.showQuickPick(entries, { title });
  if (!chosen) throw new Cancelled();
  return chosen.target;
}
