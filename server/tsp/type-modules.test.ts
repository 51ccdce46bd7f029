/** Configuration types that others bring in modules: registered, used, made anew, and taken away again. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { parsingType, providingType, scriptedType } from './testing/scripted-experiment.ts';
import { type Answered, ServerUnderTest } from './testing/server-under-test.ts';

const options = { configurationTypes: [scriptedType, providingType, parsingType], modules: true };
let under: ServerUnderTest;
beforeEach(async () => {
  under = await ServerUnderTest.start(options);
});
afterEach(async () => {
  await under.close();
  assert.deepEqual(under.failures, []);
});

/** A module whose type derives a time graph with one row from any output. */
const moduleText = (label: string, id = 'their.type'): string => `
export default {
  id: '${id}',
  name: 'Their type',
  description: 'From a module',
  scope: 'data_provider',
  schema: { type: 'object', required: ['title'], properties: { title: { type: 'string' } } },
  appliesTo: () => true,
  check({ title }) {
    if (title === 'no') throw Object.assign(new Error('anything but that'), { parameter: 'title', position: 0 });
  },
  derive(parent, configuration) {
    if (configuration.parameters.title === 'nowhere') throw new Error('not over this');
    return {
      descriptor: { id: parent.descriptor.id + ':' + configuration.id, name: '', description: '', type: 'TIME_GRAPH' },
      status: 'COMPLETED',
      tree: () => ({ headers: [], entries: [{ id: 1, labels: ['${label}'], start: 0n, end: 1n }] }),
    };
  },
};`;
const register = (path: string): Promise<Answered> => under.heddle('/config/modules', 'POST', { path });
const unregister = (path: string): Promise<Answered> => under.heddle('/config/modules', 'DELETE', { path });
const derive = (path: string, output: string, title: string): Promise<Answered> =>
  under.call('POST', `${path}/outputs/${output}`, { sourceTypeId: 'their.type', parameters: { title } });
const treeOf = async (path: string, output: string) =>
  (await under.call('POST', `${path}/outputs/timeGraph/${output}/tree`, { parameters: {} })).json;
const rowOf = async (path: string, output: string): Promise<string> =>
  (await treeOf(path, output)).model.entries[0].labels[0];

test('a module adds its types to open and to later experiments, and they derive from any output', async () => {
  const open = await under.experiment('open');
  const file = under.file('their.mjs', moduleText('theirs'));
  const registered = await register(file);
  assert.equal(registered.status, 200, registered.text);
  assert.deepEqual([registered.json.path, registered.json.types[0].id], [file, 'their.type']);
  assert.deepEqual((await under.heddle('/config/modules')).json, [registered.json]);
  assert.ok((await under.call('GET', '/config/types')).json.some(({ id }: { id: string }) => id === 'their.type'));
  const later = await under.experiment('later');
  for (const path of [open, later]) {
    for (const output of ['test.table', 'test.none', 'test.xy']) {
      assert.deepEqual((await under.call('GET', `${path}/outputs/${output}`)).json.configSourcesIds, ['their.type']);
      const made = await derive(path, output, 'T');
      assert.equal(made.status, 200, made.text);
      assert.deepEqual([made.json.name, made.json.parentId], ['T', output]);
      assert.equal(await rowOf(path, made.json.id), 'theirs');
    }
  }
  const refused = await derive(open, 'test.xy', 'no');
  assert.deepEqual([refused.status, refused.json.parameter, refused.json.position], [400, 'title', 0]);
  const unfit = await derive(open, 'test.xy', 'nowhere');
  assert.deepEqual([unfit.status, unfit.json.detail], [400, 'not over this']);
});

test('without its module an output is listed as failed, and lives again once it is registered', async () => {
  const path = await under.experiment('kept');
  const file = under.file('their.mjs', moduleText('first'));
  await register(file);
  const { json: made } = await derive(path, 'test.timegraph', 'T');
  await under.restart(options);
  const listed = (await under.call('GET', `${path}/outputs/${made.id}`)).json;
  assert.deepEqual([listed.id, listed.configuration], [made.id, made.configuration]);
  const failed = await treeOf(path, made.id);
  assert.equal(failed.status, 'FAILED');
  assert.match(failed.statusMessage, /"their\.type"; what brings it may not be loaded yet/);
  assert.deepEqual((await under.call('GET', '/config/types/their.type/configs')).json, [made.configuration]);
  const before = (await under.heddle(`${path}/progress`)).json.outputsRevision;

  assert.equal((await register(file)).status, 200);
  assert.equal(await rowOf(path, made.id), 'first');
  assert.ok((await under.heddle(`${path}/progress`)).json.outputsRevision > before);

  under.file('their.mjs', moduleText('second, and longer'));
  await register(file);
  assert.equal(await rowOf(path, made.id), 'second, and longer', 'a changed module is loaded anew');

  assert.equal((await unregister(file)).status, 200);
  assert.equal((await treeOf(path, made.id)).status, 'FAILED');
  assert.equal((await unregister(file)).status, 404);
  assert.equal((await derive(path, 'test.table', 'T')).status, 404);
  const url = `/config/types/their.type/configs/${made.configuration.id}`;
  assert.equal((await under.call('DELETE', url)).status, 200, 'it can still be deleted');
  assert.equal((await under.call('GET', `${path}/outputs/${made.id}`)).status, 404);
});

test('a module that is none fails its own registration only, with the reason', async () => {
  const good = under.file('good.mjs', moduleText('good'));
  assert.equal((await register(good)).status, 200);
  const cases: readonly (readonly [string, RegExp])[] = [
    ['throw new Error("it has a bug");', /it has a bug/],
    ['export default (', /Unexpected/],
    ['export const type = 1;', /no default export/],
    ['export default [];', /empty list/],
    ['export default 5;', /no configuration type/],
    ['export default { name: "x" };', /no "id"/],
    ['export default { id: "x" };', /"x" has no text "name"/],
    [moduleText('x', 'x').replace("'data_provider'", "'planet'"), /"scope" of the type "x" is none of/],
    [
      moduleText('x', 'x').replace('{ type: "object"', '5 || {').replace("{ type: 'object'", "{ type: 'objekt'"),
      /schema/,
    ],
    [moduleText('x', 'x').replace('derive(', 'other('), /none of "derive", "provide" and "format"/],
    [moduleText('x', 'their.type'), /another type "their\.type"/],
    [moduleText('x', 'test.type'), /another type "test\.type"/],
  ];
  for (const [i, [content, reason]] of cases.entries()) {
    const refused = await register(under.file(`bad-${i}.mjs`, content));
    assert.deepEqual([refused.status, refused.json.parameter], [400, 'path'], refused.text);
    assert.match(refused.json.detail, reason);
    assert.match(refused.json.detail, new RegExp(`bad-${i}\\.mjs`));
  }
  assert.equal((await register(`${good}.not`)).status, 400);
  assert.equal((await register('good.mjs')).status, 400);
  assert.deepEqual(
    (await under.heddle('/config/modules')).json.map(({ path }: { path: string }) => path),
    [good],
  );
});

test('an output with an id of its own making is refused', async () => {
  const path = await under.experiment('ids');
  await register(
    under.file('their.mjs', moduleText('x').replace("parent.descriptor.id + ':' + configuration.id", "'config'")),
  );
  const refused = await derive(path, 'test.xy', 'T');
  assert.equal(refused.status, 400);
  assert.match(refused.json.detail, /the id "config"/);
});

test('the example in the documentation works as it stands there', async () => {
  const docs = readFileSync(join(import.meta.dirname, '../../docs/configurations.md'), 'utf8');
  const example = /## Types of your own.*?```js\n(.*?)```/s.exec(docs)![1]!;
  assert.equal((await register(under.file('example.mjs', example))).status, 200);
  const path = await under.experiment('documented');
  const body = { sourceTypeId: 'my.team.first.rows', parameters: { title: 'Row' } };
  const { json } = await under.call('POST', `${path}/outputs/test.table`, body);
  assert.equal(json.name, 'Row');
  assert.equal(await rowOf(path, json.id), 'Row');
});

test('only a server that was started to do so loads modules', async () => {
  await under.restart({ ...options, modules: false });
  const file = under.file('their.mjs', moduleText('x'));
  for (const refused of [await register(file), await unregister(file)]) {
    assert.equal(refused.status, 403);
    assert.match(refused.json.detail, /--modules/);
  }
  assert.deepEqual((await under.heddle('/config/modules')).json, []);
});

test('what is no file is not imported: a device would be read for ever', async () => {
  for (const path of ['/dev/zero', under.folder]) {
    const { status, json } = await register(path);
    assert.deepEqual([status, json.parameter, json.detail], [400, 'path', `${path}: this is no file`]);
  }
});

test('schemas may have an address of their own, and patterns that a backtracking engine would not end', async () => {
  const text = (word: string): string =>
    moduleText('theirs').replace(
      "{ title: { type: 'string' } }",
      () =>
        `{ title: { type: 'string', description: '${word}', pattern: '^(a+)+$' } }, $id: 'https://their.example/schema'`,
    );
  for (const word of ['one', 'another']) {
    const registered = await register(under.file('addressed.mjs', text(word)));
    assert.equal(registered.status, 200, registered.text);
    assert.equal(registered.json.types[0].schema.properties.title.description, word);
  }
  const create = (title: string) => under.call('POST', '/config/types/their.type', { title });
  assert.equal((await create('aaa')).status, 200);
  const refused = await create(`${'a'.repeat(5_000)}!`);
  assert.deepEqual([refused.status, refused.json.parameter], [400, 'title']);
});
