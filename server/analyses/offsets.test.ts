/** A trace that is moved in time answers as one that says the later times itself: every output, every question. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ExperimentIndex } from './experiment-index.ts';
import type { Output, OutputType } from './output.ts';
import { callTrace, fakeReader } from './testing/fake-reader.ts';
import { NEVER, opened, rowIds, window } from './testing/opened.ts';

const CALLS = 'A[0-90] B[10-40] C[20-30] D/2[35-80] E/2[50-]';
const KERNEL = `sched_switch@3($cpu=0,prev_tid=0,next_tid=5,next_comm=app,prev_state=0) kmem_mm_page_alloc@4($cpu=0,page=64,order=1)
  syscall_entry_read@5($cpu=0,fd=1) block_rq_issue@6($cpu=0,dev=1,sector=2,nr_sector=8,rwbs=4) sched_wakeup@7($cpu=1,tid=6,target_cpu=0)
  block_rq_complete@9($cpu=1,dev=1,sector=2,nr_sector=8,rwbs=4) syscall_exit_read@11($cpu=0,ret=1)
  sched_switch@20($cpu=0,prev_tid=5,next_tid=6,next_comm=two,prev_state=1) sched_switch@40($cpu=0,prev_tid=6,next_tid=0,prev_state=0)`;
const MEMORY =
  'lttng_ust_libc:malloc@5(ptr=16,size=9,vtid=3) a@7(perf_cpu_cycles=7,$cpu=0) lttng_ust_libc:free@60(ptr=16,vtid=3)';
const BASE = 1_700_000_000_000_000_000n;

async function experiment(moved: readonly bigint[]): Promise<ExperimentIndex> {
  const base = (i: number) => BASE + moved[i]!;
  const lost = [{ start: 12, end: 15, count: 3 }];
  return opened(
    callTrace(CALLS, { base: base(0), lost }),
    fakeReader(KERNEL, { base: base(1) }),
    fakeReader(MEMORY, { base: base(2) }),
  );
}

const PLAIN: readonly OutputType[] = ['DATA_TREE', 'TREE_TIME_XY', 'TREE_GENERIC_XY', 'TIME_GRAPH', 'GANTT_CHART'];

/** All that an output tells of [start, end] and of the whole. */
async function told(output: Output, start: bigint, end: bigint): Promise<unknown> {
  const query = { start, end, isFiltered: true, extra: {} };
  const tree = await output.tree?.(query, NEVER);
  const items = tree === undefined ? [] : rowIds(tree);
  const series = window(start, end, 40, items);
  const timed = PLAIN.includes(output.descriptor.type);
  const columns = output.columns?.() ?? [];
  const states = output.descriptor.type === 'GANTT_CHART' ? undefined : await output.states?.(series, NEVER);
  const xy = timed ? await output.xy?.(series, NEVER) : undefined;
  return {
    id: output.descriptor.id,
    tree,
    looks: states?.looks,
    // Rows are told from their bases, which differ; what counts is where they are.
    rows: states?.rows.map(({ entryId, base, start, end, look }) => ({
      entryId,
      look: [...look],
      spans: [...start].map((from, i) => [base + BigInt(from), base + BigInt(end[i]!)]),
    })),
    xy: xy?.series.map(({ xValues, ...rest }) => ({ ...rest, times: xValues && [...xValues.relativeTo(0n)] })),
    arrows: await output.arrows?.(series, NEVER),
    annotations: [...((await output.annotations?.(series, NEVER)) ?? [])],
    lines: columns.length === 0 ? [] : await output.lines?.({ index: 0, count: 100 }, NEVER),
    later: columns.length === 0 ? [] : await output.lines?.({ time: start + 30n, count: 3 }, NEVER),
    tooltips: await Promise.all(
      items.map((entryId) =>
        output.tooltip?.({
          time: start + 25n,
          items: [entryId],
          element: { type: 'STATE', time: start + 25n, duration: 1n, entryId },
        }),
      ),
    ),
  };
}

test('a moved trace is shown where it has been moved, in every output, also if it was looked at before', async () => {
  const moves = [1000n, -(2n ** 50n) - 7n, 13n];
  const moved = await experiment([0n, 0n, 0n]);
  const expected = await experiment(moves);
  const ids = expected.outputs().map(({ descriptor }) => descriptor.id);
  assert.deepEqual(
    moved.outputs().map(({ descriptor }) => descriptor.id),
    ids,
  );
  for (const output of moved.outputs()) await told(output, BASE, BASE + 100n);
  moved.shift!(new Map(moves.map((ns, i) => [String(i), ns])));
  assert.deepEqual(
    moved.traces.map(({ start, end }) => [start, end]),
    expected.traces.map(({ start, end }) => [start, end]),
  );
  const windows = moves.map((ns) => [BASE + ns, BASE + ns + 100n] as const);
  for (const [start, end] of windows) {
    for (const [i, output] of moved.outputs().entries()) {
      assert.deepEqual(await told(output, start, end), await told(expected.outputs()[i]!, start, end), ids[i]);
    }
  }
});
