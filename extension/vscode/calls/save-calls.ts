/**
 * Calls to a file of the user's choice, with progress and a way to end it. They are written beside the file, which is
 * replaced when all of them are there: what was there before is whole until then.
 */
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { ProgressLocation, window } from 'vscode';
import type { CallsExport } from '../../../client/calls/export-calls.ts';
import { countedCalls } from '../../../client/counted.ts';
import type { FileChooser } from '../choose-file.ts';

const FILTERS = { jsonl: { 'JSON lines': ['jsonl'] }, csv: { 'Comma-separated values': ['csv'] } };

/** Answers how many; undefined if the user chose no file, or ended it. */
export async function saveCalls(files: FileChooser, given: CallsExport): Promise<number | undefined> {
  const { form, name } = given;
  const file = await files.save('calls', 'Export calls', name, FILTERS[form]);
  if (!file) return undefined;
  if (file.scheme !== 'file') throw new Error('Calls can be saved on the machine of the trace server only.');
  const beside = `${file.fsPath}.part-${process.pid}`;
  const abort = new AbortController();
  const options = {
    location: ProgressLocation.Notification,
    title: `Exporting calls to ${basename(file.fsPath)}`,
    cancellable: true,
  };
  try {
    const count = await window.withProgress(options, async (progress, cancel) => {
      cancel.onCancellationRequested(() => abort.abort());
      let told = 0;
      const tell = (done: number): void => {
        const percent = Math.floor(done * 100);
        if (percent > told) progress.report({ increment: percent - told });
        told = Math.max(told, percent);
      };
      const handle: FileHandle = await open(beside, 'w');
      try {
        return await given.write({ write: async (text) => void (await handle.write(text)) }, tell, abort.signal);
      } finally {
        await handle.close();
      }
    });
    await rename(beside, file.fsPath);
    void window.showInformationMessage(`Exported ${countedCalls(count)} to ${file.fsPath}.`);
    return count;
  } catch (error) {
    await rm(beside, { force: true });
    if (abort.signal.aborted) return undefined;
    throw error;
  }
}
