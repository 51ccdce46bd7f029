/** Where trace servers have differed, by number: 21 to 31 are about refs, objects, tables, files, limits and costs. */
import assert from 'node:assert/strict';
import { JsonText } from '../../values/json-text.ts';
import { check } from '../asking.ts';

const NOT_FOUND = { name: 'NotFoundError', status: 404 };

export const DIFFERENCES_OF_OBJECTS = [
  check('difference 21: refs are followed through objects that are refs themselves', async (on) => {
    const inner = await on.publish('inner', { b: { c: 'found' } });
    const middle = await on.publish('middle', { x: on.ref(`object/inner:${inner}/key/b`) });
    const outer = await on.publish('outer', { list: [on.ref(`object/middle:${middle}`)] });
    assert.equal(await on.val(on.ref(`object/outer:${outer}/attr/list/index/0/attr/x/key/c`)), '"found"');
    assert.equal(
      await on.val(on.ref(`object/outer:${outer}/attr/list/index/0`)),
      `"${on.ref(`object/middle:${middle}`)}"`,
    );
  }),

  check('difference 22: where nothing is, null is read; the others are read', async (on) => {
    const digest = await on.publish('thing', { a: [1] });
    const { vals } = await on.ask('refsReadBatch', {
      refs: [
        on.ref('object/nothing:abc'),
        on.ref(`object/thing:${digest}/attr/a/index/0`),
        on.ref(`object/thing:${digest}/attr/b`),
        on.ref(`object/thing:${digest}/attr/a/index/7`),
        on.ref(`object/other:${digest}`),
        on.ref(`op/thing:${digest}/attr/a`),
      ],
    });
    assert.deepEqual(
      vals.slice(0, 5).map((value) => value.text),
      ['null', '1', 'null', 'null', 'null'],
    );
  }),

  check('difference 23: an unknown file is not found', async (on) => {
    await on.refused('fileContentRead', { project_id: on.project, digest: 'unknown' }, NOT_FOUND);
  }),

  check('difference 24: a table that is not there cannot be changed, and has no rows', async (on) => {
    const updates = [{ append: { row: JsonText.of({ a: 1 }) } }];
    await on.refused('tableUpdate', { project_id: on.project, base_digest: 'unknown', updates }, NOT_FOUND);
    assert.deepEqual(await on.ask('tableQuery', { project_id: on.project, digest: 'unknown' }), { rows: [] });
    assert.deepEqual(await on.ask('tableQueryStats', { project_id: on.project, digest: 'unknown' }), { count: 0 });
  }),

  check('difference 25: an old version that is published again is the latest, under its number', async (on) => {
    const one = await on.publish('thing', { n: 1 });
    const two = await on.publish('thing', { n: 2 });
    const latest = async () => {
      const { obj } = await on.ask('objRead', { project_id: on.project, object_id: 'thing', digest: 'latest' });
      const { objs } = await on.ask('objsQuery', { project_id: on.project, filter: { latest_only: true } });
      assert.deepEqual(
        objs.map((object) => object.digest),
        [obj.digest],
      );
      assert.equal(obj.is_latest, 1);
      return `${obj.digest === one ? 'one' : 'two'} v${obj.version_index}`;
    };
    assert.equal(await latest(), 'two v1');
    await on.publish('thing', { n: 1 });
    assert.equal(await latest(), 'one v0');
    await on.publish('thing', { n: 2 });
    await on.publish('thing', { n: 1 });
    assert.equal(await latest(), 'one v0');
    await on.ask('objDelete', { project_id: on.project, object_id: 'thing', digests: [one] });
    assert.equal(await latest(), 'two v1');
    await on.ask('objDelete', { project_id: on.project, object_id: 'thing', digests: [two] });
    await on.publish('thing', { n: 1 });
    assert.equal(await latest(), 'one v0');
  }),

  check('difference 26: the same table, object and file are in two projects', async (on) => {
    const rows = [
      { a: 5, b: 6 },
      { a: 7, b: 10 },
    ].map((row) => JsonText.of(row));
    const content = new TextEncoder().encode('same');
    for (const project_id of [on.project, on.other]) {
      const { digest } = await on.ask('tableCreate', { table: { project_id, rows } });
      assert.equal(digest, '6ca638095afa4d3b33fe2314375de840dc058c55a0ef5d466818d81c8a417944');
      const file = await on.ask('fileCreate', { project_id, name: 'f', content });
      const object = await on.publish('thing', { a: 1 }, project_id);
      const read = await on.ask('tableQuery', { project_id, digest });
      assert.deepEqual(
        read.rows.map((row) => row.val.text),
        ['{"a":5,"b":6}', '{"a":7,"b":10}'],
      );
      assert.equal((await on.ask('fileContentRead', { project_id, digest: file.digest })).content.length, 4);
      assert.equal(
        (await on.ask('objRead', { project_id, object_id: 'thing', digest: object })).obj.val.text,
        '{"a":1}',
      );
    }
    await on.ask('objDelete', { project_id: on.other, object_id: 'thing' });
    const { obj } = await on.ask('objRead', { project_id: on.project, object_id: 'thing', digest: 'v0' });
    assert.equal(obj.is_latest, 1);
  }),

  check('difference 27: a thousand calls can be deleted at once, and no more', async (on) => {
    for (let n = 1; n <= 3; n++) await on.start(n);
    const ids = Array.from({ length: 1001 }, (_, n) => on.id(n));
    await on.refused(
      'callsDelete',
      { project_id: on.project, call_ids: ids },
      { name: 'RequestTooLarge', status: 413 },
    );
    assert.deepEqual(await on.found({}), [1, 2, 3]);
    const request = { project_id: on.project, call_ids: ids.slice(0, 1000) };
    assert.deepEqual(await on.ask('callsDelete', request), { num_deleted: 3 });
  }),

  check('difference 28: costs are set, asked for, told with calls, and purged', async (on) => {
    await on.start(1);
    await on.end(1, {
      summary: JsonText.of({ usage: { own: { prompt_tokens: 3, completion_tokens: 4, requests: 1 } } }),
    });
    const prices = { own: { prompt_token_cost: 0.5, completion_token_cost: 0.25, effective_date: '2024-01-01' } };
    const { ids } = await on.ask('costCreate', { project_id: on.project, costs: prices });
    const read = async () => {
      const { call } = await on.ask('callRead', { project_id: on.project, id: on.id(1), include_costs: true });
      const { own } = (call!.summary!.parse() as { weave: { costs: Record<string, Record<string, unknown>> } }).weave
        .costs;
      return [own!.prompt_tokens_total_cost, own!.completion_tokens_total_cost];
    };
    assert.deepEqual(await read(), [1.5, 1]);
    const query = { $expr: { $eq: [{ $getField: 'id' }, { $literal: JsonText.of(ids[0]![0]) }] } } as never;
    await on.ask('costPurge', { project_id: on.project, query });
    assert.deepEqual(await read(), [null, null]);
    assert.doesNotMatch((await on.read(1))!.summary!.text, /"costs"/);
  }),

  check('difference 29: large values are kept whole', async (on) => {
    const large = JsonText.of({ a: 'x'.repeat(3_000_000), b: 'y'.repeat(3_000_000) });
    await on.start(1, { inputs: large, attributes: large });
    await on.end(1, { output: large });
    const call = (await on.read(1))!;
    assert.deepEqual([call.inputs.text, call.attributes.text, call.output!.text], [large.text, large.text, large.text]);
    const digest = await on.publish('thing', large);
    assert.equal(await on.val(on.ref(`object/thing:${digest}`)), large.text);
  }),

  check('difference 30: ops are made, read and listed as such', async (on) => {
    const op = (n: number) => JsonText.of({ _type: 'CustomWeaveType', weave_type: { type: 'Op' }, n });
    const make = (object_id: string, n: number) =>
      on.ask('opCreate', { op_obj: { project_id: on.project, object_id, val: op(n) } });
    const { digest } = await make('f', 1);
    await make('f', 2);
    await make('g', 3);
    await on.publish('thing', { n: 4 });
    const read = async (version: string) => {
      const { op_obj } = await on.ask('opRead', { project_id: on.project, name: 'f', digest: version });
      assert.equal(op_obj.kind, 'op');
      return op_obj.val.text;
    };
    assert.equal(await read(digest), op(1).text);
    assert.equal(await read('latest'), op(2).text);
    const list = async (filter?: object) => {
      const { op_objs } = await on.ask('opsQuery', { project_id: on.project, filter } as never);
      return op_objs.map((object) => `${object.object_id}:v${object.version_index}`);
    };
    assert.deepEqual(await list(), ['f:v0', 'f:v1', 'g:v0']);
    assert.deepEqual(await list({ latest_only: true }), ['f:v1', 'g:v0']);
    assert.deepEqual(await list({ op_names: ['f'] }), ['f:v0', 'f:v1']);
    await on.refused('opRead', { project_id: on.project, name: 'thing', digest: 'latest' }, NOT_FOUND);
    assert.equal(await on.val(on.ref(`op/f:${digest}/attr/n`)), '1');
  }),

  check('difference 31: objects are listed in the order of their making', async (on) => {
    for (const id of ['m', 'z', 'a', 'k']) await on.publish(id, { id });
    await on.publish('z', { id: 'again' });
    const { objs } = await on.ask('objsQuery', { project_id: on.project });
    assert.deepEqual(
      objs.map(({ object_id, version_index }) => `${object_id}${version_index}`),
      ['m0', 'z0', 'a0', 'k0', 'z1'],
    );
  }),
];
