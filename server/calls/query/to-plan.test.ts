import assert from 'node:assert/strict';
import test from 'node:test';
import { InvalidFieldError, InvalidRequest, ValidationError } from '../errors.ts';
import type { CallsQueryRequest, Operand, Operation } from '../trace-server.ts';
import { JsonText } from '../values/json-text.ts';
import { FEEDBACK_COLUMNS, PRICE_COLUMNS } from './columns.ts';
import type { Expression } from './plan.ts';
import { callsPlan, rowsPlan, tableRowsPlan } from './to-plan.ts';

const literal = (value: unknown): Operand => ({ $literal: JsonText.of(value) });
const field = (name: string): Operand => ({ $getField: name });
const convert = (input: Operand, to: 'double' | 'string' | 'int' | 'bool' | 'exists'): Operand => ({
  $convert: { input, to },
});

function plan(request: Omit<CallsQueryRequest, 'project_id'>) {
  return callsPlan({ project_id: 'p', ...request });
}

function where($expr: Operation, expand: readonly string[] = []): Expression | undefined {
  return plan({ query: { $expr }, expand_columns: expand }).where;
}

function fieldOf(name: string, expand: readonly string[] = []): unknown {
  const condition = where({ $eq: [field(name), literal('x')] }, expand);
  return condition?.is === '=' && condition.left.is === 'field' ? condition.left.field : condition;
}

test('a dotted name is a column and a place in it; a backslash takes what follows as it is', () => {
  const at = (path: readonly (string | number)[]) => ({ column: 'inputs_dump', type: 'json', path, expandAt: [] });
  assert.deepEqual(fieldOf('inputs'), at([]));
  assert.deepEqual(fieldOf('inputs.a.0.b'), at(['a', 0, 'b']));
  assert.deepEqual(fieldOf('inputs.a\\.b.\\0.-1.01'), at(['a.b', '0', '-1', '01']));
  assert.deepEqual(fieldOf('inputs.q"uote.back\\\\slash.$.[1]'), at(['q"uote', 'back\\slash', '$', '[1]']));
  assert.deepEqual(fieldOf('inputs.__proto__..'), at(['__proto__', '', '']));
  assert.deepEqual(fieldOf('inputs.99999999999999'), at([2 ** 31 - 1]));
});

test('a field goes through the refs of those beginnings that are expanded', () => {
  assert.deepEqual(fieldOf('inputs.a.b.c', ['inputs.a', 'inputs.a.b', 'inputs.b', 'output.a', 'inputs.a']), {
    column: 'inputs_dump',
    type: 'json',
    path: ['a', 'b', 'c'],
    expandAt: [1, 2],
  });
});

test('names that are no fields are refused, and all others named', () => {
  for (const name of [
    '',
    'input.a',
    'op_name.x',
    'started_at.0',
    '__proto__',
    'constructor',
    'inputs_dump',
    'id; --',
  ]) {
    assert.throws(() => fieldOf(name), InvalidFieldError, name);
    assert.throws(() => plan({ sort_by: [{ field: name, direction: 'asc' }] }), InvalidFieldError, name);
    assert.throws(() => plan({ expand_columns: [name] }), InvalidFieldError, name);
  }
  assert.throws(() => fieldOf(`inputs${'.a'.repeat(600)}`), /more than 500 parts/);
  assert.throws(() => plan({ columns: ['inputs.a', 'nope'] }), InvalidFieldError);
  assert.throws(
    () => rowsPlan({ project_id: 'p', sort_by: [{ field: 'inputs', direction: 'asc' }] }, FEEDBACK_COLUMNS),
    {
      message: /there are id, project_id, weave_ref/,
    },
  );
});

test('what can be compared only after a conversion is refused, saying so', () => {
  const refused: readonly Operation[] = [
    { $gt: [field('inputs.x'), literal(5)] },
    { $eq: [field('output.ok'), literal(true)] },
    { $in: [field('op_name'), [literal('a'), literal(1)]] },
    { $lt: [field('summary.weave.latency_ms'), literal('5')] },
    { $eq: [field('started_at'), field('inputs.date')] },
    { $eq: [convert(field('inputs.x'), 'exists'), literal('true')] },
  ];
  for (const operation of refused) {
    assert.throws(
      () => where(operation),
      (error: Error) => error instanceof InvalidRequest && /use \$convert/.test(error.message),
    );
  }
  assert.throws(
    () => where({ $contains: { input: convert(field('inputs.x'), 'int'), substr: literal('1') } }),
    InvalidRequest,
  );
  assert.throws(() => where({ $and: [field('inputs.x')] }), /\$and needs conditions/);
  assert.throws(() => where({ $not: [literal('x')] }), /\$not needs conditions/);
  assert.throws(() => where({ $eq: [convert(field('started_at'), 'string'), literal('x')] }), /can't be converted/);
  assert.throws(
    () => where({ $gt: [convert(field('inputs.x'), 'double'), { $literal: new JsonText('1e400') }] }),
    /too large/,
  );
});

test('a time is compared with seconds and with texts in whatever zone, to the microsecond', () => {
  const us = 1_718_280_000_123_456;
  for (const other of [us / 1e6, '2024-06-13T12:00:00.123456', '2024-06-13T14:00:00.123456+02:00']) {
    assert.deepEqual(where({ $gte: [field('started_at'), literal(other)] }), {
      is: '>=',
      left: { is: 'field', field: { column: 'started_at', type: 'time', path: [], expandAt: [] }, as: 'time' },
      right: { is: 'literal', value: us },
    });
  }
  assert.throws(() => where({ $gt: [field('started_at'), literal('yesterday')] }), /is no time/);
});

test('equal to null is missing, and nothing else compares with null', () => {
  assert.equal(where({ $eq: [field('display_name'), literal(null)] })?.is, 'missing');
  assert.equal(where({ $eq: [field('inputs.x'), literal(null)] })?.is, 'not');
  assert.equal(where({ $eq: [literal(null), convert(field('inputs.x'), 'int')] })?.is, 'missing');
  assert.deepEqual(where({ $gt: [field('display_name'), literal(null)] }), { is: 'literal', value: null });
  assert.deepEqual(where({ $eq: [field('deleted_at'), literal(null)] }), {
    is: 'missing',
    of: { is: 'literal', value: null },
  });
});

test('conditions of none: all of them are true, none of them is', () => {
  assert.deepEqual(where({ $and: [] }), { is: 'and', of: [] });
  assert.deepEqual(where({ $in: [field('id'), []] }), { is: 'or', of: [] });
});

test('null and [] are no filter, false is none either', () => {
  const filter = { op_names: [], call_ids: null, thread_ids: [], trace_roots_only: false };
  assert.equal(plan({ filter }).where, undefined);
});

test('a filter for all versions keeps the colon', () => {
  assert.deepEqual(plan({ filter: { op_names: ['a:*', 'b:1', 'c*'] } }).where, {
    is: 'name',
    column: 'op_name',
    equal: ['b:1', 'c*'],
    prefixes: ['a:'],
  });
});

test('lists, trees and numbers beyond the limits are refused', () => {
  const ids = Array.from({ length: 1_001 }, String);
  assert.throws(() => plan({ filter: { call_ids: ids } }), /filter.call_ids has more than 1000 entries/);
  assert.throws(() => where({ $in: [field('id'), [...ids, ...ids].map(literal)] }), /more than 2000 operands/);
  let deep: Operation = { $and: [] };
  for (let i = 0; i < 5_000; i++) deep = { $not: [deep] };
  assert.throws(() => where(deep), /deeper than 100 levels/);
  for (const page of [{ limit: -1 }, { offset: -1 }, { limit: 0.5 }]) assert.throws(() => plan(page), ValidationError);
  assert.equal(plan({ limit: 0 }).limit, 0);
});

test('calls come by start and id, or as they are sorted and then by id; [] leaves them as they are', () => {
  const sorted = (sort_by?: CallsQueryRequest['sort_by']) =>
    plan({ sort_by }).sort.map(({ by, descending, mixed }) => [
      by.is === 'field' ? by.field.column : by.is,
      descending,
      mixed,
    ]);
  assert.deepEqual(sorted(), [
    ['started_at', false, false],
    ['id', false, false],
  ]);
  assert.deepEqual(sorted([]), []);
  assert.deepEqual(sorted([{ field: 'output.x', direction: 'desc' }]), [
    ['output_dump', true, true],
    ['id', true, false],
  ]);
  assert.deepEqual(sorted([{ field: 'id', direction: 'desc' }]), [['id', true, false]]);
});

test('of the columns that are asked for, the first part counts; the summary needs what it is derived of', () => {
  const columns = (request: Partial<CallsQueryRequest>) => [...plan(request).columns].sort();
  const always = ['id', 'op_name', 'project_id', 'started_at', 'trace_id'];
  const derived = ['display_name', 'ended_at', 'exception', 'summary_dump'];
  assert.deepEqual(columns({ columns: ['output.a.b', 'deleted_at'] }), [...always, 'output_dump'].sort());
  assert.deepEqual(columns({ columns: ['summary'] }), [...always, ...derived].sort());
  assert.deepEqual(columns({ columns: ['id'], include_costs: true }), [...always, ...derived].sort());
  assert.equal(columns({ columns: [] }).length, 19);
});

test('feedback, prices and rows of tables are asked for in the same language', () => {
  const query = { $expr: { $eq: [field('payload.note'), literal('good')] } } as const;
  assert.equal(rowsPlan({ project_id: 'p', query }, FEEDBACK_COLUMNS).where?.is, '=');
  const costs = { $expr: { $gt: [field('prompt_token_cost'), literal(0.1)] } } as const;
  assert.equal(rowsPlan({ project_id: 'p', query: costs }, PRICE_COLUMNS).where?.is, '>');
  const table = {
    project_id: 'p',
    digest: 'd',
    filter: { row_digests: ['r'] },
    sort_by: [{ field: 'a.0', direction: 'asc' }],
  } as const;
  const { where: digests, sort } = tableRowsPlan(table);
  assert.equal(digests?.is, 'in');
  const [{ by, mixed } = assert.fail()] = sort;
  assert.deepEqual(
    [by.is === 'field' && by.field, mixed],
    [{ column: 'val_dump', type: 'json', path: ['a', 0], expandAt: [] }, true],
  );
});
