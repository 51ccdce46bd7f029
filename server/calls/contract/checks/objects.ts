/** Objects and ops: versions, kinds, digests, deletes. */
import assert from 'node:assert/strict';
import { JsonText } from '../../values/json-text.ts';
import { type Asking, check } from '../asking.ts';

const op = (code: string) => ({
  _type: 'CustomWeaveType',
  weave_type: { type: 'Op' },
  files: { 'obj.py': code },
});

const read = async (on: Asking, digest: string, object_id = 'thing', project_id = on.project) => {
  const { obj } = await on.ask('objRead', { project_id, object_id, digest });
  return obj;
};

const versions = async (on: Asking, filter: object = {}, more: object = {}) => {
  const { objs } = await on.ask('objsQuery', { project_id: on.project, filter, ...more });
  return objs.map((obj) => `${obj.object_id}:v${obj.version_index}${obj.is_latest ? '!' : ''}`);
};

export const OBJECTS = [
  check('versions of an object are numbered, and read by number, digest, or as the latest', async (on) => {
    const one = await on.publish('thing', { n: 1 });
    const two = await on.publish('thing', { n: 2 });
    await on.publish('other', { n: 3 });
    assert.equal((await read(on, 'v0')).digest, one);
    assert.equal((await read(on, 'v1')).digest, two);
    assert.equal((await read(on, 'latest')).digest, two);
    const first = await read(on, one);
    assert.deepEqual(
      { ...first, val: first.val.text, created_at: '', content_digest: '', wb_user_id: '' },
      {
        project_id: on.project,
        object_id: 'thing',
        created_at: '',
        deleted_at: null,
        digest: one,
        content_digest: '',
        version_index: 0,
        is_latest: 0,
        kind: 'object',
        base_object_class: null,
        val: '{"n":1}',
        wb_user_id: '',
      },
    );
    for (const digest of ['v2', '1', '', 'v1111', 'V0', 'newest', `${one}x`]) {
      await on.refused(
        'objRead',
        { project_id: on.project, object_id: 'thing', digest },
        { name: 'NotFoundError', status: 404 },
      );
    }
    await on.refused(
      'objRead',
      { project_id: on.other, object_id: 'thing', digest: one },
      { name: 'NotFoundError', status: 404 },
    );
  }),

  check('the same value again is the same version', async (on) => {
    const one = await on.publish('thing', { n: 1 });
    await on.publish('thing', { n: 2 });
    assert.equal(await on.publish('thing', new JsonText('{"n":2}')), (await read(on, 'v1')).digest);
    assert.equal(await on.publish('thing', { n: 1 }), one);
    assert.deepEqual((await versions(on)).sort(), ['thing:v0!', 'thing:v1']);
  }),

  check('objects are listed by id, kind, class, and only the latest where that is asked for', async (on) => {
    await on.publish('model', { _type: 'M', _class_name: 'M', _bases: ['Model', 'Object', 'BaseModel'] });
    await on.publish('data', { _class_name: 'Dataset', _bases: ['Object', 'BaseModel'] });
    await on.publish('plain', { _class_name: 'X', _bases: ['BaseModel', 'Object'] });
    await on.publish('f', op('1'));
    await on.publish('f', op('2'));
    assert.deepEqual(await versions(on), ['model:v0!', 'data:v0!', 'plain:v0!', 'f:v0', 'f:v1!']);
    assert.deepEqual(await versions(on, { latest_only: true }), ['model:v0!', 'data:v0!', 'plain:v0!', 'f:v1!']);
    assert.deepEqual(await versions(on, { is_op: true }), ['f:v0', 'f:v1!']);
    assert.deepEqual(await versions(on, { is_op: false }), ['model:v0!', 'data:v0!', 'plain:v0!']);
    assert.deepEqual(await versions(on, { base_object_classes: ['Model', 'Dataset'] }), ['model:v0!', 'data:v0!']);
    assert.deepEqual(await versions(on, { object_ids: ['f', 'data'], latest_only: true }), ['data:v0!', 'f:v1!']);
    assert.deepEqual(await versions(on, { object_ids: [], base_object_classes: null }), [
      'model:v0!',
      'data:v0!',
      'plain:v0!',
      'f:v0',
      'f:v1!',
    ]);
  }),

  check('lists of objects are sorted, paged, and without values where only metadata is asked for', async (on) => {
    for (const id of ['b', 'a', 'c']) await on.publish(id, { id });
    const sorted = (...by: [string, string][]) =>
      versions(on, {}, { sort_by: by.map(([field, direction]) => ({ field, direction })) });
    assert.deepEqual(await sorted(['object_id', 'asc']), ['a:v0!', 'b:v0!', 'c:v0!']);
    assert.deepEqual(await sorted(['object_id', 'desc']), ['c:v0!', 'b:v0!', 'a:v0!']);
    assert.deepEqual(await sorted(['created_at', 'desc']), ['c:v0!', 'a:v0!', 'b:v0!']);
    assert.deepEqual((await sorted(['val.id', 'asc'])).sort(), ['a:v0!', 'b:v0!', 'c:v0!']);
    assert.deepEqual(await versions(on, {}, { limit: 1, offset: 1 }), ['a:v0!']);
    assert.deepEqual(await versions(on, {}, { limit: 0 }), []);
    const { objs } = await on.ask('objsQuery', { project_id: on.project, metadata_only: true });
    assert.deepEqual(
      objs.map((obj) => obj.val.text),
      ['{}', '{}', '{}'],
    );
    const request = { project_id: on.project, object_id: 'a', digest: 'v0', metadata_only: true };
    assert.equal((await on.ask('objRead', request)).obj.val.text, '{}');
  }),

  check('deleted versions are told as deleted, and their numbers are not used again', async (on) => {
    const digests: string[] = [];
    for (const n of [0, 1, 2]) digests.push(await on.publish('thing', { n }));
    const remove = async (list?: string[]) => {
      const request = { project_id: on.project, object_id: 'thing', ...(list && { digests: list }) };
      return (await on.ask('objDelete', request)).num_deleted;
    };
    assert.equal(await remove([digests[2]!]), 1);
    assert.deepEqual(await versions(on), ['thing:v0', 'thing:v1!']);
    const gone = await on.refused(
      'objRead',
      { project_id: on.project, object_id: 'thing', digest: digests[2] },
      { name: 'ObjectDeletedError', status: 404 },
    );
    assert.match(String(gone.details.deleted_at), /^20\d\d-.*Z$/);
    await on.refused(
      'objRead',
      { project_id: on.project, object_id: 'thing', digest: 'v2' },
      { name: 'ObjectDeletedError', status: 404 },
    );
    assert.equal((await read(on, 'latest')).digest, digests[1]);
    assert.equal(await on.publish('thing', { n: 3 }), (await read(on, 'v3')).digest);
    await on.refused(
      'objDelete',
      { project_id: on.project, object_id: 'thing', digests: [digests[0], 'unknown'] },
      { name: 'NotFoundError', status: 404 },
    );
    assert.deepEqual(await versions(on), ['thing:v0', 'thing:v1', 'thing:v3!']);
    assert.equal(await remove(), 3);
    assert.deepEqual(await versions(on), []);
    await on.refused(
      'objRead',
      { project_id: on.project, object_id: 'thing', digest: 'latest' },
      { name: 'ObjectDeletedError', status: 404 },
    );
    await on.publish('thing', { n: 1 });
    assert.deepEqual(await versions(on), ['thing:v1!']);
    await on.refused(
      'objDelete',
      { project_id: on.project, object_id: 'nothing' },
      { name: 'NotFoundError', status: 404 },
    );
  }),

  check('ids of objects are letters, digits and _.-, 128 at the most', async (on) => {
    for (const object_id of ['', 'a b', 'a/b', 'a:b', 'a\nb', 'x'.repeat(129), '😀', '*']) {
      const obj = { project_id: on.project, object_id, val: JsonText.of(1) };
      await on.refused('objCreate', { obj }, { name: 'InvalidFieldError', status: 422, message: /object_id/ });
    }
    await on.publish('x'.repeat(128), 1);
    await on.publish('A.b-c_9', 1);
    await on.publish('größe', 1);
    assert.equal((await versions(on)).length, 3);
  }),

  check('a digest that the client expected has to be the one', async (on) => {
    const val = JsonText.of({ n: 1 });
    const digest = await on.publish('thing', val);
    await on.ask('objCreate', { obj: { project_id: on.project, object_id: 'thing', val, expected_digest: digest } });
    await on.refused(
      'objCreate',
      { obj: { project_id: on.project, object_id: 'new', val, expected_digest: 'other' } },
      { name: 'DigestMismatchError', status: 409 },
    );
    assert.deepEqual(await versions(on), ['thing:v0!']);
  }),
];
