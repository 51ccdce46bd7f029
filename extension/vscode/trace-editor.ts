/** "Open With… Trace view": a trace file in an editor of its own. The file is never changed. */
import type { CustomDocument, CustomReadonlyEditorProvider, Uri, WebviewPanel } from 'vscode';
import type { TraceOpener } from './open-traces.ts';
import type { ViewPanels } from './view-panels.ts';

export const EDITOR_TYPE = 'heddle.trace';

export class TraceEditor implements CustomReadonlyEditorProvider {
  readonly #opener: TraceOpener;
  readonly #panels: ViewPanels;

  constructor(opener: TraceOpener, panels: ViewPanels) {
    this.#opener = opener;
    this.#panels = panels;
  }

  openCustomDocument(uri: Uri): CustomDocument {
    return { uri, dispose() {} };
  }

  async resolveCustomEditor({ uri }: CustomDocument, panel: WebviewPanel): Promise<void> {
    // VS Code shows a rejection's text in the editor, with a way to open the file as text.
    const { uuid } = await this.#opener.open([uri.fsPath]);
    await this.#panels.attach(panel, uuid);
  }
}
