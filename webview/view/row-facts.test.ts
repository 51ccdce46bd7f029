import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConfigTypeInfo, Entry } from '../../client/messages.ts';
import { parametersFrom, rowFacts } from './row-facts.ts';

const HEADERS = ['Exec_Name', 'TID', 'PID'].map((name) => ({ name, tooltip: '' }));
const entry = (labels: readonly string[], metadata?: Entry['metadata']): Entry => ({
  id: 1,
  parentId: -1,
  labels,
  hasData: true,
  ...(metadata ? { metadata } : {}),
});
const FOLLOW: ConfigTypeInfo = {
  id: 'follow',
  name: 'Follow',
  schema: {
    properties: {
      tid: { title: 'Thread id', type: 'integer', minimum: 1, maximum: 99, metadata: ['TID'] },
      host: { type: 'string', metadata: ['host-id'] },
      name: { type: 'string', metadata: ['Exec_Name', 'thread-name'] },
    },
    required: ['tid'],
  },
};

test('parameters come from metadata, columns, the rows above and tooltips, in this order, whatever the case of their names', () => {
  const facts = rowFacts(
    HEADERS,
    [entry(['a trace'], { 'host-id': ['abc'] }), entry(['bash', '8', ''], { tid: [7] })],
    [
      ['PID', '5'],
      ['TID', '9'],
    ],
  );
  assert.deepEqual(parametersFrom(FOLLOW, facts), { parameters: { tid: 7, host: 'abc', name: 'bash' } });
  assert.deepEqual([facts.get('tid'), facts.get('pid')], [7, '5']);
});

test('numbers may be told as text, and what is optional may be missing', () => {
  assert.deepEqual(parametersFrom(FOLLOW, rowFacts([], [entry(['CPU 0 Threads'])], [['TID', '42']])), {
    parameters: { tid: 42 },
  });
});

test('a row that does not tell what is required says what it lacks', () => {
  for (const tid of ['', '0', '-1', '100', '1.5', 'swapper']) {
    assert.deepEqual(parametersFrom(FOLLOW, rowFacts(HEADERS, [entry(['bash', tid])])), { lacks: 'Thread id' }, tid);
  }
});

test('what no row could tell is left for a form, with what the row tells', () => {
  const properties = { tid: { type: 'integer', metadata: ['TID'] }, filters: { title: 'Filters', type: 'array' } };
  const type = { ...FOLLOW, schema: { properties, required: ['filters'] } };
  assert.deepEqual(parametersFrom(type, rowFacts(HEADERS, [entry(['a', '1'], { filters: [1] })])), {
    asks: 'Filters',
    parameters: { tid: 1 },
  });
  const easy = { ...FOLLOW, schema: { properties: { depth: { type: 'integer', default: 3 } }, required: ['depth'] } };
  assert.deepEqual(parametersFrom(easy, rowFacts(HEADERS, [entry(['a'])])), { parameters: { depth: 3 } });
});
