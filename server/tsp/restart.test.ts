/** What is still there after a restart, what may be opened at all, and what our own viewer asks beside the protocol. */
import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import Sqlite from 'better-sqlite3';
import { END, EVENTS, START } from './testing/scripted-experiment.ts';
import { ServerUnderTest } from './testing/server-under-test.ts';

let under: ServerUnderTest;
beforeEach(async () => {
  under = await ServerUnderTest.start();
});
afterEach(async () => {
  await under.close();
  assert.deepEqual(under.failures, []);
});
const heddle = (path: string, method = 'GET', body?: unknown) =>
  under.fetch(`${under.server.calls}/heddle${path}`, method, body);

test('after a restart everything is there; an experiment is CLOSED until somebody asks about it', async () => {
  const path = await under.experiment('kept', 'two words');
  const traces = (await under.call('GET', '/traces')).json;
  const stored = (await under.call('POST', '/config/types/test.type', { title: 'stored' })).json;
  const applied = await under.call('POST', `${path}/outputs/test.timegraph/configs`, { configId: stored.id });
  const body = { sourceTypeId: 'test.type', parameters: { title: 'own', filter: 'x', since: START } };
  const own = await under.call('POST', `${path}/outputs/${applied.json.id}`, body);
  const bookmark = await under.call('POST', `${path}/bookmarks`, { parameters: { name: 'b', start: START, end: END } });
  const outputs = (await under.call('GET', `${path}/outputs`)).text;
  await under.restart();

  const [closed] = (await under.call('GET', '/experiments')).json;
  assert.deepEqual([closed.indexingStatus, closed.start, closed.end, closed.nbEvents], ['CLOSED', START, END, EVENTS]);
  assert.deepEqual((await under.call('GET', '/traces')).json, [{ ...traces[0], indexingStatus: 'CLOSED' }]);
  assert.deepEqual((await under.call('GET', `${path}/bookmarks`)).json, [bookmark.json]);
  assert.equal((await under.call('GET', '/experiments')).json[0].indexingStatus, 'CLOSED', 'bookmarks open nothing');
  assert.equal((await under.call('GET', `${path}/outputs`)).text, outputs);
  await under.indexed(path);
  const tree = await under.call('POST', `${path}/outputs/timeGraph/${own.json.id}/tree`, { parameters: {} });
  assert.deepEqual(tree.json.model.entries[0].labels, ['x']);
  assert.deepEqual((await under.call('GET', '/config/types/test.type/configs')).json.length, 2);

  await under.restart();
  assert.equal((await under.call('DELETE', `/config/types/test.type/configs/${stored.id}`)).status, 200);
  await under.restart();
  const left = (await under.call('GET', `${path}/outputs`)).json;
  assert.deepEqual(
    left.filter((output: { parentId?: string }) => output.parentId),
    [],
    'with all that hung on it',
  );
});

test('a disk that is full when a trace has been read costs what would be remembered of it, not the server', async () => {
  const database = new Sqlite(join(under.folder, 'data', 'workspace.sqlite'));
  database.exec("CREATE TRIGGER full BEFORE UPDATE ON trace BEGIN SELECT RAISE(ABORT, 'the disk is full'); END");
  const path = await under.experiment('unkept', '');
  assert.match(String(under.failures.pop()), /the disk is full/);
  assert.equal((await under.call('GET', path)).json.nbEvents, EVENTS);
  database.exec('DROP TRIGGER full');
  database.close();
});

test('a trace that is gone or broken is a notice; the others of its experiment are read', async () => {
  const uuids: string[] = [];
  for (const [name, script] of [
    ['good', ''],
    ['bad', 'broken'],
  ]) {
    const uri = under.file(`${name}.scripted`, script);
    uuids.push((await under.call('POST', '/traces', { parameters: { uri, name } })).json.UUID);
  }
  const made = await under.call('POST', '/experiments', { parameters: { name: 'mixed', traces: uuids } });
  await under.indexed(`/experiments/${made.json.UUID}`);
  const { json } = await heddle(`/experiments/${made.json.UUID}/progress`);
  assert.equal(json.nbEvents, EVENTS);
  assert.equal(json.fraction, 1);
  assert.deepEqual(
    json.notices.map((notice: { trace: string }) => notice.trace),
    ['good', 'bad'],
  );
  assert.match(json.notices[1].message, /bad\.scripted, byte 3: the script is broken/);
  const status = (await heddle('/status')).json;
  assert.deepEqual(status.experiments, [json]);

  const { json: only } = await under.call('POST', '/experiments', { parameters: { name: 'bad', traces: [uuids[1]] } });
  await under.indexed(`/experiments/${only.UUID}`);
  assert.equal((await heddle(`/experiments/${only.UUID}/progress`)).json.status, 'FAILED');
});

test('indexing tells how far it is', async () => {
  const path = await under.experiment('running', 'hold');
  for (;;) {
    const { json } = await heddle(`${path}/progress`);
    if (json.fraction === 0) continue;
    assert.deepEqual([json.fraction, json.status, json.notices[0].offset], [0.25, 'RUNNING', 4096]);
    break;
  }
});

test('a trace that changes on the disk is told, and read again when asked; all else of the experiment stays', async () => {
  const path = await under.experiment('growing', 'one');
  const derived = { sourceTypeId: 'test.type', parameters: { title: 'own', filter: 'x', since: START } };
  await under.call('POST', `${path}/outputs/test.timegraph`, derived);
  const outputs = (await under.call('GET', `${path}/outputs`)).text;
  const file = under.file('growing.scripted', 'one two');
  for (;;) {
    const { json } = await heddle(`${path}/progress`);
    if (!json.changed) continue;
    assert.deepEqual([json.status, json.changedFiles], ['COMPLETED', [file]]);
    break;
  }
  const properties = async () => (await under.call('GET', path)).json.traces[0].properties.script;
  assert.equal(await properties(), 'one');
  const { json } = await heddle(`${path}/reread`, 'POST');
  assert.equal(json.changed, false);
  await under.indexed(path);
  assert.equal(await properties(), 'one two');
  assert.equal((await under.call('GET', `${path}/outputs`)).text, outputs);
  assert.equal((await heddle('/experiments/nope/reread', 'POST')).status, 404);
});

test('stored parameters that are none any more leave everything else as it was', async () => {
  const path = await under.experiment('damaged');
  const made = [];
  for (const title of ['a', 'b', 'c', 'good']) {
    const { json } = await under.call('POST', '/config/types/test.type', { title });
    made.push({
      id: json.id,
      output: (await under.call('POST', `${path}/outputs/test.timegraph/configs/${json.id}`)).json.id,
    });
  }
  await under.server.close();
  const database = new Sqlite(join(under.folder, 'data', 'workspace.sqlite'));
  const write = database.prepare('UPDATE configuration SET parameters = ? WHERE id = ?');
  for (const [i, text] of ['{"title":', '[1]', '{"title":"c","filter":"bad ("}'].entries())
    write.run(text, made[i]!.id);
  database.close();
  await under.start();
  await under.indexed(path);
  for (const [i, { id, output }] of made.entries()) {
    const tree = await under.call('POST', `${path}/outputs/timeGraph/${output}/tree`, { parameters: {} });
    assert.deepEqual([tree.status, tree.json.status], [200, i === 2 ? 'FAILED' : 'COMPLETED'], tree.text);
    assert.ok(tree.json.statusMessage);
    assert.equal((await under.call('GET', `/config/types/test.type/configs/${id}`)).status, 200);
  }
  assert.equal((await heddle('/configurations')).json.length, 4);
  const url = `/config/types/test.type/configs/${made[0]!.id}`;
  assert.equal((await under.call('PUT', url, { name: 'renamed' })).json.name, 'renamed');
  const mended = await under.call('PUT', url, { parameters: { title: 'a' } });
  assert.equal(mended.status, 200, mended.text);
  const tree = await under.call('POST', `${path}/outputs/timeGraph/${made[0]!.output}/tree`, { parameters: {} });
  assert.equal(tree.json.status, 'COMPLETED', tree.text);
});

test('a view keeps its arrangement per experiment', async () => {
  const uuid = (await under.experiment('view')).split('/').at(-1);
  assert.equal((await heddle(`/layout/${uuid}`)).status, 204);
  const layout = { lanes: ['a', 'b'], range: ['1332170682440133097', '2'], height: 1.5 };
  assert.deepEqual((await heddle(`/layout/${uuid}`, 'POST', layout)).json, layout);
  await under.restart();
  assert.deepEqual((await heddle(`/layout/${uuid}`)).json, layout);
  assert.equal((await heddle('/layout/nope', 'POST', layout)).status, 404);
  assert.equal((await heddle(`/layout/${uuid}`, 'POST', { text: 'x'.repeat(2 ** 20) })).status, 413);
});

test('with roots, only what lies below them can be opened, also through links', async () => {
  const open = (uri: string) => under.call('POST', '/traces', { parameters: { uri } });
  const root = join(under.folder, 'root');
  mkdirSync(root);
  const outside = under.file('outside.scripted');
  const inside = under.file('root/inside.scripted');
  symlinkSync(outside, join(root, 'link.scripted'));
  assert.equal((await open(outside)).status, 200);
  await under.restart({ useToken: false, allowed: [root] });
  assert.equal(under.server.token, undefined);
  assert.equal(under.server.tsp, `${under.server.url}/tsp/api`);
  assert.equal((await open(inside)).status, 200);
  for (const uri of [
    outside,
    join(root, 'link.scripted'),
    join(root, '..', 'outside.scripted'),
    '/etc/passwd',
    '/no/such',
  ]) {
    const refused = await open(uri);
    assert.equal(refused.status, 403, uri);
    assert.match(refused.json.detail, /--allow/);
  }
  assert.equal((await open(join(root, 'missing'))).status, 404);
  assert.equal((await heddle('/find-traces', 'POST', { path: under.folder })).status, 403);
  assert.equal((await heddle('/find-traces', 'POST', { path: root })).json.traces[0].path, root);
  assert.equal((await heddle('/find-traces', 'POST', {})).json.parameter, 'path');

  const traces = (await under.call('GET', '/traces')).json.map((trace: { UUID: string }) => trace.UUID);
  const made = await under.call('POST', '/experiments', { parameters: { name: 'old', traces } });
  assert.equal(made.status, 403, 'nor what was known from before');
  await under.restart({ useToken: false });
  assert.equal((await under.call('POST', '/experiments', { parameters: { name: 'old', traces } })).status, 200);
  await under.restart({ useToken: false, allowed: [root] });
  const [old] = (await under.call('GET', '/experiments')).json;
  assert.equal((await under.call('GET', `/experiments/${old.UUID}`)).status, 403);
  assert.equal((await under.call('GET', `/experiments/${old.UUID}/outputs`)).status, 403);
  await under.restart({ useToken: false, allowed: [] });
  assert.match((await open(inside)).json.detail, /none is; start the server with --allow/);

  await under.restart({ useToken: false, allowed: [root] });
  const folder = join(root, 'folder.scripted');
  mkdirSync(join(folder, 'deeper'), { recursive: true });
  const parts = (await open(folder)).json.UUID;
  symlinkSync(outside, join(folder, 'deeper', 'part'));
  const leading = await under.call('POST', '/experiments', { parameters: { name: 'leading out', traces: [parts] } });
  assert.deepEqual([leading.status, leading.json.detail.includes('deeper/part')], [403, true], 'links in a trace, too');
  const listed = (await under.call('GET', '/experiments')).json.map(({ name }: { name: string }) => name);
  assert.deepEqual(listed, ['old'], 'what was refused is not there');
});

test('a client that hangs up ends its question; the others go on', async () => {
  const path = await under.experiment('patience');
  const hangUp = new AbortController();
  const url = `${under.server.tsp}${path}/outputs/data/test.slow/tree`;
  const asked = fetch(url, { method: 'POST', signal: hangUp.signal });
  const other = await under.call('POST', `${path}/outputs/data/test.data-tree/tree`, { parameters: {} });
  assert.equal(other.json.status, 'COMPLETED');
  hangUp.abort();
  await assert.rejects(asked, { name: 'AbortError' });
  const running = under.call('POST', `${path}/outputs/data/test.slow/tree`, {});
  await under.call('GET', path);
  assert.equal((await under.call('DELETE', path)).status, 200);
  const closed = (await running).json;
  assert.deepEqual(closed, { status: 'FAILED', statusMessage: 'The experiment has been closed' });
});
