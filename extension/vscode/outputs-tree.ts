/**
 * The tree *Outputs* of the active experiment: the server's parent and child, and names of analyses above their several answers.
 *
 * What can be done with an output is in its context value, a set of words that the menus of package.json match:
 * `openable`, `derived`, `create`, one `type:<id>` for each configuration type, and `other-types` if one of these has no
 * menu entry with its name. Menus are static in VS Code; types without an entry are offered by "Customise…".
 */
import { EventEmitter, ThemeColor, ThemeIcon, type TreeDataProvider, TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { ConfigTypeInfo, OutputInfo, OutputType } from '../../client/messages.ts';
import { type OutputItem, outputTree } from '../../client/output-tree.ts';
import type { Experiments } from './experiments.ts';

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
  readonly #typesOf: (experiment: string, output: OutputInfo) => Promise<readonly ConfigTypeInfo[]>;
  readonly #named: ReadonlySet<string>;
  readonly #changed = new EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;
  #roots: readonly OutputsNode[] = [];
  /** By the item's id. */
  #nodes = new Map<string, OutputsNode>();
  #parents = new Map<string, OutputsNode>();

  /** `named`: ids of the configuration types that have a menu entry of their own. */
  constructor(
    experiments: Experiments,
    typesOf: (experiment: string, output: OutputInfo) => Promise<readonly ConfigTypeInfo[]>,
    named: ReadonlySet<string>,
  ) {
    this.#experiments = experiments;
    this.#typesOf = typesOf;
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
    item.tooltip = [output.name, output.description, configured(output)].filter(Boolean).join('\n');
    item.description = output.configuration?.description;
    const openable = output.type !== 'NONE';
    item.contextValue = [
      'output',
      ...(openable ? ['openable'] : []),
      ...(output.canDelete ? ['derived'] : []),
      ...(types.length > 0 ? ['create'] : []),
      ...types.map(({ id }) => `type:${id}`),
      ...(types.some(({ id }) => !this.#named.has(id)) ? ['other-types'] : []),
    ].join(' ');
    if (openable) item.command = { command: 'heddle.showOutput', title: 'Open', arguments: [node] };
    return item;
  }

  async #read(): Promise<void> {
    const experiment = this.#experiments.active?.uuid;
    const outputs = experiment === undefined ? [] : await this.#experiments.outputs(experiment);
    const types = new Map<string, readonly ConfigTypeInfo[]>();
    const asked = outputs.filter(({ canCreate }) => canCreate);
    await Promise.all(asked.map(async (output) => types.set(output.id, await this.#typesOf(experiment!, output))));
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

function configured({ configuration }: OutputInfo): string {
  const parameters = Object.entries(configuration?.parameters ?? {});
  return parameters
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('\n');
}
