/** What is open on the server, for the page's sidebar: asked for when something here changes it, and now and then. */
import { useCallback, useEffect, useState } from 'react';
import type { ExperimentInfo } from '../../client/messages.ts';
import type { TspSession } from '../../client/session/tsp-session.ts';

/** Milliseconds: another window may open or close a trace. */
const AGAIN = 10_000;

/** The server's experiments; undefined until they are known. */
export function useExperiments(session: TspSession) {
  const [experiments, setExperiments] = useState<readonly ExperimentInfo[]>();
  const [problem, setProblem] = useState<string>();
  const reload = useCallback(() => {
    session.experiments().then(
      (found) => {
        setExperiments(found);
        setProblem(undefined);
      },
      (error: Error) => setProblem(error.message),
    );
  }, [session]);
  useEffect(() => {
    reload();
    const timer = setInterval(reload, AGAIN);
    return () => clearInterval(timer);
  }, [reload]);
  return { experiments, problem, reload };
}
