import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ctfFormat } from '../../../formats/ctf/format.ts';
import { ftraceFormat } from '../../../formats/ftrace/format.ts';
import type { TraceReader } from '../../../formats/reader.ts';
import { sharedTrace } from '../../../formats/shared-traces.ts';
import { StringTable } from '../../../index/string-table.ts';
import { reloaded } from '../../../index/testing/reloaded.ts';
import { seeded } from '../../../index/testing/seeded.ts';
import type { Experiment } from '../../experiment-output.ts';
import type { Output } from '../../output.ts';
import { fakeReader } from '../../testing/fake-reader.ts';
import { NEVER, opened, outputNamed, rowIds, treeText, window } from '../../testing/opened.ts';
import { KernelLayout } from '../kernel-layout.ts';
import { DiskIO } from './disk-io.ts';

async function throughput(reader: TraceReader, start: number | bigint, end: number | bigint, samples: number) {
  const output = outputNamed(await opened(reader), 'Disk I/O View');
  const tree = await output.tree!({ extra: {} }, NEVER);
  const { series } = await output.xy!(window(start, end, samples, rowIds(tree)), NEVER);
  return { output, tree: treeText(tree), series };
}

/** The part behind an output's first trace. */
function diskIO(output: Output): DiskIO {
  return (output as Output & { readonly experiment: Experiment }).experiment.traces[0]!.find(DiskIO)!;
}

const SDA = 8 * 2 ** 20;

test('reads and writes of each disk, spread evenly from issue to completion', async () => {
  const sda = (what: string, time: number, sector: number, count: number, rwbs: number) =>
    `block_rq_${what}@${time}(dev=${SDA},sector=${sector},nr_sector=${count},rwbs=${rwbs})`;
  const { output, tree, series } = await throughput(
    fakeReader(
      [
        `lttng_statedump_block_device@0(dev=${SDA},diskname=sda)`,
        sda('insert', 0, 100, 10, 1),
        sda('issue', 1000, 100, 10, 1),
        sda('insert', 1000, 300, 4, 4),
        'block_rq_issue@1500(dev=17825794,sector=8,nr_sector=2,rwbs=8)',
        sda('issue', 2000, 300, 4, 4),
        // Moves nothing: no direction, or no sectors.
        sda('issue', 2000, 500, 8, 2),
        sda('issue', 2000, 0, 0, 256),
        sda('complete', 3000, 100, 10, 1),
        sda('complete', 3000, 500, 8, 2),
        'block_rq_complete@3500(dev=17825794,sector=8,nr_sector=2,rwbs=8)',
        // Its issue was not traced.
        sda('complete', 3600, 900, 6, 17),
        sda('complete', 4000, 300, 4, 4),
        // Never completed.
        sda('issue', 4000, 700, 50, 1),
      ].join(' '),
    ),
    0,
    4000,
    5,
  );
  assert.deepEqual(tree, ['trace', '  sda', '    read', '    write', '  17,2', '    read']);
  const rate = (sectors: number) => (sectors * 512 * 1e9) / 1000;
  assert.deepEqual(
    series.map(({ seriesName, yValues }) => [seriesName, ...yValues]),
    [
      ['trace/sda/read', 0, 0, 0, rate(2), rate(2)],
      ['trace/sda/write', 0, 0, rate(5), rate(5), rate(6)],
      ['trace/17,2/read', 0, 0, rate(0.5), rate(1), rate(0.5)],
    ],
  );
  assert.deepEqual(series[1]!.yAxis, { label: 'Throughput', unit: 'B/s', dataType: 'BINARY_NUMBER' });
  assert.deepEqual(
    series.map(({ style }) => style!.values!.color),
    ['#6baed6', '#fb6a4a', '#08519c'],
  );
  const [disk] = diskIO(output).disks;
  const lengths = [0, 1000, 2000, 3000, 4000].map((time) => [disk!.waiting.at(time), disk!.driver.at(time)]);
  assert.deepEqual(lengths, [
    [1, 0],
    [1, 1],
    [0, 3],
    [0, 1],
    [0, 1],
  ]);
});

test("Linux's own letters tell the direction, and requests that merge wait no more", async () => {
  const event = (what: string, time: number, sector: number, count: number, rwbs: string) =>
    `block:block_${what}@${time}($cpu=0,perf_tid=1,dev=${SDA},sector=${sector},nr_sector=${count},rwbs=${rwbs})`;
  const { output, tree, series } = await throughput(
    fakeReader(
      [
        event('rq_insert', 0, 100, 8, 'WS'),
        event('rq_insert', 0, 200, 8, 'RA'),
        event('bio_frontmerge', 1, 92, 8, 'WS'),
        event('rq_insert', 2, 300, 8, 'R'),
        event('rq_merge', 3, 300, 8, 'R'),
        event('rq_issue', 4, 92, 16, 'FWFS'),
        event('rq_complete', 5, 92, 16, 'FWFS'),
        event('rq_issue', 5, 200, 8, 'RA'),
        event('rq_complete', 6, 200, 8, 'RA'),
        event('rq_complete', 6, 800, 8, 'DS'),
      ].join(' '),
    ),
    0,
    6,
    7,
  );
  assert.deepEqual(tree, ['trace', '  8,0', '    read', '    write']);
  const sum = (values: Float64Array) => values.reduce((total, y) => total + y) / (512 * 1e9);
  assert.deepEqual(
    series.map(({ yValues }) => sum(yValues)),
    [8, 16],
  );
  const { waiting } = diskIO(output).disks[0]!;
  assert.deepEqual(
    [0, 1, 2, 3, 4, 5].map((time) => waiting.at(time)),
    [2, 2, 3, 2, 1, 0],
  );
});

test("requests are read from ftrace's text, whatever the kernel's version", async () => {
  const folder = mkdtempSync(join(tmpdir(), 'heddle-test-'));
  const path = join(folder, 'trace.txt');
  const line = (time: number, event: string) => `              dd-24397   [000] ..... 15342.70000${time}: ${event}\n`;
  writeFileSync(
    path,
    [
      '# tracer: nop\n#\n',
      line(0, 'block_rq_insert: 254,0 RA 16384 () 12580504 + 32 be,0,4 [bash]'),
      line(1, 'block_rq_issue: 254,0 RA 16384 () 12580504 + 32 be,0,4 [bash]'),
      line(2, 'block_rq_issue: 8,1 WS 4096 () 100 + 8 [dd]'),
      line(3, 'block_rq_complete: 254,0 RA () 12580504 + 32 be,0,4 [0]'),
      line(4, 'block_rq_complete: 8,1 WS () 100 + 8 [0]'),
    ].join(''),
  );
  const reader = await ftraceFormat.open(path, folder);
  try {
    const start = reader.base;
    const { tree, series } = await throughput(reader, 15_342_700_000_000n, 15_342_700_004_000n, 5);
    assert.ok(start <= 15_342_700_000_000n);
    assert.deepEqual(tree, ['trace', '  254,0', '    read', '  8,1', '    write']);
    const rate = (sectors: number) => (sectors * 512 * 1e9) / 1000;
    assert.deepEqual(
      series.map(({ yValues }) => [...yValues]),
      [
        [0, 0, rate(16), rate(16), 0],
        [0, 0, 0, rate(4), rate(4)],
      ],
    );
  } finally {
    reader.close();
    rmSync(folder, { recursive: true });
  }
});

test('throughput is what a list of all requests sums up to, also when kept', async () => {
  for (let seed = 1; seed <= 8; seed++) {
    const next = seeded(seed);
    const done: { dev: number; write: number; begin: number; end: number; count: number }[] = [];
    const underWay: { dev: number; sector: number; write: number; begin: number; count: number }[] = [];
    const words: string[] = [];
    let time = 0;
    for (let step = 0; step < 300; step++) {
      time += next(50);
      const say = (what: string, { dev, sector, count, write }: (typeof underWay)[number]) =>
        words.push(`block_rq_${what}@${time}(dev=${dev},sector=${sector},nr_sector=${count},rwbs=${write ? 1 : 4})`);
      if (next(2) === 0) {
        const request = { dev: next(2), sector: step * 1000, write: next(2), begin: time, count: 1 + next(64) };
        underWay.push(request);
        say('issue', request);
      } else if (underWay.length > 0) {
        const [request] = underWay.splice(next(underWay.length), 1);
        done.push({ ...request!, end: time });
        say('complete', request!);
      }
    }
    const moved = (dev: number, write: number, t: number) =>
      done
        .filter((request) => request.dev === dev && request.write === write)
        .reduce((sum, { begin, end, count }) => {
          const part = t >= end ? 1 : t <= begin ? 0 : (t - begin) / (end - begin);
          return sum + part * count;
        }, 0);
    const { output, series } = await throughput(fakeReader(words.join(' '), { batchSize: 23 }), 0, time, 20);
    const part = diskIO(output);
    const strings = new StringTable();
    const layout = KernelLayout.of(fakeReader(words.join(' ')), strings)!;
    const kept = await reloaded(part, DiskIO.of({ reader: fakeReader(words.join(' ')), strings, layout })!);
    for (const { seriesName, yValues, xValues } of series) {
      const [, disk, direction] = seriesName.split('/') as ['', string, 'read' | 'write'];
      const dev = Number(disk.slice(2));
      const times = xValues!.relativeTo(0n);
      const amounts = kept.disks[part.disks.findIndex((d) => d.dev === dev)]!.sectors[direction].amounts(times);
      yValues.forEach((y, i) => {
        const at = moved(dev, direction === 'write' ? 1 : 0, times[i]!);
        assert.ok(Math.abs(amounts[i]! - at) < 1e-6);
        const before = i === 0 ? at : moved(dev, direction === 'write' ? 1 : 0, times[i - 1]!);
        const expected = i === 0 ? 0 : ((at - before) * 512e9) / (times[i]! - times[i - 1]!);
        assert.ok(Math.abs(y - expected) <= 1e-6 * (1 + expected), `seed ${seed}, ${seriesName}: ${y} for ${expected}`);
      });
    }
  }
});

// Summed up from babeltrace2's text of each packet.
const REAL: readonly (readonly [path: string, writes: readonly number[]])[] = [
  [
    'ctf/synctraces/scp_src',
    [
      0, 115375.30254, 102555.82448, 124989.91109, 102555.82448, 0, 230750.60508, 102555.82448, 118580.17206,
      102555.82448,
    ],
  ],
  [
    'ctf/synctraces/scp_dest',
    [
      0, 16927.79736, 135422.37885, 169277.97356, 135422.37885, 2115.97467, 135422.37885, 190437.72026, 135422.37885,
      135422.3785,
    ],
  ],
];
for (const [name, writes] of REAL) {
  const path = sharedTrace(name);
  test(`${name}: what was written to its disk`, { skip: !path && 'no shared traces' }, async () => {
    const cache = mkdtempSync(join(tmpdir(), 'heddle-test-'));
    const reader = await ctfFormat.open(path!, cache);
    try {
      const experiment = await opened(reader);
      const { start, end } = experiment.traces[0]!;
      const output = outputNamed(experiment, 'Disk I/O View');
      const tree = await output.tree!({ extra: {} }, NEVER);
      assert.deepEqual(treeText(tree), ['trace', '  8,0', '    write']);
      const { series } = await output.xy!(window(start, end, 10, rowIds(tree)), NEVER);
      assert.deepEqual(
        [...series[0]!.yValues].map((y) => Math.round(y * 1e5) / 1e5),
        writes,
      );
    } finally {
      reader.close();
      rmSync(cache, { recursive: true, force: true });
    }
  });
}
