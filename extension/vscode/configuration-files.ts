/** Configurations to and from files of the user's choice. Both say what was done, and what was not and why. */
import { window, workspace } from 'vscode';
import { fileNameOf, writeConfigurations } from '../../client/configuration-file.ts';
import type { Imported } from '../../client/configuration-messages.ts';
import type { ConfigurationInfo } from '../../client/messages.ts';
import { type FileChooser, readText } from './choose-file.ts';
import type { Configurations } from './configurations.ts';

const KIND = 'configurations';
const JSON_FILES = { JSON: ['json'] };

/** False if the user chose no file. */
export async function exportConfigurations(files: FileChooser, list: readonly ConfigurationInfo[]): Promise<boolean> {
  if (list.length === 0) throw new Error('There is no configuration to export.');
  const file = await files.save(KIND, 'Export configurations', fileNameOf(list), JSON_FILES);
  if (!file) return false;
  await workspace.fs.writeFile(file, new TextEncoder().encode(writeConfigurations(list)));
  return true;
}

/** Undefined if the user chose no file. */
export async function importConfigurations(
  files: FileChooser,
  configurations: Configurations,
): Promise<Imported | undefined> {
  const file = await files.choose(KIND, 'Import configurations', 'file', JSON_FILES);
  return file && configurations.importAll(await readText(file));
}

export function tellImported({ imported, problems }: Imported): void {
  const count = imported.length === 1 ? `“${imported[0]}”` : `${imported.length} configurations`;
  const done = imported.length === 0 ? 'Nothing was imported.' : `Imported ${count}.`;
  if (problems.length === 0) void window.showInformationMessage(done);
  else {
    const detail = problems.slice(0, 20).join('\n');
    void window.showWarningMessage(`${done} ${problems.length} refused.`, 'Show why').then((choice) => {
      if (choice) void window.showWarningMessage(done, { modal: true, detail });
    });
  }
}
