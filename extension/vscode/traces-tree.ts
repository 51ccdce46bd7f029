/**
 * The tree *Traces*: experiments, and below each its traces. Traces can be dropped onto it. Projects of calls have a tree of
 * their own.
 */
import {
  type DataTransfer,
  EventEmitter,
  ThemeColor,
  ThemeIcon,
  type TreeDataProvider,
  type TreeDragAndDropController,
  TreeItem,
  TreeItemCollapsibleState,
  Uri,
} from 'vscode';
import { countedEvents } from '../../client/counted.ts';
import type { ExperimentInfo } from '../../client/messages.ts';
import { readingText } from '../../client/reading-text.ts';
import { isOfCalls } from './calls/is-of-calls.ts';
import type { Experiments } from './experiments.ts';
import { offsetText } from './offset-text.ts';
import { tooltip } from './tooltip.ts';
import { formatDuration, formatTimes } from './words.ts';

type Trace = ExperimentInfo['traces'][number];
export interface TraceNode {
  readonly kind: 'trace';
  readonly experiment: ExperimentInfo;
  readonly trace: Trace;
}
export type TracesNode = { readonly kind: 'experiment'; experiment: ExperimentInfo } | TraceNode;

export class TracesTree implements TreeDataProvider<TracesNode>, TreeDragAndDropController<TracesNode> {
  readonly dropMimeTypes = ['text/uri-list', 'files'];
  readonly dragMimeTypes = [];
  readonly #experiments: Experiments;
  readonly #drop: (uris: readonly Uri[]) => void;
  readonly #changed = new EventEmitter<TracesNode | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  /** Kept from one reading to the next, so that one row can be drawn anew without the others. */
  #nodes = new Map<string, Extract<TracesNode, { kind: 'experiment' }>>();

  constructor(experiments: Experiments, drop: (uris: readonly Uri[]) => void) {
    this.#experiments = experiments;
    this.#drop = drop;
    experiments.onDidChange(() => this.#update());
    experiments.onDidChangeActive(() => this.#changed.fire(undefined));
  }

  async getChildren(node?: TracesNode): Promise<TracesNode[]> {
    if (node === undefined) {
      const list = recorded(await this.#experiments.list());
      this.#nodes = new Map(list.map((experiment) => [experiment.uuid, { kind: 'experiment', experiment }]));
      return [...this.#nodes.values()];
    }
    if (node.kind === 'trace') return [];
    const { experiment } = node;
    return experiment.traces.map((trace) => ({ kind: 'trace', experiment, trace }));
  }

  getParent(node: TracesNode): TracesNode | undefined {
    return node.kind === 'trace' ? this.#nodes.get(node.experiment.uuid) : undefined;
  }

  getTreeItem(node: TracesNode): TreeItem {
    return node.kind === 'experiment' ? this.#experimentItem(node.experiment) : traceItem(node);
  }

  async handleDrop(_target: TracesNode | undefined, data: DataTransfer): Promise<void> {
    const list = await data.get('text/uri-list')?.asString();
    const named = (list ?? '').split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#'));
    const uris = named.map((line) => Uri.parse(line, true));
    for (const [, item] of data) {
      const uri = item.asFile()?.uri;
      if (uri && !uris.some((other) => other.toString() === uri.toString())) uris.push(uri);
    }
    if (uris.length > 0) this.#drop(uris);
  }

  /** While something is indexed this comes often: then only what changed is drawn. */
  #update(): void {
    const known = recorded(this.#experiments.known);
    if (String(known.map(({ uuid }) => uuid)) !== String([...this.#nodes.keys()])) {
      this.#changed.fire(undefined);
      return;
    }
    for (const experiment of known) {
      const node = this.#nodes.get(experiment.uuid);
      if (!node || JSON.stringify(node.experiment) === JSON.stringify(experiment)) continue;
      node.experiment = experiment;
      this.#changed.fire(node);
    }
  }

  #experimentItem(experiment: ExperimentInfo): TreeItem {
    const { uuid, name, indexing, traces, events, start, end, notices } = experiment;
    const item = new TreeItem(
      name,
      traces.length > 1 ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.Collapsed,
    );
    item.id = uuid;
    const running = indexing === 'RUNNING';
    const count = countedEvents(events);
    const changed = experiment.changedFiles !== undefined;
    item.description = running
      ? readingText(experiment)
      : indexing === 'CLOSED' && events === 0
        ? 'not read yet'
        : [
            ...(changed ? ['changed on disk'] : experiment.cancelled ? ['reading cancelled'] : []),
            formatDuration(end - start),
            count,
          ].join(' · ');
    item.iconPath = this.#icon(experiment, running);
    item.contextValue = running
      ? 'experiment indexing'
      : changed || experiment.cancelled
        ? 'experiment stale'
        : 'experiment';
    item.command = { command: 'heddle.openExperiment', title: 'Show', arguments: [{ kind: 'experiment', experiment }] };
    item.tooltip = tooltip(name, [
      ...traces.map(({ path }): [string, string] => ['Path', path]),
      ...hosts(traces).map((host): [string, string] => ['Host', host]),
      ...formatTimes(experiment),
      ['Events', events.toLocaleString()],
      ...(experiment.changedFiles ?? []).map((file): [string, string] => ['Changed since it was read', file]),
      ...notices.map((notice): [string, string] => ['Notice', notice]),
    ]);
    return item;
  }

  #icon({ uuid, notices, cancelled, changedFiles }: ExperimentInfo, running: boolean): ThemeIcon {
    if (running) return new ThemeIcon('loading~spin');
    if (notices.length > 0 || cancelled || changedFiles)
      return new ThemeIcon('warning', new ThemeColor('list.warningForeground'));
    return uuid === this.#experiments.active?.uuid
      ? new ThemeIcon('pulse', new ThemeColor('charts.blue'))
      : new ThemeIcon('pulse');
  }
}

function recorded(list: readonly ExperimentInfo[]): readonly ExperimentInfo[] {
  return list.filter((experiment) => !isOfCalls(experiment));
}

function traceItem({ experiment, trace }: TraceNode): TreeItem {
  const item = new TreeItem(trace.name);
  item.id = `${experiment.uuid}/${trace.path}`;
  const shift = trace.offset === undefined ? undefined : offsetText(BigInt(trace.offset));
  item.description = [...(shift ? [`shifted by ${shift}`] : []), countedEvents(trace.events)].join(' · ');
  item.iconPath = new ThemeIcon('symbol-file');
  item.contextValue = shift ? 'trace shifted' : 'trace';
  item.tooltip = tooltip(trace.name, [
    ['Path', trace.path],
    ['Events', trace.events.toLocaleString()],
    ...Object.entries(trace.properties),
  ]);
  return item;
}

function hosts(traces: readonly Trace[]): string[] {
  const named = traces.map(({ properties }) => properties.hostname ?? properties['host name'] ?? properties.host);
  return [...new Set(named.filter((host) => host !== undefined))];
}
