import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { GzipFile, type UnpackLimits } from '../gzip-file.ts';
import { FormatError } from '../reader.ts';
import { traceEventFormat } from './format.ts';
import { TraceEventFileReader } from './reader.ts';
import { readAll } from './testing/read-all.ts';
import { traceEventArray } from './testing/trace-event-text.ts';
import type { TraceEventReader } from './trace-event-reader.ts';

const folder = mkdtempSync(join(tmpdir(), 'gzip-file-'));
const cache = join(folder, 'cache');
after(() => rmSync(folder, { recursive: true }));

const EVENTS = 30_000;
// varied, so that it packs badly and has many packed slices
const TEXT = traceEventArray(
  Array.from({ length: EVENTS }, (_, i) => `1/1 X ${i} e${Math.imul(i, 2654435761) >>> 0} {"n":${Math.sin(i)}}`).join(
    '\n',
  ),
);
const PACKED = gzipSync(TEXT);

function write(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

async function read(path: string, limits?: UnpackLimits) {
  const reader =
    limits === undefined
      ? ((await traceEventFormat.open(path, cache)) as TraceEventReader)
      : new TraceEventFileReader(path, new GzipFile(path, cache, limits));
  try {
    const events = await readAll(reader);
    const cells = reader.cells(events.length - 1, events.length, [0, 7]);
    return { events, cells, notices: reader.notices.map(({ message }) => message) };
  } finally {
    reader.close();
    assert.deepEqual(readdirSync(cache), []);
  }
}

describe('a gzipped trace', () => {
  it('is read like a plain one, whatever it is called', async () => {
    const packed = await read(write('a.json', PACKED));
    const plain = await read(write('b.gz', Buffer.from(TEXT)));
    assert.equal(packed.events.length, EVENTS);
    assert.deepEqual(packed, plain);
    assert.deepEqual(packed.notices, []);
  });

  it('may have several members, and anything after them', async () => {
    const cut = TEXT.indexOf('\n', 500_000);
    const bytes = Buffer.concat([gzipSync(TEXT.slice(0, cut)), gzipSync(TEXT.slice(cut)), Buffer.from('\0\0 hello')]);
    assert.equal((await read(write('members', bytes))).events.length, EVENTS);
  });

  it('yields what can be unpacked of it when it is cut off', async () => {
    const { events, notices } = await read(write('cut', PACKED.subarray(0, PACKED.length >> 1)));
    assert.ok(events.length > EVENTS / 3 && events.length < EVENTS, `${events.length}`);
    assert.equal(notices.length, 2);
    assert.match(notices[0], /can't be unpacked any further.*unexpected end/);
  });

  it('yields what comes before the place where it is corrupt', async () => {
    const bytes = Buffer.from(PACKED);
    bytes.fill(0xff, bytes.length - 20_000, bytes.length - 10_000);
    const { events, notices } = await read(write('corrupt', bytes));
    assert.ok(events.length > 0 && events.length < EVENTS);
    assert.match(notices[0], /cut.*, byte \d+: |corrupt, byte \d+: the gzip data can't be unpacked any further/);
  });

  it('is refused when nothing of it can be unpacked', async () => {
    await assert.rejects(read(write('nothing', Uint8Array.of(0x1f, 0x8b, 1, 2, 3, 4))), FormatError);
  });

  it('is refused when it unpacks to more than a trace would, or than the disk holds', async () => {
    const bomb = write('bomb', gzipSync(' '.repeat(4 << 20)));
    await assert.rejects(read(bomb, { keepFree: 0, ratio: 10, free: 1 << 20 }), /more than 10 times its size/);
    await assert.rejects(read(bomb, { keepFree: 2 ** 60, ratio: 1e9, free: 1 << 20 }), /leave less than .* GiB free/);
  });
});
