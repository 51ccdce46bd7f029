/** What hostile or mistaken clients send: one clear error, nothing stored, and the next request is answered. */
import assert from 'node:assert/strict';
import { JsonText } from '../../values/json-text.ts';
import { type Asking, as, check, field, literal } from '../asking.ts';

const start = (on: Asking, members: object = {}) => ({
  start: {
    project_id: on.project,
    id: on.id(1),
    trace_id: on.trace(1),
    op_name: 'op',
    started_at: on.time(1),
    attributes: {},
    inputs: {},
    ...members,
  },
});

const VALIDATION = { name: 'ValidationError', status: 422 };
const INVALID = { name: 'InvalidRequest', status: 400 };

const nothingStored = async (on: Asking) => assert.deepEqual(await on.found({}), []);

export const BAD_INPUT = [
  check('text that is no JSON is refused, with the place', async (on) => {
    const bodies = [
      '',
      '{',
      'null',
      '[]',
      '"text"',
      '{"start":}',
      '{"start":{}} x',
      "{'start':1}",
      '{"start":NaN}',
      '\ufeff{}',
    ];
    for (const body of bodies) {
      const { status, text } = await on.post('/call/start', body);
      assert.equal(status, 422, body);
      const reply = JSON.parse(text) as { reason: string; detail: { loc: unknown[]; msg: string; type: string }[] };
      assert.ok(
        reply.reason.length > 0 && reply.detail[0]!.msg.length > 0 && Array.isArray(reply.detail[0]!.loc),
        text,
      );
    }
    const broken = new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]);
    assert.equal((await on.post('/call/start', broken)).status, 422);
    await nothingStored(on);
  }),

  check('ten thousand levels are refused in values, in queries and around them', async (on) => {
    const levels = 10_000;
    const deep = `${'['.repeat(levels)}${']'.repeat(levels)}`;
    const objects = `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
    const body = JSON.stringify(start(on));
    for (const value of [deep, objects]) {
      assert.equal((await on.post('/call/start', body.replace('"inputs":{}', `"inputs":{"x":${value}}`))).status, 422);
      assert.equal((await on.post('/call/start', value)).status, 422);
      const obj = `{"obj":{"project_id":"${on.project}","object_id":"o","val":${value}}}`;
      assert.equal((await on.post('/obj/create', obj)).status, 422);
    }
    const not = `${'{"$not":['.repeat(levels)}{"$and":[]}${']}'.repeat(levels)}`;
    const { status } = await on.post('/calls/query', `{"project_id":"${on.project}","query":{"$expr":${not}}}`);
    assert.ok(status === 422 || status === 400, String(status));
    await nothingStored(on);
  }),

  check('wrong types, missing and unknown members are refused, with the place', async (on) => {
    for (const members of [
      { project_id: 1 },
      { project_id: null },
      { op_name: undefined },
      { started_at: 'yesterday' },
      { started_at: 1718280000 },
      { started_at: '0001-01-01T00:00:00Z' },
      { attributes: [] },
      { inputs: null },
      { inputs: 'text' },
      { wb_run_step: 1.5 },
      { id: {} },
      { display_name: 3 },
      { nonsense: 1 },
      { Inputs: {} },
    ]) {
      await on.refused('callStart', start(on, members), VALIDATION);
    }
    assert.equal((await on.post('/call/start', '{}')).status, 422);
    assert.equal((await on.post('/call/start', JSON.stringify({ ...start(on), more: 1 }))).status, 422);
    await on.refused('callsQuery', { project_id: on.project, filter: { op_names: 'op' } }, VALIDATION);
    await on.refused('callsQuery', { project_id: on.project, filter: { nonsense: ['op'] } }, VALIDATION);
    await on.refused('callsQuery', { project_id: on.project, include_costs: 'yes' }, VALIDATION);
    await on.refused('callsDelete', { project_id: on.project, call_ids: 'all' }, VALIDATION);
    await on.refused('tableUpdate', { project_id: on.project, base_digest: 'x', updates: [{ pop: {} }] }, VALIDATION);
    await on.refused(
      'tableUpdate',
      { project_id: on.project, base_digest: 'x', updates: [{ drop: { index: 1 } }] },
      VALIDATION,
    );
    await nothingStored(on);
  }),

  check('null is as good as absent, and members of other years are passed over', async (on) => {
    await on.ask(
      'callStart',
      start(on, { display_name: null, wb_run_id: null, parent_id: null, expire_at: null }) as never,
    );
    const request = { project_id: on.project, filter: null, include_storage_size: true, include_usernames: false };
    const { calls } = await on.ask('callsQuery', { ...request, limit: null, sort_by: null, columns: null } as never);
    assert.equal(calls.length, 1);
    const obj = { project_id: on.project, object_id: 'o', val: JsonText.of(1), builtin_object_class: 'X' };
    await on.ask('objCreate', { obj: { ...obj, set_base_object_class: null } as never });
  }),

  check('ids of the wrong form are refused one by one', async (on) => {
    for (const id of [
      '',
      '1',
      on.id(10).toUpperCase(),
      `${on.id(1)}0`,
      'g'.repeat(16),
      '00F067AA0BA902B7',
      `{${on.id(1)}}`,
    ]) {
      await on.refused('callStart', start(on, { id }), INVALID);
      await on.refused('callStart', start(on, { trace_id: id || 'x' }), INVALID);
      await on.refused('callStart', start(on, { parent_id: id }), INVALID);
      const end = { project_id: on.project, id, ended_at: on.time(1), summary: {} };
      await on.refused('callEnd', { end }, INVALID);
    }
    await on.refused('callStart', start(on, { op_name: 'x'.repeat(129) }), INVALID);
    await on.refused('callStart', start(on, { op_name: on.ref('object/a:b') }), INVALID);
    await on.refused('callStart', start(on, { display_name: 'x'.repeat(1025) }), INVALID);
    await on.start(2, { op_name: 'x'.repeat(128), display_name: 'x'.repeat(1024) });
    assert.deepEqual(await on.found({}), [2]);
  }),

  check('names with NUL or half a surrogate pair are refused; in values they are data', async (on) => {
    for (const bad of ['a\0b', 'a\ud800b', '\udc00']) {
      await on.refused('callStart', start(on, { op_name: bad }), VALIDATION);
      await on.refused('callStart', start(on, { display_name: bad }), VALIDATION);
      await on.refused('callStart', start(on, { project_id: `${on.project}${bad}` }), VALIDATION);
      await on.refused('callStart', start(on, { thread_id: bad }), VALIDATION);
      await on.refused('objCreate', { obj: { project_id: on.project, object_id: bad, val: 1 } }, VALIDATION);
      await on.refused('callUpdate', { project_id: on.project, call_id: on.id(1), display_name: bad }, VALIDATION);
    }
    await nothingStored(on);
    const value = new JsonText('{"a\\u0000":"\\ud800\\u0000"}');
    await on.start(1, { inputs: value });
    await on.end(1, { exception: 'a\ud800\0b', output: value });
    const call = (await on.read(1))!;
    assert.deepEqual([call.exception, call.inputs.text, call.output!.text], ['a\ufffd\0b', value.text, value.text]);
    assert.deepEqual(await on.where({ $contains: { input: field('exception'), substr: literal('\0b') } }), [1]);
  }),

  check('__proto__ and constructor are keys as others', async (on) => {
    const text = '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"toString":1}';
    await on.start(1, { inputs: new JsonText(text), attributes: new JsonText(text) });
    await on.end(1, { summary: new JsonText(`{"usage":{"__proto__":{"requests":1},"constructor":{"requests":2}}}`) });
    const { calls } = await on.ask('callsQuery', { project_id: on.project, include_costs: true });
    assert.equal(calls[0]!.inputs.text, text);
    assert.match(calls[0]!.summary!.text, /"costs":\{"__proto__":\{/);
    assert.equal(({} as { polluted?: unknown }).polluted, undefined);
    assert.deepEqual(await on.where({ $eq: [as('bool', 'inputs.__proto__.polluted'), literal(true)] }), [1]);
    assert.deepEqual(await on.where({ $eq: [field('inputs.toString'), literal('1')] }), [1]);
    const { usage } = await on.ask('callsUsage', { project_id: on.project });
    assert.deepEqual(Object.keys(usage).sort(), ['__proto__', 'constructor']);
    await on.refused(
      'callsQuery',
      { project_id: on.project, filter: { ['__proto__']: ['x'], constructor: 1 } },
      VALIDATION,
    );
    const { status } = await on.post('/calls/query', `{"project_id":"${on.project}","__proto__":{"limit":0}}`);
    assert.equal(status, 422);
  }),

  check('SQL in every text is data', async (on) => {
    const sql = `'"\`; DROP TABLE calls; DELETE FROM calls_raw WHERE 1=1 --`;
    const objectId = { name: 'InvalidFieldError', status: 422 };
    await on.start(1, {
      op_name: sql,
      display_name: sql,
      thread_id: sql,
      turn_id: sql,
      inputs: JsonText.of({ [sql]: sql }),
    });
    await on.end(1, { exception: sql, output: JsonText.of(sql) });
    await on.refused('callStart', start(on, { id: sql }), INVALID);
    await on.refused('objCreate', { obj: { project_id: on.project, object_id: sql, val: 1 } }, objectId);
    await on.refused(
      'objRead',
      { project_id: on.project, object_id: sql, digest: sql },
      { name: 'NotFoundError', status: 404 },
    );
    for (const filter of [{ op_names: [sql] }, { thread_ids: [sql] }, { turn_ids: [sql] }]) {
      assert.deepEqual(await on.found({ filter }), [1]);
    }
    for (const filter of [{ call_ids: [sql] }, { wb_user_ids: [sql] }, { input_refs: [sql] }, { trace_ids: [sql] }]) {
      assert.deepEqual(await on.found({ filter }), []);
    }
    assert.deepEqual(await on.where({ $eq: [field('exception'), literal(sql)] }), [1]);
    assert.deepEqual(await on.where({ $eq: [field(`inputs.${sql}`), literal(sql)] }), [1]);
    assert.deepEqual(await on.found({ sort_by: [{ field: `inputs.${sql}`, direction: 'asc' }] }), [1]);
    assert.deepEqual((await on.ask('tableQuery', { project_id: on.project, digest: sql })).rows, []);
    assert.deepEqual((await on.ask('objsQuery', { project_id: on.project, filter: { object_ids: [sql] } })).objs, []);
    await on.refused(
      'fileContentRead',
      { project_id: on.project, digest: sql },
      { name: 'NotFoundError', status: 404 },
    );
    const call = (await on.read(1))!;
    assert.deepEqual([call.op_name, call.display_name, call.exception, call.output!.parse()], [sql, sql, sql, sql]);
  }),

  check('more than a thousand of anything is refused', async (on) => {
    const many = Array.from({ length: 1001 }, (_, n) => on.id(n));
    const filter = { call_ids: many };
    await on.refused('callsQuery', { project_id: on.project, filter }, INVALID);
    await on.refused('callsQueryStats', { project_id: on.project, filter: { op_names: many } }, INVALID);
    await on.refused('callsQuery', { project_id: on.project, columns: many }, INVALID);
    await on.refused('callRead', { project_id: on.project, id: on.id(1), columns: many }, INVALID);
    const digests = many.slice(0, 101);
    await on.refused('objDelete', { project_id: on.project, object_id: 'o', digests }, INVALID);
    await on.ask('callsQuery', { project_id: on.project, filter: { call_ids: many.slice(0, 1000) } });
    const expr = { $or: Array.from({ length: 11_000 }, () => ({ $eq: [field('id'), literal('x')] })) };
    await on.refused('callsQuery', { project_id: on.project, query: { $expr: expr } }, INVALID);
  }),

  check('hostile names of fields are refused, or lead nowhere', async (on) => {
    await on.start(1, { inputs: JsonText.of({ a: { '': 1 } }) });
    for (const name of ['', '.', 'inputs_dump', 'rowid', 'inputs_dump.a', '*', "id'", 'id"', 'project_id)']) {
      const query = { $expr: { $eq: [field(name), literal('1')] } };
      await on.refused('callsQuery', { project_id: on.project, query }, { name: 'InvalidFieldError', status: 422 });
    }
    for (const name of [
      'inputs.',
      'inputs..',
      'inputs.$',
      'inputs.$.a',
      'inputs[0]'.replace('[0]', '.[0]'),
      'inputs."a"',
      "inputs.a'",
    ]) {
      assert.deepEqual(await on.where({ $eq: [field(name), literal('x')] }), [], name);
    }
    assert.deepEqual(await on.where({ $eq: [field('inputs.a.'), literal('1')] }), [1]);
    assert.deepEqual(await on.where({ $eq: [field(`inputs.${'a.'.repeat(400)}a`), literal('1')] }), []);
    const long = { $expr: { $eq: [field(`inputs.${'a.'.repeat(600)}a`), literal('1')] } };
    await on.refused('callsQuery', { project_id: on.project, query: long }, { name: 'InvalidFieldError', status: 422 });
  }),

  check('numbers beyond all bounds do no harm', async (on) => {
    await on.start(1, { inputs: new JsonText('{"n":1e400,"i":123456789012345678901234567890,"m":-1e-400}') });
    await on.refused('callsQuery', { project_id: on.project, limit: 1e300 }, VALIDATION);
    assert.deepEqual(await on.found({ limit: Number.MAX_SAFE_INTEGER }), [1]);
    assert.deepEqual(await on.found({ limit: 5, offset: Number.MAX_SAFE_INTEGER }), []);
    assert.deepEqual(await on.where({ $gt: [as('double', 'inputs.i'), literal(1e29)] }), [1]);
    assert.deepEqual(await on.where({ $lt: [field('started_at'), literal(1e300)] }), [1]);
    assert.deepEqual(await on.where({ $lt: [field('started_at'), literal(-1e300)] }), []);
    await on.refused(
      'callsQuery',
      {
        project_id: on.project,
        query: { $expr: { $gt: [as('double', 'inputs.n'), { $literal: new JsonText('1e999') }] } },
      },
      INVALID,
    );
    assert.deepEqual(await on.where({ $eq: [field(`inputs.l.${2 ** 60}`), literal('x')] }), []);
  }),

  check('what is not there can be asked for', async (on) => {
    const { project: project_id } = on;
    assert.deepEqual((await on.ask('callsQuery', { project_id })).calls, []);
    assert.deepEqual((await on.ask('objsQuery', { project_id })).objs, []);
    assert.deepEqual((await on.ask('opsQuery', { project_id })).op_objs, []);
    assert.deepEqual((await on.ask('feedbackQuery', { project_id })).result, []);
    assert.deepEqual((await on.ask('costQuery', { project_id })).results, []);
    assert.deepEqual((await on.ask('opsSummary', { project_id })).ops, []);
    assert.deepEqual(await on.ask('callsUsage', { project_id }), { calls: 0, errors: 0, usage: {} });
    await on.refused(
      'objRead',
      { project_id, object_id: 'x', digest: 'latest' },
      { name: 'NotFoundError', status: 404 },
    );
    await on.refused('opRead', { project_id, name: 'x', digest: 'y' }, { name: 'NotFoundError', status: 404 });
  }),
];
