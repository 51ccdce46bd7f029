/** What the server answered to a change, as the sentence that a message shows. */
import type { Submitted } from './configuration-messages.ts';
import type { Refusal } from './messages.ts';

export const refusalText = ({ message, detail }: Refusal): string => detail ?? message;

export type Done = Exclude<Submitted, { readonly refusal: Refusal } | { readonly conflict: unknown }>;

/** Throws an error that says why, if it was refused or somebody else was quicker. */
export function mustBeDone(answer: Submitted): Done {
  if ('refusal' in answer) throw new Error(refusalText(answer.refusal));
  if ('conflict' in answer)
    throw new Error(
      `“${answer.conflict.configuration.name}” was changed meanwhile by somebody else; nothing was done.`,
    );
  return answer;
}
