/**
 * Has the host try the form's values 200 ms after the last change, one question at a time. The answer is of the values
 * that were asked about: `fresh` tells whether they are still the form's.
 */
import { useEffect, useMemo, useState } from 'react';
import type { Attempt, FormHost, Preview } from '../../client/configuration-messages.ts';
import type { Parameters } from '../../client/messages.ts';
import { LatestWins } from '../latest-wins.ts';

const DELAY_MS = 200;

interface Question {
  readonly parameters: Parameters;
  readonly sample: string | undefined;
}

export interface Tried {
  readonly errors: Attempt['errors'];
  /** What the errors are of. */
  readonly parameters: Parameters;
  /** The last one that there was: shown on while the values make none. */
  readonly preview?: Preview;
  /** The preview is of the values as they are. */
  readonly fresh: boolean;
}

const NOTHING: Tried = { errors: [], parameters: {}, fresh: true };

export function useAttempt(host: FormHost, parameters: Parameters, sample: string | undefined): Tried {
  const [tried, setTried] = useState(NOTHING);
  const queue = useMemo(
    () =>
      new LatestWins<Question, Attempt & { readonly status?: never }>({
        ask: (question) => host.attempt(question.parameters, question.sample ? { sample: question.sample } : {}),
        got: ({ errors, preview }, { parameters }) =>
          setTried((last) => {
            const kept = preview ?? last.preview;
            return { errors, parameters, fresh: preview !== undefined, ...(kept ? { preview: kept } : {}) };
          }),
        // A server that can't try says what is wrong when the form is sent.
        failed: () => setTried((last) => ({ ...last, errors: [], fresh: false })),
      }),
    [host],
  );
  useEffect(() => {
    const timer = setTimeout(() => queue.want({ parameters, sample }), DELAY_MS);
    return () => clearTimeout(timer);
  }, [queue, parameters, sample]);
  useEffect(() => () => queue.stop(), [queue]);
  return tried;
}
