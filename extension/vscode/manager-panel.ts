/** The page of all configurations: one panel in the window, which comes back with it. */
import { type Disposable, type Uri, ViewColumn, type WebviewPanel, type WebviewPanelSerializer, window } from 'vscode';
import { serve } from '../../client/session/rpc.ts';
import { Manager, type ManagerParts } from './manager-host.ts';
import { panelPort } from './panel-port.ts';
import { tabIcon, webviewHtml, webviewOptions } from './webview-html.ts';

const MANAGER_TYPE = 'heddle.configurations';

export class ManagerPanel implements WebviewPanelSerializer, Disposable {
  readonly #extension: Uri;
  readonly #parts: ManagerParts;
  readonly #serializer: Disposable;
  #panel: WebviewPanel | undefined;

  constructor(extension: Uri, parts: ManagerParts) {
    this.#extension = extension;
    this.#parts = parts;
    this.#serializer = window.registerWebviewPanelSerializer(MANAGER_TYPE, this);
  }

  dispose(): void {
    this.#serializer.dispose();
  }

  show(): void {
    if (this.#panel) this.#panel.reveal();
    else {
      const options = { ...webviewOptions(this.#extension), retainContextWhenHidden: true };
      this.#attach(window.createWebviewPanel(MANAGER_TYPE, 'Configurations', ViewColumn.Active, options));
    }
  }

  async deserializeWebviewPanel(panel: WebviewPanel): Promise<void> {
    if (this.#panel) panel.dispose();
    else this.#attach(panel);
  }

  #attach(panel: WebviewPanel): void {
    this.#panel = panel;
    const { configurations, experiments } = this.#parts;
    const { emit, dispose } = serve(new Manager(this.#parts), panelPort(panel));
    const changed = () => emit({ kind: 'configurations' });
    const listening = [configurations.onDidChange(changed), experiments.onDidChangeActive(changed)];
    panel.onDidDispose(() => {
      this.#panel = undefined;
      for (const each of listening) each.dispose();
      dispose();
    });
    panel.webview.options = webviewOptions(this.#extension);
    panel.iconPath = tabIcon(this.#extension);
    panel.webview.html = webviewHtml(panel.webview, this.#extension, 'configurations', {});
  }
}
