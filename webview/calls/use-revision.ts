/** Asks each second whether something in the project has changed, while the page is seen. */
import { useEffect, useState } from 'react';
import type { CallsHost } from '../../client/call-messages.ts';

const PERIOD_MS = 1000;

/** Undefined until it is known; a server that does not answer changes nothing. */
export function useRevision(host: CallsHost, project: string | undefined): string | undefined {
  const [revision, setRevision] = useState<string>();
  useEffect(() => {
    if (project === undefined) return undefined;
    let gone = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async () => {
      clearTimeout(timer);
      if (document.visibilityState === 'visible') {
        const now = await host.callsRevision(project).catch(() => undefined);
        if (!gone && now !== undefined) setRevision(now);
      }
      if (!gone) timer = setTimeout(look, PERIOD_MS);
    };
    void look();
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [host, project]);
  return revision;
}

/** Milliseconds since the epoch, anew each second while something runs. */
export function useNow(isRunning: boolean): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    if (!isRunning) return undefined;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), PERIOD_MS);
    return () => clearInterval(timer);
  }, [isRunning]);
  return now;
}
