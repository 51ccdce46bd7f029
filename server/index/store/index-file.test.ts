import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ArrowList } from '../arrow-list.ts';
import { KeyTable } from '../key-table.ts';
import { StringTable } from '../string-table.ts';
import { reloaded } from '../testing/reloaded.ts';
import { TimeColumn } from '../time-column.ts';
import { IndexDraft } from './index-draft.ts';
import { openIndex } from './index-file.ts';
import { IndexError } from './kept.ts';

let folder: string;
let path: string;
const pause = async (): Promise<void> => undefined;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'heddle-test-'));
  path = join(folder, 'index');
  const draft = new IndexDraft();
  draft.facts('facts', { text: 'naïve 🧵', list: [1, -0.5, null], 'odd key': true });
  draft.column('none', []);
  const inner = draft.within('a').within('b');
  inner.column('times', [Float64Array.of(1, Number.NaN), new Float64Array(0), Float64Array.of(2 ** 53)]);
  inner.column('small', [Uint8Array.of(1, 2, 3)]);
  inner.column('signed', [Int32Array.of(-1)]);
  inner.column('ids', [Uint32Array.of(0xffffffff)]);
  inner.column('types', [Uint16Array.of(65_535, 1, 2, 3, 4)]);
  draft.within('late').column('times', [Float64Array.of(4, 5)], 'later');
  draft.column('large', [new Uint32Array(700_000).fill(7), new Uint32Array(700_000).fill(9)]);
  await draft.write(path, 'a key', pause);
});
after(() => rmSync(folder, { recursive: true }));

test('what was written is read, by name, each column in its machine type', async () => {
  const index = await openIndex(path, 'a key');
  assert.deepEqual(index.facts('facts'), { text: 'naïve 🧵', list: [1, -0.5, null], 'odd key': true });
  const inner = index.within('a').within('b');
  assert.deepEqual([...inner.float64('times')], [1, Number.NaN, 2 ** 53]);
  assert.deepEqual([...inner.uint8('small')], [1, 2, 3]);
  assert.deepEqual([...inner.int32('signed')], [-1]);
  assert.deepEqual([...inner.uint32('ids')], [0xffffffff]);
  assert.deepEqual([...inner.uint16('types')], [65_535, 1, 2, 3, 4]);
  const large = index.uint32('large');
  assert.deepEqual([large.length, large[0], large[699_999], large[700_000], large.at(-1)], [1_400_000, 7, 7, 9, 9]);
  assert.deepEqual([...index.within('late').float64('times')], [4, 5]);
  for (const column of ['float64', 'uint32', 'int32', 'uint16', 'uint8'] as const) {
    assert.equal(index[column]('none').length, 0);
  }
  assert.throws(() => index.uint32('times'), IndexError);
  assert.throws(() => inner.uint32('times'), /"a\/b\/times" is f64, not u32/);
  assert.throws(() => inner.float64('facts'), IndexError);
});

test('a file that was cut off anywhere, or that is foreign, is told from an index', async () => {
  const whole = readFileSync(path);
  const damaged = join(folder, 'damaged');
  const refused = async (bytes: Uint8Array, what: string): Promise<void> => {
    writeFileSync(damaged, bytes);
    await assert.rejects(openIndex(damaged, 'a key'), IndexError, what);
  };
  for (const length of [0, 7, 63, 64, 100, 1000, whole.length - 16, whole.length - 1]) {
    await refused(whole.subarray(0, length), `the first ${length} bytes`);
  }
  await refused(Buffer.concat([whole, whole]), 'longer than told');
  // Room taken on the disk, but not written: what a crash can leave.
  await refused(Buffer.concat([whole.subarray(0, -16), Buffer.alloc(16)]), 'no end');
  await refused(Buffer.concat([whole.subarray(0, 80), Buffer.alloc(whole.length - 80)]), 'half a table');
  for (const at of [0, 8, 12, 16, 24, 28, 70, whole.length - 1]) {
    const changed = Buffer.from(whole);
    changed[at]! ^= 1;
    await refused(changed, `byte ${at} changed`);
  }
  await refused(Buffer.from('{"traceEvents":[]}'.repeat(50)), 'a trace');
  await assert.rejects(openIndex(path, 'another key'), IndexError);
  await assert.rejects(openIndex(join(folder, 'missing'), 'a key'), IndexError);
});

test('two things of one name are a mistake of the program', async () => {
  const draft = new IndexDraft();
  draft.facts('times', 1);
  draft.column('times', []);
  await assert.rejects(draft.write(join(folder, 'twice'), 'a key', pause), /two things are kept as "times"/);
});

test('nothing is written over a file that is there', async () => {
  await assert.rejects(new IndexDraft().write(path, 'a key', pause), /EEXIST/);
});

test('times, texts, keys and arrows are the same after loading, and can still grow', async () => {
  const times = new TimeColumn();
  times.append(
    Float64Array.from({ length: 70_000 }, (_, i) => i * 3),
    70_000,
  );
  const loadedTimes = await reloaded(times, new TimeColumn());
  assert.deepEqual(
    [loadedTimes.length, loadedTimes.at(65_536), loadedTimes.at(69_999), loadedTimes.countBefore(300)],
    [70_000, 65_536 * 3, 69_999 * 3, 100],
  );

  const texts = new StringTable();
  for (let i = 0; i < 20_000; i++) texts.intern(`text ${i}`);
  texts.intern('lone \ud83e half');
  const loadedTexts = await reloaded(texts, new StringTable());
  assert.equal(loadedTexts.size, 20_001);
  assert.equal(loadedTexts.text(19_999), 'text 19999');
  assert.equal(loadedTexts.intern('text 17000'), 17_000);
  assert.equal(loadedTexts.intern('lone \ud83e half'), 20_000);
  assert.equal(loadedTexts.intern('new'), 20_001);

  const keys = new KeyTable();
  for (let i = 0; i < 100; i++) keys.id(i * 1e9 - 5);
  const loadedKeys = await reloaded(keys, new KeyTable());
  assert.deepEqual(
    [loadedKeys.size, loadedKeys.find(42e9 - 5), loadedKeys.find(3), loadedKeys.id(3), loadedKeys.key(99)],
    [100, 42, -1, 100, 99e9 - 5],
  );

  const empty = await reloaded(new ArrowList(), new ArrowList());
  empty.push(1, 2, 3, 4);
  const arrows = await reloaded(empty, new ArrowList());
  assert.deepEqual([...arrows.within(0, 5, 10)], [0]);
  assert.deepEqual(
    [arrows.start.data[0], arrows.end.data[0], arrows.source.data[0], arrows.target.data[0]],
    [1, 2, 3, 4],
  );
});
