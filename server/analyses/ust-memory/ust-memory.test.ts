import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ctfFormat } from '../../formats/ctf/format.ts';
import type { TraceReader } from '../../formats/reader.ts';
import { sharedTrace } from '../../formats/shared-traces.ts';
import { StringTable } from '../../index/string-table.ts';
import { reloaded } from '../../index/testing/reloaded.ts';
import { seeded } from '../../index/testing/seeded.ts';
import { fakeReader } from '../testing/fake-reader.ts';
import { NEVER, opened, outputNamed, rowIds, treeText, window } from '../testing/opened.ts';
import { UstMemoryIndex } from './ust-memory-index.ts';

async function usage(reader: TraceReader, samples: number) {
  const experiment = await opened(reader);
  const { start, end } = experiment.traces[0]!;
  const output = outputNamed(experiment, 'Memory Usage');
  const tree = await output.tree!({ extra: {} }, NEVER);
  const { series } = await output.xy!(window(start, end, samples, rowIds(tree)), NEVER);
  return {
    output,
    tree: treeText(tree),
    series: series.map(({ seriesName, yValues }) => `${seriesName} ${[...yValues]}`),
  };
}

const P = 'lttng_ust_libc:';

test('every way to allocate counts for its thread, and freeing against the thread that frees', async () => {
  const { output, tree, series } = await usage(
    fakeReader(
      [
        `${P}malloc@0(ptr=16,size=100,vtid=7,procname=app)`,
        `${P}calloc@1(ptr=32,nmemb=4,size=25,vtid=8,procname=app)`,
        `${P}realloc@2(in_ptr=16,ptr=48,size=150,vtid=7,procname=app)`,
        `${P}memalign@3(ptr=64,alignment=8,size=1,vtid=8,procname=app)`,
        `${P}posix_memalign@4(out_ptr=80,alignment=8,size=2,result=0,vtid=8,procname=worker)`,
        `${P}free@5(ptr=48,vtid=8,procname=worker)`,
        `${P}free@6(ptr=4096,vtid=9,procname=late)`,
        `${P}malloc@7(ptr=0,size=999,vtid=7,procname=app)`,
        `${P}realloc@8(in_ptr=32,ptr=0,size=999,vtid=8,procname=worker)`,
        `${P}realloc@9(in_ptr=32,ptr=0,size=0,vtid=8,procname=worker)`,
        `${P}malloc@10(ptr=64,size=5,vtid=7,procname=app)`,
      ].join(' '),
    ),
    11,
  );
  assert.deepEqual(tree, ['trace|', '  app|7', '  worker|8', '  late|9']);
  assert.deepEqual(series, [
    'trace:7 100,100,150,150,150,150,150,150,150,150,154',
    'trace:8 0,100,100,101,103,-47,-47,-47,-47,-147,-147',
    'trace:9 0,0,0,0,0,0,0,0,0,0,0',
  ]);
  const active = await output.tree!({ start: 1n, end: 2n, isFiltered: true, extra: {} }, NEVER);
  assert.deepEqual(treeText(active), ['trace|', '  app|7', '  worker|8']);
  const later = await output.tree!({ start: 6n, end: 9n, isFiltered: true, extra: {} }, NEVER);
  assert.deepEqual(treeText(later), ['trace|', '  worker|8']);
});

test('processes have their own addresses; without a thread, all is one process', async () => {
  const own = (time: number, call: string, pid: number) =>
    `${P}${call}@${time}(ptr=16,size=10,vtid=${pid},vpid=${pid})`;
  const { series } = await usage(
    fakeReader([own(0, 'malloc', 1), own(1, 'malloc', 2), own(2, 'free', 1), own(3, 'malloc', 1)].join(' ')),
    4,
  );
  assert.deepEqual(series, ['trace:1 10,10,0,10', 'trace:2 0,10,10,10']);
  const old = await usage(fakeReader('ust_libc:malloc@0(ptr=16,size=3) ust_libc:malloc@1(ptr=32,size=4)'), 2);
  assert.deepEqual(old.tree, ['trace|', '  UNKNOWN|UNKNOWN']);
  assert.deepEqual(old.series, ['trace:-1 3,7']);
});

test('memory in use is what a list of all blocks sums up to, at any time', async () => {
  for (let seed = 1; seed <= 10; seed++) {
    const next = seeded(seed);
    const words: string[] = [];
    const blocks = new Map<number, number>();
    const used = new Map([1, 2, 3].map((tid) => [tid, 0]));
    const expected: number[][] = [];
    for (let time = 0; time < 400; time++) {
      const ptr = 16 * (1 + next(40));
      const tid = 1 + next(3);
      const change = (by: number) => used.set(tid, used.get(tid)! + by);
      if (next(2) === 0) {
        words.push(`${P}free@${time}(ptr=${ptr},vtid=${tid})`);
        change(-(blocks.get(ptr) ?? 0));
        blocks.delete(ptr);
      } else {
        const size = next(1000);
        words.push(`${P}malloc@${time}(ptr=${ptr},size=${size},vtid=${tid})`);
        change(size - (blocks.get(ptr) ?? 0));
        blocks.set(ptr, size);
      }
      expected.push([...used.values()]);
    }
    const { series } = await usage(fakeReader(words.join(' '), { batchSize: 37 }), 400);
    const reader = fakeReader(words.join(' '));
    const strings = new StringTable();
    const index = new UstMemoryIndex(reader, strings);
    for await (const batch of reader.batches(index.requests, strings)) index.consume(batch, batch.fields);
    const kept = await reloaded(index, new UstMemoryIndex(reader, strings));
    for (const { tid, memory } of kept.threads) {
      expected.forEach((values, time) => {
        assert.equal(memory.at(time), values[tid - 1]);
      });
    }
    assert.deepEqual(
      series.sort(),
      [1, 2, 3].map((tid) => `trace:${tid} ${expected.map((values) => values[tid - 1])}`),
    );
  }
});

// Summed up from babeltrace2's text.
const REAL: readonly (readonly [path: string, tree: readonly string[], series: readonly string[]])[] = [
  [
    'ctf/memory',
    ['trace|', '  challenger|10604', '  challenger|10611', '  master_player|10613', '  master_player|10618'],
    [
      'trace:10604 0,28,8,28,12,20',
      'trace:10611 8,8,8,28,12,8',
      'trace:10613 0,0,196900,-1132716,163472,3381480',
      'trace:10618 0,0,-180484,1132716,-163472,-3365064',
    ],
  ],
  [
    'ctf/exp/testTrace-17889-20140324-160652',
    ['trace|', '  testTrace|17889'],
    ['trace:17889 54,3190,5238,5238,7286,3190'],
  ],
];
for (const [name, tree, series] of REAL) {
  const path = sharedTrace(name);
  test(`${name}: memory as its events sum up to`, { skip: !path && 'no shared traces' }, async () => {
    const cache = mkdtempSync(join(tmpdir(), 'heddle-test-'));
    const reader = await ctfFormat.open(path!, cache);
    try {
      const found = await usage(reader, 6);
      assert.deepEqual(found.tree, tree);
      assert.deepEqual(found.series, series);
    } finally {
      reader.close();
      rmSync(cache, { recursive: true, force: true });
    }
  });
}
