import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseQuantity } from './quantity.ts';

describe('a quantity', () => {
  const read: readonly (readonly [string, number | bigint | undefined])[] = [
    ['42', 42],
    ['-7', -7],
    ['0x2a', 42],
    ['010', 8],
    ['08', 8],
    ['9007199254740991', 9007199254740991],
    ['9007199254740993', 9007199254740993n],
    ['0xffffffff81000000', 0xffffffff81000000n],
    ['1,234.5', 1234.5],
    ['1,2,3', undefined],
    ['.5', 0.5],
    ['1e3', 1000],
    ['2k', 2000],
    ['3M', 3e6],
    ['2ms', 2e6],
    ['1.5 s', 1.5e9],
    ['250µs', 250_000],
    ['5 parsecs', undefined],
    ['12:34:56.000 001', 45_296_000_001_000],
    ['1970-01-01T00:00:01Z', 1_000_000_000n],
    ['2012-03-19 17:03:02.440133097', 1_332_176_582_440_133_097n],
    ['2012-03-19T17:03:02+01:00', 1_332_172_982_000_000_000n],
    ['2012-13-19T17:03:02', undefined],
    ['', undefined],
    ['-', undefined],
    ['9a', undefined],
    ['a9', undefined],
    ['1e999', undefined],
    ['1'.repeat(50), undefined],
  ];
  for (const [text, expected] of read) {
    it(`“${text.slice(0, 32)}” is ${expected ?? 'none'}`, () => assert.equal(parseQuantity(text), expected));
  }
});
