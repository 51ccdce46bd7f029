/** The self-made certificate: for whom it is, how it is kept, and when it is made anew; used by a real client. */
import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import express from 'express';
import { keptCertificate } from './certificate.ts';
import { listen } from './listen.ts';

const folder = mkdtempSync(join(tmpdir(), 'heddle-certificate-'));
after(() => rmSync(folder, { recursive: true, force: true }));

test('a client that trusts it, and no other, is answered under every name of this machine', async () => {
  const certificate = await keptCertificate(folder, '127.0.0.1');
  const app = express().get('/', (_, response) => void response.send('hello'));
  const { port, close } = await listen(app, '127.0.0.1', 0, certificate);
  const ask = (servername: string, ca?: string): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port, servername, agent: false, ...(ca === undefined ? {} : { ca }) };
      request(options, (reply) => resolve(reply.resume().statusCode))
        .on('error', reject)
        .end();
    });
  assert.equal(await ask('localhost', certificate.cert), 200);
  assert.equal(await ask('', certificate.cert), 200);
  await assert.rejects(ask('other.example', certificate.cert), /altnames/);
  await assert.rejects(ask('localhost'), /self-signed/);
  await close();
});

test('it is kept for the user alone, and made anew for another host, or when it can’t be used', async () => {
  const first = await keptCertificate(folder, '127.0.0.1');
  assert.equal(statSync(first.file).mode & 0o777, 0o600);
  assert.equal(statSync(join(folder, 'https-key.pem')).mode & 0o777, 0o600);
  assert.equal((await keptCertificate(folder, '127.0.0.1')).cert, first.cert);
  const second = await keptCertificate(folder, 'box.example');
  assert.ok(new X509Certificate(second.cert).checkHost('box.example'));
  assert.equal((await keptCertificate(folder, '0.0.0.0')).cert, second.cert);
  writeFileSync(join(folder, 'https-key.pem'), first.key);
  assert.notEqual((await keptCertificate(folder, 'box.example')).cert, second.cert);
});
