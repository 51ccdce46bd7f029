import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diffJson } from './diff-json.ts';

test('differences are told by path, and what is alike only if it is wanted', () => {
  const left = '{"a":1,"b":{"c":[1,2,3],"d":"x"},"e":null}';
  const right = '{"a":1,"b":{"c":[1,5],"d":"x","f":true}}';
  const { rows, different } = diffJson('v', left, right, false);
  assert.deepEqual(rows, [
    { path: 'v.b.c[1]', left: '2', right: '5', change: 'changed' },
    { path: 'v.b.c[2]', left: '3', right: undefined, change: 'left' },
    { path: 'v.b.f', left: undefined, right: 'true', change: 'right' },
    { path: 'v.e', left: 'null', right: undefined, change: 'left' },
  ]);
  assert.equal(different, 4);
  const all = diffJson('v', left, right, true);
  assert.deepEqual(
    all.rows.map(({ path, change }) => `${path} ${change}`),
    ['v.a same', 'v.b.c[0] same', 'v.b.c[1] changed', 'v.b.c[2] left', 'v.b.d same', 'v.b.f right', 'v.e left'],
  );
  assert.equal(all.different, 4);
});

test('the order of names is no difference, that of a list is; 1 and 1.0 are two numbers', () => {
  assert.equal(diffJson('v', '{"a":1,"b":2}', '{"b":2,"a":1}', false).different, 0);
  assert.equal(diffJson('v', '[1,2]', '[2,1]', false).different, 2);
  assert.equal(diffJson('v', '1', '1.0', false).different, 1);
});

test('other kinds, and what is empty, are compared as wholes', () => {
  assert.deepEqual(diffJson('v', '{"a":[]}', '{"a":[1]}', false).rows, [
    { path: 'v.a', left: '[]', right: '[1]', change: 'changed' },
  ]);
  assert.equal(diffJson('v', '[1]', '{"0":1}', false).rows.length, 1);
  assert.deepEqual(diffJson('v', undefined, '{"a":1}', false).rows[0]?.change, 'right');
  assert.equal(diffJson('v', undefined, undefined, true).rows.length, 0);
});

test('there are not more rows than a page can show, and depth is no matter', () => {
  const list = (value: number) => JSON.stringify(new Array(20_000).fill(value));
  const { rows, isCut } = diffJson('v', list(1), list(2), false);
  assert.equal(isCut, true);
  assert.equal(rows.length, 5000);
  const deep = (value: string) => '['.repeat(400) + value + ']'.repeat(400);
  assert.equal(diffJson('v', deep('1'), deep('2'), false).rows.length, 1);
});
