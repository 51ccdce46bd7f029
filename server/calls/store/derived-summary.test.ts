import assert from 'node:assert/strict';
import test from 'node:test';
import { JsonText } from '../values/json-text.ts';
import { derivedSummary } from './derived-summary.ts';

const PLAIN = {
  op_name: 'plain',
  display_name: null,
  started_at: 1_000_000,
  ended_at: 3_234_999,
  exception: null,
  summary_dump: '{}',
};

const derived = (row: Partial<Record<keyof typeof PLAIN, string | number | null>>): string =>
  derivedSummary({ ...PLAIN, ...row } as typeof PLAIN, []).text;

test('An ended call tells its status, name and whole milliseconds.', () => {
  assert.equal(derived({}), '{"weave":{"status":"success","trace_name":"plain","latency_ms":2234}}');
  assert.equal(derived({ exception: '' }), derived({}));
  assert.match(derived({ exception: 'no' }), /"status":"error"/);
  assert.match(derived({ summary_dump: '{"status_counts":{"success":2,"error":1}}' }), /"status":"descendant_error"/);
  assert.match(derived({ summary_dump: '{"status_counts":{"success":2,"error":0}}' }), /"status":"success"/);
  assert.match(derived({ summary_dump: '{"status_counts":"error"}' }), /"status":"success"/);
});

test('A running call has a summary, too.', () => {
  const running = derived({ ended_at: null, summary_dump: null });
  assert.equal(running, '{"weave":{"status":"running","trace_name":"plain"}}');
});

test('An op ref tells the name of the op; a display name stands instead of it.', () => {
  const op = 'weave-trace-internal:///cHJvamVjdA==/op/Model.predict:v1';
  assert.match(derived({ op_name: op }), /"trace_name":"Model.predict"/);
  assert.match(derived({ op_name: op, display_name: 'a "name"' }), /"status":"success","display_name":"a \\"name\\""/);
});

test('What the user sent stays as it was written, around and below.', () => {
  assert.equal(
    derived({ summary_dump: '{"a":1.0,"weave":{"status":7,"mine":1e-07},"b":12345678901234567890}' }),
    '{"a":1.0,"weave":{"status":"success","mine":1e-07,"trace_name":"plain","latency_ms":2234},"b":12345678901234567890}',
  );
  assert.match(derived({ summary_dump: '{"weave":[1]}' }), /^\{"weave":\{"status"/);
});

test('Costs and feedback stand behind.', () => {
  const text = derivedSummary(PLAIN, [['costs', new JsonText('{"m":1.0}')]]).text;
  assert.equal(text, '{"weave":{"status":"success","trace_name":"plain","latency_ms":2234,"costs":{"m":1.0}}}');
});
