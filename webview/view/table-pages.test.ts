import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Lines } from '../../client/messages.ts';
import { BLOCK, TablePages } from './table-pages.ts';

function setup(size: { value: number }) {
  const asked: number[] = [];
  const open: (() => void)[] = [];
  const failures: unknown[] = [];
  const answer = (index: number, count: number): Lines => ({
    status: 'COMPLETED',
    size: size.value,
    lowIndex: index,
    columnIds: [0],
    lines: Array.from({ length: Math.max(0, Math.min(count, size.value - index)) }, (_, i) => ({
      index: index + i,
      cells: [`line ${index + i}`],
      tags: 0,
    })),
  });
  const pages = new TablePages(
    (index, count) => {
      asked.push(index);
      return new Promise((resolve) => open.push(() => resolve(answer(index, count))));
    },
    () => {},
    (error) => failures.push(error),
  );
  const settle = async () => {
    open.shift()?.();
    await new Promise<void>((resolve) => setImmediate(resolve));
  };
  return { pages, asked, settle, failures };
}

test('what is in sight is asked for once, block by block', async () => {
  const { pages, asked, settle } = setup({ value: 10_000 });
  pages.want(100, 140);
  await settle();
  await settle();
  pages.want(100, 140);
  assert.deepEqual(asked, [0, BLOCK]);
  assert.deepEqual(pages.line(130)?.cells, ['line 130']);
  assert.equal(pages.line(5000), undefined);
});

test('while the hand scrolls only the place it stops at is asked for', async () => {
  const { pages, asked, settle } = setup({ value: 1_000_000 });
  for (let first = 0; first < 900_000; first += 1000) pages.want(first, first + 20);
  await settle();
  await settle();
  assert.deepEqual(asked, [0, Math.floor(899_000 / BLOCK) * BLOCK]);
});

test('when a table grows, its last block is asked for again', async () => {
  const size = { value: 100 };
  const { pages, asked, settle } = setup(size);
  pages.want(0, 99);
  await settle();
  size.value = 110;
  pages.take({ status: 'RUNNING', size: 110, lowIndex: 0, columnIds: [], lines: [] });
  pages.want(0, 109);
  await settle();
  assert.deepEqual(asked, [0, 0]);
  assert.deepEqual(pages.line(109)?.cells, ['line 109']);
});

test('other lines are asked for anew, and more of them as they are found', async () => {
  const size = { value: 100 };
  const { pages, asked, settle } = setup(size);
  pages.want(0, 20);
  await settle();
  size.value = 5;
  pages.empty();
  await settle();
  assert.deepEqual([pages.size, asked.length], [5, 2]);
  size.value = 30;
  pages.take({ status: 'RUNNING', size: 30, lowIndex: 0, columnIds: [], lines: [] });
  await settle();
  assert.deepEqual(pages.line(20)?.cells, ['line 20']);
});

test('an empty table is asked for once', async () => {
  const { pages, asked, settle } = setup({ value: 0 });
  pages.want(0, 20);
  await settle();
  pages.want(0, 20);
  assert.deepEqual(asked, [0]);
  assert.equal(pages.size, 0);
});
