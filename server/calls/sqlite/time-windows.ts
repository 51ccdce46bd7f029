/**
 * Pieces of time that a long question is asked in, each as long as it takes some milliseconds to look at the calls in it.
 * So a scan that finds little gives way to others, and a slow reader holds no snapshot for long, which would keep the log
 * from being folded into the file. As the start of a call never changes, none is told twice or left out.
 */
import type Database from 'better-sqlite3';
import { asking } from './backend-error.ts';
import type { CallPath } from './call-path.ts';

/** Calls that started later than `after`, up to and with `upTo`; microseconds. */
export interface TimeWindow {
  readonly after: number;
  readonly upTo: number;
}

/** To be put behind a condition on `calls`. */
export const IN_WINDOW = 'AND calls.started_at > @after AND calls.started_at <= @upTo';

const FIRST = 256;
const MOST = 65_536;
/** Milliseconds: a quicker one is followed by a longer one. */
const QUICK = 5;

const BEFORE_ALL = -Number.MAX_SAFE_INTEGER;
const AFTER_ALL = Number.MAX_SAFE_INTEGER;

export const ALL_TIME: TimeWindow = { after: BEFORE_ALL, upTo: AFTER_ALL };

/** Adds up how long the database took, in milliseconds. */
export class Watch {
  spent = 0;

  time<T>(work: () => T): T {
    const began = performance.now();
    try {
      return asking(work);
    } finally {
      this.spent += performance.now() - began;
    }
  }
}

/** From the oldest calls on, or from the newest back; whoever asks about a window does it under the watch. */
export function* timeWindows(
  database: Database.Database,
  path: CallPath,
  descending: boolean,
  watch: Watch,
): Generator<TimeWindow> {
  const [before, order] = descending ? ['<=', 'DESC'] : ['>', 'ASC'];
  const nth = database
    .prepare(
      `SELECT h.started_at FROM heads h INDEXED BY ${path.index}
       WHERE ${path.where} AND h.deleted_at IS NULL AND h.started_at ${before} @from
       ORDER BY h.started_at ${order} LIMIT 1 OFFSET @size`,
    )
    .pluck();
  const last = descending ? BEFORE_ALL : AFTER_ALL;
  let at = descending ? AFTER_ALL : BEFORE_ALL;
  for (let size = FIRST; at !== last; ) {
    watch.spent = 0;
    const from = at;
    const edge = watch.time(() => nth.get({ ...path.params, from, size })) as number | undefined;
    // The one behind the last of the window; where many start at the same time, they are in it together.
    if (descending) at = edge === undefined ? last : edge === at ? edge - 1 : edge;
    else at = edge ?? last;
    yield descending ? { after: at, upTo: from } : { after: from, upTo: at };
    size = watch.spent < QUICK ? Math.min(size * 2, MOST) : Math.max(size >> 1, FIRST);
  }
}
