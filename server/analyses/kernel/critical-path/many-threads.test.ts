/**
 * One critical path of a real trace, verified by hand, hop by hand, in babeltrace2's text of it.
 *
 * Thread 634 (gmain) is there from 22.797210857, when LTTng's dump of all processes finds it asleep (status 5). The first
 * that it is seen to do is to be woken at 22.822364522 (sched_waking on CPU 3, by whoever runs there). Who is that?
 *
 * - CPU 3 runs lxterminal (1555), from 22.822350358 on: `multithread` had preempted it at 22.822129701 (prev_state 0),
 *   after it had run since 22.822114735. It was woken at 22.822113442, on the same CPU 3 which was idle then: no softirq or
 *   irq event is around, but a poll that ends with ret = 0, a time-out: the timer's interrupt is not in the trace.
 * - It had gone to sleep at 22.814063980 (prev_state 1), having run since 22.814044012, and been woken at 22.814040538 by
 *   kworker/u16:0 (2186), current on CPU 2 from 22.814037869: terminals hand on their output in such a worker.
 * - That was woken at 22.814023701 by lttng (2672), current on CPU 4 from 22.814000943: it writes to the terminal.
 * - That was woken at 22.813997701 by lttng-sessiond (4042), current on CPU 2 from 22.813992106: it answers lttng.
 * - That was woken at 22.813988697, on CPU 2 between irq_softirq_entry 22.813986305 and _exit 22.813990910 with vec = 9:
 *   RCU. It had gone to sleep at 22.798106608 (prev_state 2), having been preempted by kworker/2:1 from 22.798096795
 *   (prev_state 2048) to 22.798101218.
 * - Before, each is known from where the dump of processes finds it asleep, and no earlier: 1555 at 22.797488299, 2186 at
 *   22.797517749, 2672 at 22.797527047. So the path goes from one to the next there.
 *
 * Afterwards gmain runs from 22.822375825 to 22.822378783, is woken on its idle CPU 2 at 22.867123504 (nothing around it:
 * a timer that isn't traced), runs from 22.867125352 to 22.867153308, again from 22.967254336 (woken at 22.967252548) to
 * 22.967271167, and then sleeps to the end. No irq_*_entry is on any of these CPUs while the thread on the path runs there.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ctfFormat } from '../../../formats/ctf/format.ts';
import { sharedTrace } from '../../../formats/shared-traces.ts';
import { openExperiment } from '../../open-experiment.ts';
import { outputNamed } from '../../testing/opened.ts';
import { boundedPath } from './bounded.ts';
import { Link } from './critical-path.ts';
import type { CriticalPathOutput } from './critical-path-output.ts';
import { edgeLabel } from './edge-type.ts';
import { longestLife, tracedThreads } from './followed-thread.ts';
import { ThreadGraph } from './thread-graph.ts';
import { causeText } from './wake-cause.ts';

const path = sharedTrace('ctf/many-threads');
/** 17:46:00 of the day of the trace. */
const MINUTE = 1457113560n * 1_000_000_000n;
const IDLE = 'an interrupt that is not in the trace';

const EXPECTED = `
  22.797210857 lxterminal 1555 Unknown, waits for
  22.797488299 kworker/u16:0 2186 Unknown, waits for
  22.797517749 lttng 2672 Unknown, waits for
  22.797527047 lttng-sessiond 4042 Running
  22.798096795 lttng-sessiond 4042 Preempted
  22.798101218 lttng-sessiond 4042 Running
  22.798106608 lttng-sessiond 4042 Blocked: softirq 9 (RCU data)
  22.813988697 lttng-sessiond 4042 Preempted
  22.813992106 lttng-sessiond 4042 Running, wakes
  22.813997701 lttng 2672 Preempted
  22.814000943 lttng 2672 Running, wakes
  22.814023701 kworker/u16:0 2186 Preempted
  22.814037869 kworker/u16:0 2186 Running, wakes
  22.814040538 lxterminal 1555 Preempted
  22.814044012 lxterminal 1555 Running
  22.814063980 lxterminal 1555 Blocked: ${IDLE}
  22.822113442 lxterminal 1555 Preempted
  22.822114735 lxterminal 1555 Running
  22.822129701 lxterminal 1555 Preempted
  22.822350358 lxterminal 1555 Running, wakes
  22.822364522 gmain 634 Preempted
  22.822375825 gmain 634 Running
  22.822378783 gmain 634 Blocked: ${IDLE}
  22.867123504 gmain 634 Preempted
  22.867125352 gmain 634 Running
  22.867153308 gmain 634 Blocked: ${IDLE}
  22.967252548 gmain 634 Preempted
  22.967254336 gmain 634 Running
  22.967271167 gmain 634 Unknown
  23.227228163 end`;

test(
  'the path of a thread of many-threads, as verified by hand',
  {
    skip: path === undefined && 'no shared traces',
  },
  async () => {
    const cache = mkdtempSync(join(tmpdir(), 'heddle-'));
    const reader = await ctfFormat.open(path!, cache);
    try {
      const experiment = openExperiment([{ uuid: '1', name: 'many-threads', path: path!, reader }]);
      const { signal } = new AbortController();
      await experiment.run(signal);
      const traced = tracedThreads((outputNamed(experiment, 'Critical Path') as CriticalPathOutput).experiment);
      const graph = new ThreadGraph(traced, reader.base);
      const { from, to } = longestLife(traced[0]!, 634);
      const found = await boundedPath(graph, graph.worker(0, 634), from, to, signal);
      const at = (time: number): string => {
        const ns = String(reader.base + BigInt(time) - MINUTE).padStart(11, '0');
        return `${ns.slice(0, -9)}.${ns.slice(-9)}`;
      };
      const lines: string[] = [];
      for (let i = found.length - 1; i >= 0; i--) {
        const tid = graph.tid(found.worker.data[i]!);
        const cause = found.cause.data[i]!;
        const link = found.link.data[i]!;
        const what = `${edgeLabel(found.type.data[i]!)}${cause === 0 ? '' : `: ${causeText(cause, () => undefined)}`}`;
        const next = link === Link.none ? '' : link === Link.wakes ? ', wakes' : ', waits for';
        lines.push(`${at(found.start.data[i]!)} ${graph.name(found.worker.data[i]!)} ${tid} ${what}${next}`);
      }
      lines.push(`${at(found.to)} end`);
      assert.deepEqual(
        lines,
        EXPECTED.trim()
          .split('\n')
          .map((line) => line.trim()),
      );
    } finally {
      reader.close();
      rmSync(cache, { recursive: true });
    }
  },
);
