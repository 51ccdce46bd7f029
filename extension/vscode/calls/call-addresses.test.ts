import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callAddresses } from './call-addresses.ts';

test('an SDK’s word on a call leads to it', () => {
  const address = 'https://127.0.0.1:7717/acme/shop/r/call/01a201a7-71f3-7a98-8004-1d90a99c6772';
  assert.deepEqual(callAddresses(`🍩 ${address}`, 7717), [
    {
      at: 3,
      length: address.length,
      subject: { project: 'acme/shop', call: '01a201a7-71f3-7a98-8004-1d90a99c6772' },
    },
  ]);
});

test('addresses of other servers, and of other things, are left alone', () => {
  assert.deepEqual(callAddresses('http://127.0.0.1:7718/acme/shop/r/call/c1', 7717), []);
  assert.deepEqual(callAddresses('http://example.org:7717/acme/shop/r/call/c1', 7717), []);
  assert.deepEqual(callAddresses('http://127.0.0.1:7717/acme/shop', 7717), []);
});
