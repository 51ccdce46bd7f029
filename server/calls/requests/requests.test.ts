import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InvalidRequest, RequestTooLarge, TraceServerError, ValidationError } from '../errors.ts';
import type { TraceServer } from '../trace-server.ts';
import { JsonText } from '../values/json-text.ts';
import { asUser } from './as-user.ts';
import { type Method, OPERATIONS } from './operations.ts';

const P = '"project_id":"e/p"';
const QUERY = '{"$expr":{"$eq":[{"$getField":"id"},{"$literal":"1"}]}}';

/** The least that each operation takes. */
const LEAST: Readonly<Record<Method, string>> = {
  ensureProjectExists: '{"entity":"e","project":"p"}',
  callStart: `{"start":{${P},"op_name":"f","started_at":"2026-01-02T03:04:05Z","attributes":{},"inputs":{}}}`,
  callEnd: `{"end":{${P},"id":"1","ended_at":"2026-01-02T03:04:05Z","summary":{}}}`,
  callStartBatch: '{"batch":[]}',
  callRead: `{${P},"id":"1"}`,
  callsQuery: `{${P}}`,
  callsQueryStream: `{${P}}`,
  callsQueryStats: `{${P}}`,
  callsDelete: `{${P},"call_ids":[]}`,
  callUpdate: `{${P},"call_id":"1"}`,
  callsUsage: `{${P}}`,
  opCreate: `{"op_obj":{${P},"object_id":"o","val":null}}`,
  opRead: `{${P},"name":"o","digest":"d"}`,
  opsQuery: `{${P}}`,
  objCreate: `{"obj":{${P},"object_id":"o","val":null}}`,
  objRead: `{${P},"object_id":"o","digest":"d"}`,
  objsQuery: `{${P}}`,
  objDelete: `{${P},"object_id":"o"}`,
  tableCreate: `{"table":{${P},"rows":[]}}`,
  tableUpdate: `{${P},"base_digest":"d","updates":[]}`,
  tableQuery: `{${P},"digest":"d"}`,
  tableQueryStats: `{${P},"digest":"d"}`,
  refsReadBatch: '{"refs":[]}',
  fileCreate: `{${P},"name":"f"}`,
  fileContentRead: `{${P},"digest":"d"}`,
  feedbackCreate: `{${P},"weave_ref":"r","feedback_type":"t","payload":{}}`,
  feedbackCreateBatch: '{"batch":[]}',
  feedbackQuery: `{${P}}`,
  feedbackPurge: `{${P},"query":${QUERY}}`,
  feedbackReplace: `{${P},"feedback_id":"1","weave_ref":"r","feedback_type":"t","payload":{}}`,
  costCreate: `{${P},"costs":{}}`,
  costQuery: `{${P}}`,
  costPurge: `{${P},"query":${QUERY}}`,
  projectsQuery: '{}',
  opsSummary: `{${P}}`,
};

// biome-ignore lint/suspicious/noExplicitAny: as many types as operations.
function read(method: Method, text: string, user?: string): any {
  const operation = OPERATIONS.find((known) => known.method === method)!;
  return operation.read(text, user);
}

function refused(method: Method, text: string): { loc: (string | number)[]; type: string } {
  try {
    read(method, text);
  } catch (error) {
    assert.ok(error instanceof ValidationError, `${error}`);
    return (error.details.detail as { loc: (string | number)[]; type: string }[])[0]!;
  }
  return assert.fail(`${method} took ${text.slice(0, 100)}`);
}

test('every operation has paths of its own, and takes the least that it needs', () => {
  const paths = OPERATIONS.flatMap((operation) => operation.paths);
  assert.equal(new Set(paths).size, paths.length);
  assert.deepEqual(OPERATIONS.map(({ method }) => method).sort(), Object.keys(LEAST).sort());
  for (const { method } of OPERATIONS) read(method, LEAST[method]);
});

test('every member that is needed is missed by name, and none may be null', () => {
  const drop = (value: unknown, path: readonly string[]): void => {
    for (const [key, member] of Object.entries(value as Record<string, unknown>)) {
      if (path[0] === 'query' || path[0] === 'val') return;
      const holder = value as Record<string, unknown>;
      const at = [...path, key];
      delete holder[key];
      check(at, 'missing');
      // A free value may be null; anything else not.
      holder[key] = null;
      if (key !== 'val') check(at, undefined);
      holder[key] = member;
      if (typeof member === 'object' && member !== null && !Array.isArray(member)) drop(member, at);
    }
  };
  let method: Method;
  let body: unknown;
  let checks = 0;
  const check = (path: readonly string[], type: string | undefined): void => {
    const { loc, type: found } = refused(method, JSON.stringify(body));
    assert.deepEqual(loc, ['body', ...path]);
    if (type !== undefined) assert.equal(found, type);
    checks++;
  };
  for (method of Object.keys(LEAST) as Method[]) {
    body = JSON.parse(LEAST[method]);
    drop(body, []);
  }
  assert.ok(checks > 100);
});

test('members that nobody knows are refused, but for null; those of later clients are passed over', () => {
  for (const { method } of OPERATIONS) {
    const begin = LEAST[method].slice(0, -1) + (LEAST[method] === '{}' ? '' : ',');
    for (const name of ['nobody', '__proto__', 'constructor', 'toString']) {
      const { loc, type } = refused(method, `${begin}"${name}":1}`);
      assert.deepEqual([loc, type], [['body', name], 'extra_forbidden']);
      assert.equal(Object.getPrototypeOf(read(method, `${begin}"${name}":null}`)), Object.prototype);
    }
  }
  const start = LEAST.callStart.replace('"op_name"', '"nobody":{},"op_name"');
  assert.deepEqual(refused('callStart', start).loc, ['body', 'start', 'nobody']);
  read('callsQuery', `{${P},"include_storage_size":true,"include_usernames":[1,{"a":{}}],"expire_at":null}`);
  read('objCreate', LEAST.objCreate.replace('"val"', '"builtin_object_class":"X","set_base_object_class":null,"val"'));
});

test('a table is sent a quarter of a million rows at a time, at the most', () => {
  const rows = (count: number) => `{"table":{${P},"rows":[${'{},'.repeat(count - 1)}{}]}}`;
  assert.doesNotThrow(() => read('tableCreate', rows(250_000)));
  assert.throws(() => read('tableCreate', rows(250_001)), RequestTooLarge);
});

test('free values are taken as they are written', () => {
  const { start } = read(
    'callStart',
    LEAST.callStart.replace(
      '"inputs":{}',
      '"inputs": {"b":1.0,"a":[1e-07,12345678901234567890],"__proto__":{"x":"\\u0000"}}',
    ),
  ) as { start: { inputs: JsonText; id: unknown } };
  assert.equal(start.inputs.text, '{"b":1.0,"a":[1e-07,12345678901234567890],"__proto__":{"x":"\\u0000"}}');
  assert.equal(start.id, undefined);
  for (const bad of ['[]', '"x"', '1', 'null']) {
    assert.deepEqual(refused('callStart', LEAST.callStart.replace('"inputs":{}', `"inputs":${bad}`)).loc.slice(1), [
      'start',
      'inputs',
    ]);
  }
  assert.deepEqual(refused('tableCreate', `{"table":{${P},"rows":[{},3]}}`).loc, ['body', 'table', 'rows', 1]);
});

test('a batch mixes starts and ends, whichever of mode and req comes first', () => {
  const { batch } = read(
    'callStartBatch',
    `{"batch":[{"mode":"start","req":${LEAST.callStart}},{"req":${LEAST.callEnd},"mode":"end"},{"mode":"end","req":${LEAST.callEnd}}]}`,
  ) as { batch: { mode: string; req: object }[] };
  assert.deepEqual(
    batch.map(({ mode, req }) => [mode, Object.keys(req)]),
    [
      ['start', ['start']],
      ['end', ['end']],
      ['end', ['end']],
    ],
  );
  for (const [item, loc] of [
    [`{"mode":"begin","req":${LEAST.callStart}}`, ['mode']],
    [`{"mode":"end","req":${LEAST.callStart}}`, ['req', 'start']],
    [`{"req":{"end":{}},"mode":"end"}`, ['req', 'end', 'project_id']],
    ['{"req":{}}', ['mode']],
    ['{"mode":"end"}', ['req']],
    [`{"mode":"end","req":${LEAST.callEnd},"x":1}`, ['x']],
    ['7', []],
  ] as const) {
    assert.deepEqual(refused('callStartBatch', `{"batch":[{"mode":"end","req":${LEAST.callEnd}},${item}]}`).loc, [
      'body',
      'batch',
      1,
      ...loc,
    ]);
  }
});

test('texts, numbers and times are what they say', () => {
  for (const [members, at] of [
    ['"limit":-1', 'limit'],
    ['"limit":1.5', 'limit'],
    ['"limit":"1"', 'limit'],
    ['"limit":9007199254740993', 'limit'],
    ['"offset":-1', 'offset'],
    ['"include_costs":1', 'include_costs'],
    ['"columns":"id"', 'columns'],
    ['"sort_by":[{"field":"id","direction":"up"}]', 'sort_by'],
    ['"filter":{"op_names":["a",1]}', 'filter'],
  ] as const) {
    assert.equal(refused('callsQuery', `{${P},${members}}`).loc[1], at);
  }
  assert.equal(read('callsQuery', `{${P},"limit":0,"offset":1e2}`).offset, 100);
  for (const name of ['a\\u0000b', '\\ud800', 'x\\udc00\\ud800']) {
    assert.equal(refused('callUpdate', `{${P},"call_id":"1","display_name":"${name}"}`).type, 'string_unicode');
  }
  assert.equal(read('callUpdate', `{${P},"call_id":"1","display_name":"\\ud83d\\ude00\\n"}`).display_name, '😀\n');
  const end = read('callEnd', LEAST.callEnd.replace('"id"', '"exception":"a\\u0000\\ud800b","id"')) as {
    end: { exception: string };
  };
  assert.equal(end.end.exception, 'a\0\ufffdb');
  for (const time of ['now', '', '2026-02-30T00:00:00Z', '1899-12-31T23:59:59Z', '2255-01-01T00:00:00Z']) {
    assert.deepEqual(
      refused('callStart', LEAST.callStart.replace('2026-01-02T03:04:05Z', time)).loc.at(-1),
      'started_at',
    );
  }
  const cost = (value: string) => `{${P},"costs":{"m":{"prompt_token_cost":${value},"completion_token_cost":0}}}`;
  assert.equal(refused('costCreate', cost('1e400')).type, 'finite_number');
  const { costs } = read('costCreate', cost('1e-6').replace('"m"', '"__proto__"')) as { costs: object };
  assert.deepEqual(Object.keys(costs), ['__proto__']);
});

test('lists are as long as they may be', () => {
  const ids = (n: number) => JSON.stringify(Array.from({ length: n }, (_, i) => `${i}`));
  read('refsReadBatch', `{"refs":${ids(1000)}}`);
  assert.throws(() => read('refsReadBatch', `{"refs":${ids(1001)}}`), InvalidRequest);
  assert.throws(() => read('callsQuery', `{${P},"filter":{"call_ids":${ids(1001)}}}`), InvalidRequest);
  assert.throws(() => read('objDelete', `{${P},"object_id":"o","digests":${ids(101)}}`), InvalidRequest);
  assert.throws(() => read('callsDelete', `{${P},"call_ids":${ids(1001)}}`), RequestTooLarge);
  assert.equal(
    (
      read(
        'tableUpdate',
        `{${P},"base_digest":"d","updates":[{"pop":{"index":0}},{"append":{"row":{}}},{"insert":{"index":1,"row":{}}}]}`,
      ).updates as unknown[]
    ).length,
    3,
  );
  for (const update of [
    '{}',
    '{"pop":{}}',
    '{"pop":{"index":0},"append":{"row":{}}}',
    '{"drop":{}}',
    '{"append":{"row":[]}}',
  ]) {
    refused('tableUpdate', `{${P},"base_digest":"d","updates":[${update}]}`);
  }
});

test('a query is read as a tree; operands are counted', () => {
  const expression = (text: string) => `{${P},"query":{"$expr":${text}}}`;
  const field = '{"$getField":"inputs.a"}';
  const literal = '{"$literal":{"b":1.0,"a":[]}}';
  const { query } = read(
    'callsQuery',
    expression(
      `{"$and":[{"$not":[{"$in":[${field},[${literal},${field}]]}]},{"$or":[]},{"$contains":{"input":${field},"substr":${literal},"case_insensitive":null}},{"$lt":[{"$convert":{"input":${field},"to":"int"}},${literal}]}]}`,
    ),
  ) as { query: { $expr: { $and: Record<string, unknown>[] } } };
  const [not, or, contains, lt] = query.$expr.$and;
  const a = { $getField: 'inputs.a' };
  const b = { $literal: new JsonText('{"b":1.0,"a":[]}') };
  assert.deepEqual(not, { $not: [{ $in: [a, [b, a]] }] });
  assert.deepEqual(or, { $or: [] });
  assert.deepEqual(contains, { $contains: { input: a, substr: b, case_insensitive: undefined } });
  assert.deepEqual(lt, { $lt: [{ $convert: { input: a, to: 'int' } }, b] });
  for (const bad of [
    field,
    literal,
    '{}',
    '{"$eq":[]}',
    `{"$eq":[${field}]}`,
    `{"$eq":[${field},${field},${field}]}`,
    `{"$not":[${field},${field}]}`,
    `{"$not":${field}}`,
    `{"$in":[${field},${field}]}`,
    `{"$and":[],"$or":[]}`,
    '{"$like":[]}',
    `{"$contains":{"input":${field}}}`,
    `{"$gt":[{"$convert":{"input":${field},"to":"date"}},${field}]}`,
    '{"$and":[1]}',
  ]) {
    assert.deepEqual(refused('callsQuery', expression(bad)).loc.slice(0, 3), ['body', 'query', '$expr'], bad);
  }
  const deep = (levels: number) => expression(`${'{"$not":['.repeat(levels)}${field}${']}'.repeat(levels)}`);
  read('callsQuery', deep(100));
  for (const levels of [101, 10_000]) assert.throws(() => read('callsQuery', deep(levels)), /levels deep/);
  const wide = (operands: number) => expression(`{"$or":[${Array(operands).fill(field).join(',')}]}`);
  read('callsQuery', wide(10_000));
  assert.throws(() => read('callsQuery', wide(10_001)), /10000 operands/);
});

test('the user is the one who asks, whatever the body says', () => {
  const owned: string[] = [];
  for (const { method } of OPERATIONS) {
    const body = JSON.parse(LEAST[method]);
    const holder = body.start ?? body.op_obj ?? body.obj ?? body;
    const before = JSON.stringify(body);
    holder.wb_user_id = 'mallory';
    let text = JSON.stringify(body);
    if (method === 'callStartBatch')
      text = `{"batch":[{"mode":"start","req":${JSON.stringify({ start: { ...JSON.parse(LEAST.callStart).start, wb_user_id: 'mallory' } })}}]}`;
    try {
      const request = read(method, text, 'alice') as Record<string, Record<string, unknown>>;
      const batch = request.batch as unknown as { req: { start: Record<string, unknown> } }[] | undefined;
      const found = request.start ?? request.op_obj ?? request.obj ?? batch?.[0]?.req.start ?? request;
      assert.equal(found.wb_user_id, 'alice', method);
      assert.equal((read(method, text) as typeof request).wb_user_id, undefined);
      owned.push(method);
    } catch (error) {
      assert.ok(error instanceof ValidationError, `${error}`);
      read(method, before);
    }
  }
  assert.deepEqual(owned.sort(), [
    'callStart',
    'callStartBatch',
    'callUpdate',
    'callsDelete',
    'costCreate',
    'feedbackCreate',
    'feedbackReplace',
    'objCreate',
    'opCreate',
  ]);
});

test('a server used as a user is asked what it would be asked over HTTP', async () => {
  const asked: unknown[] = [];
  const server = {
    async objCreate(request: unknown) {
      asked.push(request);
      return { digest: 'd', content_digest: 'd', object_id: 'o' };
    },
    async *callsQueryStream(request: unknown) {
      asked.push(request);
      yield 1;
      yield 2;
    },
    async fileCreate(request: unknown) {
      asked.push(request);
      return { digest: 'd' };
    },
  } as unknown as TraceServer;
  const alice = asUser(server, 'alice');
  await alice.objCreate({ obj: { project_id: 'e/p', object_id: 'o', val: new JsonText('[1.0]'), wb_user_id: 'bob' } });
  const lines: unknown[] = [];
  for await (const line of alice.callsQueryStream({ project_id: 'e/p', limit: 2 })) lines.push(line);
  const content = Buffer.from('abc');
  await alice.fileCreate({ project_id: 'e/p', name: 'f', content });
  assert.deepEqual(lines, [1, 2]);
  const [object, query, file] = asked as [
    { obj: Record<string, unknown> },
    Record<string, unknown>,
    Record<string, unknown>,
  ];
  assert.equal(object.obj.wb_user_id, 'alice');
  assert.deepEqual(object.obj.val, new JsonText('[1.0]'));
  assert.equal(query.limit, 2);
  assert.equal(file.content, content);
  await assert.rejects(alice.objRead({ project_id: 'e/p', object_id: 'o' } as never), ValidationError);
  await assert.rejects(async () => {
    for await (const _ of alice.callsQueryStream({ project_id: 'e/p', limit: -1 })) assert.fail();
  }, TraceServerError);
});
