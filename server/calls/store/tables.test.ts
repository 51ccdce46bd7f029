import assert from 'node:assert/strict';
import test from 'node:test';
import { DigestMismatchError, InvalidRequest, NotFoundError } from '../errors.ts';
import type { TableQueryRequest, TableUpdate } from '../trace-server.ts';
import { JsonText } from '../values/json-text.ts';
import { json, OTHER, openStore, PROJECT } from './testing/store.ts';

const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

function open() {
  const store = openStore();
  const create = (rows: readonly unknown[], project_id = PROJECT) =>
    store.tableCreate({ table: { project_id, rows: rows.map(json) } });
  const query = async (digest: string, more: Partial<TableQueryRequest> = {}) =>
    (await store.tableQuery({ project_id: PROJECT, digest, ...more })).rows;
  const update = (base_digest: string, updates: TableUpdate[]) =>
    store.tableUpdate({ project_id: PROJECT, base_digest, updates });
  return { store, create, query, update };
}

test('Rows come back in their order, as they were written, equal ones as often as they are there.', async () => {
  const { store, create, query } = open();
  const rows = ['{"a":1.0}', '{"a":1}', '{"a":1.0}', '{"b":1e-07,"a":null}'].map((text) => new JsonText(text));
  const { digest, row_digests } = await create(rows);
  assert.equal(row_digests[0], row_digests[2]);
  assert.deepEqual(
    await query(digest),
    rows.map((val, i) => ({ digest: row_digests[i], val, original_index: i })),
  );
  assert.deepEqual(await store.tableQueryStats({ project_id: PROJECT, digest }), { count: 4 });
  assert.deepEqual(
    await query(digest, { filter: { row_digests: [row_digests[3]!, row_digests[0]!, 'x'] } }).then(indexes),
    [0, 2, 3],
  );
  assert.deepEqual(await query(digest, { filter: { row_digests: [] }, limit: 2, offset: 1 }).then(indexes), [1, 2]);
  assert.deepEqual(await query(digest, { sort_by: [{ field: 'b', direction: 'desc' }] }).then(indexes), [3, 0, 1, 2]);
  await store.close();
});

test('The same table can be in two projects; one that is not there has no rows.', async () => {
  const { store, create, query } = open();
  const here = await create([{ n: 1 }]);
  assert.deepEqual(await store.tableQuery({ project_id: OTHER, digest: here.digest }), { rows: [] });
  assert.deepEqual(await store.tableQueryStats({ project_id: OTHER, digest: here.digest }), { count: 0 });
  assert.deepEqual(await create([{ n: 1 }], OTHER), here);
  assert.deepEqual(await create([{ n: 1 }]), here);
  assert.deepEqual(await store.tableQuery({ project_id: OTHER, digest: here.digest }), {
    rows: await query(here.digest),
  });
  await store.close();
});

test('The digest is that of the row digests; one that is expected has to be it.', async () => {
  const { store, create } = open();
  assert.deepEqual(await create([]), { digest: EMPTY, content_digest: EMPTY, row_digests: [] });
  const rows = [json({ a: 5, b: 6 }), json({ a: 7, b: 10 })];
  const expected_digest = '6ca638095afa4d3b33fe2314375de840dc058c55a0ef5d466818d81c8a417944';
  const made = await store.tableCreate({ table: { project_id: PROJECT, rows, expected_digest } });
  assert.equal(made.digest, expected_digest);
  const table = { project_id: PROJECT, rows: [], expected_digest };
  await assert.rejects(store.tableCreate({ table }), DigestMismatchError);
  assert.deepEqual(await store.tableQueryStats({ project_id: PROJECT, digest: EMPTY }), { count: 0 });
  await store.close();
});

test('Updates follow one another, and make the table that the rows would have made.', async () => {
  const { store, create, query, update } = open();
  const base = await create([{ n: 0 }, { n: 1 }, { n: 2 }]);
  const row = (n: number) => json({ n });
  const updates: TableUpdate[] = [
    { append: { row: row(3) } },
    { insert: { index: 0, row: row(4) } },
    { pop: { index: 1 } },
    { insert: { index: 4, row: row(5) } },
    { pop: { index: 4 } },
    { append: { row: row(3) } },
  ];
  const updated = await update(base.digest, updates);
  const same = await create([{ n: 4 }, { n: 1 }, { n: 2 }, { n: 3 }, { n: 3 }]);
  assert.equal(updated.digest, same.digest);
  assert.equal(updated.content_digest, same.content_digest);
  const [d4, , , d3] = same.row_digests;
  const d5 = (await create([{ n: 5 }])).row_digests[0];
  assert.deepEqual(updated.updated_row_digests, [d3, d4, base.row_digests[0], d5, d5, d3]);
  assert.deepEqual(
    (await query(updated.digest)).map((r) => r.val.text).join(''),
    '{"n":4}{"n":1}{"n":2}{"n":3}{"n":3}',
  );
  assert.equal((await update(base.digest, [])).digest, base.digest);
  const emptied = await update(base.digest, [{ pop: { index: 2 } }, { pop: { index: 0 } }, { pop: { index: 0 } }]);
  assert.equal(emptied.digest, EMPTY);
  await store.close();
});

test('An update that is not possible leaves no table behind.', async () => {
  const { store, create, update } = open();
  const base = await create([{ n: 0 }]);
  const after = await create([{ n: 0 }, { n: 1 }], OTHER);
  const append: TableUpdate = { append: { row: json({ n: 1 }) } };
  for (const bad of [
    { pop: { index: 2 } },
    { pop: { index: -1 } },
    { insert: { index: 3, row: json({}) } },
    { insert: { index: -1, row: json({}) } },
    { insert: { index: 0.5, row: json({}) } },
  ] as TableUpdate[]) {
    await assert.rejects(update(base.digest, [append, bad]), {
      message: /^updates\.1\..*Index out of range/,
      status: 400,
    });
  }
  await assert.rejects(update(EMPTY, [{ pop: { index: 0 } }]), NotFoundError);
  await assert.rejects(update(base.digest, [{ pop: { index: 0 } }, { pop: { index: 0 } }]), InvalidRequest);
  assert.deepEqual(await store.tableQuery({ project_id: PROJECT, digest: after.digest }), { rows: [] });
  await store.close();
});

function indexes(rows: readonly { original_index: number }[]): number[] {
  return rows.map((row) => row.original_index);
}
