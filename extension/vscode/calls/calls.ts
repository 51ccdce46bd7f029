/** The parts about calls put together: tree, commands, pages, and the ways between calls and the charts of their project. */
import { type Disposable, type Memento, type Uri, window, workspace } from 'vscode';
import { tracePath } from '../../../client/calls/call-refs.ts';
import { soughtCall } from '../../../client/calls/sought-call.ts';
import type { ExperimentInfo } from '../../../client/messages.ts';
import type { Backend } from '../backend.ts';
import type { FileChooser } from '../choose-file.ts';
import type { Experiments } from '../experiments.ts';
import type { Reporting } from '../failures.ts';
import type { ViewPanels } from '../view-panels.ts';
import { CallsCommands } from './calls-commands.ts';
import { CallsPanels } from './calls-panel.ts';
import { CallsTree } from './calls-tree.ts';
import { callLinks } from './terminal-links.ts';

interface Parts {
  readonly extension: Uri;
  readonly backend: Backend;
  readonly experiments: Experiments;
  readonly files: FileChooser;
  readonly views: ViewPanels;
  readonly memory: Memento;
  readonly reporting: Reporting;
}

/** Whether programs have recorded calls, or were told how to: then the server is there for them. */
const RECORDS = 'recordsCalls';

export class Calls implements Disposable {
  readonly #parts: Parts;
  readonly #panels: CallsPanels;
  readonly #subscriptions: Disposable[];

  constructor(parts: Parts) {
    this.#parts = parts;
    const { extension, backend, files, memory, reporting } = parts;
    this.#panels = new CallsPanels({
      ...{ extension, backend, files },
      showInTrace: (project, id) => this.#showInTrace(project, id),
    });
    const calls = this.#panels.session();
    const records = (): boolean => memory.get(RECORDS, false);
    const recording = (): void => {
      if (!records()) void memory.update(RECORDS, true);
    };
    const tree = new CallsTree({
      calls,
      isUp: () => backend.state.kind === 'up',
      mayHave: records,
      onProjects: (projects) => projects > 0 && recording(),
    });
    const view = window.createTreeView('heddle.calls', { treeDataProvider: tree, canSelectMany: true });
    tree.follow(view);
    this.#subscriptions = [
      tree,
      view,
      this.#panels,
      backend.onDidChangeState(() => tree.serverChanged()),
      workspace.onDidChangeConfiguration((change) => {
        if (!change.affectsConfiguration('heddle.calls.port') || !backend.owned || backend.state.kind !== 'up') return;
        void reporting('change the port for calls', () => backend.restart());
      }),
      callLinks(
        () => workspace.getConfiguration('heddle').get('calls.port', 0),
        (subject) => this.#panels.show(subject),
      ),
      ...new CallsCommands({
        ...{ extension, backend, calls, panels: this.#panels, recording },
        openProject: async (project) => void (await this.#open(project)),
      }).register(reporting),
    ];
    // What records needs no one to look at it.
    if (records() && backend.owned) void reporting('start the trace server', () => backend.session());
  }

  dispose(): void {
    for (const each of this.#subscriptions) each.dispose();
  }

  /** From a view of its experiment. */
  openCall(project: string, id: string): void {
    this.#panels.show({ project, call: id });
  }

  async #open(project: string, outputId?: string): Promise<ExperimentInfo> {
    const { experiments, views } = this.#parts;
    const path = tracePath(project);
    const experiment = (await experiments.refresh()).find(({ traces }) => traces.some((trace) => trace.path === path));
    if (!experiment) throw new Error(`The trace server has no calls of ${project}.`);
    experiments.setActive(experiment.uuid);
    await views.show(experiment, outputId);
    return experiment;
  }

  async #showInTrace(project: string, id: string): Promise<void> {
    const call = await this.#panels.session().callDetail(project, id);
    if (!call) throw new Error('This call is not there any more.');
    const { uuid } = await this.#open(project);
    this.#parts.views.find(uuid, soughtCall(call));
  }
}
