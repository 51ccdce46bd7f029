import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JsonText } from '../values/json-text.ts';
import { refsIn, replaceStrings } from './in-values.ts';

const REF = 'weave-trace-internal:///cA==/object/a:b';

test('refs are found in values, deep, once; not as keys, within other texts, or half', () => {
  const value = {
    first: `${REF}/key/x`,
    [`${REF}/key/as-a-key`]: 1,
    list: [[REF], { deep: REF, artifact: 'wandb-artifact:///e/p/a:v1' }],
    prose: `see ${REF}`,
    quoted: `he said "${REF}" and left`,
    json: JSON.stringify({ a: REF, b: [REF] }),
    half: 'weave-trace-internal:///cA==/object/a',
    outside: 'weave:///e/p/object/a:b',
  };
  assert.deepEqual(refsIn(JsonText.of(value)), [`${REF}/key/x`, REF, 'wandb-artifact:///e/p/a:v1']);
  assert.deepEqual(refsIn(JsonText.of(REF)), [REF]);
  assert.deepEqual(refsIn(JsonText.of('')), []);
});

test('only strings that begin with the prefix are replaced; all else stays byte for byte', () => {
  const upper = (text: string) => text.toUpperCase();
  const before =
    '{"weave:///key":"weave:///a","n":[1.0,1e-07,12345678901234567890,"weave:///b\\"c\\\\"],"p":"x weave:///","q":"\\"weave:///a\\"","e":"\\\\","f":"weave:///\\ud800"}';
  const after =
    '{"weave:///key":"WEAVE:///A","n":[1.0,1e-07,12345678901234567890,"WEAVE:///B\\"C\\\\"],"p":"x weave:///","q":"\\"weave:///a\\"","e":"\\\\","f":"WEAVE:///\\ud800"}';
  assert.equal(replaceStrings(new JsonText(before), 'weave:///', upper).text, after);
  const none = new JsonText('{"a":"\\"weave:///"}');
  assert.equal(replaceStrings(none, 'weave:///', upper), none);
});

test('the same is found and replaced as by walking the parsed value', () => {
  let seed = 7;
  const random = (below: number) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed % below;
  };
  const TEXTS = [REF, `"${REF}`, `\\"${REF}`, `${REF}/key/%22`, `x${REF}`, `"`, '\\', `${REF}"`, `["${REF}"]`, 'a\\'];
  const make = (depth: number): unknown => {
    const kind = random(depth > 4 ? 1 : 3);
    if (kind === 1) return Array.from({ length: random(4) }, () => make(depth + 1));
    if (kind === 2) return Object.fromEntries(TEXTS.slice(0, random(4)).map((key) => [key, make(depth + 1)]));
    return TEXTS[random(TEXTS.length)];
  };
  const walk = (value: unknown): unknown => {
    if (typeof value === 'string') return value.startsWith(REF) ? `<${value}>` : value;
    if (Array.isArray(value)) return value.map(walk);
    return Object.fromEntries(Object.entries(value as object).map(([key, member]) => [key, walk(member)]));
  };
  for (let at = 0; at < 500; at++) {
    const value = make(0);
    assert.equal(replaceStrings(JsonText.of(value), REF, (text) => `<${text}>`).text, JsonText.of(walk(value)).text);
  }
});
