import assert from 'node:assert/strict';
import { test } from 'node:test';
import { valueLines } from './value-lines.ts';

test('a value is told member by member, texts as they are, all else as recorded', () => {
  const value =
    '{"question":"why\\n\\"so\\"?","k":1.0,"id":12345678901234567890,"messages":[{"role":"user"}],"none":null}';
  assert.deepEqual(valueLines(value).split('\n'), [
    'question: why',
    '"so"?',
    'k: 1.0',
    'id: 12345678901234567890',
    'messages: [{"role":"user"}]',
    'none: null',
  ]);
  for (const [json, text] of [
    ['"a text"', 'a text'],
    ['42', '42'],
    ['{}', '{}'],
    ['[1,2]', '[1,2]'],
  ] as const)
    assert.equal(valueLines(json), text);
});

test('of what is long the begin is told', () => {
  assert.equal(valueLines(`{"a":"${'x'.repeat(500)}","b":1}`), `a: ${'x'.repeat(160)}…\nb: 1`);
  assert.equal(valueLines(`"${'x'.repeat(5000)}"`), `${'x'.repeat(600)}…`);
  assert.ok(valueLines(`"${'x'.repeat(50_000)}"`).startsWith('"xxx'));
  const many = `{${Array.from({ length: 30 }, (_, i) => `"m${i}":${i}`).join(',')}}`;
  assert.deepEqual(valueLines(many).split('\n').slice(10), ['m10: 10', 'm11: 11', '…']);
});
