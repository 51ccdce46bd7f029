import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type JsonRow, JsonRows, NOTHING_OPEN, type TreeState, WINDOW, withOpen } from './json-rows.ts';
import { revealed, searchJson } from './search-json.ts';

const rowsOf = (text: string, state: TreeState = NOTHING_OPEN) => new JsonRows('v', text).rows(state);
const short = (rows: readonly JsonRow[]) =>
  rows.map((row) => ('text' in row ? `${row.path}=${row.text}` : `${row.kind} ${row.path}`));

test('numbers keep each digit and members their order', () => {
  const text = '{"b":1.0,"a":12345678901234567890,"__proto__":1e-07,"":null}';
  assert.deepEqual(short(rowsOf(text)), [
    `v=${text}`,
    'v.b=1.0',
    'v.a=12345678901234567890',
    'v.__proto__=1e-07',
    'v[""]=null',
  ]);
});

test('no two values have the same path, whatever their names', () => {
  const text = '{"a.b":{"c":1},"a":{"b.c":2,"b":{"c":3}},"a[0]":4,"x":[5,{"0":6}]}';
  const paths = rowsOf(text).map(({ path }) => path);
  assert.equal(new Set(paths).size, paths.length);
  assert.ok(paths.includes('v["a.b"].c'));
  assert.ok(paths.includes('v.x[1]["0"]'));
});

test('what is short is open at first, of what is long the outline', () => {
  const small = rowsOf('{"a":{"b":{"c":[1,2]}}}');
  assert.equal(small.length, 6);
  const many = JSON.stringify(Array.from({ length: 50 }, (_, i) => ({ i, more: [i, i, i] })));
  const rows = rowsOf(many);
  assert.equal(rows.length, 1 + 50 + 2 * 4, 'of fifty objects, those that fit');
  assert.equal(rowsOf(many, withOpen(NOTHING_OPEN, ['v[49]'], true)).length, rows.length + 2);
  assert.equal(rowsOf(many, withOpen(NOTHING_OPEN, ['v'], false)).length, 1);
});

test('of a long list a hundred are rows, and more on demand, before and after', () => {
  const text = JSON.stringify(Array.from({ length: 1000 }, (_, i) => i));
  const first = rowsOf(text);
  assert.equal(first.length, 1 + WINDOW + 1);
  const more = first.at(-1)!;
  assert.ok(more.kind === 'more' && more.left === 900);
  const next = rowsOf(text, { ...NOTHING_OPEN, windows: new Map([['v', more.span]]) });
  assert.equal(next.length, 1 + 2 * WINDOW + 1);
  const middle = rowsOf(text, { ...NOTHING_OPEN, windows: new Map([['v', { from: 500, to: 600 }]]) });
  assert.deepEqual([middle[1]?.kind, middle[2]?.path, middle.at(-1)?.kind], ['more', 'v[500]', 'more']);
  const last = rowsOf(text, { ...NOTHING_OPEN, windows: new Map([['v', { from: 950, to: 1050 }]]) });
  assert.equal(last.at(-1)?.path, 'v[999]');
});

test('a value of any depth is opened level by level', () => {
  const depth = 10_000;
  const text = '['.repeat(depth) + ']'.repeat(depth);
  const json = new JsonRows('v', text);
  const rows = json.rows(NOTHING_OPEN);
  assert.ok(rows.length > 10 && rows.length < 100);
});

test('a ref is opened by what it stands for', () => {
  const text = '{"data":"weave:///a/b/object/x:1","word":"weave:///"}';
  const closed = rowsOf(text)[1]!;
  assert.ok('ref' in closed && closed.ref === 'weave:///a/b/object/x:1' && closed.isOpen === undefined);
  const opened = rowsOf(text, { ...NOTHING_OPEN, loaded: new Map([['v.data', '{"rows":[1]}']]) });
  assert.deepEqual(
    opened.map(({ path }) => path),
    ['v', 'v.data', 'v.data.rows', 'v.word'],
  );
  const scalar = rowsOf(text, { ...NOTHING_OPEN, loaded: new Map([['v.data', '1.0']]) });
  assert.deepEqual(short(scalar).slice(2, 3), ['v.data→=1.0']);
});

test('messages are one row until their JSON is wanted', () => {
  const text = '{"messages":[{"role":"user","content":"hi"}]}';
  assert.deepEqual(
    rowsOf(text).map(({ kind }) => kind),
    ['object', 'array', 'chat'],
  );
  const raw = rowsOf(text, { ...NOTHING_OPEN, raw: new Set(['v.messages']), open: new Map([['v.messages[0]', true]]) });
  assert.deepEqual(
    raw.map(({ kind }) => kind),
    ['object', 'array', 'object', 'string', 'string'],
  );
});

test('what a search finds is a row once it is revealed', () => {
  const messages = [{ role: 'user', content: 'Needle' }];
  const list = Array.from({ length: 500 }, (_, i) => ({ i, text: i === 321 ? 'the needle' : 'hay' }));
  const text = JSON.stringify({ list, messages, needle: 1 });
  const { matches, isCut } = searchJson('v', text, 'NEEDLE');
  assert.deepEqual(
    matches.map(({ path }) => path),
    ['v.list[321].text', 'v.messages[0].content', 'v.needle'],
  );
  assert.equal(isCut, false);
  for (const match of matches) {
    const rows = rowsOf(text, revealed(NOTHING_OPEN, match));
    assert.ok(
      rows.some(({ path }) => path === match.path),
      match.path,
    );
    assert.ok(rows.length < 400);
  }
});

test('a search ends, however much it finds', () => {
  const { matches, isCut } = searchJson('v', JSON.stringify(new Array(5000).fill('a')), 'a');
  assert.equal(isCut, true);
  assert.equal(matches.length, 1000);
});
