/**
 * The call service under load: starts and ends over HTTP into SQLite, against a program that only inserts the same rows;
 * then questions to a million calls, and a long stream.
 */

import { rmSync } from 'node:fs';
import { Agent } from 'node:http';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { batches, callId, callParts, post, postAll, streamed } from './call-load.mjs';
import { limitRow, mb, met, ms, short } from './measurements.mjs';
import { newDataFolder, startServer } from './server.mjs';
import { median, quantile, seconds, spread } from './statistics.mjs';

const CALLS = 100_000;
const MANY = 1_000_000;
const LONG_TRACE = 10_000;
/** Starts and ends in a request, as the SDKs send them. */
const BATCH = 100;
const CONNECTIONS = 20;
const PROJECT = 'bench/load';
const QUESTIONS = 100;

export async function callsService(runs) {
  return [...(await recording(runs)), ...(await asking(runs))];
}

/** Bodies are made a part at a time: all of them would be 300 MB. */
async function recording(runs) {
  const ours = [];
  const reference = [];
  const delays = [];
  for (let run = 0; run < runs; run++) {
    const server = await startServer();
    await post(server.calls, '/call/upsert_batch', batches(CALLS, CALLS + 1, 2)[0]);
    await server.delay();
    let took = 0;
    for (let from = 0; from < CALLS; from += CALLS / 5) {
      const bodies = batches(from, from + CALLS / 5, BATCH);
      took += await seconds(() => postAll(server.calls, '/call/upsert_batch', bodies, CONNECTIONS));
    }
    delays.push((await server.delay()).p99);
    await server.stop();
    ours.push((2 * CALLS) / took);
    reference.push((2 * CALLS) / (await onlyInserting()));
  }
  const ratio = median(ours) / median(reference);
  const rate = (value) => `${(value / 1000).toFixed(1)} k/s`;
  return [
    {
      what: `upsert_batch, ${CONNECTIONS} connections`,
      ours: `${rate(median(ours))} ${spread(ours)}`,
      reference: `${rate(median(reference))} ${spread(reference)}`,
      ratio: short(ratio),
      aim: '≥ 0.4',
      met: met(ratio >= 0.4),
    },
    limitRow('· HTTP loop delay, p99', delays, 0.05, ms),
  ];
}

/** As durable as ours, in transactions of ten requests, into tables without any index but their key. */
async function onlyInserting() {
  const folder = newDataFolder();
  const database = new Database(join(folder, 'raw.sqlite'));
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.exec(`
    CREATE TABLE starts (project_id TEXT, id TEXT, trace_id TEXT, parent_id TEXT, op_name TEXT, started_at INTEGER,
      attributes TEXT, inputs TEXT, PRIMARY KEY (project_id, id)) STRICT;
    CREATE TABLE ends (project_id TEXT, id TEXT, ended_at INTEGER, output TEXT, summary TEXT,
      PRIMARY KEY (project_id, id)) STRICT`);
  const addStart = database.prepare('INSERT INTO starts VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  const addEnd = database.prepare('INSERT INTO ends VALUES (?, ?, ?, ?, ?)');
  const size = 5 * BATCH;
  let took = 0;
  for (let from = 0; from < CALLS; from += size) {
    const rows = Array.from({ length: size }, (_, k) => asRows(callParts(from + k)));
    took += await seconds(
      database.transaction(() => {
        for (const { start, end } of rows) {
          addStart.run(...start);
          addEnd.run(...end);
        }
      }),
    );
  }
  database.close();
  rmSync(folder, { recursive: true, force: true });
  return took;
}

function asRows({ start, end }) {
  const json = JSON.stringify;
  const micros = (time) => Date.parse(time) * 1000;
  const { project_id, id } = start;
  return {
    start: [
      ...[project_id, id, start.trace_id, start.parent_id, start.op_name, micros(start.started_at)],
      ...[json(start.attributes), json(start.inputs)],
    ],
    end: [project_id, id, micros(end.ended_at), json(end.output), json(end.summary)],
  };
}

async function asking(runs) {
  const server = await startServer();
  const fill = (from, to, options) =>
    postAll(server.calls, '/call/upsert_batch', batches(from, to, 1000, { bytes: 0, ...options }), CONNECTIONS);
  await fill(0, LONG_TRACE, { trace: LONG_TRACE });
  for (let from = LONG_TRACE; from < MANY; from += 90_000) await fill(from, from + 90_000);
  await server.delay();
  const newest = { sort_by: [{ field: 'started_at', direction: 'desc' }], limit: 100 };
  const run = { $eq: [{ $getField: 'attributes.run' }, { $literal: '7' }] };
  const questions = [
    ['newest first', 0.02, () => newest],
    ['by op', 0.02, (i) => ({ ...newest, filter: { op_names: [`op${i % 20}`] } })],
    ['by an attribute', 0.3, () => ({ ...newest, query: { $expr: run } })],
    ['of a trace of 10 k', 0.05, () => ({ limit: 100, filter: { trace_ids: [callId(0)] } })],
  ];
  const rows = [];
  for (const [what, limit, question] of questions) {
    const p95 = [];
    for (let i = 0; i < runs; i++) p95.push(quantile(await times(server.calls, question), 0.95));
    rows.push(limitRow(`page of 100 of 1 M calls, ${what}, p95`, p95, limit, ms));
  }
  rows.push(limitRow('· HTTP loop delay, p99', [(await server.delay()).p99], 0.05, ms));
  await server.stop();
  return [...rows, ...(await streaming(runs))];
}

async function times(base, question) {
  const agent = new Agent({ keepAlive: true });
  const took = [];
  for (let i = 0; i < QUESTIONS; i++) {
    const body = Buffer.from(JSON.stringify({ project_id: PROJECT, ...question(i) }));
    took.push(await seconds(() => post(base, '/calls/stream_query', body, agent)));
  }
  agent.destroy();
  return took;
}

async function streaming(runs) {
  const server = await startServer();
  for (let from = 0; from < CALLS; from += CALLS / 5) {
    const bodies = batches(from, from + CALLS / 5, BATCH);
    await postAll(server.calls, '/call/upsert_batch', bodies, CONNECTIONS);
  }
  const body = JSON.stringify({ project_id: PROJECT });
  await streamed(server.calls, '/calls/stream_query', JSON.stringify({ project_id: PROJECT, limit: 1 }));
  const before = server.peakMemory();
  const firsts = [];
  for (let run = 0; run < runs; run++) {
    const { first, lines } = await streamed(server.calls, '/calls/stream_query', body);
    if (lines !== CALLS) throw new Error(`${lines} lines`);
    firsts.push(first);
  }
  const grown = server.peakMemory() - before;
  await server.stop();
  return [
    limitRow('stream of 100 k calls: first line', firsts, 0.05, ms),
    limitRow('· memory on top, of 300 MB sent', [grown], 128 * 2 ** 20, mb),
  ];
}
