/** What can be done with an output: show it, make one from it, delete one that was made. Deleting can be undone. */
import { commands, type Disposable, type TreeView, window } from 'vscode';
import type { ConfigTypeInfo, OutputInfo } from '../../client/messages.ts';
import type { Backend } from './backend.ts';
import type { Experiments } from './experiments.ts';
import type { Reporting } from './failures.ts';
import type { FormPanels } from './form-panels.ts';
import type { OutputNode, OutputsNode, OutputsTree } from './outputs-tree.ts';
import type { ViewPanels } from './view-panels.ts';

/** Commands of package.json's menus that stand for one configuration type: this, then the type's id. */
const BY_TYPE = 'heddle.customise.';

/** Ids of the configuration types that have a menu entry with their name. */
export function typesInMenus(manifest: { contributes: { commands: { command: string }[] } }): readonly string[] {
  const names = manifest.contributes.commands.map(({ command }) => command);
  return names.filter((name) => name.startsWith(BY_TYPE)).map((name) => name.slice(BY_TYPE.length));
}

interface Parts {
  readonly backend: Backend;
  readonly experiments: Experiments;
  readonly panels: ViewPanels;
  readonly forms: FormPanels;
  readonly tree: OutputsTree;
  readonly view: TreeView<OutputsNode>;
}

export class OutputCommands {
  readonly #parts: Parts;

  /** Of the active experiment: those that were made from others, as last seen. */
  #made: { readonly experiment: string; readonly ids: ReadonlySet<string> } | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
    // Made in a view: what had nothing below it is not unfolded by itself.
    parts.experiments.onDidChangeOutputs((uuid) => void this.#showMade(uuid).catch(() => {}));
  }

  register(reporting: Reporting, types: readonly string[]): Disposable[] {
    const on = (command: string, what: string, act: (node: OutputNode) => Promise<void>) =>
      commands.registerCommand(command, (node?: OutputNode) => node && reporting(what, () => act(node)));
    return [
      on('heddle.showOutput', 'open the output', (node) => this.show(node.experiment, node.output.id)),
      on('heddle.customise', 'open the form', (node) => this.#chooseType(node)),
      on('heddle.deleteOutput', 'delete the output', (node) => this.#delete(node)),
      ...types.map((id) =>
        on(`${BY_TYPE}${id}`, 'open the form', async (node) => {
          const type = node.types.find((offered) => offered.id === id);
          if (type) this.#open(node, type);
        }),
      ),
    ];
  }

  async show(experiment: string, outputId: string): Promise<void> {
    const known = this.#parts.experiments.find(experiment);
    if (!known) throw new Error('Its trace is not open any more.');
    await this.#parts.panels.show(known, outputId);
  }

  /** From a view: opens the form of a type for an output. */
  async customise(experiment: string, outputId: string, typeId: string): Promise<void> {
    const session = await this.#parts.backend.session();
    const types = await session.configTypes(experiment, outputId);
    const title = types.find(({ id }) => id === typeId)?.name ?? 'Customise';
    this.#parts.forms.open({ experiment, output: outputId, type: typeId }, title);
  }

  /** After a form's success: the tree shows and selects the new output, and the view opens it. */
  async created(experiment: string, output: OutputInfo): Promise<void> {
    const { experiments, tree, view } = this.#parts;
    experiments.outputsMayDiffer(experiment);
    await this.show(experiment, output.id);
    if (experiments.active?.uuid !== experiment) return;
    const node = await tree.find(output.id);
    if (node) await view.reveal(node, { select: true, focus: false });
  }

  async #showMade(uuid: string): Promise<void> {
    const { experiments, tree, view } = this.#parts;
    if (uuid !== experiments.active?.uuid) return;
    const ids = new Set((await experiments.outputs(uuid)).flatMap(({ id, canDelete }) => (canDelete ? [id] : [])));
    const before = this.#made?.experiment === uuid ? this.#made.ids : undefined;
    this.#made = { experiment: uuid, ids };
    const [made] = before ? ids.difference(before) : [];
    const node = made !== undefined && view.visible ? await tree.find(made) : undefined;
    if (node) await view.reveal(node, { select: false, focus: false });
  }

  async #chooseType(node: OutputNode): Promise<void> {
    const [only, ...more] = node.types;
    if (!only) throw new Error(`“${node.output.name}” offers nothing to customise.`);
    if (more.length === 0) return this.#open(node, only);
    const entries = node.types.map((type) => ({ label: `${type.name}…`, detail: type.description ?? '', type }));
    const chosen = await window.showQuickPick(entries, { title: `Customise ${node.output.name}` });
    if (chosen) this.#open(node, chosen.type);
  }

  #open({ experiment, output }: OutputNode, type: ConfigTypeInfo): void {
    this.#parts.forms.open({ experiment, output: output.id, type: type.id }, type.name);
  }

  async #delete({ experiment, output }: OutputNode): Promise<void> {
    const { parentId, configuration, name } = output;
    if (parentId === undefined) throw new Error(`“${name}” was not made from another output.`);
    const { backend, experiments } = this.#parts;
    await (await backend.session()).deleteDerived(experiment, parentId, output.id);
    experiments.outputsMayDiffer(experiment);
    const undo = configuration ? ['Undo'] : [];
    const choice = await window.showInformationMessage(`Deleted “${name}”.`, ...undo);
    if (!choice || !configuration) return;
    const { sourceTypeId, parameters = {} } = configuration;
    const again = await (await backend.session()).derive(experiment, parentId, sourceTypeId, parameters);
    if ('refusal' in again) throw new Error(`The server refused to make it again: ${again.refusal.message}`);
    experiments.outputsMayDiffer(experiment);
  }
}
