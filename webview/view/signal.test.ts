import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Signal } from './signal.ts';

test('tells of changes only, and no more once stopped', () => {
  const signal = new Signal(1);
  const heard: number[] = [];
  const stop = signal.subscribe(() => heard.push(signal.value));
  signal.set(1);
  signal.set(2);
  stop();
  signal.set(3);
  assert.deepEqual(heard, [2]);
});

test('the same function subscribed twice goes on being told when one of the two stops', () => {
  const signal = new Signal(1);
  let heard = 0;
  const request = () => {
    heard++;
  };
  signal.subscribe(request);
  const stop = signal.subscribe(request);
  stop();
  signal.set(2);
  assert.equal(heard, 1);
});
