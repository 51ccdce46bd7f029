/**
 * A document on a real kernel trace: threads by the switches, and system calls by a pattern, equal to what is computed
 * plainly from the text that babeltrace2 prints. Skipped where the trace, or babeltrace2, is missing.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ctfFormat } from '../../formats/ctf/format.ts';
import { sharedTrace } from '../../formats/shared-traces.ts';
import { EventPass } from '../event-pass.ts';
import { noBabeltrace, type Printed, printed } from '../kernel/testing/printed-events.ts';
import { openExperiment } from '../open-experiment.ts';
import { NEVER, outputNamed, treeText } from '../testing/opened.ts';
import { DataDrivenModule } from './data-driven-module.ts';
import { parseDocument } from './document.ts';

const constant = (value: string): string => `<stateAttribute type="constant" value="${value}"/>`;
const own = (name: string): string => constant('#CurrentScenario') + constant(name);
const query = (path: string): string => `<stateValue type="query">${path}</stateValue>`;
const CURRENT = '<stateAttribute type="location" value="current"/>';
const LOCATION = `<location id="current">${constant('CPUs')}<stateAttribute type="eventField" value="cpu"/></location>`;

const { patterns, stateProviders } = parseDocument(`<tmfxml>
<stateProvider id="threads" version="1">
  <head><traceType id="org.eclipse.linuxtools.lttng2.kernel.tracetype"/></head>
  <eventHandler eventName="sched_switch">
    <stateChange>${constant('Threads')}<stateAttribute type="eventField" value="prev_tid"/><stateValue type="int" value="0"/></stateChange>
    <stateChange>${constant('Threads')}<stateAttribute type="eventField" value="next_tid"/><stateValue type="int" value="1"/></stateChange>
  </eventHandler>
</stateProvider>
<pattern id="calls" version="1">
  ${LOCATION}
  <patternHandler initial="switch:call">
    <test id="known"><if><not><condition>${CURRENT}<stateValue type="null"/></condition></not></if></test>
    <test id="same"><if><condition>${query(CURRENT)}${query(own('thread'))}</condition></if></test>
    <action id="switch"><stateChange>${CURRENT}<stateValue type="eventField" value="next_tid"/></stateChange></action>
    <action id="enter">
      <stateChange>${own('name')}<stateValue type="eventName"/></stateChange>
      <stateChange>${own('thread')}${query(CURRENT)}</stateChange>
    </action>
    <action id="exit"><segment><segType><segName>${query(own('name'))}</segName></segType>
      <segContent><segField name="tid" type="long">${query(own('thread'))}</segField></segContent></segment></action>
    <fsm id="switch" multiple="false"><precondition event="sched_switch"/>
      <state id="on"><transition target="on" action="switch"/></state></fsm>
    <fsm id="call"><state id="wait"><transition event="syscall_entry_*|compat_syscall_entry_*" cond="known" target="in" action="enter"/></state>
      <state id="in"><transition event="syscall_exit_*|compat_syscall_exit_*" cond="same" target="out" action="exit"/></state>
      <final id="out"/></fsm>
  </patternHandler>
</pattern></tmfxml>`);

const path = sharedTrace('ctf/many-threads');
const skip = path === undefined ? 'the trace is not there' : noBabeltrace;

test('many-threads: threads by switches, and system calls by a pattern', { skip }, async () => {
  const cache = mkdtempSync(join(tmpdir(), 'heddle-test-'));
  const reader = await ctfFormat.open(path!, cache);
  try {
    const index = openExperiment([{ uuid: '1', name: 'many-threads', path: path!, reader }]);
    await index.run(NEVER);
    const [threads, calls] = await Promise.all(
      [stateProviders[0]!, patterns[0]!].map((part) => ran(index.experiment, part)),
    );
    const events = printed(path!, /sched_switch|syscall_/);
    const { base } = reader;
    assert.deepEqual(rowsOf(threads!, base), switched(events));
    const { index: segments, aspects } = calls!.segments!;
    const found = Array.from({ length: segments.length }, (_, i) => {
      const tid = aspects[1]!.value(segments, i);
      return `${calls!.segments!.label(segments.name(i))} ${tid} ${base + BigInt(segments.start(i))} ${base + BigInt(segments.end(i))}`;
    });
    assert.ok(found.length > 1000, `${found.length} calls`);
    assert.deepEqual(found.sort(), called(events).sort());

    // As many as the built-in analysis finds.
    const statistics = outputNamed(index, 'System Call Latency - Latency Statistics');
    const total = treeText(await statistics.tree!({ extra: {} }, NEVER)).find((row) =>
      row.trim().startsWith('Total|'),
    )!;
    assert.ok(total.split('|').includes(String(found.length)), `${total}: ${found.length}`);
  } finally {
    reader.close();
    rmSync(cache, { recursive: true });
  }
});

async function ran(
  experiment: ConstructorParameters<typeof EventPass>[0],
  part: ConstructorParameters<typeof DataDrivenModule>[0],
): Promise<DataDrivenModule> {
  const pass = new EventPass(experiment, (trace, strings) => new DataDrivenModule(part, trace, strings));
  pass.results();
  while (pass.status === 'RUNNING') await new Promise((resolve) => setImmediate(resolve));
  assert.equal(pass.status, 'COMPLETED', pass.statusMessage);
  return pass.results()[0]!.consumer;
}

/** `tid value start end …`, the open state without an end. */
function rowsOf({ store }: DataDrivenModule, base: bigint): string[] {
  return [...store.children(store.find(['Threads']))]
    .map((attribute) => {
      const row = store.states(attribute)!;
      const states = Array.from({ length: row.count }, (_, i) => {
        const value = store.values.text(row.value(i));
        return `${value} ${base + BigInt(row.start(i))} ${base + BigInt(row.end(i))}`;
      });
      const open = `${store.values.text(row.openValue)} ${base + BigInt(row.openStart)}`;
      return [store.name(attribute), ...states, open].join(' ');
    })
    .sort();
}

function switched(events: readonly Printed[]): string[] {
  const rows = new Map<string, { value: number; since: bigint; text: string[] }>();
  const put = (tid: string, value: number, time: bigint): void => {
    const row = rows.get(tid) ?? { value, since: time, text: [] };
    rows.set(tid, row);
    if (row.value === value) return;
    if (row.since < time) row.text.push(`${row.value} ${row.since} ${time}`);
    row.value = value;
    row.since = time;
  };
  for (const { time, name, fields } of events) {
    if (name !== 'sched_switch') continue;
    put(fields.get('prev_tid')!, 0, time);
    put(fields.get('next_tid')!, 1, time);
  }
  return [...rows].map(([tid, { value, since, text }]) => [tid, ...text, `${value} ${since}`].join(' ')).sort();
}

/** The first call that a thread is in ends with its next exit. */
function called(events: readonly Printed[]): string[] {
  const current = new Map<string, string>();
  const entered: { tid: string; name: string; start: bigint }[] = [];
  const found: string[] = [];
  for (const { time, name, cpu, fields } of events) {
    const tid = current.get(cpu);
    if (tid !== undefined && /^(compat_)?syscall_entry_/.test(name)) entered.push({ tid, name, start: time });
    if (tid !== undefined && /^(compat_)?syscall_exit_/.test(name)) {
      const at = entered.findIndex((call) => call.tid === tid);
      const [call] = at < 0 ? [] : entered.splice(at, 1);
      if (call !== undefined) found.push(`${call.name} ${tid} ${call.start} ${time}`);
    }
    if (name === 'sched_switch') current.set(cpu, fields.get('next_tid')!);
  }
  return found;
}
