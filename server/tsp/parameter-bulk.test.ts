/** Parameters of any size end in a short refusal that names one. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { refuseBulk } from './parameter-bulk.ts';
import { scriptedType } from './testing/scripted-experiment.ts';
import { ServerUnderTest } from './testing/server-under-test.ts';

let under: ServerUnderTest;
beforeEach(async () => {
  under = await ServerUnderTest.start({ configurationTypes: [scriptedType] });
});
afterEach(async () => {
  await under.close();
  assert.deepEqual(under.failures, []);
});
const TYPE = '/config/types/test.type';

test('lists without end, deep or wide objects and texts of many MiB are refused in a few words', () => {
  const deep = (levels: number): unknown => (levels === 0 ? 1 : { a: deep(levels - 1), b: [1] });
  const wide = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`k${i}`, i]));
  for (const much of [
    Array(1e6).fill({}),
    Array(200).fill(wide),
    wide,
    [[Array(9_999).fill(0)], [0]],
    'x'.repeat(2 ** 22),
  ]) {
    assert.throws(() => refuseBulk({ title: 'T', much }), { parameter: 'much' });
  }
  refuseBulk({ title: 'x'.repeat(2 ** 21), list: Array(9_000).fill('a'), deep: deep(300) });
});

test('a server that gets them stays, and tells the parameter', async () => {
  const much = { title: 'T', filter: Array(300_000).fill({}) };
  for (const [body, culprit] of [
    [much, 'filter'],
    [{ parameters: much }, 'filter'],
    [{ extraParams: much }, 'extraParams'],
    [{ extraParams: JSON.stringify(much) }, 'filter'],
  ] as const) {
    const { status, json, text } = await under.call('POST', TYPE, body);
    assert.deepEqual([status, json.parameter], [400, culprit]);
    assert.ok(text.length < 1000);
  }
});

test('of a thousand mistakes some are told', async () => {
  const more = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`more${i}`, i]));
  const { status, json } = await under.call('POST', TYPE, { title: 'T', ...more });
  assert.equal(status, 400);
  assert.equal(json.errors.length, 100);
});

test('names have an end, and hold only what can be stored', async () => {
  const parameters = { title: 'T', filter: 'x' };
  const long = await under.call('POST', TYPE, { name: 'n'.repeat(10_001), parameters });
  assert.deepEqual([long.status, long.json.parameter], [400, 'name']);
  const half = await under.call('POST', TYPE, { name: 'a\ud800b', parameters });
  assert.equal(half.json.name, 'a\ufffdb');
  const again = await under.call('GET', `${TYPE}/configs/${half.json.id}`);
  assert.deepEqual(again.json, half.json);
});
