/**
 * How an error reaches the user: what failed, why, and the way to the log. Every command runs inside `reporting`.
 */
import { commands, window } from 'vscode';
import type { Log } from './log.ts';

/** The user's own choice to stop; nothing to report. */
export class Cancelled extends Error {}

export type Reporting = <T>(what: string, act: () => Promise<T>) => Promise<T | undefined>;

/** `what` finishes the sentence "Could not …". */
export function reportingTo(log: Log): Reporting {
  return async (what, act) => {
    try {
      return await act();
    } catch (error) {
      if (error instanceof Cancelled) return undefined;
      const { message, stack } = error as Error;
      log.error(`Could not ${what}. ${stack ?? message}`);
      const sentence = `Could not ${what}. ${message.split('\n')[0]}`;
      void window.showErrorMessage(sentence, 'Show log').then((choice) => {
        if (choice) void commands.executeCommand('heddle.showLog');
      });
      return undefined;
    }
  };
}
