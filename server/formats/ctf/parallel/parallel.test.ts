/** Reading in threads gives the same as reading in one: the same batches, notices, and events found again. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { StringTable } from '../../../index/string-table.ts';
import type { FieldRequest } from '../../reader.ts';
import { sharedTrace } from '../../shared-traces.ts';
import { openTrace } from '../open-trace.ts';
import { CtfReader } from '../reader.ts';
import { type WrittenEvent, type WrittenPacket, writeTrace } from '../testing/ctf-writer.ts';
import { lttng } from '../testing/lttng.ts';
import { withFolder } from '../testing/with-trace.ts';
import { Reading } from './reading.ts';
import { share } from './share.ts';

interface Read {
  readonly events: number;
  /** One line an event: time, type, and the fields that the type has. */
  readonly lines: string[];
  readonly cells: string[][];
  readonly notices: string[];
}

async function readBy(threads: number, path: string, requests: readonly FieldRequest[]): Promise<Read> {
  const reader = await CtfReader.open(path, threads);
  try {
    const strings = new StringTable();
    // Ids must be translated: those of the table that a thread begins with differ.
    if (threads > 0) for (let i = 0; i < 5; i++) strings.intern(`text ${i} of somebody else`);
    const lines: string[] = [];
    const has = reader.types.map(({ fields }) =>
      requests.map(({ name }) => name.startsWith('$') || fields.some((field) => field.name === name)),
    );
    for await (const { length, time, type, fields } of reader.batches(requests, strings)) {
      for (let i = 0; i < length; i++) {
        const values = requests.map(({ as }, column) => {
          if (!has[type[i]!]![column]) return '';
          const value = fields[column]![i]!;
          if (Number.isNaN(value) || as === 'number') return String(value);
          if (as === 'text') return strings.text(value);
          return value < 0 ? `"${strings.text(-1 - value)}"` : String(value);
        });
        lines.push(`${time[i]} ${type[i]} ${values.join(' ')}`);
      }
    }
    const events = lines.length;
    assert.equal(reader.progress.events, events);
    assert.equal(reader.progress.bytesDone, reader.progress.bytesTotal);
    const columns = reader.columns.map((_, i) => i);
    const cells = [0, Math.floor(events / 3), events - 50].flatMap((from) =>
      reader.cells(Math.max(0, from), Math.max(0, from) + 50, columns),
    );
    const notices = reader.notices.map((notice) => JSON.stringify(notice)).sort();
    return { events, lines, cells, notices };
  } finally {
    reader.close();
  }
}

async function compare(path: string, requests: readonly FieldRequest[], threads: readonly number[]): Promise<void> {
  const serial = await readBy(0, path, requests);
  for (const count of threads) {
    const parallel = await readBy(count, path, requests);
    assert.equal(parallel.events, serial.events);
    const different = parallel.lines.findIndex((line, i) => line !== serial.lines[i]);
    assert.equal(parallel.lines[different], serial.lines[different], `event ${different} with ${count} threads`);
    assert.deepEqual(parallel.cells, serial.cells);
    assert.deepEqual(parallel.notices, serial.notices);
  }
}

function requestsOf(written: string): FieldRequest[] {
  return written.split(' ').map((word) => {
    const [name, as] = word.split(':');
    return { name: name!, as: as as FieldRequest['as'] };
  });
}

const CASES: readonly (readonly [trace: string, requests: string])[] = [
  ['many-threads', 'prev_comm:text next_tid:number $cpu:number $stream:text child_tid:key'],
  ['funky_trace', '$stream:key'],
  ['ctfwriter_JF8nq3', '$cpu:number'],
  ['perf-kernel-ctf', 'perf_tid:number perf_ip:key $cpu:text'],
];
for (const [name, requests] of CASES) {
  const path = sharedTrace(`ctf/${name}`);
  const skip = path === undefined ? `../shared/traces/ctf/${name} is missing` : false;
  test(`${name} is the same, however many threads read it`, { skip }, async () => {
    await compare(path!, requestsOf(requests), [1, 3]);
  });
}

const named = (at: bigint, what: string): WrittenEvent => ({
  name: 'named',
  header: { id: 'extended', v: { id: 40, timestamp: at } },
  fields: { what },
});

/** Packets of 200 events at every third ns; neighbours share the time at which one ends and the other begins. */
function packets(count: number, name: string): WrittenPacket[] {
  return Array.from({ length: count }, (_, p) => ({
    events: Array.from({ length: 200 }, (_, i) => {
      const at = BigInt(p * 597 + i * 3);
      return i % 5 === 0 ? named(at, `${name} ${(p * 7 + i) % 300}`) : { name: 'hit', at, fields: { n: i } };
    }),
  }));
}

test('a long lane is dealt out to threads, and is the same with all its faults', async () => {
  await withFolder(async (folder) => {
    const long = packets(80, 'long');
    // It tells an earlier end than it has: times go back where the next one begins.
    long[20] = { ...long[20]!, context: { timestamp_end: 20n * 597n + 300n } };
    long[21] = { ...long[21]!, context: { timestamp_begin: 20n * 597n + 300n } };
    // An event that no metadata knows ends a packet early.
    const events = [...long[40]!.events];
    events[100] = { name: 'hit', header: { id: 7, v: { timestamp: 40n * 597n + 300n } }, fields: { n: 1 } };
    long[40] = { events };
    writeTrace(folder, { metadata: lttng(), files: { long, short: packets(3, 'short') } });
    await compare(folder, requestsOf('n:number what:text $stream:key $cpu:number'), [1, 2, 4]);
  });
});

test('lanes are shared out by their bytes; only one that is long for a thread is dealt out', async () => {
  await withFolder(async (folder) => {
    const files = { a: packets(40, 'a'), b: packets(10, 'b'), c: packets(9, 'c'), d: packets(1, 'd') };
    writeTrace(folder, { metadata: lttng(), files });
    const { lanes, files: opened } = await openTrace(folder);
    const [a, b, c, d] = share(lanes, 2).map(({ bounds, threads }) => ({ bounds: [...bounds], threads }));
    assert.deepEqual(a!.threads, [0, 1]);
    assert.equal(a!.bounds.length, 15);
    assert.deepEqual(
      [b!, c!, d!].map(({ bounds }) => bounds),
      [
        [0, 10],
        [0, 9],
        [0, 1],
      ],
    );
    assert.deepEqual(
      [b!, c!, d!].map(({ threads }) => threads),
      [[0], [1], [1]],
    );
    assert.ok(share(lanes, 1).every(({ threads, bounds }) => threads.length === 1 && bounds.length === 2));
    opened.close();
  });
});

for (const threads of [1, 3]) {
  test(`a file that is gone fails the trace, and one that is closed is read no more, with ${threads} threads`, async () => {
    await withFolder(async (folder) => {
      writeTrace(folder, { metadata: lttng(), files: { a: packets(3, 'a'), b: packets(3, 'b') } });
      const reader = await CtfReader.open(folder, threads);
      rmSync(join(folder, 'a'));
      await assert.rejects(reader.batches([], new StringTable()).next(), /\/a, byte \d+: can't be read: ENOENT/);
      reader.close();
      assert.equal((await reader.batches([], new StringTable()).next()).done, true);
    });
  });

  test(`reading that is cancelled ends, and what was read stays, with ${threads} threads`, async () => {
    await withFolder(async (folder) => {
      writeTrace(folder, { metadata: lttng(), files: { a: packets(400, 'a') } });
      const reader = await CtfReader.open(folder, threads);
      let events = 0;
      for await (const { length } of reader.batches([], new StringTable())) {
        events += length;
        reader.cancel();
      }
      assert.equal(events, 8192);
      assert.equal(reader.progress.events, 8192);
      assert.deepEqual(reader.cells(8190, 8195, [3]).length, 2);
      reader.close();
    });
  });

  test(`a thread that dies fails the trace, with ${threads} threads`, async () => {
    await withFolder(async (folder) => {
      writeTrace(folder, { metadata: lttng(), files: { a: packets(3, 'a') } });
      const open = await openTrace(folder);
      const reading = new Reading(
        open,
        [],
        new StringTable(),
        threads,
        () => new Worker('process.exit(3)', { eval: true }),
      );
      await assert.rejects(async () => {
        for await (const _ of reading.batches(() => {}));
      }, /a thread that reads the trace has stopped: it ended with code 3/);
      open.files.close();
    });
  });
}
