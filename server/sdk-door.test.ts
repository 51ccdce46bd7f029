import assert from 'node:assert/strict';
import { type AddressInfo, createServer } from 'node:net';
import { after, before, test } from 'node:test';
import express from 'express';
import { openSdkDoor, type SdkDoor } from './sdk-door.ts';

const PERIOD = 5;
let port: number;
const failures: string[] = [];
const doors: SdkDoor[] = [];

before(async () => {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  port = (probe.address() as AddressInfo).port;
  await new Promise((resolve) => probe.close(resolve));
});
after(() => Promise.all(doors.map((door) => door.close())));

async function open(name: string): Promise<SdkDoor> {
  const app = express().get('/', (_, response) => void response.send(name));
  const door = await openSdkDoor(app, '127.0.0.1', port, ({ message }) => failures.push(`${name}: ${message}`), PERIOD);
  doors.push(door);
  return door;
}

async function answering(): Promise<string | undefined> {
  const reply = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
  return reply?.text();
}

test('servers take the port one after the other, and each says once that it waits', async () => {
  const first = await open('first');
  const second = await open('second');
  assert.equal(await answering(), 'first');
  assert.deepEqual(failures, [`second: SDKs can't reach this server at port ${port} yet`]);
  await first.close();
  let name = await answering();
  while (name === undefined) name = await answering();
  assert.equal(name, 'second');
  await second.close();
  assert.equal(failures.length, 1);
});

test('one that was closed while it waited never opens', async () => {
  const first = await open('first');
  const second = await open('second');
  await second.close();
  await first.close();
  const third = await open('third');
  assert.equal(await answering(), 'third');
  await third.close();
});
