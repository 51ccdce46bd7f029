/**
 * The tree *Outputs* of the active experiment: the server's parent and child, and names of analyses above their several answers.
 *
 * What can be done with an output is in its context value, a set of words that the menus of package.json match:
 * `openable`, `configured` (made with a configuration), `derived` (and can be deleted), `create`, one `type:<id>` for each
 * configuration type, and `other-types` if one of these has no menu entry with its name. Menus are static in VS Code; types
 * without an entry are offered by "Customise…".
 */
import { EventEmitter, ThemeColor, ThemeIcon, type TreeDataProvider, TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { ConfigTypeInfo, ConfigurationInfo, OutputInfo, OutputType } from '../../client/messages.ts';
import { type OutputItem, outputTree } from '../../client/output-tree.ts';
import { parameterLines } from '../../client/parameter-text.ts';
import type { Configurations } from './configurations.ts';
import type { Experiments } from './experiments.ts';
import { tooltip } from './tooltip.ts';

export interface OutputNode {
  readonly experiment: string;
  readonly item: OutputItem;
  readonly output: OutputInfo;
  readonly types: readonly ConfigTypeInfo[];
}

/** A name above several answers of one analysis. */
interface GroupNode {
  readonly experiment: string;
  readonly item: OutputItem;
  readonly output?: never;
}

/** Tells a row's own command from the same one in a menu. */
export const CLICK = 'click';

export type OutputsNode = OutputNode | GroupNode;

const ICONS: Record<OutputType, string> = {
  TABLE: 'table',
  TREE_TIME_XY: 'graph-line',
  TIME_GRAPH: 'graph-left',
  DATA_TREE: 'list-tree',
  GANTT_CHART: 'layers',
  TREE_GENERIC_XY: 'graph',
  NONE: 'symbol-namespace',
};

export class OutputsTree implements TreeDataProvider<OutputsNode> {
  readonly #experiments: Experiments;
  readonly #configurations: Configurations;
  readonly #named: ReadonlySet<string>;
  readonly #changed = new EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;
  #roots: readonly OutputsNode[] = [];
  /** All there are, once an output has one. */
  #types: readonly ConfigTypeInfo[] = [];
  /** By the item's id. */
  #nodes = new Map<string, OutputsNode>();
  #parents = new Map<string, OutputsNode>();

  /** `named`: ids of the configuration types that have a menu entry of their own. */
  constructor(experiments: Experiments, configurations: Configurations, named: ReadonlySet<string>) {
    this.#experiments = experiments;
    this.#configurations = configurations;
    this.#named = named;
    experiments.onDidChangeActive(() => this.#changed.fire());
    experiments.onDidChangeOutputs((uuid) => uuid === experiments.active?.uuid && this.#changed.fire());
  }

  /** Reads anew: for an output that was just made. */
  async find(outputId: string): Promise<OutputNode | undefined> {
    await this.#read();
    const found = this.#nodes.get(outputId);
    return found?.output && found;
  }

  async getChildren(parent?: OutputsNode): Promise<OutputsNode[]> {
    if (parent === undefined) {
      await this.#read();
      return [...this.#roots];
    }
    return parent.item.children.flatMap(({ id }) => this.#nodes.get(id) ?? []);
  }

  getParent({ item }: OutputsNode): OutputsNode | undefined {
    return this.#parents.get(item.id);
  }

  getTreeItem(node: OutputsNode): TreeItem {
    return node.output ? this.#outputItem(node) : groupItem(node);
  }

  #outputItem(node: OutputNode): TreeItem {
    const { experiment, output, types } = node;
    const hasChildren = node.item.children.length > 0;
    const item = new TreeItem(
      node.item.label,
      hasChildren ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.None,
    );
    item.id = `${experiment}/${output.id}`;
    item.iconPath = output.canDelete
      ? new ThemeIcon(ICONS[output.type], new ThemeColor('charts.purple'))
      : new ThemeIcon(ICONS[output.type]);
    const { configuration } = output;
    item.tooltip = configuration
      ? tooltip(output.name, this.#configured(configuration), output.description)
      : tooltip(output.name, [], output.description);
    item.description = configuration?.description;
    const openable = output.type !== 'NONE';
    item.contextValue = [
      'output',
      ...(openable ? ['openable'] : []),
      ...(configuration ? ['configured'] : []),
      ...(output.canDelete ? ['derived'] : []),
      ...(types.length > 0 ? ['create'] : []),
      ...types.map(({ id }) => `type:${id}`),
      ...(types.some(({ id }) => !this.#named.has(id)) ? ['other-types'] : []),
    ].join(' ');
    if (openable) item.command = { command: 'heddle.showOutput', title: 'Open', arguments: [node, CLICK] };
    return item;
  }

  #configured(configuration: ConfigurationInfo): readonly (readonly [string, string])[] {
    const type = this.#types.find(({ id }) => id === configuration.sourceTypeId);
    return [['Type', type?.name ?? configuration.sourceTypeId], ...parameterLines(type, configuration)];
  }

  async #read(): Promise<void> {
    const experiment = this.#experiments.active?.uuid;
    const outputs = experiment === undefined ? [] : await this.#experiments.outputs(experiment);
    const types = new Map<string, readonly ConfigTypeInfo[]>();
    const asked = outputs.filter(({ canCreate }) => canCreate);
    // An output may go while it is asked about; the tree is read anew then.
    const ask = (output: OutputInfo) => this.#configurations.typesOf(experiment!, output).catch(() => []);
    await Promise.all(asked.map(async (output) => types.set(output.id, await ask(output))));
    if (outputs.some(({ configuration }) => configuration))
      this.#types = await this.#configurations.types().catch(() => []);
    const nodes = new Map<string, OutputsNode>();
    const parents = new Map<string, OutputsNode>();
    const make = (item: OutputItem): OutputsNode => {
      const { output } = item;
      const own = { experiment: experiment!, item };
      const node = output ? { ...own, output, types: types.get(output.id) ?? [] } : own;
      nodes.set(item.id, node);
      for (const child of item.children.map(make)) parents.set(child.item.id, node);
      return node;
    };
    this.#roots = outputTree(outputs).map(make);
    this.#nodes = nodes;
    this.#parents = parents;
  }
}

function groupItem({ experiment, item: { id, label, children } }: GroupNode): TreeItem {
  const item = new TreeItem(label, TreeItemCollapsibleState.Collapsed);
  item.id = `${experiment}/${id}`;
  item.iconPath = new ThemeIcon('folder');
  item.tooltip = `${label}\n${children.map((child) => child.label).join('\n')}`;
  item.contextValue = 'group';
  return item;
}
