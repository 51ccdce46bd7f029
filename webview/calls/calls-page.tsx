/**
 * The calls of a project: the list at the left or above, the picked call or a comparison beside it. `CallsHost` is all it
 * knows of where it is. The page asks each second whether something changed, and asks anew only then.
 */
import { useCallback, useEffect, useState } from 'react';
import type { CallsHost, CallsSubject } from '../../client/call-messages.ts';
import { Project } from './project.tsx';
import { Failure } from './told.tsx';

export interface CallsPageProps {
  readonly host: CallsHost;
  /** Told when somebody opens another call in the page. Returns the way to stop. */
  readonly onSubject: (listener: (subject: CallsSubject) => void) => () => void;
  /** What is shown now, to come back to. */
  readonly keep: (subject: CallsSubject) => void;
}

export function CallsPage({ host, onSubject, keep }: CallsPageProps) {
  const [subject, setSubject] = useState<CallsSubject>();
  const [problem, setProblem] = useState<string>();
  const load = useCallback(() => {
    setProblem(undefined);
    host.callsSubject().then(setSubject, (error: Error) => setProblem(error.message));
  }, [host]);
  useEffect(() => {
    load();
    return onSubject(setSubject);
  }, [load, onSubject]);
  if (problem !== undefined) {
    return (
      <div className="calls">
        <Failure what="The page" problem={problem} retry={load} />
      </div>
    );
  }
  if (subject === undefined) return <div className="calls" />;
  return <Project key={subject.project} host={host} subject={subject} keep={keep} />;
}
