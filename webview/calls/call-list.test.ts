import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CallRow, CallsPage, CallsQuestion } from '../../client/call-messages.ts';
import { CallList, type ListView, PAGE } from './call-list.ts';

const NEWEST_FIRST: ListView = { question: {}, order: 'started_at', descending: true };

/** A project of calls that start one second after the other. */
class Store {
  readonly calls: CallRow[] = [];
  readonly asked: CallsPage[] = [];
  /** Answers wait for it. */
  gate: Promise<unknown> = Promise.resolve();
  problem: string | undefined;
  afterCount = () => {};

  constructor(calls: number) {
    this.record(calls);
  }

  record(calls: number): void {
    for (let i = 0; i < calls; i++) {
      const n = this.calls.length;
      const startedAt = new Date(Date.UTC(2026, 0, 1) + n * 1000).toISOString();
      this.calls.push({ id: `c${n}`, traceId: 't', name: `n${n % 3}`, op: 'op', status: 'success', startedAt });
    }
  }

  #found({ text, to }: CallsQuestion): CallRow[] {
    return this.calls.filter(
      ({ name, startedAt }) => name.includes(text ?? '') && (to === undefined || startedAt <= to),
    );
  }

  async callsPage(_project: string, page: CallsPage): Promise<readonly CallRow[]> {
    this.asked.push(page);
    const found = this.#found(page.question);
    if (page.descending) found.reverse();
    await this.gate;
    if (this.problem !== undefined) throw new Error(this.problem);
    return found.slice(page.offset, page.offset + page.limit);
  }

  async callsCount(_project: string, question: CallsQuestion): Promise<number> {
    const { length } = this.#found(question);
    this.afterCount();
    await this.gate;
    if (this.problem !== undefined) throw new Error(this.problem);
    return length;
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

async function listOf(store: Store) {
  const list = new CallList(store, 'a/b', NEWEST_FIRST, () => {});
  list.want(0, 30);
  await settled();
  return list;
}

test('only pages in sight are asked for, each once', async () => {
  const store = new Store(1000);
  const list = await listOf(store);
  assert.equal(list.size, 1000);
  assert.equal(list.row(0)?.id, 'c999');
  assert.equal(list.row(PAGE), undefined);
  list.want(490, 510);
  await settled();
  list.want(495, 505);
  await settled();
  assert.equal(list.row(505)?.id, 'c494');
  assert.deepEqual(
    store.asked.map(({ offset }) => offset),
    [0, 400, 500],
  );
  assert.equal(list.indexOf('c494'), 505);
});

test('at the top, new calls come with the next change', async () => {
  const store = new Store(10);
  const list = await listOf(store);
  store.record(2);
  list.refresh();
  await settled();
  assert.equal(list.size, 12);
  assert.equal(list.row(0)?.id, 'c11');
  assert.equal(list.newer, 0);
});

test('elsewhere nothing moves: new calls are counted, and shown when they are wanted', async () => {
  const store = new Store(1000);
  const list = await listOf(store);
  list.scrolled(false);
  list.want(200, 230);
  await settled();
  const seen = list.row(205)?.id;
  store.record(12);
  list.refresh();
  await settled();
  assert.equal(list.newer, 12);
  assert.equal(list.size, 1000);
  assert.equal(list.row(205)?.id, seen);
  list.showNewer();
  list.want(0, 30);
  await settled();
  assert.equal(list.newer, 0);
  assert.equal(list.size, 1012);
  assert.equal(list.row(0)?.id, 'c1011');
});

test('calls that come while a page is on its way move nothing either', async () => {
  const store = new Store(1000);
  const list = await listOf(store);
  list.scrolled(false);
  list.want(200, 230);
  await settled();
  const seen = list.row(205)?.id;
  store.record(3);
  store.afterCount = () => store.record(4);
  list.refresh();
  await settled();
  await settled();
  assert.equal(list.row(205)?.id, seen);
  assert.equal(list.row(299)?.id, 'c700');
});

test('what was shown stays until it was asked for anew', async () => {
  const store = new Store(50);
  const list = await listOf(store);
  const { promise, resolve } = Promise.withResolvers<void>();
  store.gate = promise;
  store.record(1);
  list.refresh();
  await settled();
  assert.equal(list.row(0)?.id, 'c49');
  resolve();
  await settled();
  assert.equal(list.row(0)?.id, 'c50');
});

test('the answer to an older question is dropped', async () => {
  const store = new Store(90);
  const list = await listOf(store);
  const { promise, resolve } = Promise.withResolvers<void>();
  store.gate = promise;
  list.show({ ...NEWEST_FIRST, question: { text: 'n1' } });
  list.want(0, 30);
  await settled();
  list.show({ ...NEWEST_FIRST, question: { text: 'n2' } });
  list.want(0, 30);
  assert.equal(list.row(0), undefined, 'what another question found is not shown');
  resolve();
  store.gate = Promise.resolve();
  await settled();
  await settled();
  assert.equal(list.size, 30);
  assert.ok([...Array(30).keys()].every((index) => list.row(index)?.name === 'n2'));
});

test('a failure is told, leaves what was shown, and is over with the next answer', async () => {
  const store = new Store(20);
  const list = await listOf(store);
  store.problem = 'the server is gone';
  list.refresh();
  await settled();
  assert.equal(list.problem, 'the server is gone');
  assert.equal(list.row(3)?.id, 'c16');
  store.problem = undefined;
  list.refresh();
  await settled();
  assert.equal(list.problem, undefined);
});

test('a failure at first is not asked for again by itself', async () => {
  const store = new Store(20);
  store.problem = 'no';
  const list = await listOf(store);
  assert.equal(list.problem, 'no');
  assert.equal(store.asked.length, 1);
  list.want(0, 31);
  await settled();
  assert.equal(store.asked.length, 1);
  store.problem = undefined;
  list.refresh();
  await settled();
  assert.equal(list.row(0)?.id, 'c19');
});

test('changes faster than answers keep nothing from being shown', async () => {
  const store = new Store(50);
  const list = new CallList(store, 'a/b', NEWEST_FIRST, () => {});
  const { promise, resolve } = Promise.withResolvers<void>();
  store.gate = promise;
  list.refresh();
  resolve();
  store.gate = new Promise(() => {});
  await settled();
  assert.equal(list.row(0)?.id, 'c49');
});

test('pages are given up when there are many', async () => {
  const store = new Store(10_000);
  const list = await listOf(store);
  for (let first = 0; first < 10_000; first += PAGE) {
    list.want(first, first + 30);
    await settled();
  }
  const held = [...Array(10_000).keys()].filter((index) => list.row(index) !== undefined);
  assert.ok(held.length <= 40 * PAGE);
  assert.equal(list.row(9999)?.id, 'c0');
});

test('after the last calls were deleted there are fewer', async () => {
  const store = new Store(250);
  const list = await listOf(store);
  list.want(240, 249);
  await settled();
  store.calls.length = 100;
  list.refresh();
  await settled();
  assert.equal(list.size, 100);
  assert.equal(list.row(240), undefined);
});
