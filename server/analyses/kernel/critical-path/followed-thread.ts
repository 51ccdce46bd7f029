/** The thread whose critical path is wanted, as the user names it, and where it is in an experiment. */
import type { Experiment } from '../../experiment-output.ts';
import { QueryError } from '../../output.ts';
import { hostId, hostName, statesOf } from '../kernel-traces.ts';
import { lastBefore, type TracedThreads } from './thread-graph.ts';
import { WakeUps } from './wake-ups.ts';

export interface FollowedThread {
  readonly tid: number;
  /** Id or name of a host, or name of a trace. Needed only where several traces have threads of this id. */
  readonly host?: string;
}

/** The traces that tell what threads do. */
export function tracedThreads(experiment: Experiment): TracedThreads[] {
  return experiment.traces.flatMap((trace) => {
    const traced = statesOf(trace);
    const wakeUps = trace.find(WakeUps);
    return traced === undefined || wakeUps === undefined ? [] : [{ ...traced, wakeUps }];
  });
}

/** The place among `traced` of the trace that has the thread. Throws a `QueryError` if none has, or several have. */
export function placeOf({ tid, host }: FollowedThread, traced: readonly TracedThreads[]): number {
  const places = [...traced.keys()].filter((place) => traced[place]!.states.threads.find(tid) >= 0);
  if (places.length === 0) throw new QueryError(`there is no thread ${tid}`, 'tid');
  const called = ({ trace }: TracedThreads): boolean =>
    [hostId(trace), hostName(trace), trace.name].includes(host ?? '');
  const here = host === undefined ? places : places.filter((place) => called(traced[place]!));
  if (here.length === 1) return here[0]!;
  const names = places.map((place) => traced[place]!.trace.name).join(', ');
  if (here.length === 0) throw new QueryError(`"${host}" has no thread ${tid}, but these have: ${names}`, 'host');
  throw new QueryError(`several traces have a thread ${tid}; one has to be named as "host": ${names}`, 'host');
}

/**
 * When the thread did anything, or waited to, on its trace's own axis: of several lives of one id, in the longest. After
 * its last state it is dead, if not forgotten yet.
 */
export function longestLife(
  { states: { threads }, trace }: TracedThreads,
  tid: number,
): { readonly from: number; readonly to: number } {
  const { lives } = threads;
  const slot = threads.find(tid);
  let [from, to] = [0, 0];
  for (let life = 0; life < lives.count; life++) {
    if (lives.slot.data[life] !== slot) continue;
    const start = lives.start.data[life]!;
    const end = Math.min(lives.end.data[life]!, trace.now);
    if (end - start > to - from) [from, to] = [start, end];
  }
  const row = threads.rows[slot]!;
  const last = lastBefore(row, to);
  return { from, to: last >= 0 && last < row.count ? Math.max(from, Math.min(to, row.end(last))) : to };
}
