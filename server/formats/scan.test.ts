/** Going over events once more gives what the first pass gave, for any part of the trace and for other fields. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Kept } from '../index/store/kept.ts';
import { StringTable } from '../index/string-table.ts';
import { reloaded } from '../index/testing/reloaded.ts';
import type { EventBatch, FieldRequest, TraceReader } from './reader.ts';
import { formatById } from './registry.ts';
import { sharedTrace } from './shared-traces.ts';

async function linesOf(
  reader: TraceReader,
  batches: AsyncGenerator<EventBatch>,
  requests: readonly FieldRequest[],
  strings: StringTable,
  each: (lines: readonly string[]) => Promise<void> = async () => {},
): Promise<string[]> {
  const lines: string[] = [];
  for await (const { length, time, type, fields } of batches) {
    for (let i = 0; i < length; i++) {
      const has = (name: string) => reader.types[type[i]!]!.fields.some((field) => field.name === name);
      const values = requests.map(({ name, as }, column) => {
        const value = fields[column]![i]!;
        if (Number.isNaN(value) || !(name.startsWith('$') || has(name))) return '';
        return as === 'text' ? strings.text(value) : String(value);
      });
      lines.push(`${time[i]} ${type[i]} ${values.join(' ')}`);
    }
    await each(lines);
  }
  return lines;
}

const CASES = [
  ['ctf', 'ctf/many-threads', 'prev_comm:text $cpu:number'],
  ['ctf', 'ctf/ctfwriter_JF8nq3', '$stream:text'],
  ['trace-event', 'trace-event/big_trace.json', 'name:text ph:text dur:number $track:number id:key'],
] as const;
for (const [format, relative, wanted] of CASES) {
  const path = sharedTrace(relative);
  const skip = path === undefined ? `../shared/traces/${relative} is missing` : false;
  test(`${relative}: any part once more is as it was`, { skip }, async () => {
    const requests = wanted.split(' ').map((word): FieldRequest => {
      const [name, as] = word.split(':');
      return { name: name!, as: as as FieldRequest['as'] };
    });
    const folder = mkdtempSync(join(tmpdir(), 'scan-'));
    const open = () => formatById(format)!.open(path!, folder);
    const again = async (reader: TraceReader, from: number, to: number) => {
      const strings = new StringTable();
      return linesOf(reader, reader.scan!(from, to, requests, strings), requests, strings);
    };
    const first = await open();
    const second = await open();
    try {
      const strings = new StringTable();
      let during: string[] = [];
      const all = await linesOf(first, first.batches(requests, strings), requests, strings, async (lines) => {
        if (during.length === 0) during = await again(first, 10, lines.length + 1000);
      });
      assert.deepEqual(during, all.slice(10, 10 + during.length));
      assert.ok(during.length > 10);

      const third = Math.floor(all.length / 3);
      for (const [from, to] of [
        [0, all.length],
        [third, third + 10],
        [third, 2 * third],
        [all.length - 5, all.length + 5],
      ] as const) {
        const part = await again(first, from, to);
        assert.deepEqual(part, all.slice(from, to), `events ${from} to ${to}`);
      }
      assert.deepEqual(await again(first, all.length, all.length + 1), []);

      // A reader that was loaded instead of fed does the same.
      await reloaded(first as Kept, second as Kept);
      assert.deepEqual(await again(second, third, third + 100), all.slice(third, third + 100));
      const columns = first.columns.map((_, i) => i);
      await second.prepareCells?.();
      assert.deepEqual(second.cells(third, third + 20, columns), first.cells(third, third + 20, columns));
    } finally {
      first.close();
      second.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
}
