/** Shared configurations that add outputs to every experiment, or kinds of traces to the server. */
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
const PROVIDERS = '/config/types/test.provider/configs';
const PARSERS = '/config/types/test.parser/configs';
const heddle = (path: string, method = 'GET', body?: unknown) =>
  under.fetch(`${under.server.calls}/heddle${path}`, method, body);
const provide = (text: string): Promise<Answered> => under.call('POST', PROVIDERS, { parameters: { text } });
const providedOf = async (path: string): Promise<Record<string, unknown>[]> =>
  (await under.call('GET', `${path}/outputs`)).json.filter(
    (output: { configuration?: { sourceTypeId: string } }) => output.configuration?.sourceTypeId === 'test.provider',
  );
const rowOf = async (path: string, output: unknown): Promise<string> =>
  (await under.call('POST', `${path}/outputs/timeGraph/${output}/tree`, { parameters: {} })).json.model.entries[0]
    .labels[0];

test('a shared configuration adds outputs to open and to later experiments, and takes them away when it is deleted', async () => {
  const open = await under.experiment('open');
  const { json: configuration } = await provide('one');
  const later = await under.experiment('later');
  for (const path of [open, later]) {
    const outputs = await providedOf(path);
    assert.deepEqual(
      outputs.map(({ id }) => id),
      [configuration.id, `${configuration.id}:child`],
    );
    for (const output of outputs) {
      assert.deepEqual(output.configuration, configuration);
      assert.deepEqual(output.configIds, [configuration.id]);
      assert.deepEqual((output.capabilities as { canDelete: boolean }).canDelete, false);
    }
    assert.equal(await rowOf(path, `${configuration.id}:child`), 'one');
  }
  await under.restart(options);
  assert.equal((await providedOf(open)).length, 2, 'after a restart it is there again');
  assert.equal((await under.call('DELETE', `${PROVIDERS}/${configuration.id}`)).status, 200);
  assert.deepEqual(await providedOf(open), []);
  assert.deepEqual(await providedOf(later), []);
});

test('a change is provided anew, and what was derived from it follows', async () => {
  const path = await under.experiment('derived');
  const { json: configuration } = await provide('one');
  const child = `${configuration.id}:child`;
  const derived = await under.call('POST', `${path}/outputs/${child}`, {
    sourceTypeId: 'test.type',
    parameters: { title: 'below', filter: 'x' },
  });
  assert.equal(derived.json.parentId, child);
  await under.call('PUT', `${PROVIDERS}/${configuration.id}`, { parameters: { text: 'two' } });
  assert.equal(await rowOf(path, child), 'two');
  assert.equal(await rowOf(path, derived.json.id), 'x');
  assert.deepEqual((await under.call('GET', `${path}/outputs/${child}`)).json.configuration.parameters, {
    text: 'two',
  });
});

test('one that does not fit an experiment is listed there as failed, with the reason', async () => {
  const path = await under.experiment('unfit');
  const { json: configuration } = await provide('throws');
  await provide('fits');
  const [failed, ...others] = await providedOf(path);
  assert.equal(others.length, 2);
  assert.equal((failed!.configuration as { id: string }).id, configuration.id);
  const tree = await under.call('POST', `${path}/outputs/data/${failed!.id}/tree`, { parameters: {} });
  assert.deepEqual(tree.json, { status: 'FAILED', statusMessage: 'it does not fit' });
});

test('parameters are completed before they are checked and stored; files outside of what may be read are refused', async () => {
  const file = under.file('said.txt', 'what the file says');
  const made = await under.call('POST', PROVIDERS, { parameters: { file } });
  assert.deepEqual(made.json.parameters, { text: 'what the file says' });
  assert.equal((await provide('what the file says')).json.id, made.json.id, 'the content counts, not the path');
  const wrong = await under.call('PUT', `${PROVIDERS}/${made.json.id}`, {
    parameters: { file: under.file('bad.txt', 'wrong') },
  });
  assert.deepEqual([wrong.status, wrong.json.parameter, wrong.json.position], [400, 'text', 7]);
  const large = under.file('large.txt', 'more than twenty bytes');
  assert.match(
    (await under.call('POST', PROVIDERS, { parameters: { file: large } })).json.detail,
    /more than 20 bytes/,
  );
  const missing = await under.call('POST', PROVIDERS, { parameters: { file: `${file}.not` } });
  assert.equal(missing.status, 404);
  const relative = await under.call('POST', PROVIDERS, { parameters: { file: 'said.txt' } });
  assert.deepEqual([relative.status, relative.json.parameter], [400, 'file']);
  await under.restart({ ...options, useToken: false, allowed: [] });
  assert.equal((await under.call('POST', PROVIDERS, { parameters: { file } })).status, 403);
});

test('a stored parser reads one more kind of traces, also after a restart', async () => {
  const uri = under.file('app.parsed', 'a line');
  assert.equal((await under.call('POST', '/traces', { parameters: { uri } })).status, 501);
  const parser = (await under.call('POST', PARSERS, { parameters: { ending: '.parsed' } })).json;
  const forced = await under.call('POST', '/traces', {
    parameters: { uri: under.file('other.log'), typeID: `parsed:${parser.id}` },
  });
  assert.equal(forced.status, 200, forced.text);
  const byParser = await under.call('POST', '/traces', {
    parameters: { uri: under.file('any.log'), typeID: parser.id },
  });
  assert.equal(byParser.status, 200, byParser.text);
  const trace = (await under.call('POST', '/traces', { parameters: { uri } })).json;
  const made = await under.call('POST', '/experiments', { parameters: { name: 'parsed', traces: [trace.UUID] } });
  const path = `/experiments/${made.json.UUID}`;
  const script = async (): Promise<string> => {
    await under.indexed(path);
    return (await under.call('GET', path)).json.traces[0].properties.script;
  };
  assert.equal(await script(), '.parsed: a line');
  await under.restart(options);
  assert.equal(await script(), '.parsed: a line');

  await under.call('PUT', `${PARSERS}/${parser.id}`, { parameters: { ending: 'arsed' } });
  assert.equal(await script(), 'arsed: a line', 'a changed parser has its open traces read again');

  assert.equal((await under.call('DELETE', `${PARSERS}/${parser.id}`)).status, 200);
  assert.equal((await under.call('POST', '/traces', { parameters: { uri: under.file('b.parsed') } })).status, 501);
  await heddle(`${path}/reread`, 'POST');
  await under.indexed(path);
  const { json } = await heddle(`${path}/progress`);
  assert.equal(json.status, 'FAILED');
  assert.match(json.notices[0].message, /the custom parser that read this trace, has been deleted/);
  await under.call('POST', PARSERS, { parameters: { ending: 'arsed' } });
});
