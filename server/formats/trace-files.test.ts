import assert from 'node:assert/strict';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { ctfFormat } from './ctf/format.ts';
import { traceEventFormat } from './trace-event/format.ts';
import { changedFiles, fileStates } from './trace-files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'heddle-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a file that grows, is replaced by one that looks the same, or goes, has changed', async () => {
  const path = join(folder, 'trace.json');
  writeFileSync(path, '[]');
  const look = () => fileStates(traceEventFormat, path);
  const first = await look();
  assert.deepEqual(changedFiles(first, await look()), []);
  appendFileSync(path, ' ');
  const grown = await look();
  assert.deepEqual(changedFiles(first, grown), [path]);
  const { atime, mtime } = statSync(path);
  writeFileSync(`${path}.new`, '{} ');
  utimesSync(`${path}.new`, atime, mtime);
  renameSync(`${path}.new`, path);
  const replaced = await look();
  assert.deepEqual(changedFiles(grown, replaced), [path]);
  rmSync(path);
  assert.deepEqual(changedFiles(replaced, await look()), [path]);
  assert.deepEqual(changedFiles(await look(), await look()), []);
});

test('a CTF trace consists of its metadata and its streams, also when it is opened by a folder above', async () => {
  const trace = join(folder, 'session', 'ust');
  mkdirSync(join(trace, 'index'), { recursive: true });
  for (const name of ['metadata', 'stream_0', '.hidden', 'index/stream_0.idx']) {
    writeFileSync(join(trace, name), '/* CTF 1.8 */');
  }
  const before = await fileStates(ctfFormat, join(folder, 'session'));
  assert.deepEqual(
    [...before.keys()].sort(),
    ['metadata', 'stream_0'].map((name) => join(trace, name)),
  );
  writeFileSync(join(trace, 'stream_1'), '');
  const after = await fileStates(ctfFormat, join(folder, 'session'));
  assert.deepEqual(changedFiles(before, after), [join(trace, 'stream_1')]);
});
