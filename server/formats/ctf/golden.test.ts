/**
 * Real traces, compared with babeltrace2 event by event, and for those that it refuses with the counts that
 * Trace Compass and babeltrace 1.5 tell. Skipped where the traces, or babeltrace2, are missing.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { seeded } from '../../index/testing/seeded.ts';
import { sharedTrace } from '../shared-traces.ts';
import { ctfFormat, ctfTraces } from './format.ts';
import { readMetadata } from './metadata-file.ts';
import { inCtf2 } from './testing/ctf2-text.ts';
import { readWhole, texts, withFolder } from './testing/with-trace.ts';

const noBabeltrace = spawnSync('babeltrace2', ['--version']).status === 0 ? false : 'babeltrace2 is missing';

function trace(relative: string): { path: string; skip: string | false } {
  const path = sharedTrace(relative);
  return { path: path ?? '', skip: path === undefined ? `../shared/traces/${relative} is missing` : false };
}

/** What babeltrace2 prints, a line an event. Where it stops early, the lines before. */
function printed(path: string): string[] {
  const { stdout } = spawnSync('babeltrace2', ['--clock-seconds', '--no-delta', path], {
    maxBuffer: 2 ** 30,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return stdout.split('\n').filter((line) => line !== '');
}

/** Time, name and payload of an event that babeltrace2 has printed, in our notation. */
function inShort(line: string): string {
  const [, seconds, ns, name, groups] = /^\[(\d+)\.(\d+)\] (?:\S+ )?(\S+): (.*)$/.exec(line)!;
  return `${timeOf(seconds!, ns!)} ${name} ${ourNotation(groups!.split('}, {').at(-1)!)}`;
}

function timeOf(seconds: string, ns: string): bigint {
  return BigInt(seconds) * 1_000_000_000n + BigInt(ns);
}

function ourNotation(payload: string): string {
  return payload
    .replace(/\( "([^"]*)" : container = (-?\w+) \)/g, '$1($2)')
    .replace(/\( <unknown> : container = (-?\w+) \)/g, '<unknown>($1)')
    .replace(/\[\d+\] = /g, '')
    .replaceAll(' = ', '=')
    .replace(/"([^"]*)"/g, '$1')
    .replace(/0x[0-9A-F]+/g, (hex) => hex.toLowerCase())
    .replaceAll('[ ', '[')
    .replaceAll(' ]', ']')
    .replaceAll('{ ', '{')
    .replace(/^\{/, '')
    .replace(/ ?\}$/, '')
    .trim();
}

for (const name of [
  'cyg-profile/glxgears-cyg-profile',
  'debuginfo-test-app3',
  'debuginfo-synth-exec',
  'perf-taskset2',
  'exp/testTrace-17889-20140324-160652',
  'exp/testTrace-18356-20140324-160653',
]) {
  const { path, skip } = trace(`ctf/${name}`);
  test(`${name}: every event is as babeltrace2 prints it`, { skip: skip || noBabeltrace }, async () => {
    const reader = await ctfFormat.open(path, '');
    const { times, types } = await readWhole(reader);
    const contents = texts(reader, 'Contents');
    const events = times.map((time, i) => `${reader.base + BigInt(time)} ${types[i]} ${contents[i]}`);
    const expected = printed(path).map(inShort);
    assert.equal(events.length, expected.length);
    const different = events.findIndex((event, i) => event !== expected[i]);
    assert.equal(events[different], expected[different]);
    assert.deepEqual(reader.notices, []);
    reader.close();
  });
}

/** Those that babeltrace2 reads to the end, and those at whose overlapping packets it stops. */
const SAMPLED: readonly (readonly [name: string, stops?: 'stops'])[] = [
  ['many-threads'],
  ['memory'],
  ['perf-kernel-ctf'],
  ['kernel-lttng-layout'],
  ['ros2'],
  ['synctraces/scp_src', 'stops'],
  ['synctraces/scp_dest', 'stops'],
  ...ctfTraces(sharedTrace('ctf/exp') ?? '')
    .slice(1, -1)
    .map((path) => [`exp/${basename(path)}`] as const),
];
for (const [name, stops] of SAMPLED) {
  const { path, skip } = trace(`ctf/${name}`);
  test(
    `${name}: the first, the last and 20 other events are as babeltrace2 prints them`,
    {
      skip: skip || noBabeltrace,
    },
    async () => {
      const expected = printed(path);
      const reader = await ctfFormat.open(path, '');
      const { times, types } = await readWhole(reader);
      if (stops) assert.ok(times.length > expected.length);
      else assert.equal(times.length, expected.length);
      const random = seeded(20);
      const last = expected.length - 1;
      const contents = reader.columns.findIndex((column) => column.name === 'Contents');
      for (const i of [0, last, ...Array.from({ length: 20 }, () => random(expected.length))]) {
        // Where events of several streams have one time, their order is free.
        let [from, to] = [i, i + 1];
        while (from > 0 && times[from - 1] === times[i]) from--;
        while (to <= last && times[to] === times[i]) to++;
        const texts = reader.cells(from, to, [contents]).map(([text], j) => {
          return `${reader.base + BigInt(times[from + j]!)} ${types[from + j]} ${text}`;
        });
        assert.deepEqual(texts.sort(), expected.slice(from, to).map(inShort).sort());
      }
      reader.close();
    },
  );
}

const COUNTS: readonly (readonly [name: string, events: number, lost: number, seconds: number])[] = [
  ['many-threads', 240_644, 0, 0.433],
  ['memory', 328_056, 0, 0.526],
  ['perf-kernel-ctf', 219_012, 0, 5.237],
  ['kernel-lttng-layout', 160_669, 0, 5.237],
  ['ros2', 99_338, 0, 10.182],
  ['funky_trace', 100_002, 0, 0.0001],
  // Trace Compass tells 101,003: it counts lost events as well.
  ['ctfwriter_JF8nq3', 100_003, 1000, 0.000089],
  ['synctraces/scp_src', 110_771, 0, 23.005],
  ['synctraces/scp_dest', 85_729, 0, 17.422],
];
for (const [name, events, lost, seconds] of COUNTS) {
  const { path, skip } = trace(`ctf/${name}`);
  test(`${name}: ${events} events, ${lost} lost, ${seconds} s`, { skip }, async () => {
    const reader = await ctfFormat.open(path, '');
    const { times } = await readWhole(reader);
    assert.equal(times.length, events);
    assert.equal(reader.progress.events, events);
    assert.equal(reader.progress.bytesDone, reader.progress.bytesTotal);
    assert.equal(
      reader.lost.reduce((sum, { count }) => sum + count, 0),
      lost,
    );
    assert.ok(Math.abs((times.at(-1)! - times[0]!) / 1e9 - seconds) < 0.001 * Math.max(1, seconds));
    assert.ok(times.every((time, i) => i === 0 || time >= times[i - 1]!));
    assert.deepEqual(reader.notices, []);
    reader.close();
  });
}

for (const name of ['many-threads', 'ros2', 'perf-taskset2', 'debuginfo-test-app3', 'ctfwriter_JF8nq3']) {
  const { path, skip } = trace(`ctf/${name}`);
  test(`${name}: is the same trace with its metadata said again in CTF 2`, { skip }, async () => {
    await withFolder(async (folder) => {
      writeFileSync(join(folder, 'metadata'), inCtf2(readMetadata(join(path, 'metadata')).text));
      for (const file of readdirSync(path)) if (file !== 'metadata') symlinkSync(join(path, file), join(folder, file));
      const [old, again] = [await ctfFormat.open(path, ''), await ctfFormat.open(folder, '')];
      const fields = [...new Set(old.types.flatMap((type) => type.fields.map((field) => field.name)))];
      const requests = fields.slice(0, 8).map((field) => `${field}:key`);
      const [first, second] = [await readWhole(old, ...requests), await readWhole(again, ...requests)];
      assert.equal(again.base, old.base);
      assert.equal(again.hostId, old.hostId);
      assert.deepEqual(again.types, old.types);
      assert.deepEqual(again.lost, old.lost);
      assert.equal(second.times.length, first.times.length);
      [first.times, ...first.columns].forEach((column, i) => {
        const other = [second.times, ...second.columns][i]!;
        assert.ok(column.every((value, j) => Object.is(value, other[j])));
      });
      // A UUID is an array of integers there, and a blob here.
      const columns = old.columns.map((_, i) => i).filter((i) => old.columns[i]!.name !== 'Trace Packet Header');
      for (const at of [0, 1000, first.times.length - 10])
        assert.deepEqual(again.cells(at, at + 10, columns), old.cells(at, at + 10, columns));
      old.close();
      again.close();
    });
  });
}

const kernel = trace('ctf/many-threads');
test('many-threads: fields, CPU and properties', { skip: kernel.skip }, async () => {
  const reader = await ctfFormat.open(kernel.path, '');
  const { types, columns, strings } = await readWhole(reader, 'next_tid', 'next_comm:text', '$cpu', '$stream:text');
  const first = types.indexOf('sched_switch');
  assert.equal(types.filter((type) => type === 'sched_switch').length, 28_325);
  assert.deepEqual(
    [columns[0]![first], strings.text(columns[1]![first]!), columns[2]![first], strings.text(columns[3]![first]!)],
    [4297, 'lttng-consumerd', 5, 'channel0_5'],
  );
  assert.deepEqual(
    [...reader.properties],
    [
      ['hostname', '"wilbrod"'],
      ['domain', '"kernel"'],
      ['sysname', '"Linux"'],
      ['kernel_release', '"4.4.3-1-ARCH"'],
      ['kernel_version', '"#1 SMP PREEMPT Fri Feb 26 15:09:29 CET 2016"'],
      ['tracer_name', '"lttng-modules"'],
      ['tracer_major', '2'],
      ['tracer_minor', '8'],
      ['tracer_patchlevel', '0'],
      ['clock_offset', '1457111225177515989'],
      ['clock_scale', '1.0'],
      ['host ID', '"e0ff1bac-aa1d-451d-a8c1-10cb8d315d45"'],
    ],
  );
  assert.equal(reader.hostId, 'e0ff1bac-aa1d-451d-a8c1-10cb8d315d45');
  reader.close();
});

const perf = trace('ctf/perf-taskset2');
test('perf: the CPU is a field of the event', { skip: perf.skip }, async () => {
  const reader = await ctfFormat.open(perf.path, '');
  const { columns } = await readWhole(reader, '$cpu', 'perf_tid');
  assert.deepEqual(
    columns.map((column) => column.slice(0, 4)),
    [
      [0, 0, 3, 3],
      [0, 0, 1832, 1832],
    ],
  );
  reader.close();
});

const many = trace('ctf/exp');
test('a folder of traces is told apart from a trace', { skip: many.skip }, async () => {
  assert.equal(ctfTraces(many.path).length, 20);
  assert.equal(ctfFormat.sniff(many.path), 'certain');
  await assert.rejects(ctfFormat.open(many.path, ''), /holds 20 traces/);
});

// Decoded by hand from the bytes, since babeltrace2 reads version 1.8 only.
const CTF2: readonly (readonly [name: string, base: bigint, events: readonly string[]])[] = [
  ['CTF2-7.0-smalltrace', 0n, ['0 string str=This is a test trace', '0 string str=with only two small events.']],
  ['CTF2-7.0-meta-variant-no-underscore', 0n, ['0 yo tag=PELCHAT(1), var=Daniel Lavoie']],
  [
    'CTF2-7.0-barectf-event-before-packet',
    1435121820916580091n,
    ['0 simple_uint32 value=0', '25168 simple_uint32 value=1500'],
  ],
];
for (const [name, base, events] of CTF2) {
  const { path, skip } = trace(`ctf/${name}`);
  test(`${name}: every event is as its bytes say`, { skip }, async () => {
    assert.equal(ctfFormat.sniff(path), 'certain');
    const reader = await ctfFormat.open(path, '');
    const { times, types } = await readWhole(reader);
    const contents = texts(reader, 'Contents');
    assert.equal(reader.base, base);
    assert.deepEqual(
      times.map((time, i) => `${time} ${types[i]} ${contents[i]}`),
      events,
    );
    assert.deepEqual(reader.notices, []);
    reader.close();
  });
}
