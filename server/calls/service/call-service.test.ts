/** The threads of the call service: which of them is asked, what happens when one dies, and how it ends. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { CallService } from './call-service.ts';
import { inProcess, inThread } from './connect.ts';
import type { Connect } from './protocol.ts';
import type { Answer } from './service-thread.ts';
import { scripted } from './testing/scripted-trace-server.ts';

const READ = '/call/read';
const STATS = '/calls/query_stats';
const STREAM = '/calls/stream_query';

function ask(service: CallService, path: string, body: unknown, reads = true, signal = new AbortController().signal) {
  const bytes = new TextEncoder().encode(JSON.stringify({ project_id: 'e/p', ...(body as object) }));
  return service.ask({ path, reads, user: 'ann', body: bytes, type: 'application/json', signal });
}

async function read({ status, body }: Answer): Promise<{ status: number; body: ReturnType<typeof JSON.parse> }> {
  return { status, body: JSON.parse(Buffer.from(body as Uint8Array).toString()) };
}

test('a thread that dies answers what is open with 502; the next question starts another one', async () => {
  const failures: unknown[] = [];
  const file = new URL('./testing/crashing-worker.ts', import.meta.url);
  const source = { kind: 'sqlite', file: 'none' } as const;
  const service = new CallService(inThread({ source, readOnly: false }, file), [], (error) => failures.push(error));
  const count = async (): Promise<number> => (await read(await ask(service, STATS, {}))).body.count;
  assert.deepEqual([await count(), await count()], [1, 2]);

  const open = [ask(service, READ, { id: 'never' }), ask(service, READ, { id: 'die' })];
  for (const { status, body } of await Promise.all(open.map(async (answer) => read(await answer)))) {
    assert.deepEqual([status, body.error_type], [502, 'BackendError']);
  }
  assert.equal(await count(), 1);
  assert.match(String(failures[0]), /exited with 3/);

  const never = ask(service, READ, { id: 'never' });
  const failed = await read(await ask(service, READ, { id: 'fail' }));
  assert.ok([404, 502].includes(failed.status));
  assert.equal((await never).status, 502);
  const cut = await ask(service, STREAM, { limit: 50 });
  await assert.rejects(async () => {
    for await (const _ of cut.body as AsyncIterable<Uint8Array>);
  }, /interrupted/);
  assert.equal(await count(), 1);
  await service.close();
});

test('what only reads goes to another thread than what writes; a second reader is started when the first is busy', async () => {
  const asked: string[] = [];
  let finish!: () => void;
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const thread = (name: string): Connect =>
    inProcess(async () =>
      scripted({
        callsQueryStats: async () => {
          asked.push(name);
          await finished;
          return { count: 0 };
        },
        callUpdate: async () => {
          asked.push(name);
          return {};
        },
      }),
    );
  const service = new CallService(thread('writer'), [thread('one'), thread('two')], () => {});
  const reads = [ask(service, STATS, {}), ask(service, STATS, {}), ask(service, STATS, {})];
  await ask(service, '/call/update', { call_id: 'c' }, false);
  finish();
  await Promise.all(reads);
  assert.deepEqual(asked.sort(), ['one', 'one', 'two', 'writer']);
  await service.close();
});

test('a store that can’t be opened is told with the reason, and tried again with the next question', async () => {
  let tries = 0;
  const connect = inProcess(async () => {
    if (++tries === 1) throw new Error('the disk is not there');
    return scripted({ callsQueryStats: async () => ({ count: 3 }) });
  });
  const failures: unknown[] = [];
  const service = new CallService(connect, [], (error) => failures.push(error));
  const refused = await read(await ask(service, STATS, {}));
  assert.deepEqual([refused.status, failures.length], [502, 1]);
  assert.match(refused.body.reason, /the disk is not there/);
  assert.deepEqual((await read(await ask(service, STATS, {}))).body, { count: 3 });
  await service.close();
});

test('nobody waits for a question that was given up', async () => {
  let finish!: (reply: { count: number }) => void;
  const reply = new Promise<{ count: number }>((resolve) => {
    finish = resolve;
  });
  const service = new CallService(
    inProcess(async () => scripted({ callsQueryStats: () => reply })),
    [],
    () => {},
  );
  const giveUp = new AbortController();
  const answer = ask(service, STATS, {}, true, giveUp.signal);
  giveUp.abort(new Error('hung up'));
  await assert.rejects(answer, /hung up/);
  await assert.rejects(ask(service, STATS, {}, true, AbortSignal.abort(new Error('before'))), /before/);
  finish({ count: 0 });
  await service.close();
});

test('SQLite: what one thread has stored is seen by the others, and is there after a restart', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'heddle-service-'));
  const source = { kind: 'sqlite', file: join(folder, 'calls.sqlite') } as const;
  const id = '01a20180-e57a-762c-a9d8-ba7e3d659665';
  const start = {
    project_id: 'e/p',
    id,
    op_name: 'add',
    started_at: '2024-06-13T12:00:00Z',
    attributes: {},
    inputs: {},
  };
  const first = CallService.over(source, (error) => assert.fail(String(error)));
  assert.equal((await ask(first, '/call/start', { project_id: undefined, start }, false)).status, 200);
  const seen = async (service: CallService) => (await read(await ask(service, READ, { id }))).body.call?.wb_user_id;
  assert.equal(await seen(first), 'ann');
  await first.close();
  const second = CallService.over(source, (error) => assert.fail(String(error)));
  assert.equal(await seen(second), 'ann');
  await second.close();
  rmSync(folder, { recursive: true, force: true });
});
