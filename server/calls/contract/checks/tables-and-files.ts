/** Tables and files. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { JsonText } from '../../values/json-text.ts';
import { type Asking, check } from '../asking.ts';

const create = (on: Asking, rows: unknown[], project_id = on.project) =>
  on.ask('tableCreate', { table: { project_id, rows: rows.map((row) => JsonText.of(row)) } });

const query = async (on: Asking, digest: string, more: object = {}) => {
  const { rows } = await on.ask('tableQuery', { project_id: on.project, digest, ...more });
  return rows.map((row) => `${row.original_index} ${row.val.text}`);
};

const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

export const TABLES_AND_FILES = [
  check('rows come in their order, also where some are equal, and by page', async (on) => {
    const { digest, row_digests } = await create(on, [{ n: 1 }, { n: 2 }, { n: 1 }, { n: 3 }]);
    assert.equal(row_digests[0], row_digests[2]);
    assert.deepEqual(await query(on, digest), ['0 {"n":1}', '1 {"n":2}', '2 {"n":1}', '3 {"n":3}']);
    assert.deepEqual(await query(on, digest, { limit: 2, offset: 1 }), ['1 {"n":2}', '2 {"n":1}']);
    assert.deepEqual(await query(on, digest, { limit: 0 }), []);
    assert.deepEqual(await query(on, digest, { offset: 9 }), []);
    assert.deepEqual(await on.ask('tableQueryStats', { project_id: on.project, digest }), { count: 4 });
  }),

  check('some rows by digest keep the order of the table', async (on) => {
    const { digest, row_digests } = await create(on, [{ n: 1 }, { n: 2 }, { n: 1 }, { n: 3 }]);
    const only = (...at: number[]) => query(on, digest, { filter: { row_digests: at.map((n) => row_digests[n]) } });
    assert.deepEqual(await only(3, 0), ['0 {"n":1}', '2 {"n":1}', '3 {"n":3}']);
    assert.deepEqual(await query(on, digest, { filter: { row_digests: ['unknown'] } }), []);
    assert.deepEqual(await query(on, digest, { filter: { row_digests: [] }, limit: 1 }), ['0 {"n":1}']);
  }),

  check('rows are sorted by fields of their values, numbers first, then texts, then what is missing', async (on) => {
    const { digest } = await create(on, [
      { a: { b: 'x' } },
      {},
      { a: { b: 10 } },
      { a: { b: 'w' } },
      { a: { b: 9.5 } },
    ]);
    const by = async (direction: string) =>
      (await query(on, digest, { sort_by: [{ field: 'a.b', direction }] })).map((row) => Number(row[0]));
    assert.deepEqual(await by('asc'), [4, 2, 3, 0, 1]);
    assert.deepEqual(await by('desc'), [2, 4, 0, 3, 1]);
  }),

  check('a table that is changed is the table of the rows that come of it', async (on) => {
    const { digest, row_digests } = await create(on, [{ n: 1 }, { n: 2 }, { n: 3 }]);
    const row = (n: number) => JsonText.of({ n });
    const { digest: changed, updated_row_digests } = await on.ask('tableUpdate', {
      project_id: on.project,
      base_digest: digest,
      updates: [
        { append: { row: row(4) } },
        { pop: { index: 0 } },
        { insert: { index: 1, row: row(5) } },
        { insert: { index: 4, row: row(6) } },
        { pop: { index: 2 } },
      ],
    });
    assert.deepEqual(await query(on, changed), ['0 {"n":2}', '1 {"n":5}', '2 {"n":4}', '3 {"n":6}']);
    assert.equal((await create(on, [{ n: 2 }, { n: 5 }, { n: 4 }, { n: 6 }])).digest, changed);
    assert.equal(updated_row_digests[1], row_digests[0]);
    assert.equal(updated_row_digests[4], row_digests[2]);
    assert.deepEqual(await query(on, digest), ['0 {"n":1}', '1 {"n":2}', '2 {"n":3}']);
    for (const update of [{ pop: { index: 3 } }, { pop: { index: -1 } }, { insert: { index: 4, row: row(1) } }]) {
      await on.refused(
        'tableUpdate',
        { project_id: on.project, base_digest: digest, updates: [update] },
        { name: 'InvalidRequest', status: 400, message: /Index out of range/ },
      );
    }
    const none = await on.ask('tableUpdate', { project_id: on.project, base_digest: digest, updates: [] });
    assert.equal(none.digest, digest);
  }),

  check('an empty table is a table', async (on) => {
    assert.deepEqual(await create(on, []), { digest: EMPTY, content_digest: EMPTY, row_digests: [] });
    assert.deepEqual(await query(on, EMPTY), []);
    const appended = await on.ask('tableUpdate', {
      project_id: on.project,
      base_digest: EMPTY,
      updates: [{ append: { row: JsonText.of({ n: 1 }) } }],
    });
    assert.equal(appended.digest, (await create(on, [{ n: 1 }])).digest);
  }),

  check('rows are objects, and an expected digest has to be the one', async (on) => {
    for (const row of [1, 'text', [1], null]) {
      await on.refused(
        'tableCreate',
        { table: { project_id: on.project, rows: [{ n: 1 }, row] } },
        { name: 'ValidationError', status: 422 },
      );
    }
    await on.refused(
      'tableCreate',
      { table: { project_id: on.project, rows: [JsonText.of({ n: 1 })], expected_digest: EMPTY } },
      { name: 'DigestMismatchError', status: 409 },
    );
    const digest = '5ab1f2c55a1d8e0d8bd17d9a2d3a5c1d3c9c3a1c';
    assert.deepEqual(await query(on, digest), []);
    assert.deepEqual(await on.ask('tableQueryStats', { project_id: on.project, digest }), { count: 0 });
  }),

  check('a file comes back byte for byte, whatever its size', async (on) => {
    for (const size of [0, 1, 99_999, 100_000, 100_001, 350_000]) {
      const content = new Uint8Array(size).map((_, at) => (at * 7919) >> 3);
      const { digest } = await on.ask('fileCreate', { project_id: on.project, name: `f${size}.bin`, content });
      const hash = createHash('sha256').update(content).digest('base64url').replaceAll('-', 'X').replaceAll('_', 'Y');
      assert.equal(digest, hash);
      const read = await on.ask('fileContentRead', { project_id: on.project, digest });
      assert.deepEqual(Buffer.from(read.content), Buffer.from(content));
    }
    on.transcript.length = 0;
  }),

  check('a file with any name; the name is no part of its digest', async (on) => {
    const content = new TextEncoder().encode('hello');
    const digests = new Set<string>();
    for (const name of ['a.txt', 'ä "b"; c.txt', '../../etc/passwd', "'; DROP TABLE files; --"]) {
      digests.add((await on.ask('fileCreate', { project_id: on.project, name, content })).digest);
    }
    assert.deepEqual([...digests], ['LPJNulXwow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ']);
    await on.refused(
      'fileCreate',
      { project_id: on.project, name: 'a', content, expected_digest: 'other' },
      { name: 'DigestMismatchError', status: 409 },
    );
    await on.refused(
      'fileContentRead',
      { project_id: on.other, digest: [...digests][0] },
      { name: 'NotFoundError', status: 404 },
    );
  }),
];
