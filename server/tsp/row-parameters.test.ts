/** Parameters that the row of an output tells. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OutputDescriptor } from '../analyses/output.ts';
import { criticalPath } from '../configurations/critical-path/critical-path.ts';
import { customFlameCharts } from '../configurations/custom-flame-charts/custom-flame-charts.ts';
import type { ExperimentEngine } from '../engine/experiment-engine.ts';
import type { Parameters } from '../engine/parameters.ts';
import { withRow } from './row-parameters.ts';

const entries = [
  { id: 1, labels: ['trace'], metadata: { 'host-id': ['h'], tid: [1] } },
  { id: 5, parentId: 1, labels: ['cc'], metadata: { 'thread-name': ['cc'], TID: [7], tid: [7], pid: [6] } },
  { id: 6, labels: ['nobody'] },
];
const output: OutputDescriptor = { id: 'o', name: 'Threads', description: '', type: 'TIME_GRAPH' };

async function told(sent: Parameters, type = criticalPath, of = output): Promise<[Parameters, string[]]> {
  const asked: string[] = [];
  const ask = async (operation: string, id: string) => {
    asked.push(`${operation} ${id}`);
    const body = new TextEncoder().encode(JSON.stringify({ status: 'COMPLETED', model: { entries } })).buffer;
    return { status: 200, body };
  };
  const engine = { ask } as unknown as ExperimentEngine;
  return [await withRow(type, sent, of, engine, new AbortController().signal), asked];
}

test('a row tells what it and the rows above it are, by the names of the schema; what is sent beside it wins', async () => {
  const [parameters, asked] = await told({ requested_items: [5] });
  assert.deepEqual(parameters, { tid: 7, host: 'h', name: 'cc' });
  assert.deepEqual(asked, ['timeGraph/tree o']);
  const extraParams = '{"requested_items": [5]}';
  assert.deepEqual((await told({ extraParams, name: 'mine' }))[0], { tid: 7, host: 'h', name: 'mine' });
  assert.deepEqual((await told({ requested_items: [6] }))[0], {});
});

test('without a row nothing is asked, and other types have parameters of that name to themselves', async () => {
  assert.deepEqual(await told({ tid: 3 }), [{ tid: 3 }, []]);
  assert.deepEqual(await told({ requested_items: [5] }, customFlameCharts), [{ requested_items: [5] }, []]);
});

test('rows that are not there, several at once, and outputs without rows are refused', async () => {
  await assert.rejects(told({ requested_items: [9] }), /"Threads" has no row 9/);
  await assert.rejects(told({ requested_items: [5, 6] }), { parameter: 'requested_items' });
  await assert.rejects(told({ requested_items: 5 }), { parameter: 'requested_items' });
  await assert.rejects(told({ requested_items: [5] }, criticalPath, { ...output, type: 'TABLE' }), /has no row 5/);
});
