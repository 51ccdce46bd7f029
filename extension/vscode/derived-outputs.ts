/**
 * What can be done with an output that a configuration made: change it in place, give it another name, make one like it
 * here or in another experiment, delete it. Deleting takes along what was made from it, and can be undone.
 */
import { window } from 'vscode';
import type { StoredConfiguration } from '../../client/configuration-messages.ts';
import type { OutputChange, OutputInfo } from '../../client/messages.ts';
import { mustBeDone } from '../../client/refused.ts';
import { titledParameters } from '../../client/titled-parameters.ts';
import type { Backend } from './backend.ts';
import type { Configurations } from './configurations.ts';
import type { Experiments } from './experiments.ts';
import { Cancelled } from './failures.ts';
import type { FormPanels } from './form-panels.ts';
import { beginningWith } from './form-subject.ts';
import { chooseTarget, type NewConfiguration, type Target } from './new-configuration.ts';
import { offerUndo } from './undo.ts';

interface Parts {
  readonly backend: Backend;
  readonly experiments: Experiments;
  readonly configurations: Configurations;
  readonly forms: FormPanels;
  readonly fresh: NewConfiguration;
  readonly created: (experiment: string, output: OutputInfo) => Promise<void>;
}

export class DerivedOutputs {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** From a view. */
  async change(experiment: string, outputId: string, change: OutputChange): Promise<void> {
    const output = await this.#parts.experiments.findOutput(experiment, outputId);
    if (!output) throw new Error('This output is not there any more.');
    await this[change]({ experiment, output });
  }

  async edit(target: Target): Promise<void> {
    const { id, sourceTypeId, name } = configurationOf(target);
    const type = await this.#parts.configurations.type(sourceTypeId);
    const parent = target.output.parentId;
    const over =
      parent === undefined || type.scope === 'global' ? {} : { experiment: target.experiment, output: parent };
    this.#parts.forms.open({ type: sourceTypeId, edited: id, ...over }, `Edit ${name}`);
  }

  async rename(target: Target): Promise<void> {
    const seen = await this.#parts.configurations.find(configurationOf(target).id);
    await renameConfiguration(this.#parts.configurations, seen);
  }

  async duplicate({ experiment, output }: Target): Promise<void> {
    const configuration = configurationOf({ experiment, output });
    const { sourceTypeId } = configuration;
    const parameters = titledParameters(configuration);
    const type = await this.#parts.configurations.type(sourceTypeId);
    if (output.parentId === undefined || type.scope === 'global') return this.#parts.fresh.stored(type, parameters);
    const subject = { experiment, output: output.parentId, type: sourceTypeId, ...beginningWith(parameters) };
    this.#parts.forms.open(subject, type.name);
  }

  async applyElsewhere(target: Target): Promise<void> {
    const configuration = configurationOf(target);
    const others = this.#parts.experiments.known.filter(({ uuid }) => uuid !== target.experiment);
    if (others.length === 0) throw new Error('No other trace is open.');
    const entries = others.map((experiment) => ({ label: experiment.name, experiment }));
    const chosen = await window.showQuickPick(entries, { title: `Apply “${configuration.name}” to` });
    if (!chosen) throw new Cancelled();
    const targets = await this.#parts.fresh.targets(chosen.experiment, configuration.sourceTypeId);
    if (targets.length === 0) throw new Error(`Nothing in ${chosen.label} takes “${configuration.name}”.`);
    // The same output there, if there is one.
    const same = targets.find(({ output }) => output.id === target.output.parentId);
    const wanted =
      same ?? (targets.length === 1 ? targets[0] : await chooseTarget(targets, 'Apply it to which output?'));
    if (!wanted) return;
    const answer = await this.#parts.configurations.apply(wanted.experiment, wanted.output.id, configuration.id);
    mustBeDone(answer);
    if ('output' in answer) await this.#parts.created(wanted.experiment, answer.output);
  }

  async delete({ experiment, output }: Target): Promise<void> {
    const { backend, experiments } = this.#parts;
    const { configurations } = await backend.session();
    const removed = await configurations.removeOutput(experiment, output);
    experiments.outputsMayDiffer(experiment);
    const more = removed.length > 1 ? ` and ${removed.length - 1} made from it` : '';
    await offerUndo(`Deleted “${output.name}”${more}.`, async () => {
      const problems = await (await backend.session()).configurations.restoreOutputs(removed);
      experiments.outputsMayDiffer(experiment);
      return problems;
    });
  }
}

/** Asks for the name. */
export async function renameConfiguration(configurations: Configurations, seen: StoredConfiguration): Promise<void> {
  const before = seen.configuration.name;
  const name = await window.showInputBox({
    title: `Rename ${before}`,
    value: before,
    validateInput: (text) => (text.trim() === '' ? 'A name is needed.' : undefined),
  });
  if (name === undefined || name.trim() === before) throw new Cancelled();
  mustBeDone(await configurations.rename(seen, name.trim()));
}

function configurationOf({ output }: Target) {
  const { configuration, name } = output;
  if (!configuration) throw new Error(`“${name}” was not made with a configuration.`);
  return configuration;
}
