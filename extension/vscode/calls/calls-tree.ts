/**
 * The tree *Calls*: projects, the newest traces of each, its ops, and the newest calls of each. While the view is seen it asks
 * once a second whether a project has changed; then what is unfolded in that project is read again, and only rows that
 * look otherwise are drawn anew.
 *
 * A window that never recorded anything starts no server to show an empty tree; the view says then how to begin.
 */
import { type Disposable, EventEmitter, type TreeDataProvider, type TreeItem, type TreeView } from 'vscode';
import type { CallsQuestion } from '../../../client/call-messages.ts';
import type { CallsSession } from '../../../client/calls/calls-session.ts';
import { type CallNode, type CallsNode, callsItem, type OpNode, type ProjectNode, projectOf } from './call-nodes.ts';

const PERIOD_MS = 1000;
const MOST_CALLS = 20;

export interface CallsTreeParts {
  readonly calls: CallsSession;
  /** Whether the server may be asked now. */
  isUp(): boolean;
  /** Whether it is worth starting one to ask. */
  mayHave(): boolean;
  /** Told once there is something to show, or nothing any more. */
  onProjects(projects: number): void;
}

export class CallsTree implements TreeDataProvider<CallsNode>, Disposable {
  readonly #parts: CallsTreeParts;
  readonly #changed = new EventEmitter<CallsNode | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  #roots: ProjectNode[] | undefined;
  /** How rows looked when they were last drawn. */
  readonly #drawn = new WeakMap<CallsNode, string>();
  #view: TreeView<CallsNode> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: CallsTreeParts) {
    this.#parts = parts;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#changed.dispose();
  }

  /** Goes on as long as the view is seen. */
  follow(view: TreeView<CallsNode>): void {
    this.#view = view;
    view.onDidChangeVisibility(() => this.#again());
    // What is folded is not read again.
    view.onDidCollapseElement(({ element }) => {
      if (element.kind !== 'call') delete element.children;
    });
    this.#again();
  }

  /** The server may be another one, or have come or gone. */
  serverChanged(): void {
    this.#again();
  }

  async getChildren(parent?: CallsNode): Promise<CallsNode[]> {
    if (parent?.kind === 'call') return [];
    if (parent) {
      parent.children = await this.#read(parent);
      return parent.children;
    }
    if (!this.#parts.isUp() && !this.#parts.mayHave()) return [];
    this.#roots = await this.#readProjects();
    return this.#roots;
  }

  getParent(node: CallsNode): CallsNode | undefined {
    return node.kind === 'project' ? undefined : node.parent;
  }

  getTreeItem(node: CallsNode): TreeItem {
    const item = callsItem(node, Date.now());
    this.#drawn.set(node, looks(item));
    return item;
  }

  #again(): void {
    clearTimeout(this.#timer);
    if (this.#view?.visible && this.#parts.isUp()) void this.#poll();
  }

  async #poll(): Promise<void> {
    try {
      await this.#update();
    } catch {
      // Whatever it is, the rows stay; the status bar tells of a server that is gone.
    }
    clearTimeout(this.#timer);
    if (this.#view?.visible && this.#parts.isUp()) this.#timer = setTimeout(() => void this.#poll(), PERIOD_MS);
  }

  async #update(): Promise<void> {
    const before = this.#roots;
    const revisions = new Map(before?.map(({ info }) => [info.project, info.revision]));
    const now = await this.#readProjects();
    this.#roots = now;
    if (before === undefined || keys(before) !== keys(now)) this.#changed.fire(undefined);
    for (const project of now) {
      this.#redraw(project);
      if (revisions.get(project.info.project) !== project.info.revision) await this.#reread(project);
      else this.#redrawAll(project);
    }
  }

  /** What is unfolded below it. */
  async #reread(parent: Exclude<CallsNode, CallNode>): Promise<void> {
    const { children } = parent;
    if (children === undefined) return;
    const now = await this.#read(parent);
    // Folded meanwhile.
    if (parent.children !== children) return;
    parent.children = now;
    if (keys(children) !== keys(now)) this.#changed.fire(parent);
    for (const node of now) {
      this.#redraw(node);
      if (node.kind !== 'call') await this.#reread(node);
    }
  }

  /** Ages change by themselves. */
  #redrawAll(parent: Exclude<CallsNode, CallNode>): void {
    for (const node of parent.children ?? []) {
      this.#redraw(node);
      if (node.kind !== 'call') this.#redrawAll(node);
    }
  }

  #redraw(node: CallsNode): void {
    const drawn = this.#drawn.get(node);
    if (drawn !== undefined && drawn !== looks(callsItem(node, Date.now()))) this.#changed.fire(node);
  }

  /** By name: nothing moves while calls come in. */
  async #readProjects(): Promise<ProjectNode[]> {
    const projects = [...(await this.#parts.calls.projects())].sort((a, b) => a.project.localeCompare(b.project));
    this.#parts.onProjects(projects.length);
    return projects.map((info) => kept(this.#roots, { kind: 'project', key: info.project, info }));
  }

  #read(parent: Exclude<CallsNode, CallNode>): Promise<CallsNode[]> {
    if (parent.kind === 'project') return this.#readOps(parent);
    return this.#readCalls(parent, parent.kind === 'op' ? { op: parent.info.op } : { rootsOnly: true });
  }

  async #readOps(parent: ProjectNode): Promise<CallsNode[]> {
    const ops = [...(await this.#parts.calls.callOps(parent.info.project))].sort((a, b) =>
      a.name.localeCompare(b.name),
    );
    const nodes = ops.map((info): OpNode => ({ kind: 'op', key: `${parent.key} op ${info.op}`, parent, info }));
    const traces = { kind: 'traces', key: `${parent.key} traces`, parent } as const;
    return [traces, ...nodes].map((node) => kept(parent.children, node));
  }

  async #readCalls(parent: CallNode['parent'], question: CallsQuestion): Promise<CallsNode[]> {
    const rows = await this.#parts.calls.callsPage(projectOf(parent), {
      ...{ question, order: 'started_at', descending: true, offset: 0, limit: MOST_CALLS },
    });
    return rows.map((info) => kept(parent.children, { kind: 'call', key: `${parent.key} ${info.id}`, parent, info }));
  }
}

/** The node that was there before, with what is known of it now. */
function kept<N extends CallsNode>(before: readonly CallsNode[] | undefined, now: N): N {
  const same = before?.find(({ key }) => key === now.key) as N | undefined;
  if (same === undefined) return now;
  if ('info' in now) (same as { info: unknown }).info = now.info;
  return same;
}

function keys(nodes: readonly CallsNode[]): string {
  return nodes.map(({ key }) => key).join('\n');
}

function looks({ label, description, iconPath }: TreeItem): string {
  return JSON.stringify([label, description, iconPath]);
}
