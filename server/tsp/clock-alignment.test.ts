import assert from 'node:assert/strict';
import { test } from 'node:test';
import { proposals, type TraceClock } from './clock-alignment.ts';

const HOST = '"ce1e0553-79b1-4b3d-a1b5-5d1d34bb2e8c"';
const clock = (uuid: string, clock_offset: string, more: Record<string, string> = {}, offset = 0n): TraceClock => ({
  uuid,
  offset,
  properties: { 'host ID': HOST, clock_offset, clock_scale: '1.0', ...more },
});
const texts = (...traces: TraceClock[]) =>
  [...proposals(traces)].map(([uuid, { offset, alignedWith }]) => `${uuid} by ${offset} with ${alignedWith}`);

test('traces of one clock are moved to where the kernel trace, else the first, has it', () => {
  const kernel = { domain: '"kernel"' };
  assert.deepEqual(texts(clock('ust', '1500000000000700000'), clock('kernel', '1500000000000000000', kernel)), [
    'ust by -700000 with kernel',
  ]);
  assert.deepEqual(texts(clock('a', '9000'), clock('b', '7000'), clock('c', '9000')), ['b by 2000 with a']);
  assert.deepEqual(texts(clock('a', '10', {}, 5000n), clock('b', '10')), ['b by 5000 with a']);
  assert.deepEqual(texts(clock('a', '9000'), clock('b', '7000', {}, 2000n)), [], 'it stands right already');
  assert.deepEqual(texts(clock('a', '9000'), clock('b', '8001')), [], 'not worth moving it');
});

test('clocks that may not be the same are left alone', () => {
  const other = HOST.replace('c', 'd');
  assert.deepEqual(texts(clock('a', '9000'), clock('b', '7000', { 'host ID': other })), []);
  assert.deepEqual(texts(clock('a', '9000'), clock('b', '7000', { clock_scale: '2.0' })), []);
  const named = { 'host ID': '"vm"' };
  assert.deepEqual(texts(clock('a', '9000', named), clock('b', '7000', named)), []);
  assert.deepEqual(texts(clock('a', '9000'), { uuid: 'b', offset: 0n, properties: { 'host ID': HOST } }), []);
});
