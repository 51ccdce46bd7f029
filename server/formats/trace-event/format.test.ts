import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { StringTable } from '../../index/string-table.ts';
import { FormatError } from '../reader.ts';
import { traceEventFormat } from './format.ts';
import { readAll } from './testing/read-all.ts';
import { traceEventArray } from './testing/trace-event-text.ts';
import { isTraceEventReader, type TraceEventReader } from './trace-event-reader.ts';

const folder = mkdtempSync(join(tmpdir(), 'trace-event-format-'));
const cache = join(folder, 'cache');
after(() => rmSync(folder, { recursive: true }));

const EVENTS = 50_000;
const TEXT = traceEventArray(Array.from({ length: EVENTS }, (_, i) => `1/${i % 3} X ${EVENTS - i} e`).join('\n'));

function file(name: string, bytes: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

describe('the Trace Event format', () => {
  for (const [kind, path] of [
    ['plain', file('plain', TEXT)],
    ['gzipped', file('packed', gzipSync(TEXT))],
  ]) {
    it(`reads ${kind} files, more than one batch of them`, async () => {
      const reader = await traceEventFormat.open(path, cache);
      assert.ok(isTraceEventReader(reader));
      const events = await readAll(reader);
      assert.equal(events.length, EVENTS);
      assert.equal(events[EVENTS - 1].time, BigInt(EVENTS) * 1000n);
      assert.deepEqual(reader.cells(EVENTS - 1, EVENTS, [4]), [['0']]);
      reader.close();
      assert.deepEqual(reader.cells(0, 1, [0]), [['']]);
    });

    it(`ends at once when a ${kind} file is closed while it is read`, async () => {
      const reader = (await traceEventFormat.open(path, cache)) as TraceEventReader;
      const batches = reader.batches([], new StringTable());
      const first = batches.next();
      reader.close();
      assert.deepEqual(await first, { value: undefined, done: true });
    });

    it(`may be left and closed between batches of a ${kind} file`, async () => {
      const reader = await traceEventFormat.open(path, cache);
      for await (const batch of reader.batches([], new StringTable())) {
        assert.ok(batch.length > 0);
        reader.close();
        break;
      }
    });
  }

  it('leaves nothing in the cache folder', () => assert.deepEqual(readdirSync(cache), []));

  it('refuses what is no file', async () => {
    await assert.rejects(traceEventFormat.open(join(folder, 'missing'), cache), FormatError);
    await assert.rejects(traceEventFormat.open(folder, cache), FormatError);
  });
});
