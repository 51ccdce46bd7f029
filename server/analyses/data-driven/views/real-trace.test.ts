/**
 * A document on a real kernel trace: the system calls of each thread, found by queries of which thread runs on a CPU. Each
 * state that is shown is compared with what a walk over the same events finds.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CtfReader } from '../../../formats/ctf/reader.ts';
import type { TraceReader } from '../../../formats/reader.ts';
import { sharedTrace } from '../../../formats/shared-traces.ts';
import { StringTable } from '../../../index/string-table.ts';
import type { Output } from '../../output.ts';
import { NEVER, opened, outputNamed, rowIds, window } from '../../testing/opened.ts';
import { parseDocument } from '../document.ts';
import { DocumentOutputs } from './document-outputs.ts';
import { complete } from './testing/provided.ts';

const step = (type: string, value = ''): string => `<stateAttribute type="${type}" value="${value}"/>`;
const change = (path: string, value: string): string => `<stateChange>${path}${value}</stateChange>`;
const handler = (event: string, ...changes: string[]): string =>
  `<eventHandler eventName="${event}">${changes.join('')}</eventHandler>`;
const CALL = step('location', 'thread') + step('constant', 'call');
const DOCUMENT = `<tmfxml>
  <stateProvider id="calls" version="1">
    <head><traceType id="org.eclipse.linuxtools.lttng2.kernel.tracetype"/><label value="Calls"/></head>
    <location id="cpu">${step('constant', 'CPUs')}${step('eventField', 'cpu')}</location>
    <location id="thread">${step('constant', 'Threads')}
      <stateAttribute type="query">${step('location', 'cpu')}${step('constant', 'tid')}</stateAttribute></location>
    ${handler('sched_switch', change(step('location', 'cpu') + step('constant', 'tid'), '<stateValue type="eventField" value="next_tid"/>'))}
    ${handler('syscall_entry_*', change(CALL, '<stateValue type="eventName"/>'), change(step('constant', 'Total') + step('location', 'cpu'), '<stateValue type="long" value="1" increment="true"/>'))}
    ${handler('syscall_exit_*', change(CALL, '<stateValue type="null"/>'))}
  </stateProvider>
  <timeGraphView id="view"><head><analysis id="calls"/></head>
    <entry path="Threads/*"><display type="constant" value="call"/></entry></timeGraphView>
  <xyView id="chart"><head><analysis id="calls"/></head>
    <entry path="Total/CPUs/*" displayType="delta"><display type="self"/></entry></xyView>
</tmfxml>`;

/** "start-end call" by thread, and entries by CPU. */
async function walked(reader: TraceReader, events: number, now: number) {
  const calls = new Map<string, Set<string>>();
  const entries = new Map<number, number>();
  const running = new Map<number, number>();
  const open = new Map<string, { start: number; call: string }>();
  const end = (tid: string, time: number): void => {
    const call = open.get(tid);
    open.delete(tid);
    if (call === undefined || call.start === time) return;
    if (!calls.has(tid)) calls.set(tid, new Set());
    calls.get(tid)!.add(`${call.start}-${time} ${call.call}`);
  };
  const fields = [
    { name: '$cpu', as: 'number' },
    { name: 'next_tid', as: 'number' },
  ] as const;
  for await (const { length, time, type, fields: columns } of reader.scan(0, events, fields, new StringTable())) {
    for (let i = 0; i < length; i++) {
      const { name } = reader.types[type[i]!]!;
      const cpu = columns[0]![i]!;
      if (name === 'sched_switch') running.set(cpu, columns[1]![i]!);
      if (name.startsWith('syscall_entry_')) entries.set(cpu, (entries.get(cpu) ?? 0) + 1);
      const tid = running.has(cpu) ? String(running.get(cpu)) : undefined;
      if (tid === undefined || !/^syscall_(entry|exit)_/.test(name)) continue;
      const known = open.get(tid);
      if (name.startsWith('syscall_exit_')) end(tid, time[i]!);
      else if (known?.call !== name) {
        end(tid, time[i]!);
        open.set(tid, { start: time[i]!, call: name });
      }
    }
  }
  for (const tid of [...open.keys()]) end(tid, now);
  return { calls, entries };
}

/** Of a window, ns. */
const SPAN = 20_000;
const MOST_ROWS = 100;
const trace = sharedTrace('ctf/many-threads');
const calls = sharedTrace('ctf/cyg-profile/glxgears-cyg-profile');

test(
  'states by queries are those that a walk over the events finds',
  { skip: trace ? false : 'no shared traces' },
  async () => {
    const reader = await CtfReader.open(trace!);
    try {
      const { experiment } = await opened(reader);
      const [read] = experiment.traces;
      const outputs = new DocumentOutputs(experiment, parseDocument(DOCUMENT), (id) => ({ id, mark: '' }));
      const [view, chart] = outputs.outputs();
      const { entries } = await (await complete(view!)).tree!({ extra: {} }, NEVER);
      const threads = new Map(entries.map(({ id, labels }) => [id, labels[0]!]));
      const named = new Set(threads.values());
      const { calls, entries: counted } = await walked(reader, read!.events, read!.now);
      assert.deepEqual(
        [...calls.keys()].filter((tid) => !named.has(tid)),
        [],
      );

      const calling = [...calls].toSorted(([, a], [, b]) => b.size - a.size).slice(0, MOST_ROWS);
      const busiest = new Set(calling.map(([tid]) => tid));
      const items = rowIds({ headers: [], entries }).filter((id) => busiest.has(threads.get(id)!));
      const shown = async (from: bigint, to: bigint, samples: number): Promise<string[]> => {
        const { looks, rows } = await view!.states!(window(from, to, samples, items), NEVER);
        return rows.flatMap(({ entryId, start, end, look }) =>
          Array.from(start, (at, i) => `${threads.get(entryId)} ${at}-${end[i]} ${looks[look[i]!]!.label}`),
        );
      };
      const all = new Set(calling.flatMap(([tid, states]) => [...states].map((state) => `${tid} ${state}`)));
      const overview = await shown(read!.start, read!.end, 2000);
      assert.ok(overview.length > 1000);
      assert.deepEqual(
        overview.filter((state) => !all.has(state)),
        [],
      );
      // So closely that none can be missed.
      let seen = 0;
      for (let place = 1n; place < 10n; place++) {
        const from = read!.start + ((read!.end - read!.start) * place) / 10n;
        const [first, last] = [Number(from - read!.base), Number(from - read!.base) + SPAN];
        const there = [...all].filter((state) => {
          const [, start, end] = /(\d+)-(\d+) /.exec(state)!.map(Number);
          return start! <= last && end! > first;
        });
        assert.deepEqual((await shown(from, from + BigInt(SPAN), SPAN + 1)).toSorted(), there.toSorted());
        seen += there.length;
      }
      assert.ok(seen > 50, `${seen} states`);

      const series = await complete(chart!);
      const tree = await series.tree!({ extra: {} }, NEVER);
      const { series: lines } = await series.xy!(window(read!.start, read!.end, 500, rowIds(tree)), NEVER);
      const sums = lines.map(({ seriesName, yValues }) => [
        Number(seriesName.split('/').at(-1)),
        yValues.reduce((a, b) => a + b),
      ]);
      // The first event of the trace is none of them.
      assert.deepEqual(new Map(sums as [number, number][]), counted);
    } finally {
      reader.close();
    }
  },
);

test(
  'calls by a document are those of the built-in flame chart',
  { skip: calls ? false : 'no shared traces' },
  async () => {
    const path = step('constant', 'Threads') + step('eventField', 'context._vtid') + step('constant', 'CallStack');
    const document = `<tmfxml><callstack id="stack">
    <callstackGroup><level path="Threads/*"/><thread level="0"/></callstackGroup>
    <stateProvider id="calls" version="1">
      <head><traceType id="org.eclipse.linuxtools.lttng2.ust.tracetype"/></head>
      ${handler('lttng_ust_cyg_profile:func_entry', change(path, '<stateValue type="eventField" value="addr" stack="push"/>'))}
      ${handler('lttng_ust_cyg_profile:func_exit', change(path, '<stateValue type="null" stack="pop"/>'))}
    </stateProvider></callstack></tmfxml>`;
    const reader = await CtfReader.open(calls!);
    try {
      const index = await opened(reader);
      const { experiment } = index;
      const [chart] = new DocumentOutputs(experiment, parseDocument(document), (id) => ({ id, mark: '' })).outputs();
      const shown = async (output: Output): Promise<string[]> => {
        const { entries } = await output.tree!({ extra: {} }, NEVER);
        const items = rowIds({ headers: [], entries });
        const { rows } = await output.states!(
          window(experiment.traces[0]!.start, experiment.traces[0]!.end, 5000, items),
          NEVER,
        );
        return rows.map(({ start, end }) => Array.from(start, (at, i) => `${at}-${end[i]}`).join(' '));
      };
      const own = await shown(outputNamed(index, 'Flame Chart'));
      assert.ok(own.length > 2 && own.some((row) => row.split(' ').length > 100));
      assert.deepEqual(await shown(await complete(chart!)), own);
    } finally {
      reader.close();
    }
  },
);
