/** A pattern on a real kernel trace that knows threads by `tid` alone finds the system calls that our own analysis finds. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CtfReader } from '../../../formats/ctf/reader.ts';
import { sharedTrace } from '../../../formats/shared-traces.ts';
import { NEVER, opened, outputNamed, treeText } from '../../testing/opened.ts';
import { parseDocument } from '../document.ts';
import { DocumentOutputs } from './document-outputs.ts';
import { complete } from './testing/provided.ts';

const own = (name: string): string =>
  `<stateAttribute type="constant" value="#CurrentScenario"/><stateAttribute type="constant" value="${name}"/>`;
const DOCUMENT = `<tmfxml><pattern id="calls" version="1">
  <head><traceType id="org.eclipse.linuxtools.lttng2.kernel.tracetype"/><label value="Calls"/></head>
  <patternHandler>
    <test id="same"><if><condition>${own('thread')}<stateValue type="eventField" value="tid"/></condition></if></test>
    <test id="known"><if><not><condition><field name="tid"/><stateValue type="null"/></condition></not></if></test>
    <action id="enter">
      <stateChange>${own('thread')}<stateValue type="eventField" value="tid"/></stateChange>
      <stateChange>${own('call')}<stateValue type="eventName"/></stateChange>
    </action>
    <action id="leave"><segment><segType><segName><stateValue type="query">${own('call')}</stateValue></segName></segType></segment></action>
    <fsm id="call">
      <state id="out"><transition event="(compat_)?syscall_entry_*" cond="known" target="in" action="enter"/></state>
      <state id="in"><transition event="(compat_)?syscall_exit_*" cond="same" target="done" action="leave"/></state>
      <final id="done"/>
    </fsm>
  </patternHandler></pattern></tmfxml>`;

const path = sharedTrace('ctf/many-threads');

test('system calls by tid are those of System Call Latency', { skip: path ? false : 'no shared traces' }, async () => {
  const reader = await CtfReader.open(path!);
  try {
    const experiment = await opened(reader);
    const statistics = async (output: Parameters<typeof complete>[0]): Promise<string[]> => {
      const rows = treeText(await (await complete(output)).tree!({ extra: {} }, NEVER));
      return rows.map((row) => row.replace(/(?:compat_)?syscall_entry_/, '')).sort();
    };
    const { experiment: shown } = experiment;
    const outputs = new DocumentOutputs(shown, parseDocument(DOCUMENT), (id) => ({ id, mark: '' }));
    const found = outputs.outputs().find(({ descriptor }) => descriptor.name === 'Calls - Latency Statistics');
    const expected = await statistics(outputNamed(experiment, 'System Call Latency - Latency Statistics'));
    assert.ok(expected.length > 50);
    assert.deepEqual(await statistics(found!), expected);
  } finally {
    reader.close();
  }
});
