import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { StringTable } from '../../index/string-table.ts';
import { sharedTrace } from '../shared-traces.ts';
import { traceEventFormat } from './format.ts';
import { bruteForce, type Expected } from './testing/brute-force.ts';
import type { TraceEventReader } from './trace-event-reader.ts';

const folder = sharedTrace('trace-event');
const cache = mkdtempSync(join(tmpdir(), 'trace-event-'));
after(() => rmSync(cache, { recursive: true }));

async function scanned(path: string): Promise<Expected & { notices: string[] }> {
  const reader = (await traceEventFormat.open(path, cache)) as TraceEventReader;
  const strings = new StringTable();
  const phases: Record<string, number> = {};
  const nameCounts: number[] = [];
  const times: number[] = [];
  const tracks = new Set<number>();
  let count = 0;
  let durations = 0;
  const requests = [
    { name: 'name', as: 'text' },
    { name: 'dur', as: 'number' },
    { name: '$track', as: 'number' },
  ] as const;
  for await (const { length, time, type, fields } of reader.batches(requests, strings)) {
    const base = Number(reader.base);
    count += length;
    for (let i = 0; i < length; i++) {
      const phase = reader.phases[type[i]];
      phases[phase] = (phases[phase] ?? 0) + 1;
      times.push(base + time[i]);
      if (!Number.isNaN(fields[0][i])) nameCounts[fields[0][i]] = (nameCounts[fields[0][i]] ?? 0) + 1;
      if (!Number.isNaN(fields[1][i])) durations += fields[1][i];
      tracks.add(fields[2][i]);
    }
  }
  assert.equal(reader.progress.events, count);
  assert.equal(reader.progress.bytesDone, reader.progress.bytesTotal);
  const names = new Map(nameCounts.map((number, id) => [strings.text(id), number] as const).filter(([, n]) => n > 0));
  const [last] = count === 0 ? [['']] : reader.cells(count - 1, count, [2]);
  if (count > 0) assert.equal(last.length, 1);
  const notices = reader.notices.map(({ message }) => message);
  reader.close();
  return { count, phases, names, times: Float64Array.from(times), durations, tracks: tracks.size, notices };
}

describe('real Trace Event files', { skip: folder === undefined && 'shared/traces is missing' }, () => {
  for (const name of folder === undefined ? [] : readdirSync(folder)) {
    const path = join(folder ?? '', name);
    if (name === 'google_cloud_trace.json') {
      it(`${name} is no Trace Event file`, () => assert.equal(traceEventFormat.sniff(path), undefined));
    } else if (name === 'object_alloc.json') {
      it(`${name}, which is no proper JSON, has its nine events`, async () => {
        const { count, phases, notices } = await scanned(path);
        assert.equal(count, 9);
        assert.deepEqual(phases, { N: 4, D: 4, O: 1 });
        assert.equal(notices.length, 1);
      });
    } else {
      it(`${name} is read as JSON.parse reads it`, async () => {
        assert.equal(traceEventFormat.sniff(path), 'certain');
        const bytes = readFileSync(path);
        const { notices, times, ...rest } = await scanned(path);
        const { times: expectedTimes, ...expected } = bruteForce(
          (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8'),
        );
        assert.deepEqual(rest, expected);
        assert.ok(times.length === expectedTimes.length && times.every((time, i) => time === expectedTimes[i]));
        assert.deepEqual(notices, []);
      });
    }
  }
  it('leave nothing in the cache folder', () => assert.deepEqual(readdirSync(cache), []));
});
