import assert from 'node:assert/strict';
import test from 'node:test';
import {
  DigestMismatchError,
  InvalidFieldError,
  InvalidRequest,
  NotFoundError,
  ObjectDeletedError,
} from '../errors.ts';
import { JsonText } from '../values/json-text.ts';
import { id, json, OTHER, objectRef, openStore, PROJECT, tableRef, uuid } from './testing/store.ts';

function open() {
  const store = openStore();
  const publish = async (object_id: string, value: unknown, project_id = PROJECT) =>
    (await store.objCreate({ obj: { project_id, object_id, val: json(value) } })).digest;
  const read = async (object_id: string, digest: string) =>
    (await store.objRead({ project_id: PROJECT, object_id, digest })).obj;
  return { store, publish, read };
}

test('Versions are counted as they appear, and read by digest, number, or as the latest.', async () => {
  const { store, publish, read } = open();
  const digests = [await publish('o', { a: 1 }), await publish('o', { a: 2 }), await publish('o', { a: 3 })];
  for (const [i, digest] of digests.entries()) {
    const byNumber = await read('o', `v${i}`);
    assert.deepEqual(byNumber, await read('o', digest));
    assert.deepEqual([byNumber.digest, byNumber.version_index, byNumber.is_latest], [digest, i, i === 2 ? 1 : 0]);
  }
  assert.equal((await read('o', 'latest')).digest, digests[2]);
  for (const digest of ['1', '', 'v3', 'v1111', 'v', 'v-1', 'v99999999999999999999', digests[0]!.slice(1)]) {
    await assert.rejects(read('o', digest), NotFoundError, digest);
  }
  await assert.rejects(read('other', 'latest'), NotFoundError);
  await assert.rejects(store.objRead({ project_id: OTHER, object_id: 'o', digest: digests[0]! }), NotFoundError);
  await store.close();
});

test('An old version that is published again is the latest, and keeps its number.', async () => {
  const { store, publish, read } = open();
  const first = await publish('o', { a: 1 });
  await publish('o', { a: 2 });
  assert.equal(await publish('o', { a: 1 }), first);
  assert.deepEqual(
    (await store.objsQuery({ project_id: PROJECT })).objs.map((o) => [o.version_index, o.is_latest]),
    [
      [0, 1],
      [1, 0],
    ],
  );
  assert.equal((await read('o', 'latest')).version_index, 0);
  await store.close();
});

test('Values come back as they were written, or not at all; what they are is seen in them.', async () => {
  const { store } = open();
  const create = (object_id: string, text: string) =>
    store.objCreate({ obj: { project_id: PROJECT, object_id, val: new JsonText(text) } });
  const kinds: [string, string, 'op' | 'object', string | null][] = [
    ['plain', '{"b":1.0,"a":1e-07,"n":12345678901234567890}', 'object', null],
    ['op', '{"_type":"CustomWeaveType","weave_type":{"type":"Op"},"files":{}}', 'op', null],
    ['custom', '{"_type":"CustomWeaveType","weave_type":{"type":"Image"}}', 'object', null],
    ['model', '{"_class_name":"Mine","_bases":["Model","Object","BaseModel"]}', 'object', 'Model'],
    ['deep', '{"_class_name":"Mine","_bases":["A","B","Object","BaseModel"]}', 'object', 'B'],
    ['dataset', '{"_class_name":"Dataset","_bases":["Object","BaseModel"]}', 'object', 'Dataset'],
    ['none', '{"_class_name":"Mine","_bases":["BaseModel","Object"]}', 'object', null],
    ['odd', '{"_class_name":7,"_bases":["Object","BaseModel"]}', 'object', null],
    ['list', '[1,"_bases"]', 'object', null],
    ['null', 'null', 'object', null],
  ];
  for (const [name, text] of kinds) await create(name, text);
  const { objs } = await store.objsQuery({ project_id: PROJECT });
  assert.deepEqual(
    objs.map((o) => [o.object_id, o.val.text, o.kind, o.base_object_class]),
    kinds,
  );
  const { objs: bare } = await store.objsQuery({ project_id: PROJECT, metadata_only: true });
  assert.ok(bare.every((o) => o.val.text === '{}'));
  await store.close();
});

test('Objects are asked for by id, class, kind, as the latest, in pages.', async () => {
  const { store, publish } = open();
  const dataset = { _class_name: 'Dataset', _bases: ['Object', 'BaseModel'] };
  for (const [name, value] of [
    ['b', dataset],
    ['a', { n: 1 }],
    ['a', { n: 2 }],
    ['c', { weave_type: { type: 'Op' } }],
  ] as const) {
    await publish(name, value);
  }
  const names = async (request: object) =>
    (await store.objsQuery({ project_id: PROJECT, ...request })).objs
      .map((o) => `${o.object_id}${o.version_index}`)
      .join(' ');
  assert.equal(await names({}), 'b0 a0 a1 c0');
  assert.equal(await names({ filter: { object_ids: [], base_object_classes: null } }), 'b0 a0 a1 c0');
  assert.equal(await names({ filter: { object_ids: ['a', 'c'], latest_only: true } }), 'a1 c0');
  assert.equal(await names({ filter: { base_object_classes: ['Dataset'] } }), 'b0');
  assert.equal(await names({ filter: { is_op: true } }), 'c0');
  assert.equal(await names({ filter: { is_op: false } }), 'b0 a0 a1');
  assert.equal(await names({ sort_by: [{ field: 'object_id', direction: 'desc' }], limit: 2, offset: 1 }), 'b0 a0');
  const often = Array.from({ length: 3000 }, () => ({ field: 'object_id', direction: 'asc' as const }));
  const once = await names({ sort_by: [{ field: 'object_id', direction: 'desc' }] });
  assert.equal(await names({ sort_by: [{ field: 'object_id', direction: 'desc' }, ...often] }), once);
  assert.equal(await names({ sort_by: [{ field: 'nonsense', direction: 'desc' }], limit: 0 }), '');
  await assert.rejects(names({ limit: -1 }), { status: 422 });
  await assert.rejects(names({ filter: { object_ids: Array(1001).fill('a') } }), InvalidRequest);
  await store.close();
});

test('All of the named versions are deleted, or none.', async () => {
  const { store, publish, read } = open();
  const digests = [await publish('o', 1), await publish('o', 2), await publish('o', 3)];
  const remove = (list?: string[]) => store.objDelete({ project_id: PROJECT, object_id: 'o', digests: list });
  await assert.rejects(remove([digests[0]!, 'unknown']), NotFoundError);
  await assert.rejects(remove(Array(101).fill(digests[0])), InvalidRequest);
  assert.deepEqual(await remove([]), { num_deleted: 0 });
  assert.equal((await store.objsQuery({ project_id: PROJECT })).objs.length, 3);

  assert.deepEqual(await remove([digests[0]!, 'v0', 'latest']), { num_deleted: 2 });
  await assert.rejects(read('o', digests[0]!), (error: ObjectDeletedError) => {
    assert.ok(error instanceof ObjectDeletedError);
    assert.match(String(error.details.deleted_at), /^20.*Z$/);
    return error.status === 404;
  });
  assert.equal((await read('o', 'latest')).digest, digests[1]);
  await assert.rejects(remove([digests[0]!]), NotFoundError);
  assert.deepEqual(await remove(), { num_deleted: 1 });
  await assert.rejects(remove(), NotFoundError);
  await assert.rejects(read('o', 'latest'), ObjectDeletedError);

  await publish('o', 4);
  await publish('o', 1);
  const { objs } = await store.objsQuery({ project_id: PROJECT });
  assert.deepEqual(
    objs.map((o) => [o.val.text, o.version_index, o.is_latest]),
    [
      ['1', 0, 1],
      ['4', 3, 0],
    ],
  );
  await store.close();
});

test('Ids of objects are letters, digits, underscore, dot and dash; the digest has to be the one that is expected.', async () => {
  const { store, publish } = open();
  for (const name of ['', 'a b', 'a/b', 'a:b', 'x'.repeat(129), 'a\n', '😀']) {
    await assert.rejects(publish(name, 1), (error: Error) => error instanceof InvalidFieldError, name);
  }
  for (const name of ['x'.repeat(128), 'Grüße_1.2-3', '漢字']) await publish(name, 1);
  const obj = { project_id: PROJECT, object_id: 'o', val: json({ a: 5, b: 6 }) };
  const expected_digest = 'XfhC9dNA5D4taMvhKT4MKN2uce7F56Krsyv4Q6mvVMA';
  assert.equal((await store.objCreate({ obj: { ...obj, expected_digest } })).digest, expected_digest);
  await assert.rejects(store.objCreate({ obj: { ...obj, expected_digest: 'x' } }), DigestMismatchError);
  await store.close();
});

test('Ops are objects of their own kind.', async () => {
  const { store, publish } = open();
  const { digest } = await store.opCreate({
    op_obj: { project_id: PROJECT, object_id: 'f', val: json({ code: 'x' }) },
  });
  await publish('g', { a: 1 });
  const { op_obj } = await store.opRead({ project_id: PROJECT, name: 'f', digest });
  assert.deepEqual([op_obj.kind, op_obj.val.text], ['op', '{"code":"x"}']);
  await assert.rejects(store.opRead({ project_id: PROJECT, name: 'g', digest: 'latest' }), NotFoundError);
  for (const filter of [undefined, { op_names: ['f', 'g'], latest_only: true }]) {
    const { op_objs } = await store.opsQuery({ project_id: PROJECT, filter });
    assert.deepEqual(
      op_objs.map((op) => op.object_id),
      ['f'],
    );
  }
  await store.close();
});

test('The content digest is the same in every project, wherever refs lead; the digest is not.', async () => {
  const store = openStore();
  const contents = async (project_id: string) => {
    const create = (object_id: string, val: unknown) =>
      store.objCreate({ obj: { project_id, object_id, val: json(val) } });
    const plain = await create('plain', { a: 1 });
    const plainRef = objectRef('plain', plain.digest, '/attr/a', project_id);
    const table = await store.tableCreate({ table: { project_id, rows: [json({ r: plainRef }), json({ n: 1 })] } });
    const row = table.row_digests[0]!;
    const whole = {
      object: plainRef,
      table: tableRef(table.digest, project_id),
      row: objectRef('plain', plain.digest, `/attr/rows/id/${row}`, project_id),
      call: `weave-trace-internal:///${project_id}/call/${uuid(1)}`,
      unknown: objectRef('unknown', 'd', '', project_id),
      prose: 'text',
    };
    const holder = await create('holder', whole);
    const updated = await store.tableUpdate({
      project_id,
      base_digest: table.digest,
      updates: [{ append: { row: json({ again: plainRef }) } }, { pop: { index: 1 } }],
    });
    const changed = await create('holder', { ...whole, call: `weave-trace-internal:///${project_id}/call/${uuid(2)}` });
    const stored = (await store.objRead({ project_id, object_id: 'holder', digest: holder.digest })).obj;
    assert.equal(stored.content_digest, holder.content_digest);
    assert.equal(plain.content_digest, plain.digest);
    assert.notEqual(changed.content_digest, holder.content_digest);
    return [table, holder, updated];
  };
  const here = await contents(PROJECT);
  const there = await contents(id('some/where-else'));
  assert.deepEqual(
    here.map((o) => o.content_digest),
    there.map((o) => o.content_digest),
  );
  for (const [i, { digest }] of here.entries()) assert.notEqual(digest, there[i]!.digest);
  await store.close();
});
