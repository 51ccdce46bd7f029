/** Who is let in: the token in each of its forms, Host, Origin, sizes; over real HTTP, with raw requests where fetch is too polite. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { isLoopback, newToken } from './access.ts';
import { createApp } from './app.ts';
import { HttpError } from './http-error.ts';
import { type Listening, listen } from './listen.ts';
import { ok } from './reply.ts';
import { BODY_LIMIT, type Route, router } from './routes.ts';

const BIG = 'x'.repeat(100_000);
const ROUTES: readonly Route[] = [
  { method: 'GET', path: '/things', handle: () => ok([]) },
  { method: 'GET', path: '/big', handle: () => ok({ BIG }) },
  { method: 'GET', path: '/gone', handle: () => ({ status: 204 }) },
  { method: 'POST', path: '/things', handle: ({ body }) => ok({ body: body ?? 'none' }) },
  { method: 'DELETE', path: '/things/:id', handle: ({ params }) => ok(params.id) },
  {
    method: 'GET',
    path: '/refused',
    handle: () => {
      throw new HttpError(409, 'Conflict', 'why', { trace: 1n << 60n });
    },
  },
  {
    method: 'GET',
    path: '/bug',
    handle: () => {
      throw new Error('a bug');
    },
  },
  {
    method: 'GET',
    path: '/full',
    handle: () => {
      throw Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
    },
  },
];

interface Raw {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: Buffer;
}

class Site {
  readonly failures: unknown[] = [];
  readonly token: string | undefined;
  readonly pageFolder: string | undefined;
  listening!: Listening;

  constructor(token: string | undefined, pageFolder?: string) {
    this.token = token;
    this.pageFolder = pageFolder;
  }

  async open(): Promise<this> {
    const app = createApp({
      access: {
        token: this.token,
        open: new Set(['/api/gone']),
        host: '127.0.0.1',
        ports: () => [this.listening.port],
      },
      routers: [['/api', router(ROUTES)]],
      pageFolder: this.pageFolder,
      onFailure: (error) => this.failures.push(error),
    });
    this.listening = await listen(app, '127.0.0.1', 0);
    return this;
  }

  send(method: string, path: string, headers: Record<string, string> = {}, body?: string | Buffer): Promise<Raw> {
    return new Promise((resolve, reject) => {
      const { port } = this.listening;
      const framed = body !== undefined && !('Transfer-Encoding' in headers);
      const length = framed ? { 'Content-Length': String(Buffer.byteLength(body)) } : {};
      const all = { ...headers, ...length };
      const sent = request({ host: '127.0.0.1', port, method, path, headers: all, agent: false }, (reply) => {
        const chunks: Buffer[] = [];
        reply.on('data', (chunk: Buffer) => chunks.push(chunk));
        reply.on('end', () =>
          resolve({ status: reply.statusCode ?? 0, headers: reply.headers, body: Buffer.concat(chunks) }),
        );
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }
}

const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

describe('with a token', () => {
  const token = newToken();
  let site: Site;
  before(async () => {
    site = await new Site(token).open();
  });
  after(() => site.listening.close());

  const table: [what: string, path: string, headers: Record<string, string>, status: number][] = [
    ['no token', '/api/things', {}, 401],
    ['a wrong token', '/api/things', { Authorization: `Bearer ${newToken()}` }, 401],
    ['half of the token', '/api/things', { Authorization: `Bearer ${token.slice(0, 20)}` }, 401],
    ['an empty token', '/api/things', { Authorization: 'Bearer ' }, 401],
    ['the token as Bearer', '/api/things', { Authorization: `Bearer ${token}` }, 200],
    ['the token as bearer', '/api/things', { Authorization: `bearer ${token}` }, 200],
    ['the token as a password', '/api/things', { Authorization: basic('api', token) }, 200],
    ['the token as a password without user', '/api/things', { Authorization: basic('', token) }, 200],
    ['the token as a user', '/api/things', { Authorization: basic(token, '') }, 401],
    ['the token in the path', `/t/${token}/api/things`, {}, 200],
    ['the token in the path, trailing slash', `/t/${token}/api/things/`, {}, 200],
    ['the token in the path, with a query', `/t/${token}/api/things?x=1`, {}, 200],
    ['a wrong token in the path', `/t/${newToken()}/api/things`, {}, 401],
    ['the token in the query', `/api/things?token=${token}`, {}, 401],
    ['what is open, without token', '/api/gone', {}, 204],
    ['what is open, with the token', `/t/${token}/api/gone`, {}, 204],
    ['what is open, with a wrong token', '/api/gone', { Authorization: basic('api', newToken()) }, 401],
    ['what is open, with a wrong token in the path', `/t/${newToken()}/api/gone`, {}, 401],
    ['an unknown route without token', '/nope', {}, 401],
    ['an unknown route with token', `/t/${token}/nope`, {}, 404],
    ['only the prefix', `/t/${token}`, {}, 308],
    ['a foreign host', `/t/${token}/api/things`, { Host: 'evil.example' }, 403],
    ['a foreign host with our port', `/t/${token}/api/things`, { Host: 'evil.example:PORT' }, 403],
    ['a host that only begins like ours', `/t/${token}/api/things`, { Host: '127.0.0.1.evil.example:PORT' }, 403],
    ['a malformed host', `/t/${token}/api/things`, { Host: '[::1' }, 400],
    ['localhost', `/t/${token}/api/things`, { Host: 'localhost:PORT' }, 200],
    ['localhost through a tunnel from another port', `/t/${token}/api/things`, { Host: 'localhost:1' }, 200],
    ['the loopback of IPv6', `/t/${token}/api/things`, { Host: '[::1]:PORT' }, 200],
    ['a foreign origin', `/t/${token}/api/things`, { Origin: 'http://evil.example' }, 403],
    ['a sandboxed origin', `/t/${token}/api/things`, { Origin: 'null' }, 403],
    ['another page of this machine', `/t/${token}/api/things`, { Origin: 'http://localhost:3000' }, 403],
    ['our own page', `/t/${token}/api/things`, { Origin: 'http://127.0.0.1:PORT' }, 200],
    ['a webview', `/t/${token}/api/things`, { Origin: 'vscode-webview://0a1b-2c' }, 200],
  ];
  for (const [what, path, headers, status] of table) {
    test(`${what}: ${status}`, async () => {
      const port = String(site.listening.port);
      const sent = Object.fromEntries(Object.entries(headers).map(([k, v]) => [k, v.replace('PORT', port)]));
      const reply = await site.send('GET', path, sent);
      assert.equal(reply.status, status, reply.body.toString());
      if (status >= 400) {
        assert.equal(reply.headers['content-type'], 'application/json');
        assert.equal(typeof JSON.parse(reply.body.toString()).title, 'string');
        assert.ok(!reply.body.includes(token));
      }
      assert.equal(reply.headers['x-content-type-options'], 'nosniff');
      assert.notEqual(reply.headers['access-control-allow-origin'], '*');
    });
  }

  test('the prefix without a slash leads to the one with it, so that relative addresses work', async () => {
    const reply = await site.send('GET', `/t/${token}?experiment=1`);
    assert.equal(reply.headers.location, `/t/${token}/?experiment=1`);
  });

  test('a webview may read, and asks beforehand without a token', async () => {
    const Origin = 'vscode-webview://abc';
    const preflight = {
      Origin,
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': 'authorization',
    };
    const reply = await site.send('OPTIONS', '/api/things', preflight);
    assert.equal(reply.status, 204);
    assert.equal(reply.headers['access-control-allow-origin'], Origin);
    assert.match(String(reply.headers['access-control-allow-headers']), /Authorization/);
    assert.equal(
      (await site.send('OPTIONS', '/api/things', { ...preflight, Origin: 'http://evil.example' })).status,
      403,
    );
  });
});

describe('without a token', () => {
  let site: Site;
  before(async () => {
    site = await new Site(undefined).open();
  });
  after(() => site.listening.close());
  const json = { 'Content-Type': 'application/json' };

  test('pages of this machine may read, others not; the port of the host must be ours', async () => {
    const local = await site.send('GET', '/api/things', { Origin: 'http://localhost:3000' });
    assert.equal(local.headers['access-control-allow-origin'], 'http://localhost:3000');
    assert.match(String(local.headers.vary), /Origin/);
    for (const Origin of [
      'http://evil.example',
      'http://localhost.evil.example',
      'https://127.0.0.1.evil.example',
      'null',
    ]) {
      assert.equal((await site.send('GET', '/api/things', { Origin })).status, 403, Origin);
    }
    assert.equal((await site.send('GET', '/api/things', { Host: 'localhost:1' })).status, 403);
    assert.equal((await site.send('GET', '/t/whatever/api/things')).status, 200);
  });

  test('a body must be JSON, of a bearable size', async () => {
    const post = (body: string | Buffer, headers = json) => site.send('POST', '/api/things', headers, body);
    assert.equal(String((await post('{"t":1332170682440133097}')).body), '{"body":{"t":1332170682440133097}}');
    assert.equal(String((await site.send('POST', '/api/things')).body), '{"body":"none"}');
    assert.equal((await post('{"a":', json)).status, 400);
    assert.equal((await post('{"__proto__":1}')).status, 400);
    assert.equal((await post('[[[[')).status, 400);
    assert.equal((await post(Buffer.from([0x22, 0xff, 0x22]))).status, 400);
    assert.equal((await post('{}', { 'Content-Type': 'text/plain' })).status, 415);
    assert.equal((await post('a=1', { 'Content-Type': 'application/x-www-form-urlencoded' })).status, 415);
    assert.equal((await post('{}', { 'Content-Type': 'application/json; charset=utf-8' })).status, 200);
    assert.equal((await site.send('DELETE', '/api/things/7', json, '{"removeCache":true}')).status, 200);
    assert.equal((await site.send('DELETE', '/api/things/7', {}, 'not json')).status, 200);
    assert.equal((await site.send('POST', '/api/things', { ...json, 'Content-Encoding': 'odd' }, '{}')).status, 415);
  });

  test('a body that says it is too large is refused before it is sent, one that does not say, when it is', async () => {
    const announced = await new Promise<string>((resolve, reject) => {
      const socket = connect(site.listening.port, '127.0.0.1', () => {
        const { port } = site.listening;
        const head = `Host: 127.0.0.1:${port}\r\nContent-Type: application/json\r\nContent-Length: ${BODY_LIMIT + 1}`;
        socket.write(`POST /api/things HTTP/1.1\r\n${head}\r\n\r\n`);
      });
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk;
      });
      socket.on('end', () => resolve(text)).on('error', reject);
    });
    assert.match(announced, /^HTTP\/1.1 413 /);
    assert.match(announced, /\{"title":"Request too large"/);
    const chunked = { ...json, 'Transfer-Encoding': 'chunked' };
    const reply = await site.send('POST', '/api/things', chunked, Buffer.alloc(BODY_LIMIT + 1, ' '));
    assert.equal(reply.status, 413);
  });

  test('headers without end, and what is not HTTP, get a short answer', async () => {
    const reply = await site.send('GET', '/api/things', { 'X-Long': 'x'.repeat(20_000) });
    assert.equal(reply.status, 431);
    assert.equal(JSON.parse(String(reply.body)).title, 'Request headers too large');
    const garbage = await new Promise<string>((resolve) => {
      const socket = connect(site.listening.port, '127.0.0.1', () => socket.write('hello\r\n\r\n'));
      socket.on('data', (chunk) => resolve(String(chunk)));
    });
    assert.match(garbage, /^HTTP\/1.1 400 /);
  });

  test('a large reply is compressed for those who take gzip', async () => {
    const plain = await site.send('GET', '/api/big');
    const packed = await site.send('GET', '/api/big', { 'Accept-Encoding': 'gzip, deflate' });
    assert.equal(packed.headers['content-encoding'], 'gzip');
    assert.equal(packed.headers['content-type'], 'application/json');
    assert.ok(packed.body.length < 10_000);
    assert.deepEqual(gunzipSync(packed.body), plain.body);
    const refused = await site.send('GET', '/api/big', { 'Accept-Encoding': 'gzip;q=0, br' });
    assert.equal(refused.headers['content-encoding'], undefined);
    assert.equal(
      (await site.send('GET', '/api/things', { 'Accept-Encoding': 'gzip' })).headers['content-encoding'],
      undefined,
    );
  });

  test('errors are JSON with a title, and a bug is told to the log', async () => {
    const conflict = await site.send('GET', '/api/refused');
    assert.equal(String(conflict.body), '{"trace":1152921504606846976,"title":"Conflict","detail":"why"}');
    assert.equal(conflict.status, 409);
    assert.deepEqual(site.failures, []);
    assert.equal((await site.send('GET', '/api/bug')).status, 500);
    assert.equal((site.failures[0] as Error).message, 'a bug');
    const full = await site.send('GET', '/api/full');
    assert.equal(full.status, 507);
    assert.match(String(full.body), /database or disk is full/);
    assert.equal(site.failures.length, 2);
    const method = await site.send('DELETE', '/api/things');
    assert.deepEqual([method.status, method.headers.allow], [405, 'GET, POST']);
    assert.equal((await site.send('DELETE', '/api/things/%zz')).status, 400);
    const empty = await site.send('GET', '/api/gone');
    assert.deepEqual([empty.status, empty.body.length], [204, 0]);
  });
});

test('the page comes with a policy that lets no foreign or inline script run, and nothing beside its folder', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'heddle-'));
  mkdirSync(join(folder, 'page'));
  writeFileSync(join(folder, 'page', 'page.html'), '<!doctype html>');
  writeFileSync(join(folder, 'page', 'page.js'), '1');
  writeFileSync(join(folder, 'secret'), 'secret');
  const token = newToken();
  const site = await new Site(token, join(folder, 'page')).open();
  try {
    const page = await site.send('GET', `/t/${token}/?experiment=1`);
    assert.equal(page.status, 200);
    assert.match(String(page.headers['content-type']), /^text\/html/);
    const policy = String(page.headers['content-security-policy']);
    assert.match(policy, /default-src 'none'/);
    assert.doesNotMatch(policy, /unsafe/);
    assert.equal(page.headers['cache-control'], 'private, no-cache');
    assert.equal((await site.send('GET', `/t/${token}/page.js`)).status, 200);
    assert.equal((await site.send('GET', '/page.js')).status, 401);
    for (const path of ['../secret', '..%2fsecret', '%2e%2e/secret', 'page.html/../../secret']) {
      assert.notEqual((await site.send('GET', `/t/${token}/${path}`)).status, 200, path);
    }
  } finally {
    await site.listening.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

test('addresses that SDKs print of calls and projects lead a browser to the page, with the token that was in them', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'heddle-'));
  writeFileSync(join(folder, 'page.html'), '<!doctype html>');
  const token = newToken();
  const site = await new Site(token, folder).open();
  const html = { accept: 'text/html,*/*;q=0.8' };
  const target = async (path: string) => {
    const { status, headers } = await site.send('GET', `/t/${token}${path}`, html);
    assert.equal(status, 302, path);
    return new URL(String(headers.location), `http://here/t/${token}${path}`);
  };
  try {
    const call = await target('/acme/shop/r/call/018f');
    assert.equal(call.pathname, `/t/${token}/`);
    assert.equal(call.search, '?calls=acme%2Fshop&call=018f');
    assert.equal((await target('/acme/shop/weave/')).href, `http://here/t/${token}/?calls=acme%2Fshop`);
    const version = await target('/acme/sh%26op/weave/objects/x/versions/1');
    assert.equal(version.href, `http://here/t/${token}/?calls=acme%2Fsh%26op`);
    assert.equal((await target('/%2F%2Fevil/x/weave')).host, 'here');
    assert.equal((await site.send('GET', `/t/${token}/acme/shop/weave`)).status, 404, 'not for programs');
    assert.equal((await site.send('GET', '/acme/shop/weave', html)).status, 401);
  } finally {
    await site.listening.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

test('loopback addresses are told from others', () => {
  for (const host of ['127.0.0.1', '127.9.8.7', 'localhost', 'LOCALHOST', '::1', '[::1]'])
    assert.ok(isLoopback(host), host);
  for (const host of ['0.0.0.0', '::', '128.0.0.1', '127.0.0.1.evil.example', 'example.org', ''])
    assert.ok(!isLoopback(host), host);
});
