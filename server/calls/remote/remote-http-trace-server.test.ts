/** The client side over real HTTP: batches, splitting, patience, what is given up, streams, errors as they were thrown. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { BackendError, InvalidRequest, NotFoundError, RequestTooLarge, ValidationError } from '../errors.ts';
import { call, scripted } from '../service/testing/scripted-trace-server.ts';
import type { BatchItem, CallStart } from '../trace-server.ts';
import { EMPTY_OBJECT, JsonText, stringify } from '../values/json-text.ts';
import { Site } from '../web/testing/site.ts';
import { DeadLetters } from './dead-letters.ts';
import { RemoteHttpTraceServer, type RemoteOptions } from './remote-http-trace-server.ts';

const QUICK = { patience: { firstDelayMs: 1, longestDelayMs: 2, forMs: 2_000 } };
const folder = mkdtempSync(join(tmpdir(), 'heddle-remote-'));
after(() => rmSync(folder, { recursive: true, force: true }));

function start(id: string, more: Partial<CallStart> = {}): CallStart {
  const fixed = { project_id: 'e/p', op_name: 'add', started_at: '2024-06-13T12:00:00Z' };
  return { ...fixed, id, trace_id: id, attributes: EMPTY_OBJECT, inputs: EMPTY_OBJECT, ...more };
}
const startItem = (id: string, more: Partial<CallStart> = {}): BatchItem => ({
  mode: 'start',
  req: { start: start(id, more) },
});
const idOf = (item: BatchItem): string => (item.mode === 'start' ? item.req.start.id! : item.req.end.id);

type Asked = { path: string; body: ReturnType<typeof JSON.parse> };

/** A server that answers what the test says, in turn; and what it was asked. */
class Answers {
  readonly asked: Asked[] = [];
  #answer: (request: Asked, response: ServerResponse) => void;
  readonly #server = createServer((request, response) => void this.#handle(request, response));

  constructor(answer: (request: Asked, response: ServerResponse) => void) {
    this.#answer = answer;
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const asked = { path: request.url!, body: JSON.parse(Buffer.concat(chunks).toString()) };
    this.asked.push(asked);
    this.#answer(asked, response);
  }

  async remote(options: Partial<RemoteOptions> = {}): Promise<RemoteHttpTraceServer> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/t/secret/`;
    return new RemoteHttpTraceServer({ url, ...QUICK, ...options });
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

const say = (response: ServerResponse, status: number, body: unknown, headers = {}): void => {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body));
};

describe('starts and ends', () => {
  test('those recorded at the same time go in one batch; a question waits for them', async () => {
    const server = new Answers(({ path }, response) =>
      say(response, 200, path.endsWith('/read') ? { call: null } : {}),
    );
    const remote = await server.remote();
    for (let i = 0; i < 50; i++) remote.record(startItem(`c${i}`));
    remote.record({
      mode: 'end',
      req: { end: { project_id: 'e/p', id: 'c0', ended_at: 'now', summary: EMPTY_OBJECT } },
    });
    await remote.callRead({ project_id: 'e/p', id: 'c0' });
    assert.deepEqual(
      server.asked.map(({ path }) => path),
      ['/t/secret/call/upsert_batch', '/t/secret/call/read'],
    );
    assert.deepEqual(server.asked[0]?.body.batch.map(idOf), [...Array.from({ length: 50 }, (_, i) => `c${i}`), 'c0']);
    await remote.close();
    server.close();
  });

  test('what comes while a batch is on its way goes with the next one, and missing ids are made once', async () => {
    const server = new Answers((_, response) => say(response, 200, {}));
    const remote = await server.remote();
    const one = remote.callStart({ start: start('a') });
    const { id: _, trace_id: __, ...anonymous } = start('b');
    const two = remote.callStart({ start: anonymous });
    assert.equal((await one).id, 'a');
    assert.match((await two).id, /^[0-9a-f]{8}-[0-9a-f]{4}-7/);
    const sent = server.asked.flatMap(({ body }) => body.batch?.map(idOf) ?? [body.start.id]);
    assert.deepEqual(sent, ['a', (await two).id]);
    await remote.close();
    server.close();
  });

  test('a question does not wait for what is recorded after it, however much that is', async () => {
    let more = 1_000;
    const server = new Answers(({ path }, response) => {
      if (!path.endsWith('/read') && more-- > 0) remote.record(startItem(`later${more}`));
      say(response, 200, path.endsWith('/read') ? { call: null } : {});
    });
    const remote = await server.remote();
    remote.record(startItem('before'));
    await remote.callRead({ project_id: 'e/p', id: 'before' });
    assert.ok(more > 0, 'it was answered once all was sent');
    more = 0;
    await remote.close();
    server.close();
  });

  test('no batch is larger than it may be', async () => {
    const server = new Answers((_, response) => say(response, 200, {}));
    const remote = await server.remote({ limits: { batchBytes: 2_000, batchItems: 5 } });
    const inputs = JsonText.of({ text: 'x'.repeat(600) });
    for (let i = 0; i < 7; i++) remote.record(startItem(`large${i}`, { inputs }));
    for (let i = 0; i < 9; i++) remote.record(startItem(`small${i}`));
    await remote.flush();
    const sizes = server.asked.map(({ body }) => body.batch?.length ?? 1);
    assert.equal(
      sizes.reduce((a, b) => a + b),
      16,
    );
    assert.ok(sizes.every((size) => size <= 5));
    assert.ok(server.asked.every(({ body }) => JSON.stringify(body).length <= 2_000 || body.batch.length === 1));
    await remote.close();
    server.close();
  });

  test('a refused batch is halved until the bad item stands alone; that goes to the dead letters, and is told', async () => {
    const file = join(folder, 'poison.jsonl');
    const stored: string[] = [];
    const server = new Answers(({ body }, response) => {
      const ids: string[] = body.batch?.map(idOf) ?? [body.start.id];
      if (ids.includes('bad'))
        return say(response, 422, { reason: 'bad id', error_type: 'ValidationError', detail: [] });
      stored.push(...ids);
      say(response, 200, {});
    });
    const told: [string, number][] = [];
    const onGivenUp = (error: Error, items: number): void => void told.push([error.message, items]);
    const remote = await server.remote({ deadLetterFile: file, onGivenUp });
    const ids = ['a', 'b', 'bad', 'c', 'd', 'e'];
    for (const id of ids) remote.record(startItem(id));
    await remote.flush();
    assert.deepEqual(stored.sort(), ids.filter((id) => id !== 'bad').sort());
    assert.deepEqual(told, [['bad id', 1]]);
    const letters = readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.deepEqual(
      letters.map(({ reason, item }) => [reason, idOf(item)]),
      [['bad id', 'bad']],
    );
    await remote.close();
    server.close();
  });

  test('a batch that is too large for the server is halved', async () => {
    const stored: string[] = [];
    const server = new Answers(({ body }, response) => {
      const ids: string[] = body.batch?.map(idOf) ?? [body.start.id];
      if (ids.length > 3) return say(response, 413, { reason: 'Request too large' });
      stored.push(...ids);
      say(response, 200, {});
    });
    const remote = await server.remote();
    for (let i = 0; i < 10; i++) remote.record(startItem(`c${i}`));
    await remote.flush();
    assert.deepEqual(
      stored,
      Array.from({ length: 10 }, (_, i) => `c${i}`),
    );
    await remote.close();
    server.close();
  });

  test('who waits for a start is told what was wrong with it', async () => {
    const server = new Answers((_, response) =>
      say(response, 400, { reason: 'no such id', error_type: 'InvalidRequest' }),
    );
    const remote = await server.remote();
    await assert.rejects(remote.callStart({ start: start('a') }), (error) => error instanceof InvalidRequest);
    assert.equal(server.asked[0]?.path, '/t/secret/call/start');
    await remote.close();
    server.close();
  });

  test('a full queue gives up what comes, and keeps it; so does the end of the process', async () => {
    const file = join(folder, 'full.jsonl');
    const waiting: ServerResponse[] = [];
    const server = new Answers((_, response) => waiting.push(response));
    const told: string[] = [];
    const onGivenUp = (error: Error): void => void told.push(error.message);
    const remote = await server.remote({ deadLetterFile: file, onGivenUp, limits: { items: 3 } });
    for (let i = 0; i < 5; i++) remote.record(startItem(`c${i}`));
    assert.equal(told.length, 2);
    assert.match(told[0]!, /queue .* full/);
    process.listeners('exit').at(-1)?.(0);
    const ids = readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => idOf(JSON.parse(line).item));
    assert.deepEqual(ids, ['c3', 'c4', 'c0', 'c1', 'c2']);
    await remote.close();
    server.close();
  });
});

describe('patience', () => {
  test('the network’s failures, 429 and 5xx are met by sending again; other refusals at once', async () => {
    const script: ((response: ServerResponse) => void)[] = [
      (response) => response.destroy(),
      (response) => say(response, 503, {}),
      (response) => say(response, 429, {}, { 'Retry-After': '0' }),
      (response) => response.writeHead(502).end('<html>'),
      (response) => say(response, 200, { count: 7 }),
      (response) => say(response, 404, { reason: 'gone', error_type: 'NotFoundError' }),
    ];
    const server = new Answers((_, response) => script.shift()?.(response));
    const remote = await server.remote();
    assert.deepEqual(await remote.callsQueryStats({ project_id: 'e/p' }), { count: 7 });
    await assert.rejects(remote.callsQueryStats({ project_id: 'e/p' }), (error) => error instanceof NotFoundError);
    assert.equal(server.asked.length, 6);
    await remote.close();
    server.close();
  });

  test('what would leave two if it were done twice is not sent again when it may have been done', async () => {
    const server = new Answers((_, response) => say(response, 500, { reason: 'Internal server error' }));
    const remote = await server.remote();
    const feedback = { project_id: 'e/p', weave_ref: 'r', feedback_type: 't', payload: EMPTY_OBJECT };
    await assert.rejects(remote.feedbackCreate(feedback), /Internal server error/);
    await assert.rejects(remote.feedbackReplace({ ...feedback, feedback_id: 'f' }), /Internal server error/);
    assert.equal(server.asked.length, 2);
    await remote.close();
    server.close();
  });

  test('it ends, with an error that names the server', async () => {
    const server = new Answers((_, response) => response.destroy());
    const remote = await server.remote({ patience: { firstDelayMs: 1, longestDelayMs: 1, forMs: 10 } });
    await assert.rejects(remote.objsQuery({ project_id: 'e/p' }), (error: Error) => {
      assert.match(error.message, /127\.0\.0\.1:\d+.* can't be reached/);
      return error instanceof BackendError;
    });
    await remote.close();
    server.close();
  });
});

describe('against the web layer', () => {
  const exact = new JsonText('{"b":1.0,"a":1e-07,"2":12345678901234567890}');
  let site: Site;
  let remote: RemoteHttpTraceServer;
  let returned = false;
  const tables: { rows: string[] }[] = [];
  const files: { name: string; content: number[] }[] = [];
  before(async () => {
    site = await Site.over(
      scripted({
        callRead: async ({ id }) => ({ call: id === 'none' ? null : call(id, { inputs: exact, output: exact }) }),
        async *callsQueryStream({ limit }) {
          if (limit === 0) throw new InvalidRequest('no limit');
          try {
            for (let i = 0; i < (limit ?? 1e9); i++) yield call(`ü${i}`, { inputs: exact, summary: exact });
          } finally {
            returned = true;
          }
        },
        refsReadBatch: async () => ({ vals: [exact, new JsonText('null'), new JsonText('1.0')] }),
        feedbackQuery: async () => ({ result: [{ id: 'f', payload: exact, 'payload.x': new JsonText('1.0') }] }),
        objRead: async () => {
          throw new NotFoundError('no such object');
        },
        callStartBatch: async ({ batch }) => ({ res: batch.map(() => ({})) }),
        callStart: async () => ({ id: '', trace_id: '' }),
        fileCreate: async ({ name, content }) => {
          files.push({ name, content: [...content] });
          return { digest: 'd' };
        },
        fileContentRead: async () => ({ content: new Uint8Array([1, 0, 255]) }),
        tableCreate: async ({ table }) => {
          tables.push({ rows: table.rows.map((row) => row.text) });
          return { digest: 'd0', content_digest: 'c0', row_digests: table.rows.map((row) => row.text) };
        },
        tableUpdate: async ({ base_digest, updates }) => {
          const rows = updates.map((update) => ('append' in update ? update.append.row.text : ''));
          tables.push({ rows: [base_digest, ...rows] });
          return { digest: `d${tables.length - 1}`, content_digest: 'c', updated_row_digests: rows };
        },
      }),
    );
    remote = new RemoteHttpTraceServer({ url: site.url, ...QUICK, limits: { batchBytes: 1_000 } });
  });
  after(async () => {
    await remote.close();
    await site.close();
  });

  test('values come back as they are', async () => {
    const { call: read } = await remote.callRead({ project_id: 'e/p', id: 'c' });
    assert.equal(stringify(read), stringify(call('c', { inputs: exact, output: exact })));
    assert.deepEqual(await remote.callRead({ project_id: 'e/p', id: 'none' }), { call: null });
    const { vals } = await remote.refsReadBatch({ refs: [] });
    assert.deepEqual(
      vals.map((value) => value.text),
      [exact.text, 'null', '1.0'],
    );
    const { result } = await remote.feedbackQuery({ project_id: 'e/p' });
    assert.equal(stringify(result), stringify([{ id: 'f', payload: exact, 'payload.x': new JsonText('1.0') }]));
  });

  test('streams come one by one; leaving one ends it over there', async () => {
    const all = await remote.callsQuery({ project_id: 'e/p', limit: 3_000 });
    assert.deepEqual(
      all.calls.map(({ id }) => id),
      Array.from({ length: 3_000 }, (_, i) => `ü${i}`),
    );
    assert.equal(all.calls[0]?.summary?.text, exact.text);
    returned = false;
    for await (const one of remote.callsQueryStream({ project_id: 'e/p' })) {
      assert.equal(one.id, 'ü0');
      break;
    }
    while (!returned) await new Promise((resolve) => setImmediate(resolve));
    await assert.rejects(
      remote.callsQuery({ project_id: 'e/p', limit: 0 }),
      (error) => error instanceof InvalidRequest,
    );
  });

  test('errors are of the class that they were thrown as, with all their members', async () => {
    await assert.rejects(remote.objRead({ project_id: 'e/p', object_id: 'o', digest: 'd' }), (error) => {
      assert.ok(error instanceof NotFoundError);
      assert.equal(error.message, 'no such object');
      return true;
    });
    await assert.rejects(remote.callStart({ start: start('a', { op_name: 7 as unknown as string }) }), (error) => {
      assert.ok(error instanceof ValidationError);
      assert.deepEqual((error.details.detail as { loc: unknown }[])[0]?.loc, ['body', 'start', 'op_name']);
      return true;
    });
    const large = { content: new Uint8Array(33 * 1024 * 1024), project_id: 'e/p', name: 'n' };
    await assert.rejects(remote.fileCreate(large), (error) => error instanceof RequestTooLarge);
  });

  test('files keep their bytes and their names, or are refused', async () => {
    const name = 'a "b" %22 ü.py';
    assert.deepEqual(await remote.fileCreate({ project_id: 'e/p', name, content: new Uint8Array([13, 10]) }), {
      digest: 'd',
    });
    assert.deepEqual(files, [{ name, content: [13, 10] }]);
    const { content } = await remote.fileContentRead({ project_id: 'e/p', digest: 'd' });
    assert.deepEqual([...content], [1, 0, 255]);
    const odd = { project_id: 'e/p', name: '\ud800', content };
    await assert.rejects(remote.fileCreate(odd), (error) => error instanceof ValidationError);
  });

  test('a table that is too large for one request is created, then appended to', async () => {
    const rows = Array.from({ length: 30 }, (_, i) => JsonText.of({ i, text: 'x'.repeat(100) }));
    const created = await remote.tableCreate({ table: { project_id: 'e/p', rows } });
    assert.deepEqual(
      created.row_digests,
      rows.map((row) => row.text),
    );
    assert.equal(created.digest, `d${tables.length - 1}`);
    assert.deepEqual(tables[1]?.rows[0], 'd0');
    assert.deepEqual(tables[2]?.rows[0], 'd1');
    const wrong = { project_id: 'e/p', rows, expected_digest: 'other' };
    await assert.rejects(remote.tableCreate({ table: wrong }), /not other/);
  });

  test('a batch that is too large for one request goes in several', async () => {
    const batch = Array.from({ length: 20 }, (_, i) => startItem(`c${i}`));
    assert.equal((await remote.callStartBatch({ batch })).res.length, 20);
  });
});

test('a full file of dead letters is turned over; so many are kept', () => {
  const file = join(folder, 'turned', 'letters.jsonl');
  const letters = new DeadLetters(file, { size: 200, kept: 2 });
  for (let i = 0; i < 5; i++) letters.add([JSON.stringify({ i, text: 'x'.repeat(100) })], 'why');
  const held = (path: string): number => JSON.parse(readFileSync(path, 'utf8')).item.i;
  assert.deepEqual([file, `${file}.1`, `${file}.2`].map(held), [4, 3, 2]);
});
