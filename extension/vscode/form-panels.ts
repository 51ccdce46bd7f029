/** The forms of configurations, each in a panel of its own: one for each subject. They come back with the window. */
import { type Disposable, type Uri, ViewColumn, type WebviewPanel, type WebviewPanelSerializer, window } from 'vscode';
import { serve } from '../../client/session/rpc.ts';
import { type FormParts, SubjectForm } from './form-host.ts';
import { type FormSubject, keyOf, subjectFrom } from './form-subject.ts';
import { panelPort } from './panel-port.ts';
import { tabIcon, webviewHtml, webviewOptions } from './webview-html.ts';

const FORM_TYPE = 'heddle.form';

export class FormPanels implements WebviewPanelSerializer, Disposable {
  readonly #extension: Uri;
  readonly #parts: FormParts;
  readonly #panels = new Map<string, WebviewPanel>();
  readonly #serializer: Disposable;

  constructor(extension: Uri, parts: FormParts) {
    this.#extension = extension;
    this.#parts = parts;
    this.#serializer = window.registerWebviewPanelSerializer(FORM_TYPE, this);
  }

  dispose(): void {
    this.#serializer.dispose();
  }

  open(subject: FormSubject, title: string): void {
    const open = this.#panels.get(keyOf(subject));
    if (open) {
      open.reveal();
      return;
    }
    const options = webviewOptions(this.#extension);
    this.#attach(window.createWebviewPanel(FORM_TYPE, title, this.#column(), options), subject);
  }

  /** Beside what it is about, where other forms are; nothing is beside an empty group. */
  #column(): ViewColumn {
    for (const { viewColumn } of this.#panels.values()) if (viewColumn !== undefined) return viewColumn;
    return window.tabGroups.activeTabGroup.activeTab ? ViewColumn.Beside : ViewColumn.Active;
  }

  async deserializeWebviewPanel(panel: WebviewPanel, state: unknown): Promise<void> {
    const subject = subjectFrom(state);
    if (subject) this.#attach(panel, subject);
    else panel.dispose();
  }

  #attach(panel: WebviewPanel, subject: FormSubject): void {
    const key = keyOf(subject);
    this.#panels.set(key, panel);
    const form = new SubjectForm(this.#parts, subject, () => panel.dispose());
    const { dispose } = serve(form, panelPort(panel));
    panel.onDidDispose(() => {
      this.#panels.delete(key);
      dispose();
    });
    panel.webview.options = webviewOptions(this.#extension);
    panel.iconPath = tabIcon(this.#extension);
    panel.webview.html = webviewHtml(panel.webview, this.#extension, 'form', { ...subject });
  }
}
