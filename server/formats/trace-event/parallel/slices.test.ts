import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { FormatError } from '../../reader.ts';
import { PlainFile } from '../byte-source.ts';
import { type Helpers, TraceEventFileReader } from '../reader.ts';
import { MemorySource, memoryReader } from '../testing/memory-source.ts';
import { type PlainEvent, readAll } from '../testing/read-all.ts';
import { SlicesHere } from '../testing/slices-here.ts';
import { traceEventArray, traceEventObject } from '../testing/trace-event-text.ts';
import { claims, LIMIT, NEXT } from './claims.ts';
import { SliceThreads } from './slice-threads.ts';

const folder = mkdtempSync(join(tmpdir(), 'trace-event-slices-'));
after(() => rmSync(folder, { recursive: true }));

const TEXT = traceEventObject(
  `
  1/1 M - thread_name {"name":"main"}
  1/1 X 10.5+2.25 paint cat=gpu {"a":[{"b":"}]\\""},{"ph":"X","c":[1,2]},{"ph":"B"}]}
  1/2 b 11 load id2={"local":"0x1"}
  1/1 C 14 memory {"heap":5,"stack":1.5e3}
  text/7 s 12 flow id=abc bp=e {"text":"},{\\"ph\\":\\"X\\"},{"}
  1/1 X 13+-2 back
  1/1 M - process_name {"name":"browser"}
  1/1 i 13 tick s=p`,
  { displayTimeUnit: 'ns', metadata: { x: ['y', { z: 1 }] } },
);

interface Read {
  readonly events: readonly PlainEvent[];
  readonly told: unknown;
}

async function read(reader: TraceEventFileReader): Promise<Read | string> {
  try {
    const events = await readAll(reader);
    const { tracks, notices, properties, phases } = reader;
    const cells = reader.cells(0, events.length, [0, 5, 7]);
    return { events, told: [tracks, notices, [...properties], phases, cells] };
  } catch (error) {
    assert.ok(error instanceof FormatError, String(error));
    return error.message;
  }
}

/** Reads `bytes` with slices of each size and without; returns how many events the slices had. */
async function same(bytes: Uint8Array, sizes: readonly number[], what = ''): Promise<number> {
  const expected = await read(memoryReader(bytes, 50));
  let offered = 0;
  for (const size of sizes) {
    const all: SlicesHere[] = [];
    const helpers: Helpers = (source) => {
      all.push(new SlicesHere(source, size));
      return all.at(-1);
    };
    assert.deepEqual(await read(memoryReader(bytes, 50, helpers)), expected, `${what} in slices of ${size}`);
    for (const slices of all) offered += slices.offered;
  }
  return offered;
}

describe('a Trace Event file in slices', () => {
  const bytes = Buffer.from(TEXT);

  it('is read as a whole is, whatever their size', async () => {
    const sizes = Array.from({ length: bytes.length / 4 }, (_, i) => 1 + 4 * i);
    assert.ok((await same(bytes, sizes)) > sizes.length);
  });

  it('is read as a whole is, wherever it is cut', async () => {
    for (let cut = 0; cut < bytes.length; cut++) await same(bytes.subarray(0, cut), [70 + (cut % 50)], `cut at ${cut}`);
  });

  it('is read as a whole is, whatever is wrong with a byte', async () => {
    for (let at = 0; at < bytes.length; at++) {
      const damaged = Uint8Array.from(bytes);
      damaged[at] = [0, 0x22, 0x7b, 0x7d, 0x2c][at % 5];
      await same(damaged, [90], `wrong at ${at}`);
    }
  });

  it('is read as a whole is, whatever writers do', async () => {
    const event = (ts: number, more = '') => `{"ph":"X","ts":${ts},"dur":1,"name":"n${ts % 3}","pid":1,"tid":1${more}}`;
    const events = Array.from({ length: 40 }, (_, i) => event(i));
    const texts = [
      `[${events.join(',')}`,
      `[ ${events.join(' , \r\n\t ')} ]`,
      `[${events.join(',,')},]`,
      `{"a":${JSON.stringify(events)},"traceEvents":[${events.join(',')}],"b":[${events.join(',')}]}`,
      `{"traceEvents":[${events.slice(0, 20)}],"x":1,"traceEvents":[${events.slice(20)}]}`,
      `[${events.slice(0, 9)},17,"},${event(3)},{",[${events.slice(9, 19)}],${events.slice(19)}]`,
      `[${events.slice(0, 9)},@,${events.slice(9)}] trailing`,
      `[${events.map((text, i) => text.replace('"name":', i === 30 ? 'name=' : '"name":'))}]`,
      `[${event(0)},${events.map((_, i) => event(i + 1.7e15))}]`,
      `[${events.slice(0, 20)},${events.map((_, i) => event(i + 1.7e15))}]`,
      `[${events.map((_, i) => `{"ph":"C","ts":${i},"name":"c","args":{"${'s'.repeat(i % 4)}":${i}}}`)}]`,
      `[${events.map((_, i) => `{"args":{"name":"t${i}"},"name":"thread_name","ph":"M","pid":1,"tid":"\\u0074${i}"}`)}]`,
      `[${events.map((_, i) => `{"ph":"b","cat":"é${i % 5}","scope":"s","id":"x${i % 7}","ts":${i}}`)}]`,
    ];
    for (const [i, text] of texts.entries())
      assert.ok((await same(Buffer.from(text), [64, 100, 333], `text ${i}`)) > 0, `text ${i}`);
  });

  it('goes on in the next slice after an event that is longer than a slice looks ahead', async () => {
    const long = `{"ph":"X","ts":5,"args":"${'a'.repeat(100_000)}"}`;
    const short = '{"ph":"X","ts":5}';
    const text = `[${Array(2000).fill(short)},${long},${Array(2000).fill(short)}]`;
    assert.ok((await same(Buffer.from(text), [10_000])) > 3000);
  });

  it('gives up a slice in which every object seems to be an event, and none is', async () => {
    const text = `[{"ph":"X"},{"ph":"X","args":[0${',{"ph":"X","a":'.repeat(20_000)}`;
    const started = performance.now();
    await same(Buffer.from(text), [100_000]);
    assert.ok(performance.now() - started < 10_000);
  });
});

describe('threads that scan slices', () => {
  const path = join(folder, 'trace.json');
  const lines = Array.from({ length: 5000 }, (_, i) => `${i % 3}/${i % 7} X ${i ^ 5}+3 name${i % 50} {"i":${i}}`);
  const text = traceEventArray(lines.join('\n'));
  writeFileSync(path, text);

  const inThreads = async (file: string, threads: number) => {
    const source = new PlainFile(path);
    const slices = new SliceThreads(source, file, threads, 5000);
    const reader = new TraceEventFileReader('memory.json', source, () => slices);
    const result = await read(reader);
    reader.close();
    return result;
  };

  it('find what one thread finds', async () => {
    const expected = await read(memoryReader(text));
    for (const threads of [1, 2, 5]) assert.deepEqual(await inThreads(path, threads), expected);
  });

  it('are not missed when they die', async () => {
    assert.deepEqual(await inThreads(join(folder, 'missing.json'), 2), await read(memoryReader(text)));
  });

  it('are ahead of who takes the slices, by a bounded number of them', async () => {
    const control = claims();
    const slices = new SliceThreads(new MemorySource(text), path, 2, 5000, control);
    const ahead = Atomics.load(control, LIMIT);
    while (Atomics.load(control, NEXT) < ahead) await new Promise((resolve) => setImmediate(resolve));
    for (let number = 0; number < ahead; number++) {
      assert.equal(slices.bound, number * 5000);
      const slice = await slices.take();
      assert.ok(slice && slice.begin > number * 5000 && slice.events.length > 10);
    }
    slices.stop();
    assert.equal(slices.bound, Number.POSITIVE_INFINITY);
  });

  it('end when reading is cancelled', async () => {
    const source = new PlainFile(path);
    const slices = new SliceThreads(source, path, 2, 5000);
    const reader = new TraceEventFileReader(path, source, () => slices);
    const batches = reader.batches([], { intern: () => 0 } as never);
    const first = batches.next();
    reader.cancel();
    assert.equal((await first).done, true);
    assert.equal(slices.bound, Number.POSITIVE_INFINITY);
    reader.close();
  });
});
