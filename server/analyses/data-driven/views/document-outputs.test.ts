/** What a document adds to an experiment, which traces it looks at, and when. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeReader } from '../../testing/fake-reader.ts';
import { NEVER, opened, statesText, treeText, unread, window } from '../../testing/opened.ts';
import { parseDocument } from '../document.ts';
import { DocumentOutputs } from './document-outputs.ts';
import { complete, graphText, provided, stateProvider } from './testing/provided.ts';

const naming = (id: string) => ({ id, mark: '' });
const KERNEL = '<traceType id="org.eclipse.linuxtools.lttng2.kernel.tracetype"/>';
const PATTERN = `<pattern id="requests" version="1"><head><label value="Requests"/></head><patternHandler>
  <test id="same"><if><condition>
    <stateValue type="query"><stateAttribute type="constant" value="#CurrentScenario"/><stateAttribute type="constant" value="id"/></stateValue>
    <stateValue type="eventField" value="id"/></condition></if></test>
  <action id="begin"><stateChange><stateAttribute type="constant" value="#CurrentScenario"/>
    <stateAttribute type="constant" value="id"/><stateValue type="eventField" value="id"/></stateChange></action>
  <action id="end"><segment><segType segName="request"/></segment></action>
  <fsm id="request" initial="idle">
    <state id="idle"><transition event="begin" target="busy" action="begin"/></state>
    <state id="busy"><transition event="end" cond="same" target="done" action="end"/></state>
    <final id="done"/>
  </fsm></patternHandler></pattern>`;

test('a pattern with segments has the outputs of latencies, as analyses of the server have', async () => {
  const outputs = await provided(PATTERN, fakeReader('begin@0(id=1) begin@3(id=2) end@10(id=1) end@23(id=2)'));
  assert.deepEqual(
    outputs.map(({ descriptor: { name, type } }) => `${name}, ${type}`),
    [
      'Requests - Latency Statistics, DATA_TREE',
      'Requests - Latency Table, TABLE',
      'Requests - Latency vs Time, TREE_TIME_XY',
      'Requests - Latency Density, TREE_GENERIC_XY',
    ],
  );
  const [statistics, table] = outputs;
  const { entries } = await (await complete(statistics!)).tree!({ extra: {} }, NEVER);
  const [row] = entries.filter(({ labels }) => labels[0] === 'request');
  assert.deepEqual(row!.labels.slice(0, 6), ['request', '10 ns', '20 ns', '15 ns', '---', '2']);
  const { size } = await table!.lines!({ count: 10, index: 0 }, NEVER);
  assert.equal(size, 2);
});

test('each trace that an analysis fits is looked at, and no other', async () => {
  const inner =
    stateProvider('a', 'set', 'x: {to}').replace('<head>', `<head>${KERNEL}`) + stateProvider('b', 'set', 'y: {to}');
  const domain = new Map([['domain', '"kernel"']]);
  const outputs = await provided(inner, fakeReader('set@0(to=1)', { properties: domain }), fakeReader('set@5(to=2)'));
  assert.deepEqual(await graphText(outputs[0]!, 6), ['trace', '  x 1[0-1]']);
  assert.deepEqual(await graphText(outputs[1]!, 6), ['trace', '  y 1[0-1]', 'trace (2)', '  y 2[5-6]']);
});

test('events are looked at once, when somebody first asks, for all outputs of the document', async () => {
  const reader = fakeReader('set@0(to=1) set@2(to=2)');
  const scans: unknown[] = [];
  const scan = reader.scan.bind(reader);
  const { experiment } = await opened(reader);
  reader.scan = (...asked) => {
    scans.push(asked);
    return scan(...asked);
  };
  const document = `<tmfxml>${stateProvider('a', 'set', 'x: {to}')}${stateProvider('b', 'set', 'y: {to}')}</tmfxml>`;
  const [first, second] = new DocumentOutputs(experiment, parseDocument(document), naming).outputs();
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(scans.length, 0);
  assert.equal(first!.status, 'RUNNING');
  await graphText(first!, 3);
  assert.deepEqual(await graphText(second!, 3), ['trace', '  y 1[0-2] 2[2-3]']);
  assert.equal(scans.length, 1);
});

test('answers grow while events are looked at; once it is closed, it says so', async () => {
  const words = Array.from({ length: 50 }, (_, i) => `set@${i}(to=${i})`).join(' ');
  const index = unread(fakeReader(words, { batchSize: 10 }));
  const inner = `<tmfxml>${stateProvider('a', 'set', 'x: {to}')}</tmfxml>`;
  const outputs = new DocumentOutputs(index.experiment, parseDocument(inner), naming);
  const [output] = outputs.outputs();
  const tree = async (): Promise<string[]> => treeText(await output!.tree!({ extra: {} }, NEVER));
  assert.deepEqual(await tree(), [], 'the trace is yet to be read');
  await index.run(NEVER);
  while ((await tree()).length < 2) await new Promise((resolve) => setImmediate(resolve));
  assert.equal(output!.status, 'RUNNING');
  const { entries } = await output!.tree!({ extra: {} }, NEVER);
  const [row] = statesText(await output!.states!(window(0, 49, 50, [entries[1]!.id]), NEVER));
  const states = row!.split(' ').length;
  assert.ok(states >= 10 && states < 50, `${states} states so far`);
  outputs.close();
  while (output!.status === 'RUNNING') await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual([output!.status, output!.statusMessage], ['FAILED', 'The output has been deleted']);
});

test('what an analysis asks too much of is told', async () => {
  const reader = fakeReader('set@0(to=1)');
  const fields = Array.from(
    { length: 300 },
    (_, i) => `<stateChange><stateAttribute type="constant" value="x"/>
    <stateValue type="eventField" value="f${i}"/></stateChange>`,
  ).join('');
  const [output] = await provided(
    `<stateProvider id="a" version="1"><eventHandler eventName="set">${fields}</eventHandler></stateProvider>`,
    reader,
  );
  await assert.rejects(complete(output!), /fields of events/);
});

test('a view shows the analysis of another document, as long as that is there, and says so where it is not', async () => {
  const { experiment } = await opened(fakeReader('set@0(to=1,by=x) set@2(to=2,by=y)'));
  const document = (inner: string): DocumentOutputs =>
    new DocumentOutputs(experiment, parseDocument(`<tmfxml>${inner}</tmfxml>`), naming);
  const views = document(`<timeGraphView id="v"><head><analysis id="a"/><label value="View"/></head>
    <entry path="*"><display type="self"/></entry></timeGraphView>`);
  const [lost] = views.outputs();
  assert.deepEqual([lost!.descriptor.id, lost!.status], ['v', 'FAILED']);
  assert.match(lost!.statusMessage!, /shows "a", which no document has/);

  const first = document(stateProvider('a', 'set', 'x: {to}'));
  const [view] = views.outputs();
  assert.deepEqual([view!.descriptor.id, view!.descriptor.name], ['v', 'a label: View']);
  assert.deepEqual(await graphText(view!, 3), ['trace', '  x 1[0-2] 2[2-3]']);
  assert.equal(views.outputs()[0], view, 'it is made once');

  first.close();
  assert.equal(views.outputs()[0], lost);
  const second = document(stateProvider('a', 'set', 'x: {by}'));
  assert.deepEqual(await graphText(views.outputs()[0]!, 3), ['trace', '  x x[0-2] y[2-3]']);
  views.close();
  assert.equal((await complete(second.outputs()[0]!)).status, 'COMPLETED', 'the other one goes on');
});
