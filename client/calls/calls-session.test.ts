import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { FakeServer } from '../testing/fake-server.ts';
import { CallClient } from './call-client.ts';
import { type CallsForms, CallsSession } from './calls-session.ts';
import type { CallsExport } from './export-calls.ts';

const PROJECT = 'acme/shop';
const OP = 'weave:///acme/shop/op/pay';

/** As the service writes one; values are as odd as users' are. */
const PAID = `{"id":"c1","project_id":"acme/shop","op_name":"${OP}:v7","display_name":null,"trace_id":"t1","parent_id":"c0","started_at":"2026-11-22T05:00:00.000250Z","attributes":{},"inputs":{"amount":1.0,"big":12345678901234567890},"ended_at":"2026-11-22T05:00:00.001500Z","exception":null,"output":1e-07,"summary":{"usage":{"gpt":{"prompt_tokens":3,"input_tokens":4,"completion_tokens":5,"requests":1}},"weave":{"status":"success","costs":{"gpt":{"prompt_tokens_total_cost":0.25,"completion_tokens_total_cost":0.5}}}},"wb_user_id":"ada","wb_run_id":null}`;
const RUNNING = `{"id":"c2","project_id":"acme/shop","op_name":"plain name","display_name":"mine","trace_id":"t1","parent_id":null,"started_at":"2026-11-22T05:00:01Z","ended_at":null,"summary":{"weave":{"status":"running"}}}`;

describe('a session of calls', () => {
  let server: FakeServer;
  let session: CallsSession;
  const forms: CallsForms = {
    subject: () => ({ project: PROJECT }),
    mayDelete: async () => true,
    save: async () => undefined,
    showInTrace: async () => {},
  };
  const asked = (route: string) => JSON.parse(server.bodyOf(`POST ${route}`) ?? '{}');

  beforeEach(async () => {
    server = await FakeServer.start();
    session = new CallsSession(async () => new CallClient(server.url), forms);
  });
  afterEach(() => server.stop());

  test('a page is filtered, sorted and cut by the database', async () => {
    server.on('POST /calls/stream_query', `${PAID}\n${RUNNING}\n`);
    const rows = await session.callsPage(PROJECT, {
      question: { op: OP, status: 'error', text: 'card', traceId: 't1', rootsOnly: true, from: '2026-11-22T05:00:00Z' },
      ...{ order: 'latency', descending: true, offset: 40, limit: 20 },
    });
    const { filter, query, sort_by, offset, limit, columns } = asked('/calls/stream_query');
    assert.deepEqual(filter, { op_names: [`${OP}:*`], trace_ids: ['t1'], trace_roots_only: true });
    assert.deepEqual(sort_by, [{ field: 'summary.weave.latency_ms', direction: 'desc' }]);
    assert.deepEqual([offset, limit], [40, 20]);
    const [status, from, text] = query.$expr.$and;
    assert.deepEqual(status, { $eq: [{ $getField: 'summary.weave.status' }, { $literal: 'error' }] });
    assert.deepEqual(from, { $gte: [{ $getField: 'started_at' }, { $literal: '2026-11-22T05:00:00Z' }] });
    assert.deepEqual(
      text.$or.map((each: { $contains: { input: object } }) => each.$contains.input),
      ['op_name', 'display_name', 'inputs', 'output', 'exception'].map((name) => ({ $getField: name })),
    );
    assert.ok(!columns.includes('inputs'));
    assert.deepEqual(rows, [
      {
        ...{ id: 'c1', traceId: 't1', parentId: 'c0', name: 'pay', op: OP, status: 'success' },
        ...{ startedAt: '2026-11-22T05:00:00.000250Z', endedAt: '2026-11-22T05:00:00.001500Z', latencyMs: 1.25 },
        ...{ tokens: { prompt: 7, completion: 5, total: 12 }, cost: 0.75, user: 'ada' },
      },
      {
        ...{ id: 'c2', traceId: 't1', name: 'mine', op: 'plain name', status: 'running' },
        startedAt: '2026-11-22T05:00:01Z',
      },
    ]);
  });

  test('a question without conditions asks none', async () => {
    server.on('POST /calls/query_stats', '{"count":12}');
    assert.equal(await session.callsCount(PROJECT, {}), 12);
    assert.deepEqual(asked('/calls/query_stats'), { project_id: PROJECT, filter: {} });
  });

  test('values are the texts that they were written as', async () => {
    server.on('POST /call/read', `{"call":${PAID}}`);
    server.on(
      'POST /feedback/query',
      '{"result":[{"id":"f1","feedback_type":"score","payload":{"v":1.0},"creator":null,"wb_user_id":"ada","created_at":"2026-11-22T05:01:00Z"}]}',
    );
    const call = await session.callDetail(PROJECT, 'c1');
    assert.equal(call?.inputs, '{"amount":1.0,"big":12345678901234567890}');
    assert.equal(call?.output, '1e-07');
    assert.equal(call?.exception, undefined);
    assert.deepEqual(call?.usage, [{ model: 'gpt', requests: 1, prompt: 7, completion: 5, cost: 0.75 }]);
    assert.deepEqual(call?.feedback, [
      { id: 'f1', type: 'score', payload: '{"v":1.0}', creator: 'ada', createdAt: '2026-11-22T05:01:00Z' },
    ]);
  });

  test('a call that is not there is none', async () => {
    server.on('POST /call/read', '{"call":null}').on('POST /feedback/query', '{"result":[]}');
    assert.equal(await session.callDetail(PROJECT, 'c9'), undefined);
    assert.deepEqual(await session.callNeighbours(PROJECT, 'c9'), {});
    assert.deepEqual(await session.callCode(PROJECT, 'c9'), []);
  });

  test('neighbours are one small question each', async () => {
    server.on('POST /call/read', `{"call":${PAID}}`).on('POST /calls/stream_query', '{"id":"n"}\n');
    const { previousPeer, nextSibling } = await session.callNeighbours(PROJECT, 'c1');
    assert.deepEqual([previousPeer, nextSibling], ['n', 'n']);
    const questions = server.asked.filter(({ route }) => route.includes('stream')).map(({ body }) => JSON.parse(body));
    assert.deepEqual(
      questions.map(({ filter, sort_by, limit }) => [filter, sort_by[0].direction, limit]),
      [
        [{ op_names: [`${OP}:*`] }, 'desc', 1],
        [{ op_names: [`${OP}:*`] }, 'asc', 1],
        [{ parent_ids: ['c0'] }, 'desc', 1],
        [{ parent_ids: ['c0'] }, 'asc', 1],
      ],
    );
  });

  test('the code of an op comes with its version; a plain name has none', async () => {
    server
      .on('POST /call/read', `{"call":${PAID}}`)
      .on('POST /obj/read', '{"obj":{"version_index":3,"val":{"_type":"CustomWeaveType","files":{"obj.py":"d1"}}}}')
      .on('POST /files/content', 'def pay(): …');
    assert.deepEqual(await session.callCode(PROJECT, 'c1'), [{ file: 'obj.py', text: 'def pay(): …', version: 'v3' }]);
    assert.deepEqual(asked('/obj/read'), { project_id: PROJECT, object_id: 'pay', digest: 'v7' });
    server.on('POST /obj/read', { status: 404, text: '{"reason":"Obj \\"pay:v7\\" not found"}' });
    assert.deepEqual(await session.callCode(PROJECT, 'c1'), []);
    server.on('POST /call/read', `{"call":${RUNNING}}`);
    assert.deepEqual(await session.callCode(PROJECT, 'c2'), []);
  });

  test('a ref is read by what it names', async () => {
    server
      .on('POST /refs/read_batch', '{"vals":[{"n":1.0}]}')
      .on('POST /table/query', '{"rows":[{"digest":"a","val":{"x":1.0}},{"digest":"b","val":[2]}]}')
      .on('POST /call/read', `{"call":${RUNNING}}`);
    assert.equal(await session.readRef('weave:///acme/shop/object/o:v0'), '{"n":1.0}');
    assert.equal(await session.readRef('weave:///acme/shop/table/abc'), '[{"x":1.0},[2]]');
    assert.equal(await session.readRef('weave:///acme/shop/call/c2'), RUNNING);
  });

  test('a payload goes out as it was typed, if it is JSON', async () => {
    server.on('POST /feedback/create', '{"id":"f"}');
    await session.addFeedback(PROJECT, 'c1', 'score', '{"v": 1.0}');
    assert.ok(server.bodyOf('POST /feedback/create')?.endsWith('"payload":{"v": 1.0}}'));
    await assert.rejects(session.addFeedback(PROJECT, 'c1', 'score', '{"v": '), /not JSON/);
  });

  test('nothing is deleted that the user keeps, and many in several requests', async () => {
    server.on('POST /calls/delete', '{"num_deleted":1}');
    const careful = new CallsSession(async () => new CallClient(server.url), {
      ...forms,
      mayDelete: async () => false,
    });
    assert.equal(await careful.deleteCalls(PROJECT, ['c1']), false);
    assert.equal(server.asked.length, 0);
    assert.equal(
      await session.deleteCalls(
        PROJECT,
        Array.from({ length: 1001 }, (_, i) => `c${i}`),
      ),
      true,
    );
    assert.deepEqual(
      server.asked.map(({ body }) => JSON.parse(body).call_ids.length),
      [1000, 1],
    );
  });

  test('what the service refuses is said in its words', async () => {
    server.on('POST /calls/query_stats', {
      status: 400,
      text: '{"reason":"offset is wrong","error_type":"InvalidRequest"}',
    });
    await assert.rejects(session.callsCount(PROJECT, {}), { message: 'offset is wrong', status: 400 });
    server.on('POST /calls/query_stats', '{"unexpected":1}');
    await assert.rejects(session.callsCount(PROJECT, {}), /can’t be read/);
  });

  describe('an export', () => {
    async function exported(form: 'jsonl' | 'csv', lines: readonly string[], signal = new AbortController().signal) {
      server.on('POST /calls/stream_query', lines.map((line) => `${line}\n`).join(''));
      server.on('POST /calls/query_stats', `{"count":${lines.length}}`);
      const pieces: string[] = [];
      const progress: number[] = [];
      let name = '';
      const sink = {
        write: async (piece: string) => {
          pieces.push(piece);
        },
      };
      const save = (given: CallsExport): Promise<number> => {
        name = given.name;
        return given.write(sink, (done) => progress.push(done), signal);
      };
      const saving = new CallsSession(async () => new CallClient(server.url), { ...forms, save });
      const count = await saving.exportCalls(PROJECT, form, { question: {} });
      return { text: pieces.join(''), count, progress, name };
    }

    test('as JSON lines is what was recorded, to the letter', async () => {
      const { text, count, progress, name } = await exported('jsonl', [PAID, RUNNING]);
      assert.equal(text, `${PAID}\n${RUNNING}\n`);
      assert.deepEqual([count, progress, name], [2, [0.5, 1], 'acme-shop-calls.jsonl']);
    });

    test('ends when the user says so', async () => {
      await assert.rejects(exported('jsonl', [PAID], AbortSignal.abort()), { name: 'AbortError' });
    });

    test('as CSV has columns for what stands in objects', async () => {
      const { text, progress } = await exported('csv', [
        '{"id":"a","inputs":{"user":{"name":"=1+1","age":-3},"list":[1,"x"]},"output":"say \\"hi\\",\\nAda"}',
        '{"id":"@b","inputs":{"user":{"name":null}},"output":{"user":{"name":"+"}}}',
      ]);
      assert.equal(
        text,
        [
          'id,inputs,inputs.user.name,inputs.user.age,inputs.list,output,output.user.name,summary,attributes',
          `a,,'=1+1,-3,"[1,""x""]","say ""hi"",\nAda",,,`,
          `'@b,,,,,,'+,,`,
          '',
        ].join('\r\n'),
      );
      assert.deepEqual(progress, [0.25, 0.5, 0.75, 1]);
    });

    test('as CSV loses nothing where two places have one name, or there are too many', async () => {
      const clash = '{"id":"a","inputs":{"x.y":1,"x":{"y":2}}}';
      const wide = `{"id":"b","inputs":{${Array.from({ length: 501 }, (_, i) => `"k${i}":${i}`).join(',')}}}`;
      const { text } = await exported('csv', [clash, wide]);
      const [head = '', first = '', second = ''] = text.split('\r\n');
      assert.equal(head.split(',').length, 1 + 4 + 500);
      assert.ok(first.startsWith('a,"{""x.y"":1,""x"":{""y"":2}}"'));
      assert.ok(second.includes('""k500"":500'));
    });
  });
});
