import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { BackendError } from '../errors.ts';
import { end, PROJECT, plan, start } from '../sqlite/testing/parts.ts';
import { ClickHouse } from './clickhouse.ts';
import { ClickHouseCallDatabase } from './clickhouse-call-database.ts';
import { ClickHouseProcess } from './engine/front-process.ts';
import { installEngine } from './engine/install.ts';

const missing = await installEngine();

describe('ClickHouse over HTTP', { skip: missing ?? false }, () => {
  let server: ClickHouseProcess;
  let url: string;
  let calls: ClickHouseCallDatabase;
  before(async () => {
    server = await ClickHouseProcess.start();
    url = `${server.url}/odd%20%60name`;
    calls = await ClickHouseCallDatabase.open(url);
  });
  after(async () => {
    await calls?.close();
    await server?.stop();
  });

  test('a big batch is one block, and comes back as it was', async () => {
    const value = (i: number) => `{"text":"\\\\ it's ${'😀'.repeat(1000)}","n":${i}.0}`;
    await calls.insertCallParts(
      Array.from({ length: 2_500 }, (_, i) => start(`call ${i}`, { inputs_dump: value(i), started_at: i })),
    );
    const raw = await ClickHouse.connect(url);
    const parts = await raw.rows(
      `SELECT count(), sum(rows) FROM system.parts WHERE active AND database = currentDatabase() AND table = 'calls_raw'`,
    );
    await raw.close();
    assert.deepEqual(parts, [[1, 2_500]]);
    const batches = await Array.fromAsync(calls.selectCalls(plan()));
    assert.ok(batches.length > 2);
    const found = batches.flat();
    assert.equal(found.length, 2_500);
    for (const call of found) assert.equal(call.inputs_dump, value(call.started_at));
  });

  test('ending a stream early leaves the database at work', async () => {
    for await (const batch of calls.selectCalls(plan())) {
      assert.ok(batch.length > 0);
      break;
    }
    await calls.insertCallParts([end('call 1')]);
    assert.equal(await calls.countCalls(plan({ limit: 7 })), 7);
  });

  test('files of several pieces come back byte for byte, unknown ones not at all', async () => {
    const content = randomBytes(2_000_000);
    await calls.insertFile(PROJECT, 'digest', 'name', content);
    assert.ok(content.equals((await calls.file(PROJECT, 'digest'))!));
    await calls.insertFile(PROJECT, 'empty', 'name', new Uint8Array());
    assert.equal((await calls.file(PROJECT, 'empty'))?.length, 0);
    assert.equal(await calls.file(PROJECT, 'unknown'), undefined);
  });

  test('long lists of ids go along', async () => {
    const ids = Array.from({ length: 1_000 }, (_, i) => `call ${i}'\\ ${'x'.repeat(50)}`);
    assert.deepEqual(await calls.descendants(PROJECT, [...ids, 'call 5']), ['call 5']);
  });

  test('a server that is gone is told as such, without its address', async () => {
    await server.stop();
    const refused = (error: Error) => error instanceof BackendError && !error.message.includes('127.0.0.1');
    await assert.rejects(calls.countCalls(plan()), refused);
    await assert.rejects(calls.insertCallParts([start('x')]), refused);
    await assert.rejects(ClickHouseCallDatabase.open(url), refused);
  });
});
