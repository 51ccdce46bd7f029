import assert from 'node:assert/strict';
import test from 'node:test';
import type { CallsQueryRequest } from '../trace-server.ts';
import { JsonText } from '../values/json-text.ts';
import type { StoredTraceServer } from './stored-trace-server.ts';
import { end, json, OTHER, objectRef, openStore, PROJECT, start, tableRef } from './testing/store.ts';

async function publish(store: StoredTraceServer, name: string, text: string, project = PROJECT): Promise<string> {
  const val = new JsonText(text);
  const { digest } = await store.objCreate({ obj: { project_id: project, object_id: name, val } });
  return objectRef(name, digest, '', project);
}

async function read(store: StoredTraceServer, request: Partial<CallsQueryRequest>) {
  const [call] = (await store.callsQuery({ project_id: PROJECT, ...request })).calls;
  return { inputs: call!.inputs.text, output: call!.output?.text };
}

test('Refs at the named places are replaced by their objects, from the top down; each has its `_ref`.', async () => {
  const store = openStore();
  const inner = await publish(store, 'inner', '{"n":1.0}');
  const outer = await publish(store, 'outer', `{"inner":"${inner}","other":"${inner}"}`);
  await store.callStart(start(1, { inputs: json({ a: { m: outer }, b: inner, list: [inner] }) }));
  await store.callEnd(end(1, { output: json(inner) }));
  const innerText = `{"n":1.0,"_ref":"${inner}"}`;
  const expanded = (expand_columns: string[], more = {}) => read(store, { expand_columns, ...more });

  assert.deepEqual(await expanded(['inputs.a.m.inner', 'inputs.a.m']), {
    inputs: `{"a":{"m":{"inner":${innerText},"other":"${inner}","_ref":"${outer}"}},"b":"${inner}","list":["${inner}"]}`,
    output: `"${inner}"`,
  });
  // A deeper place needs the ones above it.
  const nothing = await expanded(['inputs.a.m.inner', 'inputs.x', 'inputs.a', 'op_name', 'summary.weave.status']);
  assert.deepEqual(nothing, await read(store, {}));
  assert.equal((await expanded(['output'])).output, innerText);
  assert.match((await expanded(['inputs.list.0'])).inputs, /"list":\[\{"n":1\.0,/);
  assert.deepEqual(await expanded(['inputs.b'], { return_expanded_column_values: false }), await read(store, {}));
  await store.close();
});

test('A ref stays where nothing can be put in its place.', async () => {
  const store = openStore();
  const refs = [
    objectRef('missing', 'd'),
    objectRef('missing', 'latest'),
    await publish(store, 'foreign', '{"n":1}', OTHER),
    tableRef('d'),
    'weave-trace-internal:///x/object/y',
    'prose',
  ];
  await store.callStart(start(1, { inputs: json({ refs }) }));
  const expand_columns = refs.map((_, i) => `inputs.refs.${i}`);
  assert.equal((await read(store, { expand_columns })).inputs, JSON.stringify({ refs }));
  await store.close();
});

test('What is no JSON object comes in as it is; a `_ref` that is there stays.', async () => {
  const store = openStore();
  const list = await publish(store, 'list', '[1,2]');
  const marked = await publish(store, 'marked', '{"_ref":7}');
  const place = await publish(store, 'place', '{"rows":[{"x":true}]}');
  const refs = [list, marked, `${place}/attr/rows/index/0`];
  await store.callStart(start(1, { inputs: json({ refs }) }));
  const expand_columns = refs.map((_, i) => `inputs.refs.${i}`);
  assert.equal(
    (await read(store, { expand_columns })).inputs,
    `{"refs":[[1,2],{"_ref":7},{"x":true,"_ref":"${refs[2]}"}]}`,
  );
  await store.close();
});
