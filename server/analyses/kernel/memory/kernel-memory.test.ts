import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WrittenEvent } from '../../../formats/ctf/testing/ctf-writer.ts';
import { lttng } from '../../../formats/ctf/testing/lttng.ts';
import { withTrace } from '../../../formats/ctf/testing/with-trace.ts';
import type { TraceReader } from '../../../formats/reader.ts';
import { reloaded } from '../../../index/testing/reloaded.ts';
import { seeded } from '../../../index/testing/seeded.ts';
import type { Experiment } from '../../experiment-output.ts';
import { fakeReader } from '../../testing/fake-reader.ts';
import { NEVER, opened, outputNamed, rowIds, treeText, window } from '../../testing/opened.ts';
import { KernelMemory } from './kernel-memory.ts';

async function usage(reader: TraceReader, start: number | bigint, end: number | bigint, samples: number) {
  const output = outputNamed(await opened(reader), 'Memory Usage');
  const tree = await output.tree!({ extra: {} }, NEVER);
  const { series } = await output.xy!(window(start, end, samples, rowIds(tree)), NEVER);
  const { traces } = (output as unknown as { readonly experiment: Experiment }).experiment;
  return {
    output,
    part: traces[0]!.find(KernelMemory)!,
    tree: treeText(tree),
    series: series.map(({ seriesName, yValues }) => `${seriesName} ${[...yValues].map((y) => y / 4096)}`),
  };
}

const KERNEL = `${lttng().replace('domain = "ust"', 'domain = "kernel"')}
event { name = "sched_switch"; id = 1; stream_id = 0; fields := struct { uint32_t _prev_tid; uint32_t _next_tid; string _next_comm; }; };
event { name = "kmem_mm_page_alloc"; id = 2; stream_id = 0; fields := struct { unsigned long _page; unsigned long _pfn; uint32_t _order; uint32_t _gfp_flags; }; };
event { name = "kmem_mm_page_free"; id = 3; stream_id = 0; fields := struct { unsigned long _page; unsigned long _pfn; uint32_t _order; }; };
`;

test('pages count for the thread that is current, from the least that it had in the window or before', async () => {
  const page = 0xffff_ea00_0012_3440n;
  const alloc = (at: bigint, order: number, page_ = page): WrittenEvent => ({
    name: 'kmem_mm_page_alloc',
    at,
    fields: { page: page_, order },
  });
  const free = (at: bigint, order: number): WrittenEvent => ({
    name: 'kmem_mm_page_free',
    at,
    fields: { page, order },
  });
  const run = (at: bigint, prev_tid: number, next_tid: number): WrittenEvent => ({
    name: 'sched_switch',
    at,
    fields: { prev_tid, next_tid, next_comm: `thread-${next_tid}` },
  });
  const cpu0 = [alloc(100n, 0), run(101n, 0, 5), alloc(102n, 3), run(103n, 5, 6), free(104n, 2), alloc(105n, 0)];
  // One that fails, and one of an order that no kernel has.
  const cpu1 = [run(100n, 0, 7), alloc(102n, 4, 0n), alloc(103n, 1), alloc(104n, 60), free(105n, 1)];
  const files = {
    ch_0: [{ context: { cpu_id: 0 }, events: cpu0 }],
    ch_1: [{ context: { cpu_id: 1 }, events: cpu1 }],
  };
  await withTrace({ metadata: KERNEL, files }, async (reader) => {
    const { output, tree, series } = await usage(reader, 100, 105, 6);
    assert.deepEqual(tree, ['trace|', '  other|', '  thread-5|5', '  thread-6|6', '  thread-7|7']);
    assert.deepEqual(series, [
      'trace:total 5,5,13,15,11,10',
      'trace:-1 1,1,1,1,1,1',
      'trace:5 0,0,8,8,8,8',
      'trace:6 4,4,4,4,0,1',
      'trace:7 0,0,0,2,2,0',
    ]);
    const early = await usage(reader, 100, 103, 2);
    assert.deepEqual(early.series, ['trace:total 1,11', 'trace:-1 1,1', 'trace:5 0,8', 'trace:6 0,0', 'trace:7 0,2']);
    const active = await output.tree!({ start: 102n, end: 103n, isFiltered: true, extra: {} }, NEVER);
    assert.deepEqual(treeText(active), ['trace|', '  thread-5|5', '  thread-7|7']);
  });
});

test('memory is what a list of all pages sums up to, also when kept', async () => {
  for (let seed = 1; seed <= 6; seed++) {
    const next = seeded(seed);
    const words: string[] = [];
    const current = [-1, -1];
    const changes: { time: number; tid: number; pages: number }[] = [];
    for (let time = 0; time < 500; time++) {
      const cpu = next(2);
      if (next(4) === 0) {
        const tid = next(4);
        words.push(`sched_switch@${time}($cpu=${cpu},prev_tid=${Math.max(0, current[cpu]!)},next_tid=${tid})`);
        current[cpu] = tid;
      } else {
        const order = next(4);
        const alloc = next(2) === 0;
        words.push(`kmem_mm_page_${alloc ? 'alloc' : 'free'}@${time}($cpu=${cpu},page=64,order=${order})`);
        changes.push({ time, tid: current[cpu]!, pages: (alloc ? 1 : -1) * 2 ** order });
      }
    }
    const end = 100 + next(400);
    const value = (tid: number, at: number) =>
      changes.filter((c) => c.tid === tid && c.time <= at).reduce((sum, { pages }) => sum + pages, 0);
    const tids = [...new Set(changes.map(({ tid }) => tid))].sort((a, b) => a - b);
    const least = tids.map((tid) => Math.min(0, ...Array.from({ length: end + 1 }, (_, at) => value(tid, at))));
    const samples = [...window(0, end, 30).times.relativeTo(0n)];
    const rows = tids.map((tid, t) => samples.map((at) => value(tid, at) - least[t]!));
    const total = samples.map((_, i) => rows.reduce((sum, row) => sum + row[i]!, 0));
    const { series, part } = await usage(fakeReader(words.join(' '), { batchSize: 31 }), 0, end, 30);
    assert.deepEqual(series, [`trace:total ${total}`, ...tids.map((tid, t) => `trace:${tid} ${rows[t]}`)]);
    const kept = await reloaded(part, new KernelMemory(true));
    for (const [t, { tid, memory, least }] of kept.threads.entries()) {
      assert.equal(tid, part.threads[t]!.tid);
      for (const at of samples) assert.equal(memory.at(at), 4096 * value(tid, at));
      assert.equal(least.last, part.threads[t]!.least.last);
    }
    assert.equal(kept.total.last, part.total.last);
  }
});
