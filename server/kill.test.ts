/**
 * kill -9 while 20 connections record: what was answered is there after the restart, and nothing by halves. The server as
 * a process, over HTTP. Three rounds; `HEDDLE_KILLS=50` for fifty.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { ClickHouseProcess } from './calls/clickhouse/engine/front-process.ts';
import { installEngine } from './calls/clickhouse/engine/install.ts';
import { type Ready, ServerProcess } from './testing/server-process.ts';

const ROUNDS = Number(process.env.HEDDLE_KILLS ?? 3);
const CONNECTIONS = 20;
const CALLS = 10;
/** Answers of a round before the server is killed. */
const MOST_ANSWERS = 200;

/** The requests of one connection, one after the other: a batch starts some calls, and ends those of the batch before. */
interface Batch {
  readonly starts: readonly string[];
  readonly ends: readonly string[];
  answered: boolean;
}

const textOf = (id: string): string => `${id} ${'warp and weft '.repeat(40)}`;

function bodyOf(project_id: string, { starts, ends }: Batch): string {
  const time = '2026-01-02T03:04:05.678901Z';
  const start = (id: string) => {
    const own = { project_id, id, trace_id: id, op_name: 'weave', started_at: time };
    return { mode: 'start', req: { start: { ...own, attributes: {}, inputs: { text: textOf(id) } } } };
  };
  const end = (id: string) => {
    return { mode: 'end', req: { end: { project_id, id, ended_at: time, output: textOf(id), summary: {} } } };
  };
  return JSON.stringify({ batch: [...starts.map(start), ...ends.map(end)] });
}

/** Records until the server doesn't answer any more. */
async function record(calls: string, project: string, onAnswer: () => void): Promise<Batch[]> {
  const batches: Batch[] = [];
  for (let before: readonly string[] = []; ; ) {
    const starts = Array.from({ length: CALLS }, () => crypto.randomUUID());
    const batch: Batch = { starts, ends: before, answered: false };
    batches.push(batch);
    try {
      const reply = await fetch(`${calls}/call/upsert_batch`, { method: 'POST', body: bodyOf(project, batch) });
      const { res } = (await reply.json()) as { res: unknown[] };
      assert.deepEqual([reply.status, res.length], [200, starts.length + before.length]);
    } catch (error) {
      if (error instanceof assert.AssertionError) throw error;
      return batches;
    }
    batch.answered = true;
    onAnswer();
    before = starts;
  }
}

/** Counts of parts: answered, and of those not there. Fails where something is there by halves. */
async function check(calls: string, project: string, batches: readonly Batch[]): Promise<[number, number]> {
  const body = JSON.stringify({ project_id: project });
  const reply = await fetch(`${calls}/calls/stream_query`, { method: 'POST', body });
  const found = new Map<string, boolean>();
  for (const line of (await reply.text()).trim().split('\n')) {
    const { id, inputs, output, ended_at } = JSON.parse(line);
    assert.equal(inputs.text, textOf(id));
    if (ended_at !== null) assert.equal(output, textOf(id));
    found.set(id, ended_at !== null);
  }
  let answered = 0;
  let lost = 0;
  for (const batch of batches) {
    const there = [...batch.starts.map((id) => found.has(id)), ...batch.ends.map((id) => found.get(id) === true)];
    const missing = there.filter((is) => !is).length;
    if (batch.answered) {
      answered += there.length;
      lost += missing;
    } else assert.ok(missing === 0 || missing === there.length, `${missing} of ${there.length} parts are missing`);
  }
  assert.equal(found.size, batches.flatMap(({ starts }) => starts).filter((id) => found.has(id)).length);
  return [answered, lost];
}

async function survives(flags: readonly string[], tell: (figures: string) => void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'heddle-kill-'));
  const begin = async (): Promise<[ServerProcess, Ready]> => {
    const server = new ServerProcess(['serve', '--data', join(folder, 'data'), ...flags]);
    return [server, await server.ready()];
  };
  const recorded = new Map<string, Batch[]>();
  const sum = { answered: 0, lost: 0 };
  let [server, ready] = await begin();
  try {
    for (let round = 0; round < ROUNDS; round++) {
      const project = `kill/${round}`;
      const killAt = 1 + Math.floor(Math.random() * MOST_ANSWERS);
      let answers = 0;
      const onAnswer = () => {
        if (++answers === killAt) server.child.kill('SIGKILL');
      };
      const writers = Array.from({ length: CONNECTIONS }, () => record(ready.calls, project, onAnswer));
      recorded.set(project, (await Promise.all(writers)).flat());
      assert.equal((await server.ended).signal, 'SIGKILL');
      [server, ready] = await begin();
      const [answered, lost] = await check(ready.calls, project, recorded.get(project)!);
      assert.ok(answered > 0);
      sum.answered += answered;
      sum.lost += lost;
    }
    // Also what later rounds went through.
    for (const [project, batches] of recorded) sum.lost += (await check(ready.calls, project, batches))[1];
    tell(`killed ${ROUNDS} times: ${sum.answered} starts and ends were answered, ${sum.lost} of them lost`);
    assert.equal(sum.lost, 0);
    const { code, stderr } = await server.end('SIGTERM');
    assert.deepEqual([code, /"level":[4-6]0/.test(stderr)], [0, false], stderr);
  } finally {
    server.child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

const missing = await installEngine();

describe('kill -9 while calls are recorded', () => {
  test('into SQLite', (t) => survives([], (figures) => t.diagnostic(figures)));

  test('into ClickHouse, which lives on', { skip: missing ?? false }, async (t) => {
    const clickhouse = await ClickHouseProcess.start();
    const flags = ['--calls', 'clickhouse', '--clickhouse-url', `${clickhouse.url}/calls`];
    await survives(flags, (figures) => t.diagnostic(figures)).finally(() => clickhouse.stop());
  });
});
