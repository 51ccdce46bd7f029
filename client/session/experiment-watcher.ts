/**
 * Follows an experiment and tells what changes: its numbers, its outputs as they appear, the server's going and coming. Asks
 * every 300 ms while it is indexed, then every three seconds whether its files have changed or it is read anew, and every
 * second what has come where more may come. If the server is gone it waits for it, and then goes on, as a restarted server indexes anew.
 */
import type { ExperimentInfo, HostEvent, OutputInfo } from '../messages.ts';

const PERIOD_MS = 300;
/** Times as long between two looks at what is read already. */
const AT_REST = 10;
const LIVE = 3;

export interface Watched {
  experiment(): Promise<ExperimentInfo>;
  outputs(): Promise<readonly OutputInfo[]>;
  isUp(): Promise<boolean>;
  emit(event: HostEvent): void;
}

export async function watchExperiment(watched: Watched, signal: AbortSignal, period = PERIOD_MS): Promise<void> {
  let lastExperiment = '';
  let lastOutputs = '';
  let lastRevision: number | undefined;
  let down = false;
  let wasClosed = false;
  let atRest = false;
  let isLive = false;
  while (!signal.aborted) {
    try {
      const experiment = await watched.experiment();
      // At rest nothing but its files changes; whoever derives an output tells of it.
      const isSame = isLive
        ? experiment.outputsRevision === lastRevision
        : JSON.stringify(experiment) === lastExperiment;
      const known = atRest && isSame;
      // Asked for after it, never beside it: the outputs of a trace whose indexing has ended must be all of them.
      const outputs = known ? undefined : await watched.outputs();
      if (signal.aborted) return;
      if (down) watched.emit({ kind: 'server', state: 'up' });
      down = false;
      lastExperiment = tell(JSON.stringify(experiment), lastExperiment, { kind: 'experiment', experiment });
      if (outputs) lastOutputs = tell(JSON.stringify(outputs), lastOutputs, { kind: 'outputs', outputs });
      // One that was closed is opened by the question for its outputs.
      atRest = experiment.indexing === 'COMPLETED' || (experiment.indexing === 'CLOSED' && wasClosed);
      wasClosed = experiment.indexing === 'CLOSED';
      isLive = experiment.live === true;
      lastRevision = experiment.outputsRevision;
    } catch (error) {
      if (signal.aborted || (await watched.isUp())) return; // the experiment itself is gone: its users hear it themselves
      if (!down) watched.emit({ kind: 'server', state: 'down', message: (error as Error).message });
      down = true;
    }
    await pause(period * (isLive ? LIVE : atRest ? AT_REST : 1), signal);
  }

  function tell(now: string, before: string, event: HostEvent): string {
    if (now !== before) watched.emit(event);
    return now;
  }
}

/** Ends early when aborted. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}
