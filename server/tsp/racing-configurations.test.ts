/** Clients that change configurations at the same time: whatever order it happens in, all that is kept agrees in the end. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { seeded } from '../index/testing/seeded.ts';
import { Workspace } from '../workspace/workspace.ts';
import { parsingType, providingType, scriptedType } from './testing/scripted-experiment.ts';
import { ServerUnderTest } from './testing/server-under-test.ts';

const options = { configurationTypes: [scriptedType, providingType, parsingType] };
let under: ServerUnderTest;
beforeEach(async () => {
  under = await ServerUnderTest.start(options);
});
afterEach(async () => {
  await under.close();
  assert.deepEqual(under.failures, []);
});

const outputsOf = async (path: string): Promise<string> => (await under.call('GET', `${path}/outputs`)).text;
const rowOf = async (path: string, id: string): Promise<string> =>
  (await under.call('POST', `${path}/outputs/timeGraph/${id}/tree`, { parameters: {} })).json.model.entries[0]
    .labels[0];

test('an output that is derived while its configuration changes follows the change', async () => {
  const path = await under.experiment('race');
  for (let i = 0; i < 10; i++) {
    const { json } = await under.call('POST', '/config/types/test.type', { title: `T${i}`, filter: 'before' });
    const url = `/config/types/test.type/configs/${json.id}`;
    const [derived, changed] = await Promise.all([
      under.call('POST', `${path}/outputs/test.timegraph/configs/${json.id}`),
      under.call('PUT', url, { parameters: { title: `T${i}`, filter: 'after' } }),
    ]);
    assert.deepEqual([derived.status, changed.status], [200, 200]);
    assert.equal(await rowOf(path, derived.json.id), 'after');
  }
});

test('an output that is derived while its configuration is deleted does not bring that back', async () => {
  const path = await under.experiment('race');
  for (let i = 0; i < 10; i++) {
    const { json } = await under.call('POST', '/config/types/test.type', { title: `T${i}` });
    const url = `/config/types/test.type/configs/${json.id}`;
    const [derived, deleted] = await Promise.all([
      under.call('POST', `${path}/outputs/test.timegraph/configs/${json.id}`),
      under.call('DELETE', url),
    ]);
    assert.equal(deleted.status, 200);
    assert.ok([200, 404].includes(derived.status), derived.text);
    assert.equal((await under.call('GET', url)).status, 404);
    const listed = await outputsOf(path);
    assert.ok(!listed.includes(json.id), 'nothing is left of it');
  }
});

test('what another server of the workspace has deleted can still be taken away here', async () => {
  const path = await under.experiment('shared');
  const { json } = await under.call('POST', '/config/types/test.type', { title: 'T' });
  const derived = await under.call('POST', `${path}/outputs/test.timegraph/configs/${json.id}`);
  const other = new Workspace(join(under.folder, 'data', 'workspace.sqlite'));
  other.deleteConfiguration(json.id);
  other.close();
  assert.ok((await outputsOf(path)).includes(derived.json.id), 'it is shown as long as nobody says so');
  const url = `${path}/outputs/test.timegraph/${derived.json.id}`;
  assert.deepEqual([(await under.call('DELETE', url)).status, (await under.call('DELETE', url)).status], [200, 404]);
  assert.ok(!(await outputsOf(path)).includes(derived.json.id));
});

test('of many changes in any order, what is shown is what is there after a restart', async () => {
  const random = seeded(7);
  const pick = <T>(items: readonly T[]): T => items[random(items.length)]!;
  const paths = [await under.experiment('one'), await under.experiment('two')];
  const ids: string[] = [];
  const refused = [200, 400, 404];
  const step = async (i: number): Promise<void> => {
    const path = pick(paths);
    const id = ids.length === 0 ? 'none' : pick(ids);
    const type = pick(['test.type', 'test.provider']);
    const one = `/config/types/${type}/configs/${id}`;
    const parameters = type === 'test.type' ? { title: `t${i % 5}` } : { text: `t${i % 5}` };
    const [method, route, body] = pick<readonly [string, string, unknown]>([
      ['POST', `/config/types/${type}`, { parameters }],
      ['POST', `/config/types/${type}`, { parameters }],
      ['PUT', one, { parameters }],
      ['DELETE', one, undefined],
      ['POST', `${path}/outputs/test.timegraph/configs/${id}`, {}],
      ['POST', `${path}/outputs/${id}:child/configs/${pick([...ids, 'none'])}`, {}],
      ['POST', `${path}/outputs/test.timegraph:${id}/configs/${pick([...ids, 'none'])}`, {}],
      ['POST', `${path}/outputs/config`, { typeId: type, configId: id }],
      ['DELETE', `${path}/outputs/config/${id}`, undefined],
      ['DELETE', `${path}/outputs/test.timegraph/test.timegraph:${id}`, undefined],
    ]);
    const reply = await under.call(method, route, body);
    assert.ok(refused.includes(reply.status), `${method} ${route}: ${reply.text}`);
    if (route === `/config/types/${type}` && reply.status === 200 && !ids.includes(reply.json.id))
      ids.push(reply.json.id);
  };
  for (let round = 0; round < 30; round++) {
    await Promise.all(Array.from({ length: 8 }, (_, i) => step(8 * round + i)));
  }
  const before = await Promise.all(paths.map(async (path) => sorted(await outputsOf(path))));
  const stored = (await under.heddle('/configurations')).json;
  await under.restart(options);
  assert.deepEqual(await Promise.all(paths.map(async (path) => sorted(await outputsOf(path)))), before);
  assert.deepEqual((await under.heddle('/configurations')).json.map(bare), stored.map(bare));
});

/** Each output with its parent and its configuration's parameters, in any order. */
function sorted(text: string): string[] {
  const outputs = JSON.parse(text) as { id: string; parentId?: string; configuration?: unknown }[];
  return outputs.map(({ id, parentId, configuration }) => JSON.stringify([id, parentId, configuration])).sort();
}

function bare({ configuration, shared }: { configuration: unknown; shared: boolean }): unknown[] {
  return [configuration, shared];
}
