import assert from 'node:assert/strict';
import { test } from 'node:test';
import { costText, exactCost, latencyText, startText } from './words.ts';

const local = (...parts: [number, number, number, number, number, number]) => new Date(...parts);

test('the day is told only if it is another one, the year likewise', () => {
  const now = local(2026, 5, 15, 12, 0, 0).getTime();
  assert.equal(startText(local(2026, 5, 15, 9, 8, 7).toISOString(), now), '09:08:07.000');
  assert.equal(startText(local(2026, 5, 14, 9, 8, 7).toISOString(), now), '06-14 09:08:07');
  assert.equal(startText(local(2025, 5, 14, 9, 8, 7).toISOString(), now), '2025-06-14 09:08');
});

test('small costs keep two digits, large ones cents', () => {
  assert.equal(costText(0.0000123), '$0.000012');
  assert.equal(costText(0.0062), '$0.0062');
  assert.equal(costText(12.5), `$${(12.5).toLocaleString(undefined, { minimumFractionDigits: 2 })}`);
  assert.equal(costText(0), '$0');
  assert.equal(costText(undefined), '');
  assert.equal(exactCost(0.00613), '$0.00613');
});

test('what runs lasts until now, and what has an end does not', () => {
  const call = { id: 'a', traceId: 't', name: 'n', op: 'o', startedAt: '2026-01-01T00:00:00.000500Z' };
  const now = Date.parse('2026-01-01T00:00:02.000Z');
  assert.equal(latencyText({ ...call, status: 'running' }, now), '2.00 s');
  assert.equal(latencyText({ ...call, status: 'success', latencyMs: 0.25 }, now), '250 µs');
});
