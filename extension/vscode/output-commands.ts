/** The commands of outputs, from the tree, the palette and keys; and what the tree shows of outputs that were made. */
import { commands, type Disposable, type TreeView } from 'vscode';
import type { OutputInfo } from '../../client/messages.ts';
import type { Configurations } from './configurations.ts';
import type { DerivedOutputs } from './derived-outputs.ts';
import type { Experiments } from './experiments.ts';
import type { Reporting } from './failures.ts';
import type { NewConfiguration } from './new-configuration.ts';
import { CLICK, type OutputNode, type OutputsNode, type OutputsTree } from './outputs-tree.ts';
import { reveal } from './reveal.ts';
import type { TracesNode } from './traces-tree.ts';
import type { ViewPanels } from './view-panels.ts';

/** Commands of package.json's menus that stand for one configuration type: this, then the type's id. */
const BY_TYPE = 'heddle.customise.';

/** Ids of the configuration types that have a menu entry with their name. */
export function typesInMenus(manifest: { contributes: { commands: { command: string }[] } }): readonly string[] {
  const names = manifest.contributes.commands.map(({ command }) => command);
  return names.filter((name) => name.startsWith(BY_TYPE)).map((name) => name.slice(BY_TYPE.length));
}

interface Parts {
  readonly experiments: Experiments;
  readonly configurations: Configurations;
  readonly panels: ViewPanels;
  readonly fresh: NewConfiguration;
  readonly derived: DerivedOutputs;
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
    const { fresh, derived } = this.#parts;
    /** From a menu with its node, from a key with what is selected in the tree. */
    const on = (command: string, what: string, act: (node: OutputNode) => Promise<void>) =>
      commands.registerCommand(command, (clicked?: OutputNode) => {
        const node = clicked ?? this.#parts.view.selection[0];
        return node?.output && reporting(what, () => act(node));
      });
    return [
      // A click in the tree leaves the focus there, as in the Explorer: for F2 and Delete.
      commands.registerCommand('heddle.showOutput', (node: OutputNode, isClick?: unknown) =>
        reporting('open the output', () => this.show(node.experiment, node.output.id, isClick === CLICK)),
      ),
      commands.registerCommand('heddle.customise', (node?: OutputNode) =>
        reporting('open the form', () => (node ? fresh.chooseTypeOver(node, node.types) : fresh.chooseOutput())),
      ),
      on('heddle.editOutput', 'open the form', (node) => derived.edit(node)),
      on('heddle.renameOutput', 'rename the output', (node) => derived.rename(node)),
      on('heddle.duplicateOutput', 'open the form', (node) => derived.duplicate(node)),
      on('heddle.applyOutput', 'apply it', (node) => derived.applyElsewhere(node)),
      on('heddle.deleteOutput', 'delete the output', async (node) => {
        if (node.output.canDelete) await derived.delete(node);
      }),
      ...types.map((id) =>
        commands.registerCommand(`${BY_TYPE}${id}`, (node?: OutputNode | TracesNode) =>
          reporting('open the form', () => this.#byType(id, node)),
        ),
      ),
    ];
  }

  async show(experiment: string, outputId: string, preserveFocus = false): Promise<void> {
    const known = this.#parts.experiments.find(experiment);
    if (!known) throw new Error('Its trace is not open any more.');
    await this.#parts.panels.show(known, outputId, preserveFocus);
  }

  /** After a form's success: the tree shows and selects the new output, and the view opens it. */
  async created(experiment: string, output: OutputInfo): Promise<void> {
    const { experiments, tree, view } = this.#parts;
    experiments.outputsMayDiffer(experiment);
    await this.show(experiment, output.id);
    if (experiments.active?.uuid !== experiment) return;
    await reveal<OutputsNode>(view, () => tree.find(output.id));
  }

  /** On an output, on an experiment, or from the palette. */
  async #byType(id: string, node: OutputNode | TracesNode | undefined): Promise<void> {
    const { fresh, configurations } = this.#parts;
    if (node && 'item' in node) {
      const type = node.types.find((offered) => offered.id === id);
      if (type) await fresh.over(node, type);
    } else if (node) await fresh.typeFor(node.experiment, id);
    else await fresh.ofType(await configurations.type(id));
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
}
