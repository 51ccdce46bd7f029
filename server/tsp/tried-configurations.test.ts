/** What a form asks while somebody types, and what a page that manages configurations lists. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { parsingType, providingType, scriptedType } from './testing/scripted-experiment.ts';
import { ServerUnderTest } from './testing/server-under-test.ts';

let under: ServerUnderTest;
beforeEach(async () => {
  under = await ServerUnderTest.start({ configurationTypes: [scriptedType, providingType, parsingType] });
});
afterEach(async () => {
  await under.close();
  assert.deepEqual(under.failures, []);
});
const tryOver = (path: string, output: string, body: unknown) => under.tried(`${path}/outputs/${output}`, body);
const tryAlone = (type: string, body: unknown) => under.tried(`/config/types/${type}`, body);

test('what is wrong is a list that names parameters and places, and a preview comes all the same', async () => {
  const path = await under.experiment('typing');
  const wrong = await tryOver(path, 'test.timegraph', {
    typeId: 'test.type',
    parameters: { title: '', filter: 'x', more: 1 },
  });
  assert.equal(wrong.status, 200);
  assert.deepEqual(wrong.json.errors.map(({ parameter }: { parameter: string }) => parameter).sort(), [
    'more',
    'title',
  ]);
  assert.equal(wrong.json.preview.text, 'test.timegraph x undefined');
  const syntax = await tryOver(path, 'test.timegraph', {
    typeId: 'test.type',
    parameters: { title: 'T', filter: 'bad (' },
  });
  assert.deepEqual(syntax.json, { errors: [{ parameter: 'filter', message: '")" is missing', position: 5 }] });
  assert.deepEqual((await under.call('GET', '/config/types/test.type/configs')).json, [], 'nothing is stored');
});

test('what is wrong with parameters that are there is told while others are missing', async () => {
  const path = await under.experiment('half typed');
  const errors = async (parameters: object) => {
    const { json } = await tryOver(path, 'test.timegraph', { typeId: 'test.type', parameters });
    return json.errors.map(({ parameter, position }: { parameter: string; position?: number }) => [
      parameter,
      position,
    ]);
  };
  assert.deepEqual(await errors({ filter: 'bad (' }), [
    ['title', undefined],
    ['filter', 5],
  ]);
  assert.deepEqual(await errors({ title: '', filter: 'bad (' }), [
    ['title', undefined],
    ['filter', 5],
  ]);
  assert.deepEqual(await errors({ title: 7, filter: 'bad (' }), [['title', undefined]], 'that is not only missing');
  assert.deepEqual(await errors({ filter: 'good' }), [['title', undefined]]);
});

test('what only the output can tell is told at its field, or in the preview where nothing was typed', async () => {
  const path = await under.experiment('unknown');
  const answer = async (filter: string) => {
    const parameters = { title: 'T', filter };
    return (await tryOver(path, 'test.timegraph', { typeId: 'test.type', parameters })).json;
  };
  assert.deepEqual(await answer('unknown'), {
    errors: [{ parameter: 'filter', message: 'there is no such thing', position: 0 }],
  });
  assert.deepEqual(await answer('lacking'), { errors: [], preview: { text: 'Since is needed.' } });
});

test('suggestions and previews are short, and get the file that they are tried on', async () => {
  const path = await under.experiment('helped');
  const sample = under.file('sample.txt', 'a');
  const { json } = await tryOver(path, 'test.timegraph', {
    typeId: 'test.type',
    parameters: { title: 'T' },
    suggest: { parameter: 'filter', text: 'cp' },
    sample,
  });
  assert.deepEqual(json.errors, []);
  assert.equal(json.suggestions.length, 20);
  assert.equal(json.suggestions[0], 'test.timegraph filter cp0');
  assert.equal(json.preview.rows.length, 20);
  assert.equal(json.preview.text, `test.timegraph undefined ${sample}`);
});

test('a preview that takes its time is left out, and the engine goes on', async () => {
  const path = await under.experiment('slow');
  const { json } = await under.heddle(`${path}/outputs/test.timegraph/try`, 'POST', {
    typeId: 'test.type',
    parameters: { title: 'T', filter: 'slow' },
    suggest: { parameter: 'title', text: '' },
  });
  assert.deepEqual(Object.keys(json), ['errors', 'suggestions']);
  assert.equal((await under.call('GET', `${path}/outputs/test.timegraph`)).status, 200);
});

test('a global type is tried without an experiment, with the content of the file that is named', async () => {
  const file = under.file('text.txt', 'from a file');
  const { json } = await tryAlone('test.provider', { parameters: { file } });
  assert.deepEqual(json, { errors: [], preview: { text: 'undefined from a file undefined' } });
  const missing = await tryAlone('test.provider', { parameters: { file: `${file}.not` }, sample: '/no/such' });
  assert.deepEqual(
    missing.json.errors.map(({ parameter }: { parameter: string }) => parameter),
    ['file', 'sample'],
  );
  assert.match(missing.json.errors[0].message, /no such file/);
});

test('only a type or an output that is not there is an error', async () => {
  const path = await under.experiment('missing');
  assert.equal((await tryAlone('nope', {})).status, 404);
  assert.equal((await tryOver(path, 'nope', { typeId: 'test.type' })).status, 404);
  assert.equal((await tryOver(path, 'test.timegraph', { typeId: 'nope' })).status, 404);
  assert.equal((await tryOver(path, 'test.table', { typeId: 'test.type' })).status, 404);
  assert.equal((await tryOver('/experiments/nope', 'test.timegraph', { typeId: 'test.type' })).status, 404);
  assert.equal((await tryOver(path, 'test.timegraph', { typeId: 'test.type' })).json.errors[0].parameter, 'title');
});

test('all configurations are listed with their versions and where each is used', async () => {
  const path = await under.experiment('used');
  const experiment = path.split('/').at(-1);
  const shared = await under.call('POST', '/config/types/test.type', { title: 'shared' });
  const provider = await under.call('POST', '/config/types/test.provider', { text: 'one' });
  const parser = await under.call('POST', '/config/types/test.parser', { ending: '.parsed' });
  const trace = await under.call('POST', '/traces', { parameters: { uri: under.file('a.parsed'), name: 'parsed' } });
  const body = { sourceTypeId: 'test.type', parameters: { title: 'own' } };
  const own = (await under.call('POST', `${path}/outputs/test.timegraph`, body)).json;
  const { json } = await under.heddle('/configurations');
  const use = { experiment, experimentName: 'used' };
  assert.deepEqual(json, [
    { configuration: shared.json, etag: shared.headers.get('etag'), shared: true, uses: [] },
    {
      configuration: provider.json,
      etag: provider.headers.get('etag'),
      shared: true,
      uses: [
        { ...use, outputId: provider.json.id, outputName: provider.json.id },
        { ...use, outputId: `${provider.json.id}:child`, outputName: `${provider.json.id}:child` },
      ],
    },
    {
      configuration: parser.json,
      etag: parser.headers.get('etag'),
      shared: true,
      uses: [],
      traces: [{ uuid: trace.json.UUID, name: 'parsed' }],
    },
    {
      configuration: own.configuration,
      etag: json[3].etag,
      shared: false,
      uses: [{ ...use, outputId: own.id, outputName: 'own' }],
    },
  ]);
});
