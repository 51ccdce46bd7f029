/**
 * The form of a configuration type in a panel of its own: one for each output and type. What was typed is kept in the
 * workspace until the output is created or the user discards it, so closing the tab or the window loses nothing.
 */
import {
  type Disposable,
  type ExtensionContext,
  ViewColumn,
  type WebviewPanel,
  type WebviewPanelSerializer,
  window,
} from 'vscode';
import type { FormHost, OutputInfo } from '../../client/messages.ts';
import { serve } from '../../client/session/rpc.ts';
import type { Backend } from './backend.ts';
import type { Experiments } from './experiments.ts';
import { panelPort } from './panel-port.ts';
import { tabIcon, webviewHtml, webviewOptions } from './webview-html.ts';

const FORM_TYPE = 'heddle.form';

export interface FormSubject {
  readonly experiment: string;
  readonly output: string;
  readonly type: string;
}

type Parameters = Readonly<Record<string, unknown>>;

export class FormPanels implements WebviewPanelSerializer, Disposable {
  readonly #context: ExtensionContext;
  readonly #backend: Backend;
  readonly #experiments: Experiments;
  readonly #created: (experiment: string, output: OutputInfo) => Promise<void>;
  readonly #panels = new Map<string, WebviewPanel>();
  readonly #serializer: Disposable;

  constructor(
    context: ExtensionContext,
    backend: Backend,
    experiments: Experiments,
    created: (experiment: string, output: OutputInfo) => Promise<void>,
  ) {
    this.#context = context;
    this.#backend = backend;
    this.#experiments = experiments;
    this.#created = created;
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
    const { extensionUri } = this.#context;
    const panel = window.createWebviewPanel(FORM_TYPE, title, ViewColumn.Active, webviewOptions(extensionUri));
    this.#attach(panel, subject);
  }

  async deserializeWebviewPanel(panel: WebviewPanel, state: unknown): Promise<void> {
    const { experiment, output, type } = (state ?? {}) as Partial<FormSubject>;
    if (experiment && output && type) this.#attach(panel, { experiment, output, type });
    else panel.dispose();
  }

  #attach(panel: WebviewPanel, subject: FormSubject): void {
    const key = keyOf(subject);
    this.#panels.set(key, panel);
    const { dispose } = serve(this.#host(subject, panel), panelPort(panel));
    panel.onDidDispose(() => {
      this.#panels.delete(key);
      dispose();
    });
    const { extensionUri } = this.#context;
    panel.webview.options = webviewOptions(extensionUri);
    panel.iconPath = tabIcon(extensionUri);
    panel.webview.html = webviewHtml(panel.webview, extensionUri, 'form', { ...subject });
  }

  #host(subject: FormSubject, panel: WebviewPanel): FormHost {
    const { experiment, output: outputId, type: typeId } = subject;
    const drafts = this.#context.workspaceState;
    const key = `draft:${keyOf(subject)}`;
    return {
      form: async () => {
        const output = await this.#experiments.findOutput(experiment, outputId);
        if (!output) throw new Error('The output that this form is about is not there any more.');
        const types = await (await this.#backend.session()).configTypes(experiment, outputId);
        const type = types.find(({ id }) => id === typeId);
        if (!type) throw new Error(`“${output.name}” does not offer “${typeId}” any more.`);
        const draft = drafts.get<Parameters>(key);
        return { type, output, ...(draft === undefined ? {} : { draft }) };
      },
      saveDraft: async (parameters) => drafts.update(key, parameters),
      submit: async (parameters) => {
        const session = await this.#backend.session();
        const answer = await session.derive(experiment, outputId, typeId, parameters);
        if ('refusal' in answer) return answer;
        await drafts.update(key, undefined);
        panel.dispose();
        await this.#created(experiment, answer.output);
        return answer;
      },
      cancel: async () => {
        await drafts.update(key, undefined);
        panel.dispose();
      },
    };
  }
}

function keyOf({ experiment, output, type }: FormSubject): string {
  return JSON.stringify([experiment, output, type]);
}
