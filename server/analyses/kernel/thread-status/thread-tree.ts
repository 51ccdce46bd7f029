/**
 * Threads as entries: one for each life, below that of its parent, in order of thread id. Ids are by life, so they stay
 * while the trace grows.
 */
import { commonKeys } from '../../common-keys.ts';
import type { EntryIds } from '../../entry-ids.ts';
import type { TreeEntry } from '../../output.ts';
import type { Pace } from '../../pace.ts';
import { hostId, type KernelTraceStates, lifeName } from '../kernel-traces.ts';
import { ThreadOrder } from './thread-order.ts';

/** Entry number of life 0; 0 is the trace's root. */
export const LIVES = 1;
const STRIDE = 1024;

/** Parents come before their children. `wanted`: the others' children move up to the next ancestor that is. */
export async function threadTree(
  traced: KernelTraceStates,
  ids: EntryIds,
  wanted: (life: number) => boolean,
  pace: Pace,
): Promise<TreeEntry[]> {
  const { trace } = traced;
  const { lives, parents } = new ThreadOrder(traced.states.threads);
  const id = (life: number): number => ids.id(trace.ordinal, LIVES + life);
  const root = ids.id(trace.ordinal, 0);
  // Children as lists, in order; those of the root at the end.
  const first = new Int32Array(lives.length + 1).fill(-1);
  const next = new Int32Array(lives.length).fill(-1);
  for (let i = lives.length - 1; i >= 0; i--) {
    const life = lives[i]!;
    const parent = parents[life]! < 0 ? lives.length : parents[life]!;
    next[life] = first[parent]!;
    first[parent] = life;
  }
  const labels = [trace.name, '', '', ''];
  const metadata = { 'host-id': [hostId(trace)] };
  const entries: TreeEntry[] = [
    { id: root, labels, hasData: false, start: trace.start, end: trace.end + 1n, metadata },
  ];
  const open: { life: number; parentId: number }[] = [{ life: first[lives.length]!, parentId: root }];
  for (let step = 0; open.length > 0; step++) {
    const top = open[open.length - 1]!;
    const { life, parentId } = top;
    if (life < 0) {
      open.pop();
      continue;
    }
    top.life = next[life]!;
    const isWanted = wanted(life);
    if (isWanted) entries.push(threadEntry(traced, life, id(life), parentId));
    if (first[life]! >= 0) open.push({ life: first[life]!, parentId: isWanted ? id(life) : parentId });
    if (step % STRIDE === 0 && pace.due) await pace.pause();
  }
  return entries;
}

function threadEntry(traced: KernelTraceStates, life: number, id: number, parentId: number): TreeEntry {
  const { trace } = traced;
  const { name, tid, pid, ppid } = threadFacts(traced, life);
  const { start, end } = traced.states.threads.lives;
  return {
    id,
    parentId,
    labels: [name, String(tid), pid < 0 ? '' : String(pid), ppid > 0 ? String(ppid) : ''],
    hasData: true,
    start: trace.base + BigInt(start.data[life]!),
    end: trace.base + BigInt(Math.min(end.data[life]!, trace.now)),
    metadata: {
      ...{ Exec_Name: [name], TID: [tid], PID: [pid], PTID: [ppid] },
      ...commonKeys({
        'thread-name': name,
        'host-id': hostId(trace),
        tid,
        pid: pid < 0 ? undefined : pid,
        ppid: ppid < 0 ? undefined : ppid,
      }),
    },
  };
}

export interface ThreadFacts {
  readonly name: string;
  readonly tid: number;
  /** Process; the thread's own id where that isn't told, and −1 in a trace that tells of no process. */
  readonly pid: number;
  /** Parent; −1 unknown. */
  readonly ppid: number;
}

export function threadFacts(traced: KernelTraceStates, life: number): ThreadFacts {
  const { threads, tellsProcesses } = traced.states;
  const { slot, process, parent } = threads.lives;
  const tid = threads.tid(slot.data[life]!);
  return {
    name: lifeName(traced, life),
    tid,
    pid: process.data[life]! || (tellsProcesses || tid === 0 ? tid : -1),
    ppid: parent.data[life]! || -1,
  };
}
