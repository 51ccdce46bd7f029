import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { SqliteCallDatabase } from './sqlite-call-database.ts';
import { plan } from './testing/parts.ts';

const WRITER = fileURLToPath(new URL('./testing/writer-process.ts', import.meta.url));

test('what was acknowledged is there after kill -9 in the middle of writing, and no batch by halves', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'heddle-kill-'));
  const file = join(folder, 'calls.db');
  const acknowledged: string[] = [];
  for (let round = 0; round < 5; round++) {
    const writer = spawn(process.execPath, [WRITER, file, `w${round}`, '1000000'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = once(writer, 'exit');
    let lines = 0;
    for await (const line of createInterface({ input: writer.stdout })) {
      acknowledged.push(line);
      if (++lines === 10 + 7 * round) writer.kill('SIGKILL');
    }
    assert.deepEqual(await exited, [null, 'SIGKILL']);
    assert.ok(lines >= 10 + 7 * round);
  }
  const database = new SqliteCallDatabase(file);
  const stored = new Map<string, number>();
  for await (const calls of database.selectCalls(plan())) {
    for (const { id, ended_at } of calls) {
      assert.notEqual(ended_at, null);
      const batch = id.slice(0, id.lastIndexOf('-'));
      stored.set(batch, (stored.get(batch) ?? 0) + 1);
    }
  }
  for (const batch of acknowledged) assert.equal(stored.get(batch), 20, batch);
  for (const [batch, calls] of stored) assert.equal(calls, 20, batch);
  const [project] = await database.projects();
  assert.equal(project?.calls, stored.size * 20);
  await database.close();
  rmSync(folder, { recursive: true });
});
