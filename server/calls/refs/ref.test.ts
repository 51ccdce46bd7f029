import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InvalidExternalRef, InvalidInternalRef } from '../errors.ts';
import { isInternalRef, parseExternalRef, parseInternalRef, printExternalRef, printInternalRef } from './ref.ts';

const PROJECT = 'c2hhd24vdGVzdC1wcm9qZWN0';

test('every kind of ref is parsed and printed again as it was', () => {
  for (const rest of [
    'object/Dataset:aF7lCSKo9BTXJaPxYHEBsH51dOKtwzxS6Hqvw4RmAdc',
    'object/Dataset:latest/attr/rows/id/abc/key/a%2Fb%20%C3%BC/index/12',
    'op/pre.dict-2:v0',
    'table/6ca638095afa4d3b33fe2314375de840dc058c55a0ef5d466818d81c8a417944',
    'call/0190144f-4b3f-7a30-9d62-1c5f9c7a9b1e',
    'call/0190144f-4b3f-7a30-9d62-1c5f9c7a9b1e/attr/output/key/_.-~/key/%21%27%28%29%2A%25',
  ]) {
    const inside = `weave-trace-internal:///${PROJECT}/${rest}`;
    assert.equal(printInternalRef(parseInternalRef(inside)), inside);
    assert.ok(isInternalRef(inside));
    const outside = `weave:///shawn/test-project/${rest}`;
    assert.equal(printExternalRef(parseExternalRef(outside)), outside);
  }
});

test('the steps of a ref come decoded', () => {
  const ref = parseExternalRef('weave:///e/p/object/o:d/attr/rows/key/a%2Fb%20%C3%BC/index/-1');
  assert.deepEqual(ref, {
    kind: 'object',
    project: 'e/p',
    name: 'o',
    version: 'd',
    extra: [
      { edge: 'attr', value: 'rows' },
      { edge: 'key', value: 'a/b ü' },
      { edge: 'index', value: '-1' },
    ],
  });
});

test('what is no ref is told with the reason, outside and inside', () => {
  for (const [rest, reason] of [
    ['thing/a:b', /none of object, op, table, call/],
    ['object', /does not say which object/],
    ['object/', /does not say which object/],
    ['object/name', /one colon/],
    ['object/name:', /one colon/],
    ['object/:version', /one colon/],
    ['op/a:b:c', /one colon/],
    ['object/a:b/attr', /pairs/],
    ['object/a:b/', /pairs/],
    ['object/a:b/field/x', /none of attr, key, index, id/],
    ['object/a:b/index/one', /no integer/],
    ['object/a:b/key/a b', /percent-encoded/],
    ['object/a:b/key/%2f', /percent-encoded/],
    ['object/a:b/key/%zz', /percent-encoded/],
    ['object/a:b/key/%ff', /percent-encoded/],
    ['object/a:b/key/\ud800', /percent-encoded/],
    ['table/abc/id/d', /nothing can follow/],
    ['call/', /does not say which call/],
  ] as const) {
    const inside = `weave-trace-internal:///${PROJECT}/${rest}`;
    assert.throws(() => parseInternalRef(inside), { name: 'InvalidInternalRef', message: reason }, inside);
    assert.throws(() => parseExternalRef(`weave:///e/p/${rest}`), { name: 'InvalidExternalRef', message: reason });
    assert.equal(isInternalRef(inside), false);
  }
  for (const text of ['', 'weave:///', 'weave:///e', 'weave:///e/p', 'weave:////p/call/1', 'weave://///call/1']) {
    assert.throws(() => parseExternalRef(text), InvalidExternalRef, text);
  }
  assert.throws(() => parseExternalRef(`weave-trace-internal:///${PROJECT}/call/1`), InvalidExternalRef);
  assert.throws(() => parseInternalRef('weave:///e/p/call/1'), InvalidInternalRef);
  assert.throws(() => parseInternalRef('weave-trace-internal:////call/1'), /project is missing/);
});

test('a message does not carry a ref as long as a body', () => {
  assert.throws(
    () => parseInternalRef('x'.repeat(1_000_000)),
    (error: Error) => error.message.length < 400,
  );
});

test('refs of artifacts are refs, too', () => {
  assert.ok(isInternalRef('wandb-artifact:///entity/project/model:v0'));
  assert.ok(isInternalRef('wandb-artifact:///project/QXJ0aWZhY3Q6MQ=='));
  assert.equal(isInternalRef('wandb-artifact:///'), false);
  assert.equal(isInternalRef('wandb-artifact:///a//b'), false);
});
