import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { findTraces } from './find-traces.ts';
import { type Format, FormatError } from './reader.ts';
import { formatById, formatOf, formats } from './registry.ts';
import { sharedTrace } from './shared-traces.ts';

const TRACE = '[{"ph":"X","ts":1,"pid":1}]';

/** Folders that end in `.folder-trace` are traces; folders called `session`, above them, are recognised too. */
const folderFormat: Format = {
  id: 'folder',
  name: 'Folder Trace',
  sniff: (path) => (/(\.folder-trace|\/session)$/.test(path) ? 'certain' : undefined),
  isTraceFolder: (path) => path.endsWith('.folder-trace'),
  open: () => Promise.reject(new Error('not opened here')),
};
const among = [folderFormat, ...formats];

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'find-traces-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function write(path: string, content = TRACE): void {
  mkdirSync(join(root, dirname(path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

async function search(path = root, limits = { depth: 5, entries: 100 }) {
  const { traces, notices } = await findTraces(path, undefined, { among, limits });
  return {
    traces: traces.map((trace) => [relative(root, trace.path), trace.name, trace.format]),
    notices: notices.map(({ message }) => message),
  };
}

describe('finding traces', () => {
  it('takes a file for the trace it is', async () => {
    write('a.txt');
    const path = join(root, 'a.txt');
    assert.deepEqual((await findTraces(path)).traces, [{ path, name: 'a.txt', format: 'trace-event' }]);
  });

  it('takes a file within a trace for that trace', async () => {
    write('t.folder-trace/channel0', 'x');
    assert.deepEqual((await search(join(root, 't.folder-trace/channel0'))).traces, [
      ['t.folder-trace', 't.folder-trace', 'folder'],
    ]);
  });

  it('searches folders for folders and files, in the order of their paths', async () => {
    write('z.json');
    write('b/deep/er/t.json');
    write('a/x.folder-trace/inside.json');
    write('notes.txt', 'no trace');
    write('empty.json', '');
    assert.deepEqual(await search(), {
      traces: [
        ['a/x.folder-trace', 'x.folder-trace', 'folder'],
        ['b/deep/er/t.json', 't.json', 'trace-event'],
        ['z.json', 'z.json', 'trace-event'],
      ],
      notices: [],
    });
  });

  it('takes the traces below a session for traces, not the session', async () => {
    write('session/a.folder-trace/x');
    write('session/b.folder-trace/x');
    assert.deepEqual(
      (await search()).traces.map(([path]) => path),
      ['session/a.folder-trace', 'session/b.folder-trace'],
    );
  });

  it('takes the opened folder itself for a trace', async () => {
    write('t.folder-trace/x.json');
    const path = join(root, 't.folder-trace');
    assert.deepEqual((await search(path)).traces, [['t.folder-trace', 't.folder-trace', 'folder']]);
  });

  it('names traces by as much of their path as tells them apart', async () => {
    for (const path of ['a/x/t.json', 'b/x/t.json', 'b/y/t.json', 't.json', 'other.json']) write(path);
    assert.deepEqual(
      (await search()).traces.map(([, name]) => name),
      ['a/x/t.json', 'b/x/t.json', 'y/t.json', 'other.json', `${basename(root)}/t.json`],
    );
  });

  it('follows links, but visits each folder and file once', async () => {
    write('real/t.json');
    symlinkSync(root, join(root, 'real/loop'));
    symlinkSync(join(root, 'real'), join(root, 'again'));
    symlinkSync(join(root, 'nowhere'), join(root, 'dangling'));
    assert.deepEqual((await search()).traces, [['again/t.json', 't.json', 'trace-event']]);
  });

  it('leaves out hidden folders and node_modules', async () => {
    write('.git/t.json');
    write('node_modules/t.json');
    write('t.json');
    assert.equal((await search()).traces.length, 1);
  });

  it('ends at its limits and says so', async () => {
    for (let i = 0; i < 10; i++) write(`f${i}.json`);
    write('g/h/t.json');
    const few = await search(root, { depth: 5, entries: 4 });
    assert.equal(few.traces.length, 4);
    assert.deepEqual(few.notices, ['the search ended after 4 files and folders']);
    const shallow = await search(root, { depth: 1, entries: 100 });
    assert.equal(shallow.traces.length, 10);
    assert.deepEqual(shallow.notices, ['folders more than 1 levels down were not searched']);
  });

  it(
    'notes folders that it may not read',
    { skip: process.getuid?.() === 0 && 'root may read everything' },
    async () => {
      write('t.json');
      write('locked/t.json');
      chmodSync(join(root, 'locked'), 0);
      const { traces, notices } = await search();
      chmodSync(join(root, 'locked'), 0o700);
      assert.equal(traces.length, 1);
      assert.match(notices[0], /EACCES/);
    },
  );

  it('says what it looked for when there is nothing', async () => {
    write('notes.txt', 'no trace');
    await assert.rejects(
      search(),
      (error) => error instanceof FormatError && /Folder Trace, .*Trace Event JSON/.test(error.message),
    );
    await assert.rejects(search(join(root, 'notes.txt')), /this file is no trace in a known format/);
    await assert.rejects(search(join(root, 'missing')), /no such file or folder/);
  });

  it('stops when asked to', async () => {
    write('t.json');
    await assert.rejects(findTraces(root, AbortSignal.abort()), /abort/);
  });

  const ctf = sharedTrace('ctf');
  it('finds all CTF traces below a folder', { skip: ctf === undefined && 'shared/traces is missing' }, async () => {
    const traces = (await findTraces(ctf ?? '')).traces.filter(({ format }) => format === 'ctf');
    assert.equal(traces.length, 36);
    assert.ok(traces.every(({ path }) => existsSync(join(path, 'metadata'))));
    assert.equal(new Set(traces.map(({ name }) => name)).size, traces.length);
    const { path } = traces[0];
    assert.deepEqual(
      (await findTraces(join(path, 'metadata'))).traces.map((trace) => trace.path),
      [path],
    );
  });

  const shared = sharedTrace('trace-event');
  it(
    'finds all Trace Event files of a folder',
    { skip: shared === undefined && 'shared/traces is missing' },
    async () => {
      const { traces } = await findTraces(shared ?? '');
      assert.equal(traces.length, 19);
      assert.ok(traces.every(({ format }) => format === 'trace-event'));
    },
  );
});

describe('the formats', () => {
  it('are known by id', () => {
    for (const format of formats) assert.equal(formatById(format.id), format);
    assert.equal(formatById('none'), undefined);
  });

  it('are asked in order, and a certain one wins over a likely one', () => {
    const answers = (id: string, answer: ReturnType<Format['sniff']>): Format => ({
      ...folderFormat,
      id,
      sniff: () => answer,
    });
    const pick = (...answered: ReturnType<Format['sniff']>[]) =>
      formatOf(
        'x',
        answered.map((answer, i) => answers(String(i), answer)),
      )?.id;
    assert.equal(pick(undefined, 'likely', 'certain', 'certain'), '2');
    assert.equal(pick(undefined, 'likely', 'likely'), '1');
    assert.equal(pick(undefined), undefined);
  });
});
