import assert from 'node:assert/strict';
import test from 'node:test';
import { ChunkedList } from './chunked-list.ts';

test('A list in pieces changes as an array does.', () => {
  let state = 7;
  const next = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  for (const [size, growing] of [
    [0, 0.5],
    [0, 0.9],
    [5000, 0.1],
    [513, 0.6],
  ] as const) {
    const array = Array.from({ length: size }, (_, i) => i);
    const list = new ChunkedList(array);
    for (let i = 0; i < 6000; i++) {
      if (array.length === 0 || next(1000) < growing * 1000) {
        const index = next(3) === 0 ? array.length : next(array.length + 1);
        array.splice(index, 0, i);
        list.insert(index, i);
      } else {
        const index = next(array.length);
        assert.equal(list.remove(index), array.splice(index, 1)[0]);
      }
      assert.equal(list.length, array.length);
    }
    assert.deepEqual(list.toArray(), array);
  }
});
