/**
 * The rows of the tree *Calls*. A node stays the same object while it is shown, with what was last read of it, so that one
 * row can be drawn anew without the others.
 *
 * Context values: `calls-project`, `calls-traces`, `calls-op`, `calls-call`.
 */
import { ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { CallRow, OpInfo } from '../../../client/call-messages.ts';
import type { ProjectInfo } from '../../../client/calls/read-calls.ts';
import { countedCalls } from '../../../client/counted.ts';
import { tooltip } from '../tooltip.ts';
import { formatAge, formatDuration } from '../words.ts';

export interface ProjectNode {
  readonly kind: 'project';
  readonly key: string;
  info: ProjectInfo;
  children?: CallsNode[];
}

/** The outermost calls of all ops. */
export interface TracesNode {
  readonly kind: 'traces';
  readonly key: string;
  readonly parent: ProjectNode;
  children?: CallsNode[];
}

export interface OpNode {
  readonly kind: 'op';
  readonly key: string;
  readonly parent: ProjectNode;
  info: OpInfo;
  children?: CallsNode[];
}

export interface CallNode {
  readonly kind: 'call';
  readonly key: string;
  readonly parent: TracesNode | OpNode;
  info: CallRow;
}

export type CallsNode = ProjectNode | TracesNode | OpNode | CallNode;

export function projectOf(node: CallsNode): string {
  let at = node;
  while (at.kind !== 'project') at = at.parent;
  return at.info.project;
}

export function callsItem(node: CallsNode, now: number): TreeItem {
  const item = itemOf(node, now);
  item.id = node.key;
  item.contextValue = `calls-${node.kind}`;
  return item;
}

function itemOf(node: CallsNode, now: number): TreeItem {
  switch (node.kind) {
    case 'project':
      return projectItem(node, now);
    case 'traces':
      return tracesItem();
    case 'op':
      return opItem(node);
    case 'call':
      return callItem(node, now);
  }
}

function projectItem({ info }: ProjectNode, now: number): TreeItem {
  const { project, calls, running, errors, lastStartedAt } = info;
  const item = new TreeItem(project, TreeItemCollapsibleState.Collapsed);
  const age = lastStartedAt === undefined ? [] : [formatAge(Date.parse(lastStartedAt), now)];
  item.description = [countedCalls(calls), ...failed(errors), ...age].join(' · ');
  item.iconPath = running > 0 ? RUNNING : new ThemeIcon('project');
  item.tooltip = tooltip(project, [
    ['Calls', calls.toLocaleString()],
    ['Running', running.toLocaleString()],
    ['Failed', errors.toLocaleString()],
    ...(lastStartedAt === undefined ? [] : ([['Last call', localTime(lastStartedAt)]] as const)),
  ]);
  return item;
}

function tracesItem(): TreeItem {
  const item = new TreeItem('Recent traces', TreeItemCollapsibleState.Expanded);
  item.iconPath = new ThemeIcon('history');
  return item;
}

function opItem({ info }: OpNode): TreeItem {
  const { name, calls, running, errors } = info;
  const item = new TreeItem(name, TreeItemCollapsibleState.Collapsed);
  item.description = [calls.toLocaleString(), ...failed(errors)].join(' · ');
  item.iconPath = running > 0 ? RUNNING : new ThemeIcon('symbol-function');
  item.tooltip = tooltip(name, [
    ['Op', info.op],
    ['Calls', calls.toLocaleString()],
    ['Running', running.toLocaleString()],
    ['Failed', errors.toLocaleString()],
  ]);
  return item;
}

function callItem(node: CallNode, now: number): TreeItem {
  const { info } = node;
  const item = new TreeItem(info.name);
  const took = info.latencyMs === undefined ? 'running' : formatDuration(info.latencyMs * 1e6);
  item.description = `${took} · ${formatAge(Date.parse(info.startedAt), now)}`;
  item.iconPath = ICONS[info.status];
  item.tooltip = tooltip(info.name, [
    ['Status', STATUS[info.status]],
    ['Started', localTime(info.startedAt)],
    ...(info.latencyMs === undefined ? [] : ([['Latency', formatDuration(info.latencyMs * 1e6)]] as const)),
    ...(info.tokens === undefined ? [] : ([['Tokens', info.tokens.total.toLocaleString()]] as const)),
    ...(info.cost === undefined ? [] : ([['Cost', `$${Number(info.cost.toPrecision(4))}`]] as const)),
    ...(info.user === undefined ? [] : ([['User', info.user]] as const)),
    ['Id', info.id],
  ]);
  item.command = { command: 'heddle.calls.show', title: 'Show calls…', arguments: [node] };
  return item;
}

const RUNNING = new ThemeIcon('loading~spin');

const ICONS: Readonly<Record<CallRow['status'], ThemeIcon>> = {
  running: RUNNING,
  success: new ThemeIcon('pass'),
  error: new ThemeIcon('error', new ThemeColor('list.errorForeground')),
  descendant_error: new ThemeIcon('warning', new ThemeColor('list.warningForeground')),
};

export const STATUS: Readonly<Record<CallRow['status'], string>> = {
  running: 'running',
  success: 'succeeded',
  error: 'failed',
  descendant_error: 'succeeded, but a call in it failed',
};

function failed(errors: number): string[] {
  return errors === 0 ? [] : [`${errors.toLocaleString()} failed`];
}

function localTime(iso: string): string {
  return new Date(iso).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
}
