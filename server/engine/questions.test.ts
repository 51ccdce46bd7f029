/** What a question can't be made to cost. The forms that clients use are driven over HTTP by the protocol's tests. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answer } from './answer.ts';
import { linesQuery, statesQuery, treeQuery } from './questions.ts';

const requested_timerange = { start: 0, end: 100, nbTimes: 5 };

test('an entry or a column that is asked for twice is answered once', () => {
  assert.deepEqual(statesQuery({ requested_timerange, requested_items: [7, 3, 7, 7] }).items, [7, 3]);
  const lines = { requested_table_index: 0, requested_table_count: 1, requested_table_column_ids: [2, 2, 1] };
  assert.deepEqual(linesQuery(lines).columnIds, [2, 1]);
});

test('there is an end to the times and to the lines of a question', () => {
  const requested_times = Array.from({ length: 65_537 }, (_, i) => i);
  assert.throws(() => statesQuery({ requested_times, requested_items: [1] }), {
    name: 'QueryError',
    parameter: 'requested_times',
  });
  assert.equal(statesQuery({ requested_times: requested_times.slice(1), requested_items: [1] }).times.length, 65_536);
  assert.equal(linesQuery({ requested_table_index: 0, requested_table_count: 10_000_000 }).count, 50_000);
});

test('a table is sorted by a column that is named by its id, as a number or as a text', () => {
  const sorted = (more: object) => linesQuery({ requested_table_index: 0, requested_table_count: 1, ...more }).sort;
  assert.equal(sorted({}), undefined);
  assert.deepEqual(sorted({ table_comparator_expression: 3 }), { column: 3 });
  assert.deepEqual(sorted({ table_comparator_expression: '3', table_comparator_direction: 'DESCENDING' }), {
    column: 3,
    descending: true,
  });
  for (const wrong of ['Duration', -1, 1.5, {}, '']) {
    assert.throws(() => sorted({ table_comparator_expression: wrong }), { parameter: 'table_comparator_expression' });
  }
  const direction = { table_comparator_expression: 3, table_comparator_direction: 'down' };
  assert.throws(() => sorted(direction), { parameter: 'table_comparator_direction' });
});

test('lines are filtered by the expressions that clients send with states', () => {
  const filtered = (filter_query_parameters?: object) =>
    linesQuery({ requested_table_index: 0, requested_table_count: 1, filter_query_parameters }).filter;
  assert.equal(filtered(), undefined);
  assert.deepEqual(filtered({ filter_expressions_map: { 4: ['a'], 1: ['b', 'c'] } }), {
    dim: ['b', 'c'],
    exclude: ['a'],
  });
  for (const wrong of ['a', { 4: 'a' }, { 4: [1] }, undefined]) {
    assert.throws(() => filtered({ filter_expressions_map: wrong }), { parameter: 'filter_expressions_map' });
  }
});

test('an answer whose filter is still at work is running, and says how far it is', async () => {
  const lines = { size: 1, lowIndex: 0, columnIds: [], lines: [] };
  const output = (done: number) => ({
    descriptor: { id: 'table', name: 'Table', description: '', type: 'TABLE' as const },
    status: 'COMPLETED' as const,
    lines: () => ({ ...lines, filtered: { done, of: 8 } }),
  });
  const asked = { requested_table_index: 0, requested_table_count: 1 };
  const told = async (done: number) => {
    const { body } = await answer('table/lines', output(done), asked, new AbortController().signal);
    return JSON.parse(new TextDecoder().decode(body));
  };
  assert.deepEqual(await told(6), {
    status: 'RUNNING',
    statusMessage: 'Filtering: 75 %',
    model: { ...lines, filtered: { done: 6, of: 8 } },
  });
  assert.equal((await told(8)).status, 'COMPLETED');
});

test("the ADR's extraParams, as text or as an object, stand beside the other parameters, and these win", () => {
  const adr = '{"isActiveThreadFilter": "true", "requested_cpus": [0, 1]}';
  const meant = { isActiveThreadFilter: 'true', requested_cpus: [0, 1] };
  assert.deepEqual(treeQuery({ extraParams: adr }).extra, meant);
  assert.deepEqual(treeQuery({ extraParams: JSON.parse(adr) }).extra, meant);
  const states = { requested_timerange, requested_items: [1], extraParams: adr, requested_cpus: [7] };
  assert.deepEqual(statesQuery(states).extra, { ...meant, requested_cpus: [7] });
  assert.deepEqual(treeQuery({ extraParams: ' ' }).extra, {});
  for (const wrong of ['{', '[1]', 7, '"a"', '{"__proto__":1}']) {
    assert.throws(() => treeQuery({ extraParams: wrong }), { name: 'QueryError', parameter: 'extraParams' });
  }
});
