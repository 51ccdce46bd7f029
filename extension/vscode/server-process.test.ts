import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Ready, ServerProcess, type ServerState } from './server-process.ts';

const READY = `console.log(JSON.stringify({ url: 'http://x', token: null, tsp: 't', calls: 'c', pid: process.pid }));`;
const RUN = `${READY} process.on('disconnect', () => process.exit()); process.on('SIGTERM', () => process.exit(0));`;

/** A server made of `script`; `state(kind)` resolves when it reaches that state, `all` are the states in their order. */
function server(script: string, delays = [1, 1, 1]) {
  const all: string[] = [];
  const waiting: { kind: string; resolve: (state: ServerState) => void }[] = [];
  const log: string[] = [];
  const process_ = new ServerProcess({
    command: process.execPath,
    args: () => ['-e', script],
    delays,
    log: (line) => log.push(line),
    onState(state) {
      all.push(state.kind);
      for (const wait of waiting.splice(0)) {
        if (wait.kind === state.kind) wait.resolve(state);
        else waiting.push(wait);
      }
    },
  });
  const state = (kind: ServerState['kind']) => new Promise<ServerState>((resolve) => waiting.push({ kind, resolve }));
  return { process: process_, all, log, state };
}

const alive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test('two askers get the same server', async () => {
  const { process, all } = server(RUN);
  const [one, two] = await Promise.all([process.start(), process.start()]);
  assert.equal(one.pid, two.pid);
  assert.deepEqual(all, ['starting', 'up']);
  await process.stop();
  assert.equal(alive(one.pid), false);
});

test('a server that is killed comes back by itself', async () => {
  const { process: host, state, all } = server(RUN);
  const { pid } = await host.start();
  const back = state('starting').then(() => state('up'));
  process.kill(pid, 'SIGKILL');
  const again = (await back) as { ready: Ready };
  assert.notEqual(again.ready.pid, pid);
  assert.deepEqual(all, ['starting', 'up', 'restarting', 'starting', 'up']);
  await host.stop();
});

test('a server that keeps dying is given up with its last words', async () => {
  const { process, all } = server(`console.error('no disk left'); process.exit(3)`);
  await assert.rejects(process.start(), /ended with code 3\.\nno disk left/);
  assert.equal(process.state.kind, 'failed');
  assert.equal(all.filter((kind) => kind === 'starting').length, 4);
});

test('after giving up, the next use tries again', async () => {
  const { process, all } = server('process.exit(1)', []);
  await assert.rejects(process.start());
  await assert.rejects(process.start());
  assert.deepEqual(all, ['starting', 'failed', 'starting', 'failed']);
});

test('a stopped server stays stopped, and its stopping is no death', async () => {
  const { process, all } = server(RUN);
  await process.start();
  await process.stop();
  assert.deepEqual(all, ['starting', 'up', 'stopped']);
});

test('stopping while it waits to restart ends the wait, and it can be started anew', async () => {
  const { process: host, state } = server(RUN, [60_000]);
  const { pid } = await host.start();
  const restarting = state('restarting');
  process.kill(pid, 'SIGKILL');
  await restarting;
  await host.stop();
  assert.equal(host.state.kind, 'stopped');
  assert.notEqual((await host.start()).pid, pid);
  await host.stop();
});

test('a first line that is no ready line is an error', async () => {
  const { process } = server(`console.log('hello')`, []);
  await assert.rejects(process.start(), /first line is not what was expected: hello/);
});

test('a command that does not exist is an error that names it, and nothing to wait for at the end', async () => {
  const missing = new ServerProcess({ command: '/no/such/node', args: () => [], delays: [], log() {}, onState() {} });
  await assert.rejects(missing.start(), /cannot be started: spawn \/no\/such\/node ENOENT/);
  await missing.stop();
  assert.equal(missing.state.kind, 'stopped');
});
