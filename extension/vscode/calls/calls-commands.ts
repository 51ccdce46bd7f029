/**
 * The commands of calls: from the tree with its nodes, from the palette after asking for a project.
 */
import { commands, type Disposable, env, Uri, window } from 'vscode';
import type { CallRow, CallsQuestion, CallsSubject, ExportForm } from '../../../client/call-messages.ts';
import type { CallsSession } from '../../../client/calls/calls-session.ts';
import type { What } from '../../../client/calls/export-calls.ts';
import { countedCalls } from '../../../client/counted.ts';
import type { Backend } from '../backend.ts';
import { Cancelled, type Reporting } from '../failures.ts';
import { formatAge, formatDuration } from '../words.ts';
import { type CallNode, type CallsNode, projectOf, STATUS } from './call-nodes.ts';
import type { CallsPanels } from './calls-panel.ts';
import { giveEnvironment } from './sdk-environment.ts';

interface Parts {
  readonly extension: Uri;
  readonly backend: Backend;
  readonly calls: CallsSession;
  readonly panels: CallsPanels;
  /** Shows the project's charts. */
  openProject(project: string): Promise<void>;
  /** From now on each window's server is there for SDKs. */
  recording(): void;
}

const MOST_TO_COMPARE = 100;
const FORMS: readonly { readonly label: string; readonly detail: string; readonly form: ExportForm }[] = [
  { label: 'JSON lines', detail: 'One call a line, exactly as it was recorded', form: 'jsonl' },
  { label: 'CSV', detail: 'For spreadsheets: what stands in objects gets columns of its own', form: 'csv' },
];

export class CallsCommands {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  register(reporting: Reporting): Disposable[] {
    const { calls, panels, backend, openProject, recording, extension } = this.#parts;
    const on = (
      command: string,
      what: string,
      act: (node: CallsNode | undefined, all: readonly CallsNode[]) => Promise<unknown>,
    ) =>
      commands.registerCommand(`heddle.calls.${command}`, (node?: CallsNode, selected?: readonly CallsNode[]) =>
        reporting(what, () => act(node, selected?.length ? selected : node ? [node] : [])),
      );
    return [
      on('show', 'show the calls', async (node) => panels.show(await this.#subject(node))),
      on('openProject', 'open the project', async (node) => openProject(await this.#project(node))),
      on('showInChart', 'show the call', async (node) => {
        if (node?.kind === 'call') await calls.showCallInTrace(projectOf(node), node.info.id);
      }),
      on('copyEnvironment', 'give the environment', async () => {
        await giveEnvironment(backend);
        recording();
      }),
      on('compare', 'compare the calls', (node, all) => this.#compare(node, all)),
      on('export', 'export the calls', (node, all) => this.#export(node, all)),
      on('copyId', 'copy the id', async (_node, all) => env.clipboard.writeText(callsOf(all).map(idOf).join('\n'))),
      on('delete', 'delete the calls', async (node, all) => {
        const chosen = callsOf(all);
        if (node) await calls.deleteCalls(projectOf(node), chosen.map(idOf));
      }),
      on('help', 'show the documentation', async () =>
        commands.executeCommand('markdown.showPreview', Uri.joinPath(extension, 'docs/calls.md')),
      ),
    ];
  }

  async #subject(node: CallsNode | undefined): Promise<CallsSubject> {
    const project = await this.#project(node);
    if (node?.kind === 'call') return { project, call: node.info.id };
    return node ? { project, filter: questionOf(node) } : { project };
  }

  /** Two that are selected, or one and another of its op. */
  async #compare(node: CallsNode | undefined, all: readonly CallsNode[]): Promise<void> {
    const [first, second] = callsOf(all.length > 0 ? all : node ? [node] : []);
    if (!first) throw new Error('Select a call in the tree Calls.');
    const project = projectOf(first);
    if (second && projectOf(second) !== project) throw new Error('Only calls of one project can be compared.');
    const compareWith = second?.info.id ?? (await this.#peer(project, first.info)).id;
    this.#parts.panels.show({ project, call: first.info.id, compareWith });
  }

  async #peer(project: string, call: CallRow): Promise<CallRow> {
    const { calls } = this.#parts;
    const page = { order: 'started_at', descending: true, offset: 0, limit: MOST_TO_COMPARE } as const;
    const peers = await calls.callsPage(project, { question: { op: call.op }, ...page });
    const others = peers.filter(({ id }) => id !== call.id);
    if (others.length === 0) throw new Error(`There is no other call of ${call.name}.`);
    const entries = others.map((peer) => ({
      label: peer.name,
      description: [
        STATUS[peer.status],
        ...(peer.latencyMs === undefined ? [] : [formatDuration(peer.latencyMs * 1e6)]),
        formatAge(Date.parse(peer.startedAt), Date.now()),
      ].join(' · '),
      detail: peer.id,
      peer,
    }));
    const title = `Compare ${call.name} with`;
    const chosen = await window.showQuickPick(entries, { title, matchOnDescription: true, matchOnDetail: true });
    if (!chosen) throw new Cancelled();
    return chosen.peer;
  }

  async #export(node: CallsNode | undefined, all: readonly CallsNode[]): Promise<void> {
    const project = await this.#project(node);
    const chosen = callsOf(all).filter((each) => projectOf(each) === project);
    const what: What = chosen.length > 0 ? { ids: chosen.map(idOf) } : { question: node ? questionOf(node) : {} };
    const of = chosen.length > 0 ? countedCalls(chosen.length) : `the calls of ${nameOf(node, project)}`;
    const form = await window.showQuickPick(FORMS, { title: `Export ${of} as` });
    if (!form) throw new Cancelled();
    await this.#parts.calls.exportCalls(project, form.form, what);
  }

  async #project(node: CallsNode | undefined): Promise<string> {
    if (node) return projectOf(node);
    const projects = await this.#parts.calls.projects();
    const [only] = projects;
    if (!only) throw new Error('No calls have been recorded yet.');
    if (projects.length === 1) return only.project;
    const entries = projects.map(({ project, calls }) => ({ label: project, description: countedCalls(calls) }));
    const chosen = await window.showQuickPick(entries, { title: 'Calls of which project?' });
    if (!chosen) throw new Cancelled();
    return chosen.label;
  }
}

function callsOf(nodes: readonly CallsNode[]): CallNode[] {
  return nodes.filter((node) => node.kind === 'call');
}

function idOf({ info }: CallNode): string {
  return info.id;
}

function questionOf(node: CallsNode): CallsQuestion {
  if (node.kind === 'op') return { op: node.info.op };
  return node.kind === 'traces' ? { rootsOnly: true } : {};
}

function nameOf(node: CallsNode | undefined, project: string): string {
  return node?.kind === 'op' ? node.info.name : project;
}
