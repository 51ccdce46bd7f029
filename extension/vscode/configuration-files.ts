/** Configurations to and from files of the user's choice. Both say what was done, and what was not and why. */
import { type Uri, window, workspace } from 'vscode';
import { readConfigurations, writeConfigurations } from '../../client/configuration-file.ts';
import type { ConfigurationInfo } from '../../client/messages.ts';
import { type FileChooser, readText } from './choose-file.ts';
import type { Configurations } from './configurations.ts';
import { refusalText } from './refused.ts';

const KIND = 'configurations';
const JSON_FILES = { JSON: ['json'] };

/** False if the user chose no file. */
export async function exportConfigurations(files: FileChooser, list: readonly ConfigurationInfo[]): Promise<boolean> {
  const [only, ...more] = list;
  if (!only) throw new Error('There is no configuration to export.');
  const name = more.length > 0 ? 'configurations' : only.name.replace(/[^\p{L}\p{N} ._-]+/gu, '-');
  const file = await files.save(KIND, 'Export configurations', `${name}.json`, JSON_FILES);
  if (!file) return false;
  await workspace.fs.writeFile(file, new TextEncoder().encode(writeConfigurations(list)));
  return true;
}

export interface Imported {
  readonly imported: readonly string[];
  readonly problems: readonly string[];
}

/** Undefined if the user chose no file. Each is stored, or refused with the reason; none in part. */
export async function importConfigurations(
  files: FileChooser,
  configurations: Configurations,
  from?: Uri,
): Promise<Imported | undefined> {
  const file = from ?? (await files.choose(KIND, 'Import configurations', 'file', JSON_FILES));
  if (!file) return undefined;
  const read = readConfigurations(await readText(file));
  const known = new Map((await configurations.types()).map((type) => [type.id, type]));
  const imported: string[] = [];
  const problems = [...read.problems];
  for (const { name, description, sourceTypeId, parameters } of read.configurations) {
    if (!known.has(sourceTypeId)) {
      problems.push(`“${name}”: there is no configuration type “${sourceTypeId}”`);
      continue;
    }
    const wanted = { name, parameters, ...(description ? { description } : {}) };
    const answer = await configurations.create(sourceTypeId, wanted);
    if ('configuration' in answer) imported.push(answer.configuration.configuration.name);
    else if ('refusal' in answer) problems.push(`“${name}”: ${refusalText(answer.refusal)}`);
  }
  return { imported, problems };
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
