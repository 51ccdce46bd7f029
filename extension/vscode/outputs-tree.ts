/**
 * The tree *Outputs* of the active experiment, nested as the server says by `parentId`.
 *
 * What can be done with an output is in its context value, a set of words that the menus of package.json match:
 * `openable`, `derived`, `create`, one `type:<id>` for each configuration type, and `other-types` if one of these has no
 * menu entry with its name. Menus are static in VS Code; types without an entry are offered by "Customise…".
 */
import { EventEmitter, ThemeColor, ThemeIcon, type TreeDataProvider, TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { ConfigTypeInfo, OutputInfo, OutputType } from '../../client/messages.ts';
import type { Experiments } from './experiments.ts';

export interface OutputNode {
  readonly experiment: string;
  readonly output: OutputInfo;
  readonly types: readonly ConfigTypeInfo[];
}

const ICONS: Record<OutputType, string> = {
  TABLE: 'table',
  TREE_TIME_XY: 'graph-line',
  TIME_GRAPH: 'graph-left',
  DATA_TREE: 'list-tree',
  GANTT_CHART: 'layers',
  TREE_GENERIC_XY: 'graph',
  NONE: 'symbol-namespace',
};

export class OutputsTree implements TreeDataProvider<OutputNode> {
  readonly #experiments: Experiments;
  readonly #typesOf: (experiment: string, output: OutputInfo) => Promise<readonly ConfigTypeInfo[]>;
  readonly #named: ReadonlySet<string>;
  readonly #changed = new EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;
  /** By output id. */
  #nodes = new Map<string, OutputNode>();

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
    return this.#nodes.get(outputId);
  }

  async getChildren(parent?: OutputNode): Promise<OutputNode[]> {
    if (parent === undefined) await this.#read();
    const wanted = parent?.output.id;
    return [...this.#nodes.values()].filter(({ output }) => this.#parentOf(output) === wanted);
  }

  getParent({ output }: OutputNode): OutputNode | undefined {
    return this.#nodes.get(this.#parentOf(output) ?? '');
  }

  getTreeItem({ experiment, output, types }: OutputNode): TreeItem {
    const hasChildren = [...this.#nodes.values()].some((other) => this.#parentOf(other.output) === output.id);
    const item = new TreeItem(
      output.name,
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
    if (openable)
      item.command = { command: 'heddle.showOutput', title: 'Open', arguments: [{ experiment, output, types }] };
    return item;
  }

  #parentOf({ id, parentId }: OutputInfo): string | undefined {
    return parentId !== undefined && parentId !== id && this.#nodes.has(parentId) ? parentId : undefined;
  }

  async #read(): Promise<void> {
    const experiment = this.#experiments.active?.uuid;
    if (experiment === undefined) {
      this.#nodes = new Map();
      return;
    }
    const outputs = await this.#experiments.outputs(experiment);
    const nodes = await Promise.all(
      outputs.map(async (output): Promise<OutputNode> => {
        const types = output.canCreate ? await this.#typesOf(experiment, output) : [];
        return { experiment, output, types };
      }),
    );
    this.#nodes = new Map(nodes.map((node) => [node.output.id, node]));
  }
}

function configured({ configuration }: OutputInfo): string {
  const parameters = Object.entries(configuration?.parameters ?? {});
  return parameters
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('\n');
}
