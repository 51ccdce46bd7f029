import assert from 'node:assert/strict';
import test from 'node:test';
import { InvalidInternalRef, InvalidRequest, RequestTooLarge } from '../errors.ts';
import { SqliteCallDatabase } from '../sqlite/sqlite-call-database.ts';
import { JsonText } from '../values/json-text.ts';
import type { ObjectsPlan } from './call-database.ts';
import { StoredTraceServer } from './stored-trace-server.ts';
import { json, OTHER, objectRef, PROJECT, tableRef, uuid } from './testing/store.ts';

class Counting extends SqliteCallDatabase {
  readonly asked = { objects: 0, rows: 0 };

  override selectObjects(plan: ObjectsPlan) {
    this.asked.objects++;
    return super.selectObjects(plan);
  }

  override tableRows(projectId: string, digests: readonly string[]) {
    this.asked.rows++;
    return super.tableRows(projectId, digests);
  }
}

function open() {
  const database = new Counting(':memory:');
  const store = new StoredTraceServer(database);
  return {
    database,
    store,
    async publish(name: string, text: string, project = PROJECT): Promise<string> {
      const val = new JsonText(text);
      return objectRef(
        name,
        (await store.objCreate({ obj: { project_id: project, object_id: name, val } })).digest,
        '',
        project,
      );
    },
    async read(refs: string[]): Promise<string[]> {
      return (await store.refsReadBatch({ refs })).vals.map((value) => value.text);
    },
  };
}

test('Refs lead to objects and to places in them, in their order; where nothing is, there is null.', async () => {
  const { store, publish, read } = open();
  const object = await publish('o', '{"a b/c":[1.0,{"x":null}],"k":{"0":"zero"}}');
  assert.deepEqual(
    await read([
      `${object}/key/a%20b%2Fc/index/0`,
      object,
      objectRef('o', 'unknown'),
      `${object}/attr/a%20b%2Fc/index/1/key/x`,
      `${object}/attr/missing/attr/x`,
      `${object}/key/a%20b%2Fc/index/2`,
      `${object}/key/a%20b%2Fc/index/-1`,
      `${object}/key/a%20b%2Fc/key/0`,
      `${object}/key/k/key/0`,
      `${object}/key/k/index/0`,
      `${object}/id/x`,
      object,
    ]),
    [
      '1.0',
      '{"a b/c":[1.0,{"x":null}],"k":{"0":"zero"}}',
      'null',
      'null',
      'null',
      'null',
      'null',
      'null',
      '"zero"',
      'null',
      'null',
      '{"a b/c":[1.0,{"x":null}],"k":{"0":"zero"}}',
    ],
  );
  assert.deepEqual(await read([]), []);
  await store.close();
});

test('Refs in values are followed where steps go on, through tables by row, and never into another project.', async () => {
  const { store, publish, read } = open();
  const rows = [json({ n: 1 }), json({ n: 2 })];
  const { digest, row_digests } = await store.tableCreate({ table: { project_id: PROJECT, rows } });
  const dataset = await publish('dataset', `{"rows":"${tableRef(digest)}"}`);
  const foreign = await publish('secret', '{"n":3}', OTHER);
  const holder = await publish(
    'holder',
    `{"dataset":"${dataset}","place":"${dataset}/attr/rows","foreign":"${foreign}"}`,
  );
  const row = `id/${row_digests[1]}`;
  assert.deepEqual(
    await read([
      `${dataset}/attr/rows`,
      `${dataset}/attr/rows/${row}`,
      `${holder}/attr/dataset/attr/rows/${row}/key/n`,
      `${holder}/attr/place/${row}/key/n`,
      `${holder}/attr/dataset`,
      `${holder}/attr/foreign`,
      `${holder}/attr/foreign/attr/n`,
      foreign,
      `${dataset}/attr/rows/id/unknown`,
      `${dataset}/attr/rows/index/0`,
    ]),
    [`"${tableRef(digest)}"`, '{"n":2}', '2', '2', `"${dataset}"`, `"${foreign}"`, 'null', '{"n":3}', 'null', 'null'],
  );
  await store.close();
});

test('A thousand refs to rows of a table are a few questions.', async () => {
  const { store, database, publish, read } = open();
  const rows = Array.from({ length: 1000 }, (_, n) => json({ n }));
  const { digest, row_digests } = await store.tableCreate({ table: { project_id: PROJECT, rows } });
  const dataset = await publish('dataset', `{"rows":"${tableRef(digest)}"}`);
  Object.assign(database.asked, { objects: 0, rows: 0 });
  const values = await read(row_digests.map((row) => `${dataset}/attr/rows/id/${row}/key/n`));
  assert.deepEqual(
    values,
    Array.from({ length: 1000 }, (_, n) => String(n)),
  );
  assert.equal(database.asked.objects, 1);
  assert.ok(database.asked.rows < 10, `${database.asked.rows}`);
  await store.close();
});

test('A chain of refs longer than a hundred leads nowhere.', async () => {
  const { store, publish, read } = open();
  const chain = [await publish('o', '{"n":1}')];
  for (let i = 0; i < 101; i++) chain.push(await publish('o', `"${chain[i]}"`));
  assert.deepEqual(await read([`${chain[100]}/key/n`, `${chain[101]}/key/n`]), ['1', 'null']);
  await store.close();
});

test('A deleted object reads null.', async () => {
  const { store, publish, read } = open();
  const object = await publish('o', '1');
  await store.objDelete({ project_id: PROJECT, object_id: 'o' });
  assert.deepEqual(await read([object]), ['null']);
  await store.close();
});

test('What is no ref of an object is refused, all of it.', async () => {
  const { store, publish, read } = open();
  const object = await publish('o', '1');
  for (const [ref, type] of [
    ['weave:///shawn/p/object/o:1', InvalidInternalRef],
    [`${object}/attr`, InvalidInternalRef],
    [`${object}/row/1`, InvalidInternalRef],
    [tableRef('d'), InvalidRequest],
    [`weave-trace-internal:///${PROJECT}/call/${uuid(1)}`, InvalidRequest],
    [objectRef('o', 'latest'), InvalidRequest],
    [objectRef('o', 'd', '', 'no-base64'), InvalidRequest],
  ] as const) {
    await assert.rejects(read([object, ref]), type, ref);
  }
  await assert.rejects(read(Array(1001).fill(object)), { message: /Too many refs/, status: 400 });
  await store.close();
});

test('An answer is bounded, however often one value is asked for.', async () => {
  const { store, publish, read } = open();
  const object = await publish('o', JSON.stringify({ text: 'x'.repeat(1_000_000) }));
  await assert.rejects(read(Array(1000).fill(object)), RequestTooLarge);
  assert.equal((await read(Array(100).fill(object))).length, 100);
  await store.close();
});
