/** The calls of tsp-typescript-client about configurations, as the library makes them, without a change. */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import type * as Queries from 'tsp-typescript-client/lib/models/query/query.js';
import type { HttpTspClient as Client } from 'tsp-typescript-client/lib/protocol/http-tsp-client.js';
import type { TspClientResponse } from 'tsp-typescript-client/lib/protocol/tsp-client-response.js';
import { scriptedType } from './testing/scripted-experiment.ts';
import { ServerUnderTest } from './testing/server-under-test.ts';

const require = createRequire(import.meta.url);
const { HttpTspClient } = require('tsp-typescript-client/lib/protocol/http-tsp-client.js') as {
  HttpTspClient: typeof Client;
};
const { ConfigurationQuery, OutputConfigurationQuery } =
  require('tsp-typescript-client/lib/models/query/query.js') as typeof Queries;

let under: ServerUnderTest;
let client: Client;
before(async () => {
  under = await ServerUnderTest.start();
  client = new HttpTspClient(under.server.tsp);
});
after(async () => {
  await under.close();
  assert.deepEqual(under.failures, []);
});

/** The model of a reply that must be a success. */
async function model<T>(reply: Promise<TspClientResponse<T>>): Promise<T> {
  const answered = await reply;
  assert.ok(answered.isOk(), answered.getText());
  return answered.getModel()!;
}

test('types, and configurations made, read, changed and deleted', async () => {
  const [type] = await model(client.fetchConfigurationSourceTypes());
  assert.deepEqual([type!.id, type!.name], [scriptedType.id, scriptedType.name]);
  assert.deepEqual(await model(client.fetchConfigurationSourceType(type!.id)), type);
  assert.equal(type!.parameterDescriptors![0]!.required, true);
  const query = (name: string, title: string) => new ConfigurationQuery(name, 'what for', { title });
  const made = await model(client.createConfiguration(type!.id, query('mine', 'A')));
  assert.deepEqual([made.sourceTypeId, made.name, { ...made.parameters }], [type!.id, 'mine', { title: 'A' }]);
  assert.deepEqual(await model(client.fetchConfigurations(type!.id)), [made]);
  assert.deepEqual(await model(client.fetchConfiguration(type!.id, made.id)), made);
  const changed = await model(client.updateConfiguration(type!.id, made.id, query('new', 'B')));
  assert.deepEqual([changed.id, changed.name, { ...changed.parameters }], [made.id, 'new', { title: 'B' }]);
  const deleted = await model(client.deleteConfiguration(type!.id, made.id));
  assert.equal(deleted.id, made.id);
  const gone = await client.fetchConfiguration(type!.id, made.id);
  assert.equal(gone.getStatusCode(), 404);
});

test('derived outputs made and deleted', async () => {
  const uuid = (await under.experiment('client')).split('/').at(-1)!;
  const [type] = await model(client.fetchOutputConfigurationTypes(uuid, 'test.timegraph'));
  assert.equal(type!.id, scriptedType.id);
  assert.deepEqual(await model(client.fetchOutputConfigurationType(uuid, 'test.timegraph', type!.id)), type);
  const query = new OutputConfigurationQuery('derived', 'what for', type!.id, { title: 'T', filter: 'f' });
  const made = await model(client.createDerivedOutput(uuid, 'test.timegraph', query));
  assert.deepEqual(
    [made.parentId, made.name, { ...made.configuration?.parameters }],
    ['test.timegraph', 'derived', { title: 'T', filter: 'f' }],
  );
  assert.equal(made.capabilities?.canDelete, true);
  const outputs = await model(client.experimentOutputs(uuid));
  assert.deepEqual(
    outputs.find(({ id }) => id === made.id),
    made,
  );
  assert.equal((await model(client.deleteDerivedOutput(uuid, 'test.timegraph', made.id))).id, made.id);
  assert.ok((await model(client.experimentOutputs(uuid))).every(({ id }) => id !== made.id));
});
