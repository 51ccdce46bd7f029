import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { IndexDraft } from './index-draft.ts';
import { KeptIndex } from './index-folder.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'heddle-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const pause = async (): Promise<void> => undefined;
const MOST = 100_000;

function draft(bytes: number): IndexDraft {
  const made = new IndexDraft();
  made.column('column', [new Uint8Array(bytes).fill(bytes % 251)]);
  return made;
}
const place = (name: string, key = 'key'): KeptIndex => new KeptIndex(folder, name, key, MOST);

test('a trace has one index: that of its newest state', async () => {
  assert.equal(await place('trace').open(), undefined);
  await place('trace', 'before').write(draft(10), pause);
  await place('trace', 'after').write(draft(20), pause);
  assert.equal((await place('trace', 'after').open())?.uint8('column').length, 20);
  assert.equal(await place('trace', 'before').open(), undefined);
  assert.equal(await place('other', 'after').open(), undefined);
  assert.equal(readdirSync(folder).length, 1);
  await place('trace').remove();
  await place('trace').remove();
  assert.deepEqual(readdirSync(folder), []);
});

test('two that write the index of one trace at a time leave one whole index', async () => {
  await Promise.all([place('trace').write(draft(40_000), pause), place('trace').write(draft(500), pause)]);
  assert.ok(await place('trace').open());
  assert.equal(readdirSync(folder).length, 1);
});

test('where there are too many, those go that were not used for the longest time', async () => {
  for (const name of ['a', 'b', 'c']) await place(name).write(draft(30_000), pause);
  for (const [i, name] of readdirSync(folder).entries()) utimesSync(join(folder, name), i, i);
  await place('a').open();
  await place('b').open();
  await place('d').write(draft(30_000), pause);
  const left = await Promise.all(['a', 'b', 'c', 'd'].map(async (name) => (await place(name).open()) !== undefined));
  assert.deepEqual(left, [true, true, false, true]);
  await place('large').write(draft(MOST + 1), pause);
  assert.equal(await place('large').open(), undefined);
  assert.equal(readdirSync(folder).length, 3);
});

test('what a server left unfinished is cleared away, but not what another one is writing', async () => {
  const ours = `new.index.${process.pid}.a.unfinished`;
  const reused = `old.index.${process.pid}.b.unfinished`;
  for (const name of [ours, reused, `killed.index.${2 ** 30}.c.unfinished`]) writeFileSync(join(folder, name), 'half');
  utimesSync(join(folder, reused), 1, 1);
  writeFileSync(join(folder, 'notes.txt'), 'of somebody else');
  await place('trace').write(draft(10), pause);
  const names = readdirSync(folder).filter((name) => name !== 'notes.txt' && !/^[0-9a-f]{32}\.index$/.test(name));
  assert.deepEqual(names, [ours]);
  assert.equal(readdirSync(folder).length, 3);
});

test('where writing fails, nothing is left, and the index of before stays', async () => {
  await place('trace').write(draft(10), pause);
  const failing = async (): Promise<void> => {
    throw new Error('no longer wanted');
  };
  const next = draft(20);
  next.facts('facts', 1);
  await assert.rejects(place('trace').write(next, failing), /no longer wanted/);
  assert.equal((await place('trace').open())?.uint8('column').length, 10);
  assert.equal(readdirSync(folder).length, 1);
});
