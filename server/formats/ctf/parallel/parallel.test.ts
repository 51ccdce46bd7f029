/** Reading in threads gives the same as reading in one: the same batches, notices, and events found again. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StringTable } from '../../../index/string-table.ts';
import type { FieldRequest } from '../../reader.ts';
import { sharedTrace } from '../../shared-traces.ts';
import { CtfReader } from '../reader.ts';

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
    const wanted = requests.split(' ').map((word): FieldRequest => {
      const [field, as] = word.split(':');
      return { name: field!, as: as as FieldRequest['as'] };
    });
    await compare(path!, wanted, [1]);
  });
}
