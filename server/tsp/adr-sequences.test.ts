/**
 * The sequence diagrams of ADR 0011, request by request as they are drawn, through the real types, readers and engine; with
 * a restart of the server in the middle of each.
 */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { REAL_PARTS } from './testing/real-parts.ts';
import { ServerUnderTest } from './testing/server-under-test.ts';

const XML = 'org.eclipse.tracecompass.tmf.core.config.xmlsourcetype';
const IN_AND_OUT = 'org.eclipse.tracecompass.incubator.internal.inandout.core.config';

let under: ServerUnderTest;
beforeEach(async () => {
  under = await ServerUnderTest.start(REAL_PARTS);
});
afterEach(async () => {
  await under.close();
  assert.deepEqual(under.failures, []);
});

const analysis = (label: string): string => `<tmfxml>
  <stateProvider id="test.names" version="1">
    <head><label value="Names"/></head>
    <eventHandler eventName="*">
      <stateChange>
        <stateAttribute type="constant" value="Names"/>
        <stateAttribute type="eventField" value="name"/>
        <stateValue type="long" value="1"/>
      </stateChange>
    </eventHandler>
  </stateProvider>
  <timeGraphView id="test.names.view">
    <head><analysis id="test.names"/><label value="${label}"/></head>
    <entry path="Names/*"><display type="self"/></entry>
  </timeGraphView>
</tmfxml>`;

const openTrace = (name: string): Promise<string> => {
  const events = ['in', 'out', 'in', 'out'].map((what, i) => ({ ph: 'i', ts: 10 * i, pid: 1, tid: 1, name: what }));
  return under.open(under.file(`${name}.json`, JSON.stringify(events)));
};
const outputNames = async (experiment: string): Promise<string[]> =>
  (await under.call('GET', `${experiment}/outputs`)).json.map(({ name }: { name: string }) => name);

test('create, update and delete a configuration instance: XML analyses and their outputs', async () => {
  const types = (await under.call('GET', '/config/types')).json;
  const { id: typeId } = types.find(({ id }: { id: string }) => id === XML);
  const url = `/config/types/${typeId}/configs`;
  assert.deepEqual((await under.call('GET', url)).json, []);
  const path = under.file('names.xml', analysis('First view'));
  const created = await under.call('POST', url, { parameters: { path } });
  assert.equal(created.status, 200, created.text);
  assert.deepEqual((await under.call('GET', url)).json, [created.json]);

  await under.restart(REAL_PARTS);
  const experiment = await openTrace('opened later');
  assert.ok((await outputNames(experiment)).includes('Names: First view'));

  under.file('names.xml', analysis('Second view'));
  const updated = await under.call('PUT', `${url}/${created.json.id}`, { parameters: { path } });
  assert.deepEqual([updated.status, updated.json.id], [200, created.json.id], updated.text);
  assert.ok(updated.json.parameters.content.includes('Second view'));
  const both = async (): Promise<[boolean, boolean]> => {
    const names = await outputNames(experiment);
    return [names.includes('Names: First view'), names.includes('Names: Second view')];
  };
  assert.deepEqual(await both(), [false, true]);
  await under.restart(REAL_PARTS);
  assert.deepEqual(await both(), [false, true]);
  const view = (await under.call('GET', `${experiment}/outputs`)).json.find(
    ({ name }: { name: string }) => name === 'Names: Second view',
  );
  const tree = await under.completed(`${experiment}/outputs/timeGraph/${view.id}/tree`, {});
  const rows = tree.json.model.entries.map(({ labels }: { labels: string[] }) => labels[0]);
  for (const name of ['in', 'out']) assert.ok(rows.includes(name), rows.join());

  assert.deepEqual((await under.call('GET', url)).json, [updated.json]);
  const deleted = await under.call('DELETE', `${url}/${created.json.id}`);
  assert.deepEqual([deleted.status, deleted.json.id], [200, created.json.id]);
  assert.ok(deleted.json.deletedOutputs.some(({ name }: { name: string }) => name === 'Names: Second view'));
  assert.deepEqual(await both(), [false, false]);
  assert.deepEqual((await under.call('GET', url)).json, []);
});

test('assign a configuration to an experiment, and delete it: In-And-Out', async () => {
  const types = (await under.call('GET', '/config/')).json;
  const { id: typeId } = types.find(({ id }: { id: string }) => id === IN_AND_OUT);
  assert.equal((await under.call('GET', `/config/types/${typeId}`)).json.id, typeId);
  const specifiers = [{ label: 'latency', inRegex: 'in', outRegex: 'out', classifier: 'TID' }];
  const created = await under.call('POST', `/config/types/${typeId}`, { specifiers });
  assert.equal(created.status, 200, created.text);

  const experiment = await openTrace('assigned');
  const body = { typeId, configId: created.json.id };
  const assigned = await under.call('POST', `${experiment}/outputs/config`, body);
  assert.equal(assigned.status, 200, assigned.text);
  assert.deepEqual(assigned.json.configuration, created.json);
  const [{ id: derived }] = assigned.json.outputs;
  await under.restart(REAL_PARTS);
  await under.indexed(experiment);
  const outputs = (await under.call('GET', `${experiment}/outputs`)).json;
  const made = outputs.find(({ id }: { id: string }) => id === derived);
  assert.deepEqual([made.configIds, made.configuration], [[created.json.id], created.json]);
  assert.ok(outputs.filter(({ parentId }: { parentId?: string }) => parentId === derived).length > 0);

  const map = (await under.call('GET', `${experiment}/outputs/config/`)).json;
  assert.deepEqual(map, { [typeId]: [created.json] });
  const taken = await under.call('DELETE', `${experiment}/outputs/config/${created.json.id}`);
  assert.equal(taken.json.id, created.json.id);
  assert.ok(!(await under.call('GET', `${experiment}/outputs`)).text.includes(derived));
  assert.equal((await under.call('POST', `${experiment}/outputs/config`, body)).json.outputs[0].id, derived);

  const deleted = await under.call('DELETE', `/config/types/${typeId}/configs/${created.json.id}`);
  assert.equal(deleted.status, 200);
  assert.ok(!(await under.call('GET', `${experiment}/outputs`)).text.includes(derived));
  assert.deepEqual((await under.call('GET', `${experiment}/outputs/config/`)).json, {});
});

test('what is not as it must be is refused with its name', async () => {
  const experiment = await openTrace('refused');
  const refusals: readonly (readonly [string, string, unknown, number, RegExp])[] = [
    ['POST', '/config/types/nope', { title: 'x' }, 404, /"nope"/],
    ['POST', '/config/types/custom.flame.charts.id', { filter: 'a == 1' }, 400, /"title" is missing/],
    ['POST', '/config/types/custom.flame.charts.id', { title: 5, filter: 'a == 1' }, 400, /"title" must be string/],
    ['POST', '/config/types/custom.flame.charts.id', { title: 'x', filter: '(' }, 400, /filter|expected/i],
    [
      'POST',
      `/config/types/${IN_AND_OUT}`,
      { specifiers: [{ inRegex: '(', outRegex: 'b' }] },
      400,
      /missing closing \)/,
    ],
    ['POST', `/config/types/${XML}`, { content: '<tmfxml>\n<bad/></tmfxml>' }, 400, /line 2, column/],
    [
      'POST',
      `/config/types/${XML}`,
      { content: '<!DOCTYPE a [<!ENTITY b "c">]><tmfxml/>' },
      400,
      /DOCTYPE|document type/i,
    ],
    ['POST', `${experiment}/outputs/config`, { typeId: XML, configId: 'nope' }, 404, /nope/],
    ['POST', `${experiment}/outputs/config`, { configId: 'nope' }, 400, /typeId/],
    ['POST', `${experiment}/outputs/nope`, { sourceTypeId: XML, parameters: {} }, 404, /nope/],
    ['DELETE', `${experiment}/outputs/config/nope`, undefined, 404, /nope/],
  ];
  for (const [method, path, body, status, detail] of refusals) {
    const refused = await under.call(method, path, body);
    assert.equal(refused.status, status, `${method} ${path}: ${refused.text}`);
    assert.match(refused.json.detail, detail);
  }
  const xml = (await under.call('POST', `/config/types/${XML}`, { content: analysis('x') })).json;
  const outputs = (await under.call('GET', `${experiment}/outputs`)).json;
  const table = outputs.find(({ type }: { type: string }) => type === 'TABLE').id;
  const scope = await under.call('POST', `${experiment}/outputs/${table}/configs/${xml.id}`);
  assert.equal(scope.status, 400, 'a global configuration is for no single output');
});
