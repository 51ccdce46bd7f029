/** Dialogs for files and folders of the server's machine; each kind begins in the folder where one was chosen last. */
import { type Memento, Uri, window, workspace } from 'vscode';

/** Nobody types more into a field. */
const LARGEST_TEXT = 5 * 1024 * 1024;

export class FileChooser {
  readonly #memory: Memento;

  constructor(memory: Memento) {
    this.#memory = memory;
  }

  /** `kind` tells what is looked for, so that each has its own last folder. */
  async choose(
    kind: string,
    title: string,
    what: 'file' | 'folder' = 'file',
    filters?: Record<string, string[]>,
  ): Promise<Uri | undefined> {
    const defaultUri = this.#lastFolder(kind);
    const [chosen] =
      (await window.showOpenDialog({
        title,
        openLabel: 'Choose',
        canSelectFiles: what === 'file',
        canSelectFolders: what === 'folder',
        ...(defaultUri ? { defaultUri } : {}),
        ...(filters ? { filters } : {}),
      })) ?? [];
    if (chosen) this.#remember(kind, chosen);
    return chosen;
  }

  async save(kind: string, title: string, name: string, filters: Record<string, string[]>): Promise<Uri | undefined> {
    const folder = this.#lastFolder(kind);
    const chosen = await window.showSaveDialog({
      title,
      filters,
      ...(folder ? { defaultUri: Uri.joinPath(folder, name) } : {}),
    });
    if (chosen) this.#remember(kind, chosen);
    return chosen;
  }

  #lastFolder(kind: string): Uri | undefined {
    const last = this.#memory.get<string>(`lastFolder.${kind}`);
    return last === undefined ? workspace.workspaceFolders?.[0]?.uri : Uri.parse(last);
  }

  #remember(kind: string, chosen: Uri): void {
    void this.#memory.update(`lastFolder.${kind}`, Uri.joinPath(chosen, '..').toString());
  }
}

/** Throws an error that names the file if it is too large, or no text. */
export async function readText(file: Uri): Promise<string> {
  const { size } = await workspace.fs.stat(file);
  if (size > LARGEST_TEXT) throw new Error(`${file.path} is larger than ${LARGEST_TEXT / 1024 / 1024} MiB.`);
  const bytes = await workspace.fs.readFile(file);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Error(`${file.path} is not a text in UTF-8.`);
  }
}
