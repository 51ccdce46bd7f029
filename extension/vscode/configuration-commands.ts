/**
 * The commands of stored configurations: from the tree *Configurations* with its node, from keys with what is selected in
 * it, from the palette after asking which. Deleting says beforehand what goes along, and can be undone.
 */
import { commands, type Disposable, type TreeView, type Uri, window } from 'vscode';
import type { StoredConfiguration } from '../../client/configuration-messages.ts';
import { countedOutputs } from '../../client/counted.ts';
import { tracesLeft } from '../../client/dependents.ts';
import { madeFrom } from '../../client/output-tree.ts';
import { mustBeDone } from '../../client/refused.ts';
import { titledParameters } from '../../client/titled-parameters.ts';
import type { FileChooser } from './choose-file.ts';
import { exportConfigurations, importConfigurations, tellImported } from './configuration-files.ts';
import type { Configurations } from './configurations.ts';
import { type ConfigurationsNode, usedBy } from './configurations-tree.ts';
import { renameConfiguration } from './derived-outputs.ts';
import type { Experiments } from './experiments.ts';
import { Cancelled, type Reporting } from './failures.ts';
import type { FormPanels } from './form-panels.ts';
import { chooseTarget, type NewConfiguration } from './new-configuration.ts';
import type { OutputCommands } from './output-commands.ts';
import { offerUndo } from './undo.ts';

interface Parts {
  readonly configurations: Configurations;
  readonly experiments: Experiments;
  readonly forms: FormPanels;
  readonly files: FileChooser;
  readonly fresh: NewConfiguration;
  readonly outputs: OutputCommands;
  readonly view: TreeView<ConfigurationsNode>;
}

const MOST_NAMES = 8;

export class ConfigurationCommands {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  register(reporting: Reporting): Disposable[] {
    const { configurations, files, fresh } = this.#parts;
    const on = (command: string, what: string, act: (stored: StoredConfiguration) => Promise<void>) =>
      commands.registerCommand(`heddle.configuration.${command}`, (node?: ConfigurationsNode) =>
        reporting(what, async () => act(await this.#which(node))),
      );
    const all = (command: string, what: string, act: (uri?: Uri) => Promise<unknown>) =>
      commands.registerCommand(`heddle.configurations.${command}`, (uri?: Uri) => reporting(what, () => act(uri)));
    return [
      commands.registerCommand('heddle.configuration.create', (node?: ConfigurationsNode) =>
        reporting('open the form', () => (node ? fresh.ofType(node.type) : fresh.chooseAll())),
      ),
      on('edit', 'open the form', (stored) => this.edit(stored)),
      on('rename', 'rename the configuration', (stored) => renameConfiguration(configurations, stored)),
      on('duplicate', 'open the form', (stored) => this.duplicate(stored)),
      on('apply', 'apply the configuration', (stored) => this.apply(stored)),
      on('export', 'export the configuration', async ({ configuration }) => {
        await exportConfigurations(files, [configuration]);
      }),
      on('delete', 'delete the configuration', (stored) => this.delete(stored)),
      all('import', 'import configurations', async () => {
        const imported = await importConfigurations(files, configurations);
        if (imported) tellImported(imported);
      }),
      all('export', 'export the configurations', async () => {
        await exportConfigurations(
          files,
          (await configurations.stored()).map(({ configuration }) => configuration),
        );
      }),
      all('refresh', 'refresh', async () => configurations.refresh()),
    ];
  }

  async edit({ configuration, uses }: StoredConfiguration): Promise<void> {
    const { id, sourceTypeId, name } = configuration;
    // What the form suggests comes from an output that it is used with.
    const [over] = uses.flatMap(({ experiment, outputId }) => {
      const output = madeFrom(outputId, id);
      return output !== undefined && this.#parts.experiments.find(experiment) ? [{ experiment, output }] : [];
    });
    this.#parts.forms.open({ type: sourceTypeId, edited: id, ...over }, `Edit ${name}`);
  }

  async duplicate({ configuration }: StoredConfiguration): Promise<void> {
    const type = await this.#parts.configurations.type(configuration.sourceTypeId);
    await this.#parts.fresh.ofType(type, titledParameters(configuration));
  }

  async apply({ configuration }: StoredConfiguration): Promise<void> {
    const { configurations, experiments, fresh, outputs } = this.#parts;
    const { active } = experiments;
    if (!active) throw new Error('No trace is open.');
    const type = await configurations.type(configuration.sourceTypeId);
    if (type.scope === 'global') throw new Error(`“${configuration.name}” applies to every trace by itself.`);
    const targets = await fresh.targets(active, type.id);
    if (targets.length === 0) throw new Error(`Nothing in ${active.name} takes “${configuration.name}”.`);
    const title = `Apply “${configuration.name}” to which output of ${active.name}?`;
    const target = targets.length === 1 ? targets[0] : await chooseTarget(targets, title);
    if (!target) return;
    const answer = mustBeDone(await configurations.apply(active.uuid, target.output.id, configuration.id));
    if ('output' in answer) await outputs.created(active.uuid, answer.output);
  }

  async delete(stored: StoredConfiguration): Promise<void> {
    const { configurations } = this.#parts;
    const { id, name } = stored.configuration;
    const detail = whatGoes(await configurations.find(id));
    const choice = await window.showWarningMessage(`Delete “${name}”?`, { modal: true, detail }, 'Delete');
    if (!choice) throw new Cancelled();
    const removal = await configurations.remove(id);
    const along = removal.outputs.length > 0 ? ` and ${countedOutputs(removal.outputs.length)} made with it` : '';
    await offerUndo(`Deleted “${name}”${along}.`, () => configurations.restore(removal));
  }

  /** Of the node, else of what is selected, else the user says. */
  async #which(node: ConfigurationsNode | undefined): Promise<StoredConfiguration> {
    const { view, configurations } = this.#parts;
    const [selected] = view.visible ? view.selection : [];
    const known = node ?? selected;
    if (known?.kind === 'configuration') return known.stored;
    const stored = known ? known.configurations.map((each) => each.stored) : await configurations.stored();
    if (stored.length === 0) throw new Error('No configuration is stored.');
    const types = new Map((await configurations.types()).map(({ id, name }) => [id, name]));
    const entries = stored.map((each) => ({
      label: each.configuration.name,
      description: types.get(each.configuration.sourceTypeId) ?? each.configuration.sourceTypeId,
      detail: usedBy(each),
      stored: each,
    }));
    const chosen = await window.showQuickPick(entries, { title: 'Which configuration?', matchOnDescription: true });
    if (!chosen) throw new Cancelled();
    return chosen.stored;
  }
}

function whatGoes(stored: StoredConfiguration): string {
  const { uses, traces = [] } = stored;
  const made = `${countedOutputs(uses.length)} made with it will be deleted, with all that was made from ${uses.length === 1 ? 'it' : 'them'}:`;
  const outputs = named(
    made,
    uses.map((use) => `${use.experimentName} › ${use.outputName}`),
  );
  const left = named(
    tracesLeft(stored) ?? '',
    traces.map(({ name }) => name),
  );
  return [...outputs, ...left].join('\n') || 'Nothing is made with it.';
}

function named(heading: string, names: readonly string[]): readonly string[] {
  if (names.length === 0) return [];
  const more = names.length > MOST_NAMES ? [`and ${names.length - MOST_NAMES} more`] : [];
  return [heading, ...names.slice(0, MOST_NAMES), ...more];
}
