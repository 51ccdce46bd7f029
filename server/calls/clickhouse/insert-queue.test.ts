import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BackendError, BackendTimeout, InvalidRequest } from '../errors.ts';
import { backendError } from './backend-error.ts';
import { InsertQueue } from './insert-queue.ts';

const refusal = (code: string, type: string) => Object.assign(new Error('internals'), { code, type });

test('what waits while an insert is under way shares the next one, in order', async () => {
  const inserted: string[] = [];
  const queue = new InsertQueue(async (text) => {
    inserted.push(text);
  });
  await Promise.all(['a', 'b', 'c'].map((text) => queue.add(text)));
  await queue.add('d');
  assert.deepEqual(inserted, ['a', 'bc', 'd']);
});

test('a refused insert is tried again by each request alone, and only the one at fault is told', async () => {
  const stored: string[] = [];
  const queue = new InsertQueue(async (text) => {
    if (text.includes('bad')) throw refusal('241', 'MEMORY_LIMIT_EXCEEDED');
    stored.push(text);
  });
  const results = await Promise.allSettled(['first', 'good', 'bad', 'better'].map((text) => queue.add(text)));
  assert.deepEqual(
    results.map(({ status }) => status),
    ['fulfilled', 'fulfilled', 'rejected', 'fulfilled'],
  );
  assert.deepEqual(stored, ['first', 'good', 'better']);
});

test('where the server does not answer, all who wait are told at once', async () => {
  let tries = 0;
  const queue = new InsertQueue(async () => {
    tries++;
    throw Object.assign(new Error('connect ECONNREFUSED 10.0.0.1:8123'), { code: 'ECONNREFUSED' });
  });
  const results = await Promise.allSettled(['a', 'b', 'c'].map((text) => queue.add(text)));
  assert.equal(tries, 2);
  for (const result of results) {
    assert.ok(result.status === 'rejected' && result.reason instanceof BackendError);
    assert.doesNotMatch(result.reason.message, /10\.0\.0\.1/);
  }
});

test('errors are told by what can be done about them, without internals', () => {
  for (const [error, kind] of [
    [refusal('159', 'TIMEOUT_EXCEEDED'), BackendTimeout],
    [new Error('Timeout error.'), BackendTimeout],
    [refusal('386', 'NO_COMMON_TYPE'), InvalidRequest],
    [refusal('60', 'UNKNOWN_TABLE'), BackendError],
    [new Error('socket hang up'), BackendError],
  ] as const) {
    const told = backendError(error);
    assert.ok(told instanceof kind, String(told));
    assert.equal(told.cause, error);
    assert.doesNotMatch(told.message, /internals|hang up/);
  }
});
