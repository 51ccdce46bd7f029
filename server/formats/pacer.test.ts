/** Work in slices: how many are at work does not make a turn of the event loop longer. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pacer } from './pacer.ts';

test('of several that rest, one goes on after each turn of the event loop, in their order', async () => {
  const steps: string[] = [];
  let turns = 0;
  const count = (): void => {
    turns++;
    if (turns < 20) setImmediate(count);
  };
  setImmediate(count);
  const work = async (name: string): Promise<void> => {
    const pacer = new Pacer();
    for (let i = 0; i < 3; i++) {
      await pacer.rest();
      steps.push(`${name}${turns}`);
    }
  };
  await Promise.all([work('a'), work('b'), work('c')]);
  assert.deepEqual(
    steps.map((step) => step[0]),
    ['a', 'b', 'c', 'a', 'b', 'c', 'a', 'b', 'c'],
  );
  assert.equal(new Set(steps.map((step) => step.slice(1))).size, 9, 'each in a turn of its own');
});

test('what has just begun is not due, however long others were at work', () => {
  const until = performance.now() + 15;
  while (performance.now() < until);
  assert.equal(new Pacer().due, false);
});
