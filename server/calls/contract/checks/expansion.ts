/** Refs in calls: filtered by, looked into, replaced by what they refer to. */
import assert from 'node:assert/strict';
import { JsonText } from '../../values/json-text.ts';
import { type Asking, as, check, field, literal } from '../asking.ts';

/** Call n has an input that refers to object n; 4 has one that leads nowhere, 5 has no ref. */
async function calls(on: Asking) {
  const inner = await on.publish('inner', { v: 7, deep: { w: 'found' } });
  const first = await on.publish('first', { a: 1, name: 'b', inner: on.ref(`object/inner:${inner}`) });
  const second = await on.publish('second', { a: 22, name: 'a', inner: null });
  await on.start(1, { inputs: JsonText.of({ model: on.ref(`object/first:${first}`), x: 1 }) });
  await on.start(2, { inputs: JsonText.of({ model: on.ref(`object/second:${second}`), x: 2 }) });
  await on.start(3, { inputs: JsonText.of({ model: on.ref(`object/first:${first}/attr/inner`) }) });
  await on.start(4, { inputs: JsonText.of({ model: on.ref('object/first:nothing') }) });
  await on.start(5, { inputs: JsonText.of({ model: { a: 3, name: 'plain' } }) });
  return { first, second, inner };
}

const inputsOf = async (on: Asking, expand_columns: string[]) => {
  const { calls } = await on.ask('callsQuery', { project_id: on.project, expand_columns });
  return calls.map((call) => call.inputs.text);
};

export const EXPANSION = [
  check('a ref in the place that is named is replaced by its object, which tells its ref', async (on) => {
    const { first, second, inner } = await calls(on);
    const [one, two, three, four, five] = await inputsOf(on, ['inputs.model']);
    const innerRef = on.ref(`object/inner:${inner}`);
    assert.deepEqual(JSON.parse(one!), {
      model: { a: 1, name: 'b', inner: innerRef, _ref: on.ref(`object/first:${first}`) },
      x: 1,
    });
    assert.deepEqual(JSON.parse(two!).model, {
      a: 22,
      name: 'a',
      inner: null,
      _ref: on.ref(`object/second:${second}`),
    });
    assert.equal(JSON.parse(three!).model, innerRef);
    assert.equal(JSON.parse(four!).model, on.ref('object/first:nothing'));
    assert.deepEqual(JSON.parse(five!).model, { a: 3, name: 'plain' });
  }),

  check('deeper places need the ones above', async (on) => {
    const { inner } = await calls(on);
    const [both] = await inputsOf(on, ['inputs.model.inner', 'inputs.model']);
    assert.deepEqual(JSON.parse(both!).model.inner, {
      v: 7,
      deep: { w: 'found' },
      _ref: on.ref(`object/inner:${inner}`),
    });
    const [alone] = await inputsOf(on, ['inputs.model.inner']);
    assert.equal(typeof JSON.parse(alone!).model, 'string');
  }),

  check('calls are filtered and sorted by what refs lead to', async (on) => {
    await calls(on);
    const expand_columns = ['inputs.model', 'inputs.model.inner'];
    assert.deepEqual(await on.where({ $gt: [as('int', 'inputs.model.a'), literal(2)] }, { expand_columns }), [2, 5]);
    assert.deepEqual(
      await on.where({ $eq: [field('inputs.model.inner.deep.w'), literal('found')] }, { expand_columns }),
      [1],
    );
    assert.deepEqual(await on.where({ $eq: [field('inputs.model.name'), literal('b')] }), []);
    assert.deepEqual(
      await on.found({ expand_columns, sort_by: [{ field: 'inputs.model.name', direction: 'asc' }] }),
      [2, 1, 5, 3, 4],
    );
    const request = { expand_columns, return_expanded_column_values: false, project_id: on.project };
    const { calls: unexpanded } = await on.ask('callsQuery', request);
    assert.equal(typeof JSON.parse(unexpanded[0]!.inputs.text).model, 'string');
  }),

  check('refs of tables are not expanded', async (on) => {
    const { digest } = await on.ask('tableCreate', {
      table: { project_id: on.project, rows: [JsonText.of({ a: 1 })] },
    });
    await on.start(1, { inputs: JsonText.of({ rows: on.ref(`table/${digest}`) }) });
    assert.deepEqual(await inputsOf(on, ['inputs.rows']), [`{"rows":"${on.ref(`table/${digest}`)}"}`]);
  }),

  check('calls are found by the refs in their inputs and outputs, deep ones, too', async (on) => {
    const refs = [on.ref('object/a:1'), on.ref('object/a:12'), on.ref('object/a:1/attr/rows/index/0')];
    await on.start(1, { inputs: JsonText.of({ x: [{ y: refs[0] }] }) });
    await on.start(2, { inputs: JsonText.of({ x: refs[1], prose: `see ${refs[0]}`, [refs[0]!]: 'as a key' }) });
    await on.start(3, { inputs: JsonText.of({ x: refs[2] }) });
    await on.end(3, { output: JsonText.of(refs[0]) });
    assert.deepEqual(await on.found({ filter: { input_refs: [refs[0]!] } }), [1]);
    assert.deepEqual(await on.found({ filter: { input_refs: [refs[1]!, refs[2]!] } }), [2, 3]);
    assert.deepEqual(await on.found({ filter: { input_refs: [on.ref('object/a:*')] } }), [1, 2, 3]);
    assert.deepEqual(await on.found({ filter: { output_refs: [refs[0]!] } }), [3]);
    assert.deepEqual(await on.found({ filter: { output_refs: [on.ref('object/a:*')], input_refs: [refs[0]!] } }), []);
    assert.deepEqual(await on.where({ $eq: [field('inputs.x'), literal(refs[1])] }), [2]);
  }),
];
