/** The call service over HTTP: paths, bodies, streams, errors, and who hangs up; with a scripted trace server behind it. */
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { InvalidRequest, NotFoundError } from '../errors.ts';
import { OPERATIONS } from '../requests/operations.ts';
import { call, scripted } from '../service/testing/scripted-trace-server.ts';
import type { CallStart, TraceServer } from '../trace-server.ts';
import { JsonText } from '../values/json-text.ts';
import { BODY_LIMIT } from './read-body.ts';
import { Site } from './testing/site.ts';
import { localUser } from './user.ts';

const START = { project_id: 'e/p', op_name: 'add', started_at: '2024-06-13T12:00:00Z', attributes: {}, inputs: {} };
const basic = (user: string): Record<string, string> => ({
  Authorization: `Basic ${Buffer.from(`${user}:key`).toString('base64')}`,
});

describe('requests', () => {
  const starts: CallStart[] = [];
  let files: { project_id: string; name: string; content: Uint8Array }[] = [];
  let site: Site;
  before(async () => {
    site = await Site.over(
      scripted({
        callStart: async ({ start }) => {
          starts.push(start);
          return { id: 'i', trace_id: 't' };
        },
        callRead: async ({ id }) => {
          if (id === 'gone') throw new NotFoundError('there is no such call');
          if (id === 'bug') throw new Error('a secret');
          return { call: call(id) };
        },
        fileCreate: async (file) => {
          files.push(file);
          return { digest: 'd' };
        },
        fileContentRead: async () => ({ content: Buffer.from([0, 1, 255]) }),
        ensureProjectExists: async ({ project }) => {
          if (project === 'no/name') throw new InvalidRequest('no name for a project');
          return { project_name: project };
        },
      }),
    );
  });
  after(() => site.close());

  test('every operation is there at all of its paths, at the root, below /traces and with a slash behind', async () => {
    for (const path of OPERATIONS.flatMap(({ paths }) => paths)) {
      for (const variant of [path, `/traces${path}`, `${path}/`]) {
        const reply = await site.send('GET', variant);
        assert.deepEqual([reply.status, reply.headers.allow], [405, 'POST'], variant);
        assert.match(JSON.parse(reply.body.toString()).reason, /GET is not possible here; POST is/);
      }
    }
    assert.equal((await site.send('POST', '/calls/nothing', '{}')).status, 404);
  });

  test('a body is JSON whatever its Content-Type says', async () => {
    for (const type of [{}, { 'Content-Type': 'text/plain' }, { 'Content-Type': 'application/json; charset=utf-8' }]) {
      const reply = await site.post('/call/start', { start: START }, type as Record<string, string>);
      assert.deepEqual(reply, { status: 200, body: { id: 'i', trace_id: 't' } });
    }
  });

  test('the user is the name in Basic; api or none is the local one; what the body says does not count', async () => {
    starts.length = 0;
    for (const headers of [basic('ann'), basic('api'), basic(''), {}]) {
      await site.post('/call/start', { start: { ...START, wb_user_id: 'mallory' } }, headers);
    }
    const local = localUser();
    assert.deepEqual(
      starts.map((start) => start.wb_user_id),
      ['ann', local, local, local],
    );
    const refused = await site.post('/call/start', { start: START }, basic('a\nb'));
    assert.equal(refused.status, 400);
    assert.match(refused.body.reason, /user name/);
  });

  test('errors are told with class, reason and status; what went wrong in us is not told, but noted', async () => {
    const missing = await site.post('/call/read', { project_id: 'e/p', id: 'gone' });
    assert.deepEqual(missing, { status: 404, body: { reason: 'there is no such call', error_type: 'NotFoundError' } });
    site.failures.length = 0;
    const bug = await site.post('/call/read', { project_id: 'e/p', id: 'bug' });
    assert.deepEqual([bug.status, bug.body.reason], [500, 'Internal server error']);
    assert.match(String(site.failures[0]), /a secret/);
  });

  test('bad bodies are refused with a reason, and nothing reaches the store', async () => {
    starts.length = 0;
    const nested = '['.repeat(10_000) + ']'.repeat(10_000);
    const start = (more: string): string => `{"start":{${JSON.stringify(START).slice(1, -1)}${more}}}`;
    const table: [body: string | Buffer, status: number, reason: RegExp][] = [
      ['', 422, /too early/],
      ['{"start":', 422, /too early/],
      ['nonsense', 422, /object/],
      ['[]', 422, /object/],
      ['{"start":null}', 422, /start/],
      ['{"start":{}}', 422, /project_id/],
      [start(',"id":7'), 422, /id/],
      [start(',"nobody_knows":1'), 422, /nobody_knows/],
      [start(',"__proto__":1'), 422, /__proto__/],
      [start(`,"display_name":${nested}`), 422, /display_name/],
      [start('').replace('"inputs":{}', `"inputs":{"a":${nested}}`), 422, /500 levels/],
      [start(',"id":"a\\u0000b"'), 422, /NUL/],
      [start(',"id":"\\ud800"'), 422, /surrogate/],
      [Buffer.from([0x7b, 0xff, 0x7d]), 422, /UTF-8/],
    ];
    for (const [body, status, reason] of table) {
      const reply = await site.send('POST', '/call/start', body);
      const { reason: told, detail } = JSON.parse(reply.body.toString());
      assert.deepEqual([reply.status, Array.isArray(detail)], [status, true], String(body).slice(0, 60));
      assert.match(told, reason);
    }
    assert.deepEqual(starts, []);
  });

  test('keys like __proto__ and constructor are data', async () => {
    starts.length = 0;
    const inputs = '{"__proto__":{"a":1},"constructor":2,"b":1.0}';
    await site.send(
      'POST',
      '/call/start',
      JSON.stringify({ start: START }).replace('"inputs":{}', `"inputs":${inputs}`),
    );
    assert.equal(starts[0]?.inputs.text, inputs);
  });

  test('more than 32 MiB is refused before it is read, while it is read, and when it is inflated', async () => {
    const refused = { reason: 'Request too large', error_type: 'RequestTooLarge' };
    const declared = await site.send('POST', '/call/start', Buffer.alloc(BODY_LIMIT + 1, 0x20));
    assert.deepEqual([declared.status, JSON.parse(declared.body.toString())], [413, refused]);
    const chunked = await site.send('POST', '/call/start', Buffer.alloc(BODY_LIMIT + 1, 0x20), {
      'Transfer-Encoding': 'chunked',
    });
    assert.deepEqual([chunked.status, JSON.parse(chunked.body.toString())], [413, refused]);
    const bomb = gzipSync(Buffer.alloc(BODY_LIMIT + 1, 0x20));
    const inflated = await site.send('POST', '/call/start', bomb, { 'Content-Encoding': 'gzip' });
    assert.deepEqual([inflated.status, JSON.parse(inflated.body.toString())], [413, refused]);
  });

  test('one that says it is too large is answered though nothing of it was sent', async () => {
    const { port } = new URL(site.url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(`POST /call/start HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: 99999999999\r\n\r\n`);
    const [head] = await new Promise<Buffer[]>((resolve) => socket.once('data', (data) => resolve([data])));
    assert.match(String(head), /^HTTP\/1\.1 413 /);
    socket.destroy();
  });

  test('compressed bodies are read, broken and unknown ones refused', async () => {
    const body = Buffer.from(JSON.stringify({ start: START }));
    const send = (bytes: Buffer, encoding: string) =>
      site.send('POST', '/call/start', bytes, { 'Content-Encoding': encoding });
    assert.equal((await send(gzipSync(body), 'gzip')).status, 200);
    assert.equal((await send(body, 'identity')).status, 200);
    assert.equal((await send(body, 'gzip')).status, 400);
    assert.equal((await send(body, 'constructor')).status, 415);
  });

  test('files come as forms, and leave as their bytes', async () => {
    files = [];
    const form = new FormData();
    form.set('project_id', 'e/p');
    form.set('file', new Blob([new Uint8Array([13, 10, 0, 255])]), 'obj "1".py');
    const reply = await fetch(`${site.url}/files/create`, { method: 'POST', body: form });
    assert.deepEqual([reply.status, await reply.json()], [200, { digest: 'd' }]);
    assert.deepEqual(
      files.map(({ name, content }) => [name, [...content]]),
      [['obj "1".py', [13, 10, 0, 255]]],
    );
    const content = await site.send('POST', '/file/content', '{"project_id":"e/p","digest":"d"}');
    assert.deepEqual([content.headers['content-type'], [...content.body]], ['application/octet-stream', [0, 1, 255]]);
    form.delete('file');
    assert.equal((await fetch(`${site.url}/file/create`, { method: 'POST', body: form })).status, 422);
    assert.equal((await site.post('/file/create', { project_id: 'e/p' })).status, 422);
  });

  test('health and server info', async () => {
    assert.deepEqual(JSON.parse((await site.send('GET', '/health')).body.toString()), { status: 'ok' });
    const info = JSON.parse((await site.send('GET', '/traces/server_info')).body.toString());
    assert.deepEqual(info, { min_required_weave_python_version: '0.0.0', trace_server_version: '1.2.3' });
  });

  test('what SDKs ask of GraphQL is answered; what is not known is refused by name', async () => {
    const ask = async (query: string, variables = {}) =>
      (await site.post('/graphql', { query, variables }, basic('ann'))).body;
    const viewer = await ask('query DefaultEntity { viewer { username defaultEntity { name } } }');
    assert.deepEqual([viewer.data.viewer.username, viewer.data.viewer.defaultEntity.name], ['ann', 'ann']);
    const names = { name: 'p', entityName: 'e' };
    const project =
      'query Project($name: String!, $entityName: String!) { project(name: $name, entityName: $entityName) { name } }';
    assert.equal((await ask(project, names)).data.project.name, 'p');
    const upsert = 'mutation UpsertModel($name: String!) { upsertModel(input: { name: $name }) { model { name } } }';
    assert.equal((await ask(upsert, { name: 'p', entity: 'e' })).data.upsertModel.model.name, 'p');
    const both = await ask('query E { viewer { username } # comment { x }\n entity(name: "}{") { readOnly } }', names);
    assert.deepEqual([both.data.viewer.username, both.data.entity.readOnly], ['ann', false]);
    const unknown = await ask('{ artifact(name: "a") { id } }');
    assert.deepEqual([unknown.data, unknown.errors.length], [null, 1]);
    assert.match(unknown.errors[0].message, /no field "artifact"/);
    const refused = await site.post('/graphql', { query: project, variables: { ...names, name: 'no/name' } });
    assert.deepEqual([refused.status, refused.body.reason], [400, 'no name for a project']);
    assert.equal((await site.post('/graphql', { query: '{ __proto__ }' })).body.data, null);
    for (const body of ['', '{', '[]', '{"query":1}', '{"query":"{"}', '{"query":""}']) {
      assert.equal((await site.send('POST', '/graphql', body)).status, 400, body);
    }
  });
});

describe('streams', () => {
  const QUERY = JSON.stringify({ project_id: 'e/p' });
  const streaming = (calls: () => AsyncIterable<ReturnType<typeof call>>): Promise<Site> =>
    Site.over(scripted({ callsQueryStream: calls } as Partial<TraceServer>));

  test('a line is one by the rules of anybody: what Unicode takes for the end of a line is escaped', async () => {
    const text = 'a\u2028b\u2029c\u0085d';
    const site = await streaming(async function* () {
      yield call('c', { inputs: JsonText.of({ text }), exception: text });
    });
    const { body } = await site.send('POST', '/calls/stream_query', QUERY);
    const [line = '', ...rest] = body.toString().split(/[\n\u0085\u2028\u2029]/);
    assert.deepEqual([JSON.parse(line).inputs.text, JSON.parse(line).exception, rest], [text, text, ['']]);
    await site.close();
  });

  test('calls come a line each, or as one list; the media type is what the client calls it', async () => {
    const site = await streaming(async function* () {
      for (let i = 0; i < 3; i++) yield call(`c${i}`);
    });
    const lines = await site.send('POST', '/calls/stream_query', QUERY, { Accept: 'application/x-ndjson' });
    assert.equal(lines.headers['content-type'], 'application/x-ndjson');
    assert.deepEqual(
      lines.body
        .toString()
        .split('\n')
        .map((line) => (line === '' ? '' : JSON.parse(line).id)),
      ['c0', 'c1', 'c2', ''],
    );
    const anything = await site.send('POST', '/calls/stream_query', QUERY, { Accept: '*/*' });
    assert.equal(anything.headers['content-type'], 'application/jsonl');
    const list = await site.post('/calls/query', { project_id: 'e/p' });
    assert.deepEqual(
      list.body.calls.map(({ id }: { id: string }) => id),
      ['c0', 'c1', 'c2'],
    );
    await site.close();
  });

  test('no calls are an empty answer', async () => {
    const site = await streaming(async function* () {});
    assert.equal((await site.send('POST', '/calls/stream_query', QUERY)).body.length, 0);
    assert.deepEqual((await site.post('/calls/query', { project_id: 'e/p' })).body, { calls: [] });
    await site.close();
  });

  test('long answers arrive whole, in order', async () => {
    const op_name = 'x'.repeat(1_000);
    const site = await streaming(async function* () {
      for (let i = 0; i < 5_000; i++) yield call(String(i), { op_name });
    });
    const lines = (await site.send('POST', '/calls/stream_query', QUERY)).body.toString().trimEnd().split('\n');
    assert.deepEqual(
      lines.map((line) => Number(JSON.parse(line).id)),
      Array.from({ length: 5_000 }, (_, i) => i),
    );
    const list = JSON.parse((await site.send('POST', '/calls/query', QUERY)).body.toString());
    assert.equal(list.calls.length, 5_000);
    await site.close();
  });

  test('what is refused before the first call is an error with its status', async () => {
    const site = await streaming(async function* () {
      yield* [];
      throw new InvalidRequest('no such field');
    });
    assert.deepEqual(await site.post('/calls/stream_query', { project_id: 'e/p' }), {
      status: 400,
      body: { reason: 'no such field', error_type: 'InvalidRequest' },
    });
    await site.close();
  });

  test('a stream that breaks is cut, so that nobody takes it for complete', async () => {
    const op_name = 'x'.repeat(10_000);
    const site = await streaming(async function* () {
      for (let i = 0; i < 100; i++) yield call(String(i), { op_name });
      throw new Error('the disk is gone');
    });
    await assert.rejects(site.send('POST', '/calls/stream_query', QUERY));
    assert.match(String(site.failures[0]), /the disk is gone/);
    await site.close();
  });

  test('who does not read holds the query up; who hangs up ends it', async () => {
    let given = 0;
    let ended!: () => void;
    const end = new Promise<void>((resolve) => {
      ended = resolve;
    });
    const op_name = 'x'.repeat(100_000);
    const site = await streaming(async function* () {
      try {
        for (;;) yield call(String(given++), { op_name });
      } finally {
        ended();
      }
    });
    const reply = await fetch(`${site.url}/calls/stream_query`, { method: 'POST', body: QUERY });
    const reader = reply.body!.getReader();
    await reader.read();
    let before = -1;
    // It comes to rest, long before all of an endless stream was made.
    while (before !== given) {
      before = given;
      for (let i = 0; i < 50; i++) await new Promise((resolve) => setImmediate(resolve));
    }
    await reader.cancel();
    await end;
    assert.ok(given < 1_000, `${given} calls of 0.1 MB were made for one who read one chunk`);
    await site.close();
  });
});

test('bodies that would take too much memory together wait for each other', async () => {
  let open = 0;
  let most = 0;
  const site = await Site.over(
    scripted({
      callStart: async () => {
        most = Math.max(most, ++open);
        await new Promise((resolve) => setImmediate(resolve));
        open--;
        return { id: 'i', trace_id: 't' };
      },
    }),
    { bodyBudget: 1_000 },
  );
  const body = { start: { ...START, inputs: { text: 'x'.repeat(500) } } };
  const replies = await Promise.all(Array.from({ length: 10 }, () => site.post('/call/start', body)));
  assert.ok(replies.every(({ status }) => status === 200));
  assert.equal(most, 1);
  await site.close();
});

test('a body that stops coming keeps nobody waiting for long, and nobody at all who asks a short question', async () => {
  const stalled = (port: number): Promise<void> =>
    new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1', () =>
        socket.write(`POST /call/start HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: ${BODY_LIMIT}\r\n\r\n{`),
      );
      socket.on('error', () => {});
      socket.on('close', () => resolve());
    });
  const server = scripted({
    callStart: async () => ({ id: 'i', trace_id: 't' }),
    callRead: async ({ id }) => ({ call: call(id) }),
  });
  const patient = await Site.over(server, { bodyBudget: BODY_LIMIT });
  const both = [stalled(Number(new URL(patient.url).port)), stalled(Number(new URL(patient.url).port))];
  assert.equal((await patient.post('/call/read', { project_id: 'e/p', id: 'c' })).status, 200);
  assert.equal((await patient.send('GET', '/health')).status, 200);
  await patient.close();
  await Promise.all(both);

  const site = await Site.over(server, { bodyBudget: BODY_LIMIT, stallMs: 20 });
  const cut = stalled(Number(new URL(site.url).port));
  const large = { start: { ...START, inputs: { text: 'x'.repeat(100_000) } } };
  assert.equal((await site.post('/call/start', large)).status, 200);
  await cut;
  assert.deepEqual(site.failures, []);
  await site.close();
});
