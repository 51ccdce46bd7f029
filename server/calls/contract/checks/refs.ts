/** Refs and ids between people and stores. */
import assert from 'node:assert/strict';
import { JsonText } from '../../values/json-text.ts';
import { check, USER } from '../asking.ts';

export const REFS = [
  check('refs are read in their order, each by its steps', async (on) => {
    const digest = await on.publish('thing', {
      a: { 'b/c d': [10, { 'é%': 'deep' }] },
      list: [[1, 2], []],
      text: 'abc',
      'x.y': null,
    });
    const at = (steps: string) => on.ref(`object/thing:${digest}${steps}`);
    const { vals } = await on.ask('refsReadBatch', {
      refs: [
        at('/key/a/key/b%2Fc%20d/index/1/key/%C3%A9%25'),
        at('/attr/list/index/0/index/1'),
        at('/attr/x.y'),
        at('/attr/missing'),
        at('/attr/list/index/2'),
        at('/attr/list/index/-1'),
        at('/attr/list/key/0'),
        at('/attr/text/index/0'),
        at('/attr/text/key/length'),
        at('/attr/__proto__'),
        at('/id/x'),
        at('/attr/list/index/0'),
      ],
    });
    assert.deepEqual(
      vals.map((value) => value.text),
      ['"deep"', '2', 'null', 'null', 'null', 'null', 'null', 'null', 'null', 'null', 'null', '[1,2]'],
    );
    assert.equal(await on.val(at('')), JSON.stringify(JSON.parse(await on.val(at('')))));
  }),

  check('rows of tables are reached through the refs of their objects', async (on) => {
    const rows = [{ q: 1 }, { q: { deep: [2] } }].map((row) => JsonText.of(row));
    const table = await on.ask('tableCreate', { table: { project_id: on.project, rows } });
    const data = await on.publish('data', { rows: on.ref(`table/${table.digest}`) });
    const outer = await on.publish('outer', { data: on.ref(`object/data:${data}`) });
    const row = `id/${table.row_digests[1]}/key/q/attr/deep/index/0`;
    assert.equal(await on.val(on.ref(`object/data:${data}/attr/rows/${row}`)), '2');
    assert.equal(await on.val(on.ref(`object/outer:${outer}/attr/data/attr/rows/${row}`)), '2');
    assert.equal(await on.val(on.ref(`object/data:${data}/attr/rows/id/unknown`)), 'null');
    assert.equal(await on.val(on.ref(`object/data:${data}/attr/rows`)), `"${on.ref(`table/${table.digest}`)}"`);
  }),

  check('refs of several projects are read together; within a value they do not lead into another one', async (on) => {
    const there = await on.publish('there', { v: 1 }, on.other);
    const here = await on.publish('here', { to: on.ref(`object/there:${there}`, on.other) });
    const { vals } = await on.ask('refsReadBatch', {
      refs: [
        on.ref(`object/there:${there}`, on.other),
        on.ref(`object/here:${here}/attr/to/attr/v`),
        on.ref(`object/here:${here}/attr/to`),
        on.ref(`object/there:${there}`),
      ],
    });
    assert.deepEqual(
      vals.map((value) => value.text),
      ['{"v":1}', 'null', JSON.stringify(on.ref(`object/there:${there}`, on.other)), 'null'],
    );
  }),

  check('objects that refer to each other are read without end', async (on) => {
    const a = await on.publish('a', { to: on.ref('object/b:later') });
    assert.equal(await on.val(on.ref(`object/a:${a}/attr/to/attr/to/attr/to`)), 'null');
    assert.deepEqual((await on.ask('refsReadBatch', { refs: [] })).vals, []);
    const twice = on.ref(`object/a:${a}`);
    assert.equal((await on.ask('refsReadBatch', { refs: [twice, twice] })).vals.length, 2);
  }),

  check('deleted objects read null', async (on) => {
    const digest = await on.publish('thing', { n: 1 });
    await on.ask('objDelete', { project_id: on.project, object_id: 'thing' });
    assert.equal(await on.val(on.ref(`object/thing:${digest}`)), 'null');
  }),

  check('what is no ref of an object is refused, and more than a thousand', async (on) => {
    const refused = (ref: string, name = 'InvalidExternalRef', status = 400) =>
      on.refused('refsReadBatch', { refs: [on.ref('object/a:b'), ref] }, { name, status });
    await refused('');
    await refused('nonsense');
    await refused('weave:///entity/project');
    await refused(on.ref('object/noversion'));
    await refused(on.ref('object/a:b/attr'));
    await refused(on.ref('object/a:b/attr/a b'));
    await refused(on.ref('object/a:b/index/one'));
    await refused(on.ref('object/a:b/field/one'));
    await refused(on.ref('thing/a:b'));
    await refused('weave-private://///object/a:b');
    await refused('weave-trace-internal:///Y29udHJhY3QvYQ==/object/a:b');
    await refused(on.ref('table/abc'), 'InvalidRequest');
    await refused(on.ref('call/abc'), 'InvalidRequest');
    await refused(on.ref('object/a:latest'), 'InvalidRequest');
    await on.refused(
      'refsReadBatch',
      { refs: Array.from({ length: 1001 }, (_, n) => on.ref(`object/a:${n}`)) },
      { name: 'InvalidRequest', status: 400 },
    );
  }),

  check('refs come back as they went, in every place; keys and prose are never touched', async (on) => {
    const ref = on.ref('object/thing:abc/key/%C3%A9%20b');
    const far = 'weave:///some-where/else/op/f:v1';
    const value = JsonText.of({
      ref,
      far,
      list: [[ref]],
      [ref]: 1,
      prose: `see ${ref} and weave-trace-internal:///abc/object/a:b`,
      json: JSON.stringify({ ref }),
      quoted: `"${ref}"`,
      artifact: 'wandb-artifact:///e/p/a:v1',
      hidden: 'weave-private://///object/a:b',
    });
    await on.start(1, {
      attributes: value,
      inputs: value,
      op_name: on.ref('op/f:1'),
      display_name: ref,
      thread_id: ref,
    });
    await on.end(1, { output: value, summary: JsonText.of({ own: ref }), exception: `${ref}` });
    const call = (await on.read(1))!;
    for (const read of [call.attributes, call.inputs, call.output!]) assert.equal(read.text, value.text);
    assert.match(call.summary!.text, new RegExp(`"own":"${ref}"`));
    assert.deepEqual([call.display_name, call.thread_id, call.exception], [ref, ref, ref]);
    const digest = await on.publish('thing', value);
    assert.equal(await on.val(on.ref(`object/thing:${digest}`)), value.text);
    const { digest: table } = await on.ask('tableCreate', { table: { project_id: on.project, rows: [value] } });
    const { rows } = await on.ask('tableQuery', { project_id: on.project, digest: table });
    assert.equal(rows[0]!.val.text, value.text);
    await on.ask('feedbackCreate', { project_id: on.project, weave_ref: ref, feedback_type: 'own', payload: value });
    const { result } = await on.ask('feedbackQuery', { project_id: on.project });
    assert.equal(result[0]!.weave_ref, ref);
    assert.doesNotMatch(on.transcript.join('\n').replaceAll('weave-trace-internal:///abc', ''), /weave-trace-internal/);
  }),

  check('internal refs from outside are refused wherever they stand', async (on) => {
    const bad = 'weave-trace-internal:///Y29udHJhY3QvYQ==/object/a:b';
    const value = JsonText.of({ deep: [bad] });
    const refusal = { name: 'InvalidExternalRef', status: 400, message: /unexpected ref format/ };
    const start = { project_id: on.project, op_name: 'op', started_at: on.time(1), attributes: value, inputs: value };
    const none = JsonText.of({});
    await on.refused('callStart', { start }, refusal);
    await on.refused('callStart', { start: { ...start, attributes: none, inputs: none, op_name: bad } }, refusal);
    await on.refused(
      'callEnd',
      { end: { project_id: on.project, id: on.id(1), ended_at: on.time(1), summary: value } },
      refusal,
    );
    await on.refused('objCreate', { obj: { project_id: on.project, object_id: 'o', val: value } }, refusal);
    await on.refused('tableCreate', { table: { project_id: on.project, rows: [value] } }, refusal);
    await on.refused('callsQuery', { project_id: on.project, filter: { input_refs: [bad] } }, refusal);
    await on.refused(
      'callsQuery',
      { project_id: on.project, query: { $expr: { $eq: [{ $getField: 'op_name' }, { $literal: JsonText.of(bad) }] } } },
      refusal,
    );
    const feedback = { project_id: on.project, feedback_type: 't', payload: none };
    await on.refused('feedbackCreate', { ...feedback, weave_ref: bad }, refusal);
    await on.refused('feedbackCreate', { ...feedback, weave_ref: on.ref('call/1'), payload: value }, refusal);
    for (const half of ['weave:///', 'weave:///entity', 'weave:///entity/project', 'weave:////p/object/a:b']) {
      const obj = { project_id: on.project, object_id: 'o', val: JsonText.of([half]) };
      await on.refused('objCreate', { obj }, { name: 'InvalidExternalRef', status: 400 });
    }
  }),

  check('no reply tells how a project or a user is called inside', async (on) => {
    await on.start(1, { op_name: on.ref('op/f:1'), wb_run_id: `${on.project}/r` });
    await on.end(1, { summary: JsonText.of({ usage: { own: { requests: 1, prompt_tokens: 2 } } }) });
    const call = on.ref(`call/${on.id(1)}`);
    await on.ask('feedbackCreate', {
      project_id: on.project,
      weave_ref: call,
      feedback_type: 'x',
      payload: JsonText.of({ call }),
    });
    await on.ask('costCreate', {
      project_id: on.project,
      costs: { own: { prompt_token_cost: 0.5, completion_token_cost: 0.25, effective_date: '2020-01-01' } },
    });
    await on.publish('thing', { call });
    const request = { project_id: on.project, include_costs: true, include_feedback: true };
    const [read] = (await on.ask('callsQuery', request)).calls;
    assert.match(read!.summary!.text, new RegExp(`"pricing_level_id":"${on.project}"`));
    assert.match(read!.summary!.text, new RegExp(`"created_by":"${USER}"`));
    assert.match(read!.summary!.text, new RegExp(`"wb_user_id":"${USER}"`));
    await on.ask('callsQueryStream', request);
    await on.ask('callRead', { project_id: on.project, id: on.id(1), include_costs: true });
    await on.ask('feedbackQuery', { project_id: on.project });
    await on.ask('costQuery', { project_id: on.project, fields: ['created_by', 'pricing_level_id', 'project_id'] });
    await on.ask('objsQuery', { project_id: on.project });
    await on.ask('objRead', { project_id: on.project, object_id: 'thing', digest: 'latest' });
    await on.ask('opsSummary', { project_id: on.project });
    const said = on.transcript.join('\n');
    for (const inside of ['weave-trace-internal', base64(on.project), base64(USER)]) {
      assert.ok(!said.includes(inside), inside);
    }
    assert.ok(said.includes(USER));
  }),

  check('projects are named entity/project', async (on) => {
    for (const project_id of ['', 'project', 'a/b/c', '/b', 'a/', 'a/\n']) {
      await on.refused('callsQuery', { project_id }, { name: 'InvalidRequest', status: 400 });
    }
    await on.start(1, { wb_run_id: null });
    for (const wb_run_id of ['run', '/run', 'entity/run', `${on.project}/`]) {
      const start = { project_id: on.project, op_name: 'op', started_at: on.time(1), wb_run_id };
      await on.refused(
        'callStart',
        { start: { ...start, attributes: JsonText.of({}), inputs: JsonText.of({}) } },
        { name: 'InvalidRequest', status: 400 },
      );
    }
    const [entity, project] = on.project.split('/') as [string, string];
    assert.deepEqual(await on.ask('ensureProjectExists', { entity, project }), { project_name: project });
  }),

  check('two projects with the same ids know nothing of each other', async (on) => {
    await on.start(1, { inputs: JsonText.of({ of: 'one' }) });
    await on.start(1, { project_id: on.other, inputs: JsonText.of({ of: 'other' }) });
    await on.start(2, { project_id: on.other, parent_id: on.id(1) });
    await on.end(1, { project_id: on.other, output: JsonText.of('other') });
    await on.ask('callUpdate', { project_id: on.other, call_id: on.id(1), display_name: 'other' });
    const [one, other] = [(await on.read(1))!, (await on.read(1, on.other))!];
    assert.deepEqual([one.inputs.text, one.output, one.display_name], ['{"of":"one"}', null, null]);
    assert.deepEqual(
      [other.inputs.text, other.output!.text, other.display_name],
      ['{"of":"other"}', '"other"', 'other'],
    );
    const { num_deleted } = await on.ask('callsDelete', { project_id: on.project, call_ids: [on.id(1)] });
    assert.equal(num_deleted, 1);
    assert.deepEqual(await on.found({}), []);
    assert.deepEqual(await on.found({ project_id: on.other }), [1, 2]);
  }),
];

function base64(text: string): string {
  return Buffer.from(text).toString('base64url').replace(/=*$/, '');
}
