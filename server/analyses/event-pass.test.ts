/** A pass over events beside reading: each trace once it has been read, each event once, in order. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EventBatch } from '../formats/reader.ts';
import type { StringTable } from '../index/string-table.ts';
import { type EventConsumer, EventPass } from './event-pass.ts';
import { fakeReader } from './testing/fake-reader.ts';
import { NEVER, opened, unread } from './testing/opened.ts';

class Sum implements EventConsumer {
  readonly requests = [{ name: 'n', as: 'number' as const }];
  total = 0;
  events = 0;
  finishedAt = -1;
  consume(batch: EventBatch, [n]: readonly Float64Array[]): void {
    for (let i = 0; i < batch.length; i++) this.total += n![i]!;
    this.events += batch.length;
  }
  finish(end: number): void {
    this.finishedAt = end;
  }
}

const until = async (done: () => boolean): Promise<void> => {
  while (!done()) await new Promise((resolve) => setImmediate(resolve));
};

test('it begins when somebody asks, and tells each consumer all events of its trace', async () => {
  const { experiment } = await opened(fakeReader('a@1(n=1) a@5(n=2)', { batchSize: 1 }), fakeReader('b@2(n=40)'));
  let made = 0;
  const pass = new EventPass(experiment, () => {
    made++;
    return new Sum();
  });
  assert.equal(made, 0);
  assert.equal(pass.status, 'RUNNING');
  pass.results();
  await until(() => pass.status !== 'RUNNING');
  assert.equal(pass.status, 'COMPLETED');
  assert.deepEqual(
    pass.results().map(({ consumer: { total, events, finishedAt } }) => [total, events, finishedAt]),
    [
      [3, 2, 5],
      [40, 1, 2],
    ],
  );
  assert.equal(made, 2);
});

test('whoever only waits for its end makes it begin, too', async () => {
  const { experiment } = await opened(fakeReader('a@1(n=1)'));
  const pass = new EventPass(experiment, () => new Sum());
  await until(() => pass.status !== 'RUNNING');
  assert.equal(pass.status, 'COMPLETED');
});

test('it waits for a trace that is being read', async () => {
  const index = unread(fakeReader('a@1(n=1) a@2(n=2)'));
  const pass = new EventPass(index.experiment, () => new Sum());
  assert.deepEqual(pass.results(), []);
  await index.run(NEVER);
  await until(() => pass.status !== 'RUNNING');
  assert.equal(pass.results()[0]?.consumer.total, 3);
});

test('what a consumer throws, and closing, end it with the reason', async () => {
  const { experiment } = await opened(fakeReader('a@1(n=1)'));
  const failing = new EventPass(experiment, () => {
    throw new Error('no such field');
  });
  failing.results();
  await until(() => failing.status !== 'RUNNING');
  assert.deepEqual([failing.status, failing.statusMessage], ['FAILED', 'no such field']);
});

test('closing ends it between two batches', async () => {
  const many = Array.from({ length: 3000 }, (_, i) => `a@${i}(n=1)`).join(' ');
  const { experiment } = await opened(fakeReader(many));
  const pass = new EventPass(experiment, () => {
    const sum = new Sum();
    const consume = sum.consume.bind(sum);
    sum.consume = (batch, fields) => {
      const stop = performance.now() + 30;
      while (performance.now() < stop);
      consume(batch, fields);
      pass.close();
    };
    return sum;
  });
  pass.results();
  await until(() => pass.status !== 'RUNNING');
  assert.equal(pass.status, 'FAILED');
  assert.ok(pass.results()[0]!.consumer.events < 3000);
});

test('a consumer that has enough is told no more events', async () => {
  const { experiment } = await opened(
    fakeReader('a@1(n=1) a@2(n=2) a@3(n=4)', { batchSize: 1 }),
    fakeReader('a@9(n=8)'),
  );
  const pass = new EventPass(experiment, () => {
    const sum = new Sum();
    return Object.defineProperty(sum, 'isFull', { get: () => sum.total >= 3 }) as Sum;
  });
  pass.results();
  await until(() => pass.status !== 'RUNNING');
  assert.equal(pass.status, 'COMPLETED');
  assert.deepEqual(
    pass.results().map(({ consumer: { total, finishedAt } }) => [total, finishedAt]),
    [
      [3, 3],
      [8, 9],
    ],
  );
});

test('texts are forgotten once there are many, where the consumer keeps none', async () => {
  const many = Array.from({ length: 140_000 }, (_, i) => `a@${i}(s=t${i})`).join(' ');
  const { experiment } = await opened(fakeReader(many));
  const tables: StringTable[] = [];
  const seen: string[] = [];
  const pass = new EventPass(experiment, (_trace, strings) => {
    tables.push(strings);
    return {
      requests: [{ name: 's', as: 'text' as const }],
      consume: ({ length }, [s]) => {
        for (let i = 0; i < length; i++) seen.push(tables.at(-1)!.text(s![i]!));
      },
      renew: (renewed: StringTable) => tables.push(renewed),
      finish: () => undefined,
    };
  });
  pass.results();
  await until(() => pass.status !== 'RUNNING');
  assert.equal(pass.status, 'COMPLETED', pass.statusMessage);
  assert.deepEqual(
    seen,
    Array.from({ length: 140_000 }, (_, i) => `t${i}`),
  );
  assert.ok(tables.length > 2);
  assert.ok(tables.every(({ size }) => size < 140_000));
});
