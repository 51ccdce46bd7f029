/** The server as a process: its one line on stdout, its exit codes, and its end, in good order or not. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { MAIN, type Ready, ServerProcess } from './testing/server-process.ts';

// biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came
async function call(ready: Ready, method: string, path: string, body?: unknown): Promise<any> {
  const reply = await fetch(`${ready.tsp}${path}`, {
    method,
    headers: { 'Content-Type': 'application/json' },
    body: body === undefined ? null : JSON.stringify(body),
  });
  assert.equal(reply.status, 200, `${method} ${path}`);
  return reply.json();
}

async function openTrace(ready: Ready, uri: string): Promise<string> {
  const trace = await call(ready, 'POST', '/traces', { parameters: { uri, name: 'trace' } });
  const { UUID } = await call(ready, 'POST', '/experiments', { parameters: { name: 'exp', traces: [trace.UUID] } });
  return `/experiments/${UUID}`;
}

/** How many events there are once all are indexed. */
async function indexed(ready: Ready, path: string): Promise<number> {
  for (;;) {
    const { indexingStatus, nbEvents } = await call(ready, 'GET', path);
    if (indexingStatus !== 'RUNNING') return nbEvents;
  }
}

// biome-ignore lint/suspicious/noExplicitAny: as above
async function flameChart(ready: Ready, path: string): Promise<any> {
  const outputs = await call(ready, 'GET', `${path}/outputs`);
  const { id } = outputs.find(({ name }: { name: string }) => name.startsWith('Flame Chart'));
  const { model } = await call(ready, 'POST', `${path}/outputs/timeGraph/${id}/tree`, { parameters: {} });
  const parameters = {
    requested_timerange: { start: 0, end: EVENTS * 3000, nbTimes: 1000 },
    requested_items: model.entries.map((entry: { id: number }) => entry.id),
  };
  return call(ready, 'POST', `${path}/outputs/timeGraph/${id}/states`, { parameters });
}

/** Enough to be busy with for a while. */
const EVENTS = 120_000;
const THREADS = 7;

function bigTrace(path: string): string {
  const events: string[] = [];
  for (let i = 0; i < EVENTS; i++) {
    events.push(`{"ph":"X","ts":${i * 3},"dur":2,"pid":1,"tid":${i % THREADS},"name":"f${i % 100}"}`);
  }
  writeFileSync(path, `[${events.join(',\n')}]`);
  return path;
}

describe('serve', { timeout: 120_000 }, () => {
  let folder: string;
  let data: string;
  let path: string;
  let bookmark: unknown;
  let configuration: unknown;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'heddle-'));
    data = join(folder, 'data');
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  test('says where it listens; what was committed survives kill -9 in the middle of indexing', async () => {
    const server = new ServerProcess(['serve', '--data', data]);
    const ready = await server.ready();
    assert.deepEqual(Object.keys(ready), ['url', 'token', 'tsp', 'calls', 'pid']);
    assert.match(ready.url, /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.equal(Buffer.from(ready.token!, 'base64url').length, 32);
    assert.equal(ready.tsp, `${ready.url}/t/${ready.token}/tsp/api`);
    assert.equal(ready.pid, server.child.pid);

    path = await openTrace(ready, bigTrace(join(folder, 'big.json')));
    assert.equal((await call(ready, 'GET', path)).indexingStatus, 'RUNNING');
    bookmark = await call(ready, 'POST', `${path}/bookmarks`, { parameters: { name: 'here', start: 1, end: 2 } });
    const parameters = { title: 'Shared', filter: 'label == a' };
    configuration = await call(ready, 'POST', '/config/types/custom.flame.charts.id/configs', { parameters });
    server.child.kill('SIGKILL');
    const { signal, stdout } = await server.ended;
    assert.deepEqual([signal, stdout.split('\n').length], ['SIGKILL', 2]);
  });

  test('records calls at the address of its ready line, also by https; an answered one survives kill -9', async () => {
    const id = '01a20180-e57a-762c-a9d8-ba7e3d659665';
    const start = {
      project_id: 'e/p',
      id,
      op_name: 'add',
      started_at: '2026-01-01T00:00:00Z',
      attributes: {},
      inputs: {},
    };
    const post = async (address: string, body: unknown) =>
      (await fetch(address, { method: 'POST', body: JSON.stringify(body) })).json();
    const server = new ServerProcess(['serve', '--data', data, '--https-port', '0']);
    const { calls, https } = await server.ready();
    assert.match(https?.calls ?? '', /^https:\/\/127\.0\.0\.1:\d+\/t\//);
    assert.ok(existsSync(https!.certificate));
    assert.equal((await post(`${calls}/call/start`, { start })).id, id);
    server.child.kill('SIGKILL');
    await server.ended;
    const again = new ServerProcess(['serve', '--data', data]);
    const ready = await again.ready();
    assert.equal((await post(`${ready.calls}/call/read`, { project_id: 'e/p', id })).call.op_name, 'add');
    again.child.kill('SIGTERM');
    const { code, stderr } = await again.ended;
    assert.deepEqual([code, stderr.includes('"level":50')], [0, false], stderr);
  });

  test('ends with 0 on SIGTERM while it indexes', async () => {
    const server = new ServerProcess(['serve', '--data', data]);
    const ready = await server.ready();
    assert.equal((await call(ready, 'GET', path)).indexingStatus, 'RUNNING');
    const started = performance.now();
    server.child.kill('SIGTERM');
    const { code, signal, stderr } = await server.ended;
    assert.deepEqual([code, signal], [0, null]);
    assert.ok(performance.now() - started < 5000);
    assert.ok(!stderr.includes(ready.token!), 'the log does not tell the token');
  });

  test('can be killed while it writes an index', async () => {
    const server = new ServerProcess(['serve', '--data', data]);
    const ready = await server.ready();
    await indexed(ready, path);
    const indexes = join(data, 'indexes');
    while (!existsSync(indexes) || readdirSync(indexes).length === 0) await new Promise((turn) => setImmediate(turn));
    server.child.kill('SIGKILL');
    assert.equal((await server.ended).signal, 'SIGKILL');
  });

  test('has everything again after three bad ends, and ends with its standard input', async () => {
    const server = new ServerProcess(['serve', '--data', data, '--until-stdin-ends'], 'pipe');
    const ready = await server.ready();
    assert.deepEqual(await call(ready, 'GET', `${path}/bookmarks`), [bookmark]);
    assert.deepEqual(await call(ready, 'GET', '/config/types/custom.flame.charts.id/configs'), [configuration]);
    assert.equal(await indexed(ready, path), EVENTS);
    const chart = await flameChart(ready, path);
    assert.equal(chart.model.rows.filter(({ states }: { states: unknown[] }) => states.length > 100).length, THREADS);
    // From here on there is an index, if there was none before.
    while (!readdirSync(join(data, 'indexes')).some((name) => name.endsWith('.index'))) {
      await new Promise((turn) => setImmediate(turn));
    }
    await call(ready, 'POST', `/../../heddle${path}/reread`, {});
    assert.equal(await indexed(ready, path), EVENTS);
    assert.deepEqual(await flameChart(ready, path), chart);
    assert.deepEqual(await call(ready, 'GET', `${path}/bookmarks`), [bookmark]);
    server.child.stdin!.end();
    assert.equal((await server.ended).code, 0);
  });

  test('does not outlive a parent that is killed, whatever killed it', async () => {
    const script = `
      const child = require('node:child_process').spawn(process.execPath, [${JSON.stringify(MAIN)}, 'serve', '--data', ${JSON.stringify(data)}],
        { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
      setInterval(() => {}, 1000);`;
    const parent = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'ignore'] });
    const line = await new Promise<string>((resolve) => parent.stdout.once('data', (chunk) => resolve(String(chunk))));
    assert.ok((JSON.parse(line) as Ready).pid !== parent.pid);
    const closed = new Promise((resolve) => parent.stdout.on('close', resolve));
    parent.kill('SIGKILL');
    await closed; // the server held the other end of this pipe
  });

  test('a wrong command line, a taken port and an unknown folder are one clear line', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => blocker.once('listening', resolve));
    const { port } = blocker.address() as { port: number };
    const file = join(folder, 'a-file');
    writeFileSync(file, '');
    const unusable = join(folder, 'unusable');
    mkdirSync(join(unusable, 'workspace.sqlite'), { recursive: true });
    const table: [readonly string[], number, RegExp][] = [
      [['serve', '--nope'], 2, /--nope/],
      [['serve', '--data', data, '--port', String(port)], 1, /in use/],
      [['serve', '--data', data, '--allow', join(folder, 'none')], 1, /--allow .*none: there is no such folder/],
      [['serve', '--data', file], 1, /the data folder .*a-file can't be used: /],
      [['serve', '--data', unusable], 1, /the data folder .*unusable can't be used: .*workspace\.sqlite/],
    ];
    const results = await Promise.all(table.map(([args]) => new ServerProcess(args).ended));
    blocker.close();
    for (const [i, [args, code, text]] of table.entries()) {
      const { stdout, stderr, ...how } = results[i]!;
      assert.equal(how.code, code, `${args.join(' ')}: ${stderr}`);
      assert.match(stderr, text);
      assert.deepEqual([stdout, stderr.split('\n').length], ['', 2], stderr);
    }
  });
});
