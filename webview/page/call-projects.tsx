/** The projects of which calls were recorded; asked for now and then, since programs record them. */
import { useEffect, useRef, useState } from 'react';
import { CallClient } from '../../client/calls/call-client.ts';
import { type ProjectInfo, projectList } from '../../client/calls/read-calls.ts';
import { countedCalls } from '../../client/counted.ts';
import { useOneStop } from './one-stop.ts';

/** Milliseconds. */
const AGAIN = 5000;

export function CallProjects(props: { readonly chosen: string | undefined; readonly open: (project: string) => void }) {
  const { chosen, open } = props;
  const [projects, setProjects] = useState<readonly ProjectInfo[]>();
  const [problem, setProblem] = useState<string>();
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    const client = new CallClient(new URL('.', location.href).href);
    const look = () =>
      client.ask('/heddle/calls/projects', {}).then(
        (reply) => {
          setProjects(projectList(reply));
          setProblem(undefined);
        },
        (error: Error) => setProblem(error.message),
      );
    void look();
    const timer = setInterval(look, AGAIN);
    return () => clearInterval(timer);
  }, []);
  return (
    <>
      <h2>Calls</h2>
      {problem !== undefined && (
        <p className="p-problem" role="alert">
          {problem}
        </p>
      )}
      {projects?.length === 0 && (
        <p className="p-hint h-dim">Calls that programs record with the weave SDK appear here.</p>
      )}
      <ul ref={list} {...useOneStop(list)}>
        {projects?.map(({ project, calls, running, errors }) => (
          <li key={project} className={project === chosen ? 'p-chosen' : ''}>
            <button
              type="button"
              className="p-item p-experiment"
              aria-current={project === chosen}
              title={project}
              onClick={() => open(project)}
            >
              <span>{project}</span>
              <span className="h-dim">
                {countedCalls(calls)}
                {running > 0 && ` · ${running.toLocaleString()} running`}
                {errors > 0 && ` · ${errors.toLocaleString()} ${errors === 1 ? 'error' : 'errors'}`}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
