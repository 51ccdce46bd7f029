/**
 * Walks over the calls of a project by who made whom, whatever their times: callees may run beside each other, and longer
 * than their caller. What does not lie within the window is passed over with all that it made.
 */
import { NONE } from '../../formats/calls/call-store.ts';
import type { CallVisitor, CallWindow } from '../call-stack/call-walk.ts';
import type { FlameWalk } from '../call-stack/flame-graph.ts';
import type { Pace } from '../pace.ts';
import type { CallIndex } from './call-index.ts';
import type { ProjectCalls } from './experiment-calls.ts';

const STRIDE = 4096;

export function projectWalk({ trace, index }: ProjectCalls): FlameWalk {
  const { ops } = index.numbers;
  return {
    trace,
    path: [trace.name],
    functions: {
      get size() {
        return ops.size;
      },
      label: (op) => ops.text(op),
      renamed: 0,
    },
    walk: (window, visit, pace) => walk(index, window, visit, pace),
  };
}

async function walk(index: CallIndex, { from, to, now }: CallWindow, visit: CallVisitor, pace: Pace): Promise<void> {
  const { store, reader } = index;
  const begun = index.begun.items;
  // Of the calls that have begun; those to come have no place here.
  const isBegun = new Uint8Array(store.size);
  const firstChild = new Uint32Array(store.size).fill(NONE);
  const sibling = new Uint32Array(store.size).fill(NONE);
  for (const call of begun) isBegun[call] = 1;
  let roots = NONE;
  for (let i = begun.length - 1; i >= 0; i--) {
    const call = begun[i]!;
    const parent = store.depth(call) === 0 ? NONE : store.parent(call);
    if (parent === NONE || isBegun[parent] === 0) {
      sibling[call] = roots;
      roots = call;
    } else {
      sibling[call] = firstChild[parent]!;
      firstChild[parent] = call;
    }
    if (i % STRIDE === 0) await pace.pause();
  }
  /** By depth, the next call to visit. */
  const path = [roots];
  for (let steps = 1; path.length > 0; steps++) {
    const call = path.at(-1)!;
    if (call === NONE) {
      path.pop();
      continue;
    }
    path[path.length - 1] = sibling[call]!;
    const start = reader.since(store.started.data[call]!);
    const end = store.isEnded(call) ? reader.since(store.ended.data[call]!) : now;
    if (end >= from && start <= to) {
      visit(path.length - 1, index.opOf(call), Math.max(0, Math.min(end, to) - Math.max(start, from)));
      path.push(firstChild[call]!);
    }
    if (steps % STRIDE === 0) await pace.pause();
  }
}
