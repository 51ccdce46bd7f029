import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Decimal, exactNanos } from './decimal.ts';

function read(token: string): { nanos: bigint | undefined; length: number } {
  const decimal = new Decimal();
  const length = decimal.read(Buffer.from(`${token}\0`), 0);
  return { nanos: decimal.valid ? BigInt(decimal.micros) * 1000n + BigInt(decimal.nanos) : undefined, length };
}

describe('a time in microseconds', () => {
  it('becomes exact nanoseconds', () => {
    const cases: [string, bigint][] = [
      ['0', 0n],
      ['-0', 0n],
      ['12', 12_000n],
      ['15.5', 15_500n],
      ['445191683049.142', 445_191_683_049_142n],
      ['1723456789012345.678', 1_723_456_789_012_345_678n],
      ['-1.001', -1_001n],
      ['0.0004', 0n],
      ['0.0005', 1n],
      ['-0.0005', -1n],
      ['0.9996', 1_000n],
      ['7.9999999999', 8_000n],
      ['1e3', 1_000_000n],
      ['1.5E+3', 1_500_000n],
      ['25e-2', 250n],
      ['1e-30', 0n],
      ['0e999', 0n],
      ['000000000000000000012.5', 12_500n],
      ['.5', 500n],
      ['5.', 5_000n],
    ];
    for (const [token, nanos] of cases) assert.deepEqual(read(token), { nanos, length: token.length }, token);
  });

  it('is none if it is no number, or too large', () => {
    for (const token of [
      '',
      '-',
      '.',
      '1e999',
      '9007199254740992',
      '1x',
      '1.2.3',
      '--1',
      'null',
      'NaN',
      '1e',
      '99999999999999999999',
    ]) {
      assert.deepEqual(read(token), { nanos: undefined, length: token.length }, token);
    }
  });

  it('is read fast as it is read slowly', () => {
    let random = 1;
    for (let i = 0; i < 5000; i++) {
      random = (Math.imul(random, 1103515245) + 12345) >>> 0;
      const token = `${i % 7 === 0 ? '-' : ''}${random}.${String((random * 7) % 100_003).slice(0, 1 + (i % 5))}`;
      assert.equal(read(token).nanos, exactNanos(token), token);
    }
  });
});
