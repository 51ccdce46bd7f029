/**
 * The pages of calls: one panel for each project, which comes back with the window. A page that is shown already is told to
 * show another call.
 */
import { type Disposable, type Uri, ViewColumn, type WebviewPanel, type WebviewPanelSerializer, window } from 'vscode';
import type { CallsSubject } from '../../../client/call-messages.ts';
import type { CallClient } from '../../../client/calls/call-client.ts';
import { CallsSession } from '../../../client/calls/calls-session.ts';
import { countedCalls } from '../../../client/counted.ts';
import { serve } from '../../../client/session/rpc.ts';
import type { Backend } from '../backend.ts';
import type { FileChooser } from '../choose-file.ts';
import { panelPort } from '../panel-port.ts';
import { tabIcon, webviewHtml, webviewOptions } from '../webview-html.ts';
import { saveCalls } from './save-calls.ts';

const CALLS_TYPE = 'heddle.calls';

interface Parts {
  readonly extension: Uri;
  readonly backend: Backend;
  readonly files: FileChooser;
  showInTrace(project: string, id: string): Promise<void>;
}

interface Page {
  readonly panel: WebviewPanel;
  subject: CallsSubject;
  /** Waits until the page listens. */
  tell(): void;
}

export class CallsPanels implements WebviewPanelSerializer, Disposable {
  readonly #parts: Parts;
  readonly #serializer: Disposable;
  readonly #pages = new Set<Page>();

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#serializer = window.registerWebviewPanelSerializer(CALLS_TYPE, this);
  }

  dispose(): void {
    this.#serializer.dispose();
  }

  /** Opens or reveals the project's page. */
  show(subject: CallsSubject): void {
    const page = [...this.#pages].find(({ subject: { project } }) => project === subject.project);
    if (page) {
      page.subject = subject;
      this.#parts.backend.session().catch(() => {});
      page.panel.reveal();
      page.tell();
      return;
    }
    const options = { ...webviewOptions(this.#parts.extension), retainContextWhenHidden: true };
    this.#attach(window.createWebviewPanel(CALLS_TYPE, titleOf(subject), ViewColumn.Active, options), subject);
  }

  async deserializeWebviewPanel(panel: WebviewPanel, state: unknown): Promise<void> {
    const { subject } = (state ?? {}) as { readonly subject?: CallsSubject };
    if (typeof subject?.project === 'string') this.#attach(panel, subject);
    else panel.dispose();
  }

  /** For commands: starts the server if need be. */
  session(): CallsSession {
    const { backend } = this.#parts;
    return this.#session(
      () => backend.calls(),
      () => {
        throw new Error('No page asks.');
      },
    );
  }

  #session(client: () => Promise<CallClient>, subject: () => CallsSubject): CallsSession {
    const { files, showInTrace } = this.#parts;
    return new CallsSession(client, { subject, mayDelete, save: (given) => saveCalls(files, given), showInTrace });
  }

  #attach(panel: WebviewPanel, subject: CallsSubject): void {
    const { extension, backend } = this.#parts;
    // A page asks every second: that must not start again what the user has stopped.
    backend.session().catch(() => {});
    const client = async () => {
      if (backend.state.kind === 'stopped')
        throw new Error('The trace server was stopped. Show the calls anew to start it.');
      return backend.calls();
    };
    const port = panelPort(panel);
    const page: Page = {
      panel,
      subject,
      tell: () => void port.listening.then(() => emit({ kind: 'calls', subject: page.subject })),
    };
    const { emit, dispose } = serve(
      this.#session(client, () => page.subject),
      port,
    );
    this.#pages.add(page);
    panel.onDidDispose(() => {
      this.#pages.delete(page);
      dispose();
    });
    panel.webview.options = webviewOptions(extension);
    panel.iconPath = tabIcon(extension);
    panel.webview.html = webviewHtml(panel.webview, extension, 'calls', {});
  }
}

function titleOf({ project }: CallsSubject): string {
  return `Calls of ${project}`;
}

async function mayDelete(calls: number): Promise<boolean> {
  const detail = 'The calls in them are deleted, too. This can’t be undone.';
  return (
    (await window.showWarningMessage(`Delete ${countedCalls(calls)}?`, { modal: true, detail }, 'Delete')) === 'Delete'
  );
}
