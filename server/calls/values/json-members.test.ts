import assert from 'node:assert/strict';
import test from 'node:test';
import { memberOf, valueAt, withMember, withValueAt } from './json-members.ts';
import { JsonText } from './json-text.ts';
import { JsonReader } from './read-json.ts';
import { randomJson } from './testing/random-json.ts';

test('Each value in a random document is found by its path, and replaced alone.', () => {
  let looked = 0;
  for (let seed = 0; seed < 80; seed++) {
    const document = new JsonReader(randomJson(seed)).json();
    for (const path of pathsIn(document.parse())) {
      const place = path.join('/');
      const expected = path.reduce(
        (value: unknown, step) => (value as Record<string, unknown>)[step],
        document.parse(),
      );
      assert.deepEqual(valueAt(document, path)?.parse(), expected, place);
      const replaced = withValueAt(document, path, new JsonText('"here"'));
      assert.equal(valueAt(replaced, path)?.text, '"here"', place);
      assert.equal(withValueAt(replaced, path, valueAt(document, path)!).text, document.text, place);
      looked++;
    }
  }
  assert.ok(looked > 800);
});

test('What is not there is not found, and nothing is replaced.', () => {
  const value = new JsonText('{"a":{"b":[1,[],{}]},"c":"\\"a\\":"}');
  for (const path of [
    ['x'],
    ['b'],
    ['a', 'b', 3],
    ['a', 'b', 0, 0],
    ['a', 'b', 1, 0],
    ['a', 'b', -1],
    ['a', 'b', '0'],
    ['a', 0],
    ['c', 'a'],
    ['__proto__'],
  ]) {
    assert.equal(valueAt(value, path), undefined, path.join('/'));
    assert.equal(withValueAt(value, path, value), value, path.join('/'));
  }
});

test('A member takes the place of the one of its key, or stands behind the others.', () => {
  const member = new JsonText('1.0');
  assert.equal(withMember(new JsonText('{}'), 'a', member).text, '{"a":1.0}');
  assert.equal(withMember(new JsonText('{"b":{"a":2}}'), 'a', member).text, '{"b":{"a":2},"a":1.0}');
  assert.equal(withMember(new JsonText('{"a":[{"a":2}],"b":3}'), 'a', member).text, '{"a":1.0,"b":3}');
  assert.equal(memberOf(withMember(new JsonText('{}'), 'a"\\.b', member), 'a"\\.b')?.text, '1.0');
});

function* pathsIn(value: unknown, path: readonly (string | number)[] = []): Generator<readonly (string | number)[]> {
  yield path;
  if (Array.isArray(value)) for (const [index, item] of value.entries()) yield* pathsIn(item, [...path, index]);
  else if (value !== null && typeof value === 'object') {
    for (const [key, member] of Object.entries(value)) yield* pathsIn(member, [...path, key]);
  }
}
