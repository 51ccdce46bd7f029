import assert from 'node:assert/strict';
import { test } from 'node:test';
import { suggestFilter, suggestNames } from './suggest.ts';

const NAMES = ['CPU', 'tid', 'prev_tid', 'Start Time', 'ret'];
const values = (field: string): string[] => (field === 'label' ? ['parse', 'main loop', 'say "hi"'] : []);
const filter = (text: string): readonly string[] => suggestFilter(text, [...NAMES, 'label'], values);

test('names that begin with what is typed come first, then those that have it inside; 20 at most', () => {
  assert.deepEqual(suggestNames('t', NAMES), ['tid', 'prev_tid', 'Start Time', 'ret']);
  assert.deepEqual(suggestNames(' TID', NAMES), ['tid', 'prev_tid']);
  assert.deepEqual(suggestNames('', NAMES), NAMES);
  const many = Array.from({ length: 100 }, (_, i) => `n${i}`);
  assert.deepEqual(suggestNames('n9', [...many, 'xn9']), ['n9', ...many.slice(90), 'xn9']);
  assert.equal(suggestNames('', many).length, 20);
});

const cases: readonly (readonly [string, readonly string[]])[] = [
  ['', ['CPU', 'tid', 'prev_tid', '"Start Time"', 'ret', 'label']],
  ['CPU == 1 && pre', ['prev_tid']],
  ['!(sta', ['"Start Time"']],
  ['"Start T', ['"Start Time"']],
  ['tid ', ['==', '!=', 'contains', 'matches', '>', '<', 'present']],
  ['"Start Time" c', ['contains', 'matches']],
  ['a || TID m', ['matches']],
  ['nothing re', ['ret', 'prev_tid']],
  ['tid == 1 && "CPU" ', ['==', '!=', 'contains', 'matches', '>', '<', 'present']],
  ['label == ', ['parse', '"main loop"', '"say \\"hi\\""']],
  ['label==p', ['parse', '"main loop"']],
  ['label contains mai', ['"main loop"']],
  ['tid == ', []],
];
for (const [text, expected] of cases) {
  test(`after “${text}” comes ${expected.join(' or ') || 'nothing that is known'}`, () => {
    assert.deepEqual(filter(text), expected);
  });
}
