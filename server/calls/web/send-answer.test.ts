import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { test } from 'node:test';
import { sendAnswer } from './send-answer.ts';

test('who takes nothing any more is given up, and the question ends', async () => {
  const ended = Promise.withResolvers<void>();
  async function* endless(): AsyncGenerator<Uint8Array, undefined> {
    try {
      for (;;) yield new Uint8Array(1 << 20);
    } finally {
      ended.resolve();
    }
  }
  const server = createServer((_request, response) => {
    void sendAnswer(response, { status: 200, type: 'application/jsonl', body: endless() }, undefined, 10);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1').pause();
  client.on('error', () => undefined);
  client.write('GET / HTTP/1.1\r\nHost: here\r\n\r\n');
  await ended.promise;
  client.destroy();
  server.close();
  await once(server, 'close');
});

test('who takes it slowly gets all of it', async () => {
  const body = (async function* () {
    for (let i = 0; i < 20; i++) yield new Uint8Array(1 << 20).fill(i);
  })();
  const server = createServer((_request, response) => void sendAnswer(response, { status: 200, type: 'x/y', body }));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const reply = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  assert.equal((await reply.arrayBuffer()).byteLength, 20 << 20);
  server.close();
});
