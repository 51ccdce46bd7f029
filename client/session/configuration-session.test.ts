import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { StoredConfiguration } from '../configuration-messages.ts';
import { FakeServer } from '../testing/fake-server.ts';
import { TspClient } from '../tsp/tsp-client.ts';
import { ConfigurationSession } from './configuration-session.ts';
import { importConfigurations } from './import-configurations.ts';

const CONFIGS = '/tsp/api/config/types/t.id/configs';
const OUTPUTS = '/tsp/api/experiments/e/outputs';
const configuration = { id: 'c', name: 'C', sourceTypeId: 't.id', parameters: { filter: 'a' } };
const use = { experiment: 'e', experimentName: 'E', outputId: 'flame:c', outputName: 'C' };
const stored: StoredConfiguration = { configuration, etag: '"1"', shared: true, uses: [use] };

const output = (id: string, parentId?: string, made?: object) => ({
  ...{ id, name: id.toUpperCase(), description: '', type: 'TIME_GRAPH' },
  ...(parentId === undefined ? {} : { parentId }),
  ...(made === undefined ? {} : { configuration: made, capabilities: { canCreate: true, canDelete: true } }),
});

describe('configurations of a server', () => {
  let server: FakeServer;
  let session: ConfigurationSession;
  before(async () => {
    server = await FakeServer.start();
    session = new ConfigurationSession(new TspClient(`${server.url}/tsp/api`));
  });
  after(() => server.stop());

  it('are listed with versions and uses; with another server, without', async () => {
    server.on('GET /heddle/configurations', JSON.stringify([stored]));
    assert.deepEqual(await session.stored(), [stored]);
    server
      .on('GET /heddle/configurations', { status: 404, text: '{}' })
      .on('GET /tsp/api/config/types', '[{"id":"t.id","name":"T","schema":{}}]')
      .on(`GET ${CONFIGS}`, JSON.stringify([configuration]));
    assert.deepEqual(await session.stored(), [{ configuration, shared: true, uses: [] }]);
  });

  it('are changed in the state that was seen, and nothing is lost if it is not that any more', async () => {
    server
      .on(`PUT ${CONFIGS}/c`, { status: 200, text: JSON.stringify(configuration), headers: { ETag: '"2"' } })
      .on('GET /heddle/configurations', JSON.stringify([{ ...stored, etag: '"7"' }]));
    assert.deepEqual(await session.update(stored, { name: 'D', parameters: { filter: 'b' } }), {
      configuration: { ...stored, etag: '"2"' },
    });
    assert.equal(server.asked.at(-1)?.headers['if-match'], '"1"');
    assert.equal(server.bodyOf(`PUT ${CONFIGS}/c`), '{"name":"D","parameters":{"filter":"b"}}');
    server.on(`PUT ${CONFIGS}/c`, { status: 412, text: '{"title":"changed"}' });
    assert.deepEqual(await session.update(stored, { parameters: {} }), { conflict: { ...stored, etag: '"7"' } });
    server.on('GET /heddle/configurations', '[]');
    const gone = await session.update(stored, { parameters: {} });
    assert.ok('refusal' in gone && /deleted/.test(gone.refusal.message));
  });

  it('are refused with the parameter that is wrong', async () => {
    const text = '{"title":"Invalid","detail":"\\"filter\\" is missing","parameter":"filter"}';
    server.on(`POST ${CONFIGS}`, { status: 400, text });
    const answer = await session.create('t.id', { parameters: {} });
    assert.deepEqual(answer, {
      refusal: { message: 'Invalid', detail: '"filter" is missing', parameter: 'filter' },
    });
  });

  it('are refused with all parameters that are wrong', async () => {
    const errors = [
      { parameter: 'title', message: 'a' },
      { parameter: 'filter', message: 'b', position: 3 },
      { odd: 1 },
    ];
    const text = JSON.stringify({ title: 'Invalid', parameter: 'title', errors });
    server.on(`POST ${CONFIGS}`, { status: 400, text });
    const answer = await session.create('t.id', { parameters: {} });
    assert.deepEqual('refusal' in answer && answer.refusal.problems, errors.slice(0, 2));
  });

  it('take their outputs along, with all that was made of these, and come back with them', async () => {
    const other = { ...configuration, id: 'd' };
    const outputs = [
      output('flame:c:part:d', 'flame:c:part', other),
      output('flame'),
      output('flame:c', 'flame', configuration),
      output('flame:c:part', 'flame:c'),
      output('flame:d', 'flame', other),
    ];
    server
      .on(`GET ${OUTPUTS}`, JSON.stringify(outputs))
      .on(`DELETE ${CONFIGS}/c`, JSON.stringify(configuration))
      .on(`POST ${CONFIGS}`, JSON.stringify(configuration))
      .on(`POST ${OUTPUTS}/flame`, JSON.stringify(output('flame:x', 'flame', configuration)))
      .on(`POST ${OUTPUTS}/flame:x:part`, JSON.stringify(output('flame:x:part:d', 'flame:x:part', other)));
    const removal = await session.remove(stored);
    assert.deepEqual(
      removal.outputs.map(({ id }) => id),
      ['flame:c', 'flame:c:part:d'],
    );
    assert.deepEqual(await session.restore(removal), []);
    const again = { id: 'c', name: 'C', parameters: { filter: 'a' } };
    assert.deepEqual(JSON.parse(server.bodyOf(`POST ${CONFIGS}`) ?? ''), again);
    assert.equal(JSON.parse(server.bodyOf(`POST ${OUTPUTS}/flame`) ?? '').id, 'c');
    server.on(`POST ${OUTPUTS}/flame`, { status: 400, text: '{"title":"No"}' });
    assert.match((await session.restore(removal))[0] ?? '', /“FLAME:C”: No/);
  });

  it('come out of a file, each by itself', async () => {
    server.on(`POST ${CONFIGS}`, JSON.stringify(configuration));
    const others = [{ ...configuration, name: 'D', sourceTypeId: 'gone' }, { name: 'E' }];
    const { imported, problems } = await importConfigurations(session, JSON.stringify([...others, configuration]));
    assert.deepEqual(imported, ['C']);
    assert.deepEqual(problems, ['“E”: “sourceTypeId” is missing', '“D”: No such route']);
    assert.equal(server.bodyOf(`POST ${CONFIGS}`), '{"name":"C","parameters":{"filter":"a"}}');
  });

  it('are tried where the server can, and not found wrong where it can’t', async () => {
    server.on('POST /heddle/config/types/t.id/try', '{"errors":[{"message":"m"}],"suggestions":["s"]}');
    const more = { suggest: { parameter: 'filter', text: 's' } };
    assert.deepEqual(await session.attempt('t.id', {}, more), {
      errors: [{ parameter: '', message: 'm' }],
      suggestions: ['s'],
    });
    const over = { experiment: 'e', outputId: 'a b' };
    assert.deepEqual(await session.attempt('t.id', {}, {}, over), { errors: [] });
    assert.equal(server.asked.at(-1)?.route, 'POST /heddle/experiments/e/outputs/a%20b/try');
  });
});
