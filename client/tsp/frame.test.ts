import assert from 'node:assert/strict';
import { it } from 'node:test';
import { frameOf } from '../testing/frame-of.ts';
import { Frame } from './frame.ts';

const WHOLE = frameOf({ status: 'COMPLETED', statusMessage: 'Completed', model: { x: 0 } }, [
  Float64Array.of(1, 2),
  Uint8Array.of(3, 4, 5),
]);

it('a frame that is cut off anywhere is an error, as is one with something behind it', () => {
  assert.deepEqual([...new Frame(WHOLE.buffer).column({ x: 0 }, 'x', 'f64')], [1, 2]);
  for (let length = 0; length < WHOLE.length; length++) {
    assert.throws(() => new Frame(WHOLE.slice(0, length).buffer), SyntaxError, `${length} bytes`);
  }
  assert.throws(() => new Frame(Uint8Array.from([...WHOLE, 0]).buffer), /137 bytes|has \d+ bytes/);
});

it('a frame that lies about its lengths is an error that says so', () => {
  const lying = (columns: unknown) => frameOf({ status: 'COMPLETED', columns }, [Float64Array.of(1)]).buffer;
  assert.throws(() => new Frame(lying([['f64', 2]])), /cut off: column 0/);
  assert.throws(() => new Frame(lying([['f64', 2 ** 53]])), SyntaxError);
  assert.throws(() => new Frame(lying([['f64', 1e300]])), SyntaxError);
  assert.throws(() => new Frame(lying([['f64', -1]])), /no known type and length/);
  assert.throws(() => new Frame(lying([['toString', 1]])), /no known type and length/);
  assert.throws(() => new Frame(lying([])), /columns end at/);
  assert.throws(() => new Frame(lying('x')), /lists no columns/);
  const header = Uint8Array.from(WHOLE);
  new DataView(header.buffer).setUint32(4, 2 ** 32 - 1, true);
  assert.throws(() => new Frame(header.buffer), /cut off: a header/);
});

it('what is no frame at all is an error', () => {
  for (const text of ['', '{"status":"COMPLETED"}', 'HCF1\u0004\0\0\0null', 'HCF1\u0001\0\0\0{']) {
    assert.throws(() => new Frame(new TextEncoder().encode(text).buffer as ArrayBuffer), SyntaxError, text);
  }
});
