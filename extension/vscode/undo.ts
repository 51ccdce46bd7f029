/** What was done can be undone from the message that says so, for as long as it is shown. */
import { window } from 'vscode';

/** `undo` returns what could not be undone, in words. Resolves when the message is gone. */
export async function offerUndo(done: string, undo: () => Promise<readonly string[]>): Promise<void> {
  const choice = await window.showInformationMessage(done, 'Undo');
  if (!choice) return;
  const problems = await undo();
  if (problems.length > 0) throw new Error(`Not all of it could be made again. ${problems.join(' ')}`);
}
