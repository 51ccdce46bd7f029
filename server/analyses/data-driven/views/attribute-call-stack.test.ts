/** Call stacks of documents: threads and processes by the levels of a group, and the outputs over them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeReader } from '../../testing/fake-reader.ts';
import { NEVER, rowIds, statesText, window } from '../../testing/opened.ts';
import { complete, graphText, provided } from './testing/provided.ts';

const handler = (event: string, value: string): string => `<eventHandler eventName="${event}"><stateChange>
    <stateAttribute type="constant" value="Processes"/><stateAttribute type="eventField" value="pid"/>
    <stateAttribute type="eventField" value="tid"/><stateAttribute type="constant" value="CallStack"/>${value}
  </stateChange></eventHandler>`;
const PROVIDER = `<stateProvider id="calls" version="1"><head><label value="My calls"/></head>
  ${handler('enter', '<stateValue type="eventField" value="fn" stack="push"/>')}
  ${handler('leave', '<stateValue type="null" stack="pop"/>')}</stateProvider>`;
const GROUP = `<callstackGroup name="Threads"><level path="Processes/*"/><level path="*"/><thread level="1" type="name"/></callstackGroup>`;
const CALLS = `enter@0(pid=7,tid=1,fn=main) enter@2(pid=7,tid=1,fn=read) enter@3(pid=8,tid=2,fn=idle) leave@5(pid=7,tid=1)
  enter@6(pid=7,tid=1,fn=read) leave@9(pid=7,tid=1) leave@10(pid=7,tid=1) leave@12(pid=8,tid=2)`;

test('threads of a group have a flame chart with a row a depth, and all that comes with calls', async () => {
  const outputs = await provided(`<callstack id="stack">${GROUP}${PROVIDER}</callstack>`, fakeReader(CALLS));
  assert.deepEqual(
    outputs.map(({ descriptor }) => descriptor.name),
    [
      'My calls - Flame Chart',
      'My calls - Flame Graph',
      'My calls - Latency Statistics',
      'My calls - Latency Table',
      'My calls - Latency vs Time',
      'My calls - Latency Density',
    ],
  );
  const [chart, graph, statistics] = outputs;
  assert.equal(chart!.descriptor.id, 'org.eclipse.tracecompass.analysis.profiling.core.flamechart:stack');
  assert.deepEqual(await graphText(chart!, 12), [
    'trace',
    '  7',
    '    1',
    '      1 main[0-10]',
    '      1 read[2-5] read[6-9]',
    '  8',
    '    2',
    '      2 idle[3-12]',
  ]);
  const { entries } = await chart!.tree!({ extra: {} }, NEVER);
  assert.deepEqual([entries[2]!.metadata!.PID, entries[2]!.metadata!.TID], [[7], [1]]);
  const bars = await graph!.tree!({ extra: {} }, NEVER);
  const weights = await graph!.states!(window(0, 12, 13, rowIds(bars)), NEVER);
  assert.deepEqual(statesText(weights), ['main[0-10]', 'read[0-6]', 'idle[0-9]']);
  const rows = (await statistics!.tree!({ extra: {} }, NEVER)).entries.map(({ labels }) => `${labels[0]} ${labels[5]}`);
  assert.deepEqual(rows.slice(2).toSorted(), ['idle 1', 'main 1', 'read 2']);
});

test('a call stack of an analysis of the document; one level names the group', async () => {
  const group = '<callstackGroup name="All threads"><level path="Processes/7/*"/></callstackGroup>';
  const inner = `<callstack id="stack">${group}<analysis id="calls"/></callstack>${PROVIDER}`;
  const [chart] = await provided(inner, fakeReader(CALLS));
  assert.deepEqual((await graphText(await complete(chart!), 12)).slice(1, 4), [
    '  All threads',
    '    1',
    '      1 main[0-10]',
  ]);
});

test('calls that are still open at the end end there, and count', async () => {
  const outputs = await provided(
    `<callstack id="stack">${GROUP}${PROVIDER}</callstack>`,
    fakeReader(CALLS.split(/\s+/).slice(0, 3).join(' ')),
  );
  const [chart, , statistics] = outputs;
  const lines = await graphText(chart!, 12);
  assert.ok(lines.includes('      1 main[0-4]'), lines.join('\n'));
  const { entries } = await statistics!.tree!({ extra: {} }, NEVER);
  assert.ok(entries.some(({ labels }) => labels[0] === 'main' && labels[5] === '1'));
});

test('a view shows the attributes of a call stack under its id', async () => {
  const view = `<timeGraphView id="v"><head><analysis id="stack"/></head>
    <entry path="Processes/8/*/CallStack/*"><display type="self"/></entry></timeGraphView>`;
  const [output] = await provided(`<callstack id="stack">${GROUP}${PROVIDER}</callstack>${view}`, fakeReader(CALLS));
  assert.equal(output!.descriptor.name, 'My calls: v');
  assert.deepEqual(await graphText(output!, 12), ['trace', '  1 idle[3-12]']);
});
