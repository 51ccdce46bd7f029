/** What was done can be undone from the message that says so, for as long as it is shown. */
import { window } from 'vscode';

/**
 * `undo` returns what could not be undone, in words; where it fails as a whole, trying again is offered. Resolves when the
 * message is gone.
 */
export async function offerUndo(done: string, undo: () => Promise<readonly string[]>): Promise<void> {
  let choice: string | undefined = await window.showInformationMessage(done, 'Undo');
  while (choice) {
    const problems = await undo().catch((error: Error) => error);
    if (problems instanceof Error)
      choice = await window.showErrorMessage(`Could not undo it. ${problems.message}`, 'Try again');
    else if (problems.length > 0) throw new Error(`Not all of it could be made again. ${problems.join(' ')}`);
    else return;
  }
}
