/**
 * The views of experiments: one webview panel for each, or a custom editor in its place. All of them are served by the
 * one session of the window; when the server comes back after a death, they go on with the new one and keep what they
 * show. After a reload of the window VS Code brings the panels back with the experiment's id, and the server the layout.
 */
import {
  commands,
  type Disposable,
  type ExtensionContext,
  ViewColumn,
  type WebviewPanel,
  type WebviewPanelSerializer,
  window,
} from 'vscode';
import type { ExperimentInfo, HostEvent, Sought, ViewCommand } from '../../client/messages.ts';
import type { ExperimentSession, ViewForms } from '../../client/session/experiment-session.ts';
import { serve } from '../../client/session/rpc.ts';
import type { Backend } from './backend.ts';
import type { Experiments } from './experiments.ts';
import { panelPort } from './panel-port.ts';
import { messageHtml, tabIcon, webviewHtml, webviewOptions } from './webview-html.ts';

const VIEW_TYPE = 'heddle.experiment';

/** What only the window can show, of the experiment with this id. */
interface Forms {
  customise(experiment: string, ...asked: Parameters<ViewForms['customise']>): Promise<void>;
  changeOutput(experiment: string, ...asked: Parameters<ViewForms['changeOutput']>): Promise<void>;
  openCall: ViewForms['openCall'];
}

interface View {
  readonly panel: WebviewPanel;
  readonly uuid: string;
  readonly session: ExperimentSession;
  /** Waits until the view listens. */
  tell(event: HostEvent): void;
}

export class ViewPanels implements WebviewPanelSerializer, Disposable {
  readonly #context: ExtensionContext;
  readonly #backend: Backend;
  readonly #experiments: Experiments;
  readonly #forms: Forms;
  readonly #views = new Set<View>();
  readonly #subscriptions: Disposable[];

  constructor(context: ExtensionContext, backend: Backend, experiments: Experiments, forms: Forms) {
    this.#context = context;
    this.#backend = backend;
    this.#experiments = experiments;
    this.#forms = forms;
    this.#subscriptions = [
      window.registerWebviewPanelSerializer(VIEW_TYPE, this),
      backend.onDidChangeState(() => void this.#serverChanged().catch(() => {})),
      experiments.onDidChange(() => this.#closeOrphans()),
      experiments.onDidChangeOutputs((uuid) => this.#outputsChanged(uuid)),
    ];
  }

  dispose(): void {
    for (const { session } of this.#views) session.close();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  /** Opens or reveals the view of an experiment, and one of its outputs in it. The focus moves there, unless it is kept. */
  async show({ uuid, name }: ExperimentInfo, outputId?: string, preserveFocus = false): Promise<void> {
    // A view that is shown again wants its server again.
    await this.#backend.session();
    let view = this.#find(uuid);
    if (view) view.panel.reveal(undefined, preserveFocus);
    else {
      const options = { ...webviewOptions(this.#context.extensionUri), retainContextWhenHidden: true };
      const where = { viewColumn: ViewColumn.Active, preserveFocus };
      view = await this.attach(window.createWebviewPanel(VIEW_TYPE, name, where, options), uuid);
    }
    if (outputId !== undefined) view.tell({ kind: 'show', outputId });
  }

  /** In the view of an experiment that is shown. */
  find(uuid: string, sought: Sought): void {
    this.#find(uuid)?.tell({ kind: 'find', sought });
  }

  /** Draws the views of an experiment from scratch: everything in them may be named differently now. */
  reload(uuid: string): void {
    for (const view of this.#views) {
      if (view.uuid !== uuid) continue;
      view.panel.webview.html = '';
      view.panel.webview.html = webviewHtml(view.panel.webview, this.#context.extensionUri, 'view', {
        experiment: uuid,
      });
    }
  }

  /** Draws them from scratch, in times from the experiment's new start. */
  moved(uuid: string): void {
    for (const view of this.#views) if (view.uuid === uuid) view.session.moved();
    this.reload(uuid);
  }

  /** Makes the panel the view of an experiment. */
  async attach(panel: WebviewPanel, uuid: string): Promise<View> {
    const { extensionUri } = this.#context;
    panel.webview.options = webviewOptions(extensionUri);
    panel.iconPath = tabIcon(extensionUri);
    const tsp = await this.#backend.session();
    const session = tsp.viewer(uuid, {
      customise: (...asked) => this.#forms.customise(uuid, ...asked),
      changeOutput: (...asked) => this.#forms.changeOutput(uuid, ...asked),
      openCall: this.#forms.openCall,
    });
    const port = panelPort(panel);
    const { emit, dispose } = serve(session, port);
    const view: View = {
      panel,
      uuid,
      session,
      tell: (event) => void port.listening.then(() => emit(event)),
    };
    this.#views.add(view);
    const stop = session.onEvent((event) => {
      if (event.kind === 'outputs') this.#experiments.heardOutputs(uuid, event.outputs);
      // The list is read in intervals while something is indexed; all else is heard of here.
      const known = this.#experiments.find(uuid);
      if (event.kind === 'experiment' && known?.indexing !== 'RUNNING' && differs(known, event.experiment))
        void this.#experiments.refresh().catch(() => {});
      view.tell(event);
    });
    panel.onDidDispose(() => {
      this.#views.delete(view);
      stop();
      session.close();
      dispose();
    });
    panel.onDidChangeViewState(() => panel.active && this.#experiments.setActive(uuid));
    panel.webview.html = webviewHtml(panel.webview, extensionUri, 'view', { experiment: uuid });
    return view;
  }

  async deserializeWebviewPanel(panel: WebviewPanel, state: unknown): Promise<void> {
    const uuid = (state as { experiment?: unknown } | undefined)?.experiment;
    try {
      const list = await this.#experiments.refresh();
      const experiment = list.find((known) => known.uuid === uuid);
      if (experiment) await this.attach(panel, experiment.uuid);
      else panel.dispose();
    } catch (error) {
      panel.webview.html = messageHtml(`The trace cannot be shown. ${(error as Error).message}`);
    }
  }

  /** To the view that has the focus. */
  command(command: ViewCommand): void {
    const active = [...this.#views].find(({ panel }) => panel.active);
    active?.tell({ kind: 'command', command });
  }

  #find(uuid: string): View | undefined {
    const views = [...this.#views].filter((view) => view.uuid === uuid);
    return views.find(({ panel }) => panel.active) ?? views[0];
  }

  async #serverChanged(): Promise<void> {
    const { state } = this.#backend;
    if (state.kind === 'up') {
      const { client } = await this.#backend.session();
      for (const { session } of this.#views) session.reconnect(client);
      return;
    }
    const message = 'message' in state ? { message: state.message } : {};
    const down = state.kind === 'failed' || state.kind === 'stopped';
    for (const view of this.#views) view.tell({ kind: 'server', state: down ? 'down' : 'restarting', ...message });
  }

  #outputsChanged(uuid: string): void {
    for (const view of this.#views) if (view.uuid === uuid) void view.session.refreshOutputs().catch(() => {});
  }

  #closeOrphans(): void {
    if (this.#backend.state.kind !== 'up') return;
    for (const { panel, uuid } of [...this.#views]) if (!this.#experiments.find(uuid)) panel.dispose();
  }
}

const differs = (known: ExperimentInfo | undefined, told: ExperimentInfo): boolean =>
  known?.indexing !== told.indexing ||
  known.cancelled !== told.cancelled ||
  String(known.changedFiles) !== String(told.changedFiles);

/** Runs a view's command from the palette. */
export function registerViewCommands(panels: ViewPanels): Disposable[] {
  const names: Record<ViewCommand, true> = {
    zoomIn: true,
    zoomOut: true,
    panLeft: true,
    panRight: true,
    zoomToSelection: true,
    fit: true,
    wholeTrace: true,
    follow: true,
    undo: true,
    redo: true,
    search: true,
    nextMatch: true,
    previousMatch: true,
    filter: true,
    bookmark: true,
    help: true,
  };
  return (Object.keys(names) as ViewCommand[]).map((name) =>
    commands.registerCommand(`heddle.view.${name}`, () => panels.command(name)),
  );
}
