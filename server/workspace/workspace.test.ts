import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import Database from 'better-sqlite3';
import { type StoredConfiguration, Workspace } from './workspace.ts';

let folder: string;
let file: string;
let workspace: Workspace;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'heddle-'));
  file = join(folder, 'workspace.sqlite');
  workspace = new Workspace(file);
});
afterEach(() => {
  workspace.close();
  rmSync(folder, { recursive: true, force: true });
});

const MIN = -(2n ** 63n);
const MAX = 2n ** 63n - 1n;
const trace = (uuid: string) => ({ uuid, name: `name of ${uuid}`, path: `/p/${uuid}`, format: 'ctf' });
const config = (id: string, shared: boolean): StoredConfiguration => ({
  ...{ id, shared, type: 'type', name: id, description: '', parameters: '{"since":9223372036854775807}' },
});

test('all of it is there again when the file is opened anew, every digit of it', () => {
  workspace.addTrace(trace('t1'));
  workspace.addTrace(trace('t2'));
  workspace.setFigures('t1', { start: MIN, end: MAX, events: 240_644, properties: { host: 'a "quoted" one' } });
  workspace.addExperiment('e', 'both', ['t2', 't1']);
  workspace.putConfiguration(config('c', true));
  workspace.addDerivedOutput({ experiment: 'e', output: 'o+c', parent: 'o', configuration: config('c', true) });
  workspace.putBookmark('e', { uuid: 'b', name: 'here', start: MIN, end: MAX });
  workspace.setLayout('e', '{"lanes":[]}');
  workspace.close();

  workspace = new Workspace(file);
  const experiment = workspace.experiment('e');
  assert.deepEqual(
    experiment?.traces.map(({ uuid }) => uuid),
    ['t2', 't1'],
  );
  assert.deepEqual(experiment?.traces[1]?.figures, {
    start: MIN,
    end: MAX,
    events: 240_644,
    properties: { host: 'a "quoted" one' },
  });
  assert.deepEqual(workspace.configurations('type'), [config('c', true)]);
  assert.equal(workspace.derivedOutputs('e')[0]?.output, 'o+c');
  assert.deepEqual(workspace.bookmarks('e'), [{ uuid: 'b', name: 'here', start: MIN, end: MAX }]);
  assert.equal(workspace.layout('e'), '{"lanes":[]}');
});

test('deleting an experiment takes what belongs to it, and leaves traces and shared configurations', () => {
  workspace.addTrace(trace('t'));
  workspace.addExperiment('e', 'one', ['t']);
  workspace.addExperiment('f', 'other', ['t']);
  workspace.putConfiguration(config('shared', true));
  for (const c of [config('shared', true), config('own', false), config('both', false)]) {
    workspace.addDerivedOutput({ experiment: 'e', output: `o+${c.id}`, parent: 'o', configuration: c });
  }
  workspace.addDerivedOutput({ experiment: 'f', output: 'o+both', parent: 'o', configuration: config('both', false) });
  workspace.putBookmark('e', { uuid: 'b', name: '', start: 0n, end: 0n });
  workspace.setLayout('e', '{}');
  workspace.deleteExperiment('e');
  assert.equal(workspace.experiment('e'), undefined);
  assert.deepEqual(
    workspace.configurations('type').map(({ id }) => id),
    ['shared', 'both'],
  );
  assert.deepEqual(
    [workspace.bookmarks('e'), workspace.derivedOutputs('e'), workspace.layout('e')],
    [[], [], undefined],
  );
  assert.ok(workspace.isTraceInUse('t'));
  workspace.deleteExperiment('f');
  assert.ok(!workspace.isTraceInUse('t'));
  assert.deepEqual(
    workspace.configurations('type').map(({ id }) => id),
    ['shared'],
  );
});

test('a trace that an experiment holds can not be deleted from under it', () => {
  workspace.addTrace(trace('t'));
  workspace.addExperiment('e', 'one', ['t']);
  assert.throws(() => workspace.deleteTrace('t'), /FOREIGN KEY/);
  assert.throws(() => workspace.addExperiment('x', 'x', ['t', 'nope']), /FOREIGN KEY/);
  assert.equal(workspace.experiment('x'), undefined, 'nothing of it was kept');
});

test('deleting a configuration takes what was derived with it', () => {
  workspace.addTrace(trace('t'));
  workspace.addExperiment('e', 'one', ['t']);
  workspace.addDerivedOutput({ experiment: 'e', output: 'o+c', parent: 'o', configuration: config('c', true) });
  workspace.deleteConfiguration('c');
  assert.deepEqual(workspace.derivedOutputs('e'), []);
});

test('the file is durable, and one from a newer version is left alone', () => {
  workspace.close();
  const raw = new Database(file);
  assert.equal(raw.pragma('journal_mode', { simple: true }), 'wal');
  assert.equal(raw.pragma('user_version', { simple: true }), 6);
  raw.pragma('user_version = 99');
  raw.close();
  assert.throws(() => new Workspace(file), /workspace\.sqlite: this was written by a newer version/);
  const again = new Database(file);
  again.pragma('user_version = 6');
  again.close();
  workspace = new Workspace(file);
});

test('a file that is no database is named', () => {
  const other = join(folder, 'other.sqlite');
  writeFileSync(other, 'It was a dark and stormy night. '.repeat(100));
  assert.throws(() => new Workspace(other), /other\.sqlite: file is not a database/);
});

test('where a trace stands is kept for each experiment that holds it', () => {
  for (const name of ['t', 'u']) workspace.addTrace(trace(name));
  for (const name of ['e', 'f']) workspace.addExperiment(name, name, ['t', 'u']);
  workspace.setOffsets('e', new Map([['u', -(2n ** 62n)]]));
  const offsets = (name: string) => workspace.experiment(name)!.traces.map(({ offset }) => offset);
  assert.deepEqual(
    [offsets('e'), offsets('f')],
    [
      [0n, -(2n ** 62n)],
      [0n, 0n],
    ],
  );
});

test('two servers use one file', () => {
  const other = new Workspace(file);
  workspace.addTrace(trace('t'));
  other.addTrace(trace('u'));
  assert.equal(workspace.traces().length, 2);
  other.close();
});
