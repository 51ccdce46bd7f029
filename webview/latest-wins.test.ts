import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Status } from '../client/messages.ts';
import { LatestWins } from './latest-wins.ts';

function setup() {
  const log: string[] = [];
  const open: { answer: (status: Status) => Promise<void>; fail: () => Promise<void> }[] = [];
  const timers: { then: () => void; milliseconds: number }[] = [];
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  const queue = new LatestWins<string, { status: Status }>({
    ask: (question) => {
      log.push(`ask ${question}`);
      return new Promise((resolve, reject) =>
        open.push({
          answer: (status) => {
            resolve({ status });
            return settle();
          },
          fail: () => {
            reject(new Error('no'));
            return settle();
          },
        }),
      );
    },
    got: (answer, question) => log.push(`got ${question} ${answer.status}`),
    failed: (_, question) => log.push(`failed ${question}`),
    timers: {
      set: (then, milliseconds) => timers.push({ then, milliseconds }),
      clear: () => timers.splice(0),
    },
  });
  return { log, open, timers, queue };
}

test('of the questions asked meanwhile only the last is put', async () => {
  const { log, open, queue } = setup();
  for (const question of ['a', 'b', 'c', 'd']) queue.want(question);
  assert.deepEqual(log, ['ask a']);
  await open[0]!.answer('COMPLETED');
  assert.deepEqual(log, ['ask a', 'got a COMPLETED', 'ask d']);
});

test('a running answer is asked for again with growing pauses until it is complete', async () => {
  const { log, open, timers, queue } = setup();
  queue.want('a');
  const pauses: number[] = [];
  for (let i = 0; i < 3; i++) {
    await open[i]!.answer('RUNNING');
    pauses.push(timers[0]!.milliseconds);
    timers.shift()!.then();
  }
  await open[3]!.answer('COMPLETED');
  assert.equal(log.filter((line) => line === 'ask a').length, 4);
  assert.ok(pauses[0]! < pauses[1]! && pauses[1]! < pauses[2]!);
  assert.equal(timers.length, 0);
});

test('a new question takes the place of a repeated one', async () => {
  const { log, open, timers, queue } = setup();
  queue.want('a');
  await open[0]!.answer('RUNNING');
  queue.want('b');
  assert.equal(timers.length, 0);
  assert.deepEqual(log.at(-1), 'ask b');
});

test('a failure is told and the next question is put all the same', async () => {
  const { log, open, queue } = setup();
  queue.want('a');
  queue.want('b');
  await open[0]!.fail();
  assert.deepEqual(log, ['ask a', 'failed a', 'ask b']);
});

test('after stop nothing is told or asked', async () => {
  const { log, open, queue } = setup();
  queue.want('a');
  queue.want('b');
  queue.stop();
  await open[0]!.answer('RUNNING');
  assert.deepEqual(log, ['ask a']);
});
