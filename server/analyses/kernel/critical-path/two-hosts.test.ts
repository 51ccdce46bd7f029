/**
 * A copy over the network, traced on both hosts: VM1 runs scp and ssh (7421, 7422), VM3 runs sshd (4047, 4048) and scp.
 * The clocks differ by 80.57 ms: packets from VM3 seem to take 80.8 ms, those to VM3 −80.35 ms, each at the fastest. So it
 * takes about 0.2 ms in truth.
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
import type { CriticalPathOutput } from './critical-path-output.ts';
import { Edge } from './edge-type.ts';
import { longestLife, tracedThreads } from './followed-thread.ts';
import { ThreadGraph, type TracedThreads } from './thread-graph.ts';

const SHIFT = 80_570_000n;
const near = sharedTrace('ctf/synctraces/scp_src');
const far = sharedTrace('ctf/synctraces/scp_dest');
const { signal } = new AbortController();

async function withBoth(offset: bigint, check: (traced: TracedThreads[]) => Promise<void>): Promise<void> {
  const cache = mkdtempSync(join(tmpdir(), 'heddle-'));
  const readers = [await ctfFormat.open(near!, cache), await ctfFormat.open(far!, cache)];
  try {
    const experiment = openExperiment([
      { uuid: '1', name: 'VM1', path: near!, reader: readers[0]! },
      { uuid: '2', name: 'VM3', path: far!, reader: readers[1]!, offset },
    ]);
    await experiment.run(signal);
    await check(tracedThreads((outputNamed(experiment, 'Critical Path') as CriticalPathOutput).experiment));
  } finally {
    for (const reader of readers) reader.close();
    rmSync(cache, { recursive: true });
  }
}

/** Time of the path of scp by `host name`, ns, and of its network pieces on VM1 that a packet from VM3 ends. */
async function pathOfCopy(traced: TracedThreads[]) {
  const graph = new ThreadGraph(traced, traced[0]!.trace.base);
  const { from, to } = longestLife(traced[0]!, 7421);
  const path = await boundedPath(graph, graph.worker(0, 7421), from, to, signal);
  const shares = new Map<string, number>();
  const flights: number[] = [];
  for (let i = 0; i < path.length; i++) {
    const worker = path.worker.data[i]!;
    const thread = `${graph.traced(worker).trace.name} ${graph.name(worker)} ${graph.tid(worker)}`;
    const duration = path.end.data[i]! - path.start.data[i]!;
    shares.set(thread, (shares.get(thread) ?? 0) + duration);
    const earlier = path.worker.data[i + 1];
    const crosses = earlier !== undefined && graph.place(earlier) !== graph.place(worker);
    if (crosses && path.type.data[i] === Edge.network) flights.push(duration);
  }
  return { shares, flights, total: to - from };
}

const skip = (near === undefined || far === undefined) && 'no shared traces';

test('the path of a copy leads to the other host and back, with each packet', { skip }, () =>
  withBoth(SHIFT, async (traced) => {
    const { shares, flights, total } = await pathOfCopy(traced);
    assert.deepEqual([...shares.keys()].sort(), [
      'VM1 scp 7421',
      'VM1 ssh 7422',
      // sshd asks logind for a session.
      'VM3 dbus-daemon 187',
      'VM3 scp 4050',
      'VM3 sshd 4047',
      'VM3 sshd 4048',
      'VM3 sshd 4049',
      'VM3 systemd-logind 185',
    ]);
    assert.equal(
      [...shares.values()].reduce((sum, share) => sum + share, 0),
      total,
    );
    const ofServer = (shares.get('VM3 sshd 4047')! + shares.get('VM3 sshd 4048')!) / total;
    assert.ok(ofServer > 0.7 && ofServer < 0.9, `${ofServer}`);
    assert.ok(flights.length > 10, `${flights.length} packets`);
    assert.ok(Math.min(...flights) > 50_000 && Math.max(...flights) < 2_000_000, `${flights}`);
  }),
);

test('before the clocks are put right, the path stays on its host', { skip }, () =>
  withBoth(0n, async (traced) => {
    const { shares } = await pathOfCopy(traced);
    assert.deepEqual([...shares.keys()].sort(), ['VM1 scp 7421', 'VM1 ssh 7422']);
  }),
);
