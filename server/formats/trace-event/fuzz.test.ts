import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FormatError } from '../reader.ts';
import { memoryReader } from './testing/memory-source.ts';
import { readAll } from './testing/read-all.ts';
import { traceEventObject } from './testing/trace-event-text.ts';

const TEXT = traceEventObject(
  `
  1/1 M - thread_name {"name":"main"}
  1/1 X 10.5+2.25 paint cat=gpu {"a":[{"b":"}]\\""},{"c":[1,2]}]}
  1/2 b 11 load id2={"local":"0x1"}
  1/1 C 14 memory {"heap":5,"stack":1.5e3}
  1/1 i 13 tick s=p`,
  { displayTimeUnit: 'ns', metadata: { x: ['y', { z: 1 }] } },
);
const BYTES = Buffer.from(TEXT);
const EVENTS = 5;

/** Reads whatever it is; only a FormatError may come of it. Returns the number of events. */
async function survives(bytes: Uint8Array, chunk: number): Promise<number> {
  const reader = memoryReader(bytes, chunk);
  try {
    const events = await readAll(reader);
    for (let i = 1; i < events.length; i++) assert.ok(events[i].time >= events[i - 1].time);
    const rows = reader.cells(
      0,
      events.length,
      reader.columns.map((_, i) => i),
    );
    assert.equal(rows.length, events.length);
    return events.length;
  } catch (error) {
    assert.ok(error instanceof FormatError, String(error));
    return 0;
  }
}

describe('a damaged Trace Event file', () => {
  it('yields the events before the cut, wherever it is cut', async () => {
    const ends = [...TEXT.matchAll(/\n/g)].map((match) => match.index);
    for (let cut = 0; cut < BYTES.length; cut++) {
      const whole = ends.slice(1, EVENTS + 1).filter((end) => end < cut).length;
      const events = await survives(BYTES.subarray(0, cut), 50);
      assert.ok(events >= whole && events <= EVENTS, `cut at ${cut}: ${events}`);
    }
  });

  it('is read the same whatever the chunks are', async () => {
    for (let chunk = 1; chunk < BYTES.length; chunk += 3) assert.equal(await survives(BYTES, chunk), EVENTS);
  });

  it('loses little to a wrong byte, and never more than its neighbours', async () => {
    let random = 12345;
    let lost = 0;
    for (let at = 0; at < BYTES.length; at++) {
      for (const byte of [0, 0x22, 0x7b, 0x7d]) {
        const damaged = Uint8Array.from(BYTES);
        damaged[at] = byte;
        lost += EVENTS - (await survives(damaged, 64));
      }
      random = (Math.imul(random, 1103515245) + 12345) >>> 0;
      const damaged = Uint8Array.from(BYTES);
      damaged[at] ^= 1 << (random % 8);
      await survives(damaged, 64);
    }
    assert.ok(lost / (4 * BYTES.length) < 1.5, `${lost}`);
  });

  it('ends soon, whatever nests in it', async () => {
    const deep = '{"ph":"X","args":['.repeat(50_000);
    const texts = [
      `[${deep}`,
      `[${deep.replaceAll('[', '[0,')}`,
      `[${',{"ph":"X","a":'.repeat(50_000)}`,
      `[${'{"ph":"X","ts":1,"a":'.repeat(20_000)}1${'}'.repeat(20_000)}]`,
      '['.repeat(200_000),
      `{"${'a'.repeat(200_000)}`,
      `[${'"'.repeat(200_001)}`,
      '{"traceEvents":['.repeat(20_000),
    ];
    const started = performance.now();
    for (const text of texts) await survives(Buffer.from(text), 1 << 16);
    assert.ok(performance.now() - started < 10_000);
  });
});
