/**
 * The tree *Configurations*: what is stored, below its types. A window that never had a server starts none to show an empty
 * tree; while nothing is stored the view says what configurations are for.
 *
 * Context values: `configuration-type`, with `global` where it needs no trace; `configuration`.
 */
import { EventEmitter, ThemeIcon, type TreeDataProvider, TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { StoredConfiguration } from '../../client/configuration-messages.ts';
import { countedDependents } from '../../client/dependents.ts';
import type { ConfigTypeInfo } from '../../client/messages.ts';
import { parameterLines } from '../../client/parameter-text.ts';
import type { Configurations } from './configurations.ts';
import { tooltip } from './tooltip.ts';

export interface TypeNode {
  readonly kind: 'type';
  readonly type: ConfigTypeInfo;
  readonly configurations: readonly ConfigurationNode[];
}

export interface ConfigurationNode {
  readonly kind: 'configuration';
  readonly type: ConfigTypeInfo;
  readonly stored: StoredConfiguration;
}

export type ConfigurationsNode = TypeNode | ConfigurationNode;

const MOST_USES = 12;

export class ConfigurationsTree implements TreeDataProvider<ConfigurationsNode> {
  readonly #configurations: Configurations;
  readonly #isUp: () => boolean;
  readonly #changed = new EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;
  #roots: readonly TypeNode[] = [];

  constructor(configurations: Configurations, isUp: () => boolean) {
    this.#configurations = configurations;
    this.#isUp = isUp;
    configurations.onDidChange(() => this.#changed.fire());
  }

  async getChildren(parent?: ConfigurationsNode): Promise<ConfigurationsNode[]> {
    if (parent) return parent.kind === 'type' ? [...parent.configurations] : [];
    await this.#read();
    return [...this.#roots];
  }

  getParent(node: ConfigurationsNode): TypeNode | undefined {
    return node.kind === 'type' ? undefined : this.#roots.find(({ type }) => type.id === node.type.id);
  }

  /** Reads anew: for one that was just made. */
  async find(id: string): Promise<ConfigurationNode | undefined> {
    await this.#read();
    const all = this.#roots.flatMap(({ configurations }) => configurations);
    return all.find(({ stored }) => stored.configuration.id === id);
  }

  getTreeItem(node: ConfigurationsNode): TreeItem {
    return node.kind === 'type' ? typeItem(node) : configurationItem(node);
  }

  async #read(): Promise<void> {
    if (!this.#isUp()) {
      this.#roots = [];
      return;
    }
    const [types, stored] = await Promise.all([this.#configurations.types(), this.#configurations.stored()]);
    const byType = Map.groupBy(stored, ({ configuration }) => configuration.sourceTypeId);
    const known = new Set(types.map(({ id }) => id));
    // Of an extension that is not there any more: still to be seen, exported and deleted.
    const lost = [...byType.keys()].filter((id) => !known.has(id)).map((id) => ({ id, name: id, schema: {} }));
    this.#roots = [...types, ...lost].flatMap((type) => {
      const own = byType.get(type.id);
      return own ? [node(type, own)] : [];
    });
  }
}

function node(type: ConfigTypeInfo, stored: readonly StoredConfiguration[]): TypeNode {
  const nodes = stored.map((each) => ({ kind: 'configuration', type, stored: each }) as const);
  return { kind: 'type', type, configurations: nodes.sort((a, b) => nameOf(a).localeCompare(nameOf(b))) };
}

const nameOf = ({ stored }: ConfigurationNode): string => stored.configuration.name;

function typeItem({ type, configurations }: TypeNode): TreeItem {
  const { id, name, description, scope } = type;
  const item = new TreeItem(name, TreeItemCollapsibleState.Expanded);
  item.id = `type ${id}`;
  item.description = String(configurations.length);
  item.iconPath = new ThemeIcon(scope === 'global' ? 'globe' : 'settings-gear');
  item.contextValue = scope === 'global' ? 'configuration-type global' : 'configuration-type';
  item.tooltip = tooltip(name, [], description);
  return item;
}

function configurationItem({ type, stored }: ConfigurationNode): TreeItem {
  const { configuration, uses, traces = [] } = stored;
  const { id, name, description } = configuration;
  const item = new TreeItem(name);
  item.id = `configuration ${id}`;
  item.description = usedBy(stored);
  item.iconPath = new ThemeIcon('symbol-parameter');
  item.contextValue = 'configuration';
  item.tooltip = tooltip(
    name,
    [
      ...parameterLines(type, configuration),
      ...uses.slice(0, MOST_USES).map((use) => ['Used in', `${use.experimentName} › ${use.outputName}`] as const),
      ...(uses.length > MOST_USES ? ([['And', `${uses.length - MOST_USES} more`]] as const) : []),
      ...(traces.length > 0 ? ([['Reads', traces.map((trace) => trace.name).join(', ')]] as const) : []),
    ],
    description,
  );
  return item;
}

export function usedBy(stored: StoredConfiguration): string {
  const dependents = countedDependents(stored);
  return dependents === undefined ? 'not used' : `used by ${dependents}`;
}
