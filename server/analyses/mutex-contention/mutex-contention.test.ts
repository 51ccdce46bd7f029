import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TraceReader } from '../../formats/reader.ts';
import { StringTable } from '../../index/string-table.ts';
import { reloaded } from '../../index/testing/reloaded.ts';
import { seeded } from '../../index/testing/seeded.ts';
import { fakeReader } from '../testing/fake-reader.ts';
import { NEVER, opened, outputNamed, treeText } from '../testing/opened.ts';
import { MutexContention } from './mutex-contention.ts';

/** `name tid[start-end]`, in order of end. */
async function segments(reader: TraceReader, kept = false): Promise<string[]> {
  const strings = new StringTable();
  const analysis = MutexContention.of(reader, strings)!;
  for await (const batch of reader.batches(analysis.requests, strings)) analysis.consume(batch, batch.fields);
  analysis.finish();
  const shown = kept ? await reloaded(analysis, new MutexContention(reader, strings)) : analysis;
  const { index, aspects } = shown.segments;
  return Array.from({ length: index.length }, (_, i) => {
    const [tid, mutex] = aspects.slice(1).map(({ value, text }) => (text ?? String)(value(index, i)));
    assert.ok(shown.segments.label(index.name(i)).endsWith(mutex!));
    return `${shown.segments.label(index.name(i))} ${tid}[${index.start(i)}-${index.end(i)}]`;
  });
}

const event = (call: string, time: number, tid: number, mutex = 255, status = 0, pid = 1) =>
  `lttng_ust_pthread:pthread_mutex_${call}@${time}(mutex=${mutex},vtid=${tid},vpid=${pid}${call === 'lock_req' ? '' : `,status=${status}`})`;

test('threads wait for a mutex until they acquire it, and hold it until they unlock it', async () => {
  const words = [
    event('unlock', 0, 9),
    event('lock_req', 1, 1),
    event('lock_acq', 2, 1),
    event('lock_req', 3, 2),
    event('trylock', 4, 3, 255, 16),
    event('unlock', 5, 1),
    event('lock_acq', 6, 2),
    // Recursive.
    event('trylock', 7, 2),
    event('unlock', 8, 2),
    event('unlock', 9, 2),
    // Another process has a mutex at the same address.
    event('lock_req', 10, 1),
    event('lock_acq', 11, 1),
    event('lock_acq', 12, 8, 255, 0, 2),
    event('unlock', 13, 8, 255, 0, 2),
    event('unlock', 14, 1),
    // A request that fails, and one that nobody answers.
    event('lock_req', 15, 1),
    event('lock_acq', 16, 1, 255, 35),
    event('unlock', 17, 1, 255, 1),
    event('lock_req', 18, 1),
  ];
  const expected = [
    'Wait 0xff 1[1-2]',
    'Hold 0xff 1[2-5]',
    'Wait 0xff 2[3-6]',
    'Hold 0xff 2[6-9]',
    'Wait 0xff 1[10-11]',
    'Hold 0xff 8[12-13]',
    'Hold 0xff 1[11-14]',
    'Wait 0xff 1[15-16]',
  ];
  assert.deepEqual(await segments(fakeReader(words.join(' '), { batchSize: 3 })), expected);
  assert.deepEqual(await segments(fakeReader(words.join(' ')), true), expected);
});

test('its statistics are by mutex', async () => {
  const words = [1, 2].flatMap((m) => [
    event('lock_req', m * 10, 5, m),
    event('lock_acq', m * 10 + 3, 5, m),
    event('unlock', m * 10 + 7, 5, m),
  ]);
  const output = outputNamed(
    await opened(fakeReader(words.join(' '))),
    'Mutex Contention Analysis - Latency Statistics',
  );
  const rows = treeText(await output.tree!({ extra: {} }, NEVER)).map((row) => row.split('|').slice(0, 3).join('|'));
  assert.deepEqual(rows.slice(1).sort(), [
    '    Hold 0x1|4 ns|4 ns',
    '    Hold 0x2|4 ns|4 ns',
    '    Wait 0x1|3 ns|3 ns',
    '    Wait 0x2|3 ns|3 ns',
    '  Total|3 ns|4 ns',
  ]);
});

test('contention is what a plain look at each mutex finds', async () => {
  for (let seed = 1; seed <= 6; seed++) {
    const next = seeded(seed);
    const words: string[] = [];
    const expected: string[] = [];
    const holder = new Map<number, { tid: number; since: number }>();
    const waiting = new Map<number, { mutex: number; since: number }>();
    for (let time = 0; time < 600; time++) {
      const tid = 1 + next(5);
      const waits = waiting.get(tid);
      const held = [...holder].find(([, { tid: by }]) => by === tid);
      if (waits !== undefined) {
        if (holder.has(waits.mutex)) continue;
        words.push(event('lock_acq', time, tid, waits.mutex));
        expected.push(`Wait 0x${waits.mutex.toString(16)} ${tid}[${waits.since}-${time}]`);
        holder.set(waits.mutex, { tid, since: time });
        waiting.delete(tid);
      } else if (held !== undefined && next(2) === 0) {
        words.push(event('unlock', time, tid, held[0]));
        expected.push(`Hold 0x${held[0].toString(16)} ${tid}[${held[1].since}-${time}]`);
        holder.delete(held[0]);
      } else {
        const mutex = 16 * (1 + next(4));
        if (holder.get(mutex)?.tid === tid) continue;
        words.push(event('lock_req', time, tid, mutex));
        waiting.set(tid, { mutex, since: time });
      }
    }
    assert.deepEqual(await segments(fakeReader(words.join(' '), { batchSize: 41 })), expected, `seed ${seed}`);
  }
});
