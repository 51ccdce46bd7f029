/**
 * What a host answers, in a component. Of several questions the answer to the last one counts; while it is asked again the
 * last answer stays. `isSlow` says when it is time to tell that something loads.
 */
import { useCallback, useEffect, useRef, useState } from 'react';

const SLOW_MS = 300;

interface Asked<T> {
  readonly value: T | undefined;
  readonly problem: string | undefined;
  readonly isSlow: boolean;
  readonly retry: () => void;
}

/**
 * @param key What it is about: with another one, the answer to the former is gone. Undefined: nothing is asked.
 * @param again With another one it is asked anew.
 */
export function useAsked<T>(key: string | undefined, again: unknown, ask: () => Promise<T>): Asked<T> {
  const [answer, setAnswer] = useState<{ readonly key: string; readonly value?: T; readonly problem?: string }>();
  const [slow, setSlow] = useState<string>();
  const [tries, setTries] = useState(0);
  const latest = useRef(ask);
  latest.current = ask;

  // biome-ignore lint/correctness/useExhaustiveDependencies: what asks again is told by the caller
  useEffect(() => {
    if (key === undefined) return undefined;
    let gone = false;
    const timer = setTimeout(() => setSlow(key), SLOW_MS);
    latest
      .current()
      .then(
        (value) => !gone && setAnswer({ key, value }),
        (error: Error) => !gone && setAnswer({ key, problem: error.message }),
      )
      .finally(() => {
        clearTimeout(timer);
        if (!gone) setSlow(undefined);
      });
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [key, again, tries]);

  const now = answer?.key === key ? answer : undefined;
  return {
    value: now?.value,
    problem: now?.problem,
    isSlow: now === undefined && slow !== undefined && slow === key,
    retry: useCallback(() => setTries((count) => count + 1), []),
  };
}
