/** Configurations that are edited, by one client or by two: nothing is lost, and all that depends on them follows. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { parsingType, providingType, scriptedType } from './testing/scripted-experiment.ts';
import { type Answered, ServerUnderTest } from './testing/server-under-test.ts';

const options = { configurationTypes: [scriptedType, providingType, parsingType] };
let under: ServerUnderTest;
beforeEach(async () => {
  under = await ServerUnderTest.start(options);
});
afterEach(async () => {
  await under.close();
  assert.deepEqual(under.failures, []);
});
const CONFIGS = '/config/types/test.type/configs';
const make = async (title: string, filter = ''): Promise<Answered> =>
  under.call('POST', CONFIGS, { parameters: { title, filter } });
const apply = (path: string, output: string, id: string): Promise<Answered> =>
  under.call('POST', `${path}/outputs/${output}/configs/${id}`);
const revision = async (path: string): Promise<number> => (await under.heddle(`${path}/progress`)).json.outputsRevision;
const rowOf = async (path: string, output: string): Promise<string> =>
  (await under.call('POST', `${path}/outputs/timeGraph/${output}/tree`, { parameters: {} })).json.model.entries[0]
    .labels[0];

test('of two clients that edit one configuration, the later is told what the other made of it', async () => {
  const made = await make('A');
  const url = `${CONFIGS}/${made.json.id}`;
  const first = made.headers.get('etag')!;
  assert.match(first, /^"[\w-]{22}"$/);
  assert.equal((await under.call('GET', url)).headers.get('etag'), first);

  const mine = await under.call('PUT', url, { parameters: { title: 'mine' } }, { 'If-Match': first });
  assert.equal(mine.status, 200);
  const second = mine.headers.get('etag')!;
  assert.notEqual(second, first);
  for (const [method, body] of [['PUT', { parameters: { title: 'yours' } }] as const, ['DELETE', undefined] as const]) {
    const refused = await under.call(method, url, body, { 'If-Match': first });
    assert.deepEqual([refused.status, refused.json.configuration, refused.json.etag], [412, mine.json, second]);
  }
  assert.deepEqual((await under.call('GET', url)).json, mine.json, 'nothing was overwritten');

  await under.restart(options);
  const merged = await under.call('PUT', url, { parameters: { title: 'both' } }, { 'If-Match': `"x", ${second}` });
  assert.equal(merged.status, 200, 'a version is the same after a restart');
  assert.equal((await under.call('PUT', url, { parameters: { title: 'B' } }, { 'If-Match': '*' })).status, 200);
  assert.equal((await under.call('PUT', url, { parameters: { title: 'C' } })).status, 200, 'who asks for no version');
  assert.equal((await under.call('DELETE', url, undefined, { 'If-Match': second })).status, 412);
  assert.equal((await under.call('DELETE', url)).status, 200);
  assert.equal((await under.call('PUT', url, { parameters: { title: 'D' } }, { 'If-Match': '*' })).status, 404);
});

test('a configuration is renamed without its parameters, and its outputs with it', async () => {
  const path = await under.experiment('names');
  const { json } = await make('title', 'x');
  const output = (await apply(path, 'test.timegraph', json.id)).json.id;
  const url = `${CONFIGS}/${json.id}`;
  const renamed = await under.call('PUT', url, { name: 'by hand' });
  assert.deepEqual(renamed.json, { ...json, name: 'by hand' });
  assert.equal((await under.call('GET', `${path}/outputs/${output}`)).json.name, 'by hand');
  const described = await under.call('PUT', url, { ...renamed.json, description: 'what for' });
  assert.deepEqual(described.json, { ...json, name: 'by hand', description: 'what for' });
  const changed = await under.call('PUT', url, { parameters: { title: 'other' } });
  assert.deepEqual([changed.json.name, changed.json.description], ['by hand', 'what for'], 'what one has named stays');
  const { json: plain } = await make('plain');
  const followed = await under.call('PUT', `${CONFIGS}/${plain.id}`, { parameters: { title: 'new' } });
  assert.deepEqual([followed.json.name, followed.json.description], ['new', "Custom 'new'"]);
  assert.equal((await under.call('PUT', url, { name: 5 })).status, 400);
});

test('one that was changed and then deleted comes back under its id, and so do its outputs', async () => {
  const path = await under.experiment('again');
  const { id } = (await make('A')).json;
  const changed = (await under.call('PUT', `${CONFIGS}/${id}`, { parameters: { title: 'B', filter: '' } })).json;
  const output = (await apply(path, 'test.timegraph', id)).json.id;
  await under.call('DELETE', `${CONFIGS}/${id}`);
  assert.deepEqual((await under.call('POST', CONFIGS, changed)).json, changed);
  const derive = (): Promise<Answered> =>
    under.call('POST', `${path}/outputs/test.timegraph`, { ...changed, sourceTypeId: 'test.type' });
  assert.equal((await derive()).json.id, output);
  assert.equal((await derive()).json.id, output, 'there once');

  await under.call('DELETE', `${CONFIGS}/${id}`);
  assert.equal((await derive()).json.id, output, 'with its output alone');
  const other = await under.call('POST', CONFIGS, { id, parameters: { title: 'C', filter: '' } });
  assert.notEqual(other.json.id, id, 'who has an id keeps it');
  const odd = await under.call('POST', CONFIGS, { id: 'x', parameters: { title: 'D', filter: '' } });
  assert.notEqual(odd.json.id, 'x');
});

test('two configurations may be changed to the same parameters and stay two', async () => {
  const [a, b] = [(await make('A')).json, (await make('B')).json];
  const same = await under.call('PUT', `${CONFIGS}/${b.id}`, { parameters: a.parameters });
  assert.deepEqual([same.status, same.json.id, same.json.parameters], [200, b.id, a.parameters]);
  assert.equal((await under.call('GET', CONFIGS)).json.length, 2);
  assert.equal((await make('A')).json.id, a.id);
});

test('a change rebuilds what depends on it in every open experiment, under the same ids, and is noticed', async () => {
  const paths = [await under.experiment('one'), await under.experiment('two')];
  const { json } = await make('T', 'before');
  const own = await make('child', 'own');
  const ids: string[] = [];
  for (const path of paths) {
    ids.push((await apply(path, 'test.timegraph', json.id)).json.id);
    ids.push((await apply(path, ids.at(-1)!, own.json.id)).json.id);
  }
  const before = await Promise.all(paths.map(revision));
  const listed = (await under.call('GET', `${paths[0]}/outputs`)).json.map(({ id }: { id: string }) => id);
  assert.equal(
    (await under.call('PUT', `${CONFIGS}/${json.id}`, { parameters: { title: 'T', filter: 'after' } })).status,
    200,
  );
  for (const [i, path] of paths.entries()) {
    assert.equal(await rowOf(path, ids[2 * i]!), 'after');
    assert.equal(await rowOf(path, ids[2 * i + 1]!), 'own');
    assert.ok((await revision(path)) > before[i]!);
  }
  assert.deepEqual(
    (await under.call('GET', `${paths[0]}/outputs`)).json.map(({ id }: { id: string }) => id),
    listed,
  );
  const still = await revision(paths[0]!);
  await under.call('GET', `${paths[0]}/outputs`);
  assert.equal(await revision(paths[0]!), still, 'looking changes nothing');
  await under.restart(options);
  assert.ok((await revision(paths[0]!)) > still, 'it rises over a restart');
  assert.equal(await rowOf(paths[0]!, ids[0]!), 'after');
});

test('deleting a configuration takes along what was derived with it, and says what that was', async () => {
  const paths = [await under.experiment('one'), await under.experiment('two')];
  const { json } = await make('T');
  const { json: other } = await make('child');
  const parent = (await apply(paths[0]!, 'test.timegraph', json.id)).json;
  const child = (await apply(paths[0]!, parent.id, other.id)).json;
  await apply(paths[1]!, 'test.timegraph', json.id);
  await under.restart(options);
  await under.call('GET', `${paths[0]}/outputs`);
  const deleted = await under.call('DELETE', `${CONFIGS}/${json.id}`);
  const uuids = paths.map((path) => path.split('/').at(-1));
  assert.deepEqual(deleted.json, {
    ...json,
    deletedOutputs: [
      { experiment: uuids[0], outputId: parent.id, name: 'T' },
      { experiment: uuids[0], outputId: child.id, name: 'child' },
      { experiment: uuids[1], outputId: parent.id, name: 'T' },
    ],
  });
  for (const path of paths) {
    const { json: outputs } = await under.call('GET', `${path}/outputs`);
    assert.ok(outputs.every((output: { configuration?: unknown }) => output.configuration === undefined));
  }
  assert.equal((await under.call('GET', `${CONFIGS}/${other.id}`)).status, 200, 'a shared one stays');
});

test('what hangs below provided outputs goes with their configuration, also while the experiment is closed', async () => {
  const path = await under.experiment('provided');
  const { json: provider } = await under.call('POST', '/config/types/test.provider', { text: 'one' });
  const { json } = await make('below');
  const below = (await apply(path, `${provider.id}:child`, json.id)).json;
  await under.restart(options);
  const deleted = await under.call('DELETE', `/config/types/test.provider/configs/${provider.id}`);
  assert.deepEqual(
    deleted.json.deletedOutputs.map(({ outputId }: { outputId: string }) => outputId),
    [below.id],
  );
  assert.deepEqual((await under.call('GET', `${path}/outputs/config`)).json, {});
});

test('a provided configuration can be taken from one experiment, and given back', async () => {
  const paths = [await under.experiment('one'), await under.experiment('two')];
  const { json: provider } = await under.call('POST', '/config/types/test.provider', { text: 'one' });
  const assigned = async (path: string): Promise<unknown> => (await under.call('GET', `${path}/outputs/config`)).json;
  const there = async (path: string): Promise<boolean> =>
    (await under.call('GET', `${path}/outputs/${provider.id}`)).status === 200;
  assert.deepEqual(await assigned(paths[0]!), { 'test.provider': [provider] });
  const removed = await under.call('DELETE', `${paths[0]}/outputs/config/${provider.id}`);
  assert.deepEqual([removed.status, removed.json.id], [200, provider.id]);
  assert.deepEqual(await Promise.all(paths.map(there)), [false, true]);
  assert.deepEqual(await assigned(paths[0]!), {});
  assert.equal((await under.call('DELETE', `${paths[0]}/outputs/config/${provider.id}`)).status, 404);
  await under.call('PUT', `/config/types/test.provider/configs/${provider.id}`, { parameters: { text: 'two' } });
  await under.restart(options);
  assert.deepEqual(await Promise.all(paths.map(there)), [false, true], 'also after a change and a restart');

  const body = { typeId: 'test.provider', configId: provider.id };
  const given = await under.call('POST', `${paths[0]}/outputs/config`, body);
  assert.deepEqual(
    given.json.outputs.map(({ id }: { id: string }) => id),
    [provider.id, `${provider.id}:child`],
  );
  assert.equal(given.json.configuration.id, provider.id);
  assert.equal(await rowOf(paths[0]!, `${provider.id}:child`), 'two');
  const again = await under.call('POST', `${paths[0]}/outputs/config`, body);
  assert.deepEqual(again.json, given.json, 'saying it twice is saying it once');
});

test('a question to an output that is deleted meanwhile ends', async () => {
  const path = await under.experiment('asked');
  const { json } = await make('slow');
  const { id } = (await apply(path, 'test.timegraph', json.id)).json;
  const asked = under.call('POST', `${path}/outputs/timeGraph/${id}/states`, {
    parameters: { requested_timerange: { start: 0, end: 9, nbTimes: 2 }, requested_items: [1] },
  });
  await under.call('DELETE', `${CONFIGS}/${json.id}`);
  const answer = (await asked).json;
  assert.equal(answer.status, 'CANCELLED');
});
