/**
 * Latencies of real kernel traces, equal to what is computed plainly from the text that babeltrace2 prints. Skipped where
 * the traces, or babeltrace2, are missing.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ctfFormat } from '../../formats/ctf/format.ts';
import { sharedTrace } from '../../formats/shared-traces.ts';
import { formatDuration } from '../durations.ts';
import { openExperiment } from '../open-experiment.ts';
import { NEVER, outputNamed, treeText } from '../testing/opened.ts';
import { noBabeltrace, type Printed, printed } from './testing/printed-events.ts';

interface Segment {
  readonly name: string;
  readonly start: bigint;
  readonly end: bigint;
  readonly prio?: string;
}

function syscalls(events: readonly Printed[]): Segment[] {
  const current = new Map<string, string>();
  const entered = new Map<string, { name: string; start: bigint }>();
  const found: Segment[] = [];
  for (const { time, name, cpu, fields } of events) {
    const tid = current.get(cpu);
    const [, entry] = /^(?:compat_)?syscall_entry_(.+)$/.exec(name) ?? [];
    const [, exit] = /^(?:compat_)?syscall_exit_(.+)$/.exec(name) ?? [];
    if (tid !== undefined && entry !== undefined) entered.set(tid, { name: entry, start: time });
    if (tid !== undefined && exit !== undefined) {
      const call = entered.get(tid);
      if (call?.name === exit) found.push({ ...call, end: time });
      entered.delete(tid);
    }
    if (name === 'sched_switch') current.set(cpu, fields.get('next_tid')!);
  }
  return found;
}

function interrupts(events: readonly Printed[]): Segment[] {
  const entered = new Map<string, { name: string; start: bigint }>();
  return events.flatMap(({ time, name, cpu, fields }) => {
    const key = `${cpu} ${fields.get('irq')}`;
    if (name === 'irq_handler_entry') entered.set(key, { name: fields.get('name')!, start: time });
    const since = name === 'irq_handler_exit' ? entered.get(key) : undefined;
    return since === undefined ? [] : [{ ...since, end: time }];
  });
}

function wakeups(events: readonly Printed[]): Segment[] {
  const pid = (prefix: string, fields: Printed['fields']) =>
    (fields.get(`${prefix}tid`) ?? fields.get(`${prefix}pid`))!;
  const woken = new Map<string, { name: string; start: bigint }>();
  const running = new Set<string>();
  const found: Segment[] = [];
  for (const { time, name, fields } of events) {
    if (/^sched_(waking|wakeup|wakeup_new)$/.test(name)) {
      const tid = fields.get('tid') ?? fields.get('pid')!;
      if (!running.has(tid)) woken.set(tid, { name: fields.get('comm')!, start: time });
    } else if (name === 'sched_switch') {
      const [from, to] = [pid('prev_', fields), pid('next_', fields)];
      running.delete(from);
      woken.delete(from);
      const since = woken.get(to);
      if (since !== undefined) found.push({ ...since, end: time, prio: fields.get('next_prio')! });
      woken.delete(to);
      running.add(to);
    }
  }
  return found;
}

/** Rows of statistics by label, without the range of the shortest. */
function plain(segments: readonly Segment[], label: (segment: Segment) => string): Map<string, string> {
  const lists = new Map<string, Segment[]>([['Total', [...segments]]]);
  for (const segment of segments) {
    const key = label(segment);
    const list = lists.get(key);
    if (list === undefined) lists.set(key, [segment]);
    else list.push(segment);
  }
  return new Map(
    [...lists].map(([key, list]) => {
      const lengths = list.map(({ start, end }) => Number(end - start));
      const total = lengths.reduce((sum, length) => sum + length, 0);
      const mean = total / list.length;
      const spread = Math.sqrt(lengths.reduce((sum, length) => sum + (length - mean) ** 2, 0) / (list.length - 1));
      const min = lengths.reduce((a, b) => Math.min(a, b));
      const max = lengths.reduce((a, b) => Math.max(a, b));
      const longest = list[lengths.indexOf(max)]!;
      const cells = [min, max, mean, list.length > 2 ? spread : Number.NaN].map(formatDuration);
      const range = `[${longest.start},${longest.end}]`;
      return [key, [...cells, list.length, formatDuration(total), range].join('|')];
    }),
  );
}

/** The same of an output. */
function shown(tree: readonly string[]): Map<string, string> {
  return new Map(
    tree.slice(1).map((line) => {
      const [label, ...cells] = line.trim().split('|');
      cells.splice(6, 1);
      return [label!, cells.join('|')];
    }),
  );
}

const named = ({ name }: Segment) => name;
const WAKEUP = 'Scheduler Wakeup to Scheduler Switch Latency';

for (const name of ['many-threads', 'kernel-lttng-layout', 'perf-kernel-ctf']) {
  const path = sharedTrace(`ctf/${name}`);
  const skip = path === undefined ? `../shared/traces/ctf/${name} is missing` : noBabeltrace;
  test(`${name}: latencies are as computed from babeltrace2's text`, { skip }, async () => {
    const cache = mkdtempSync(join(tmpdir(), 'heddle-test-'));
    const reader = await ctfFormat.open(path!, cache);
    try {
      const experiment = openExperiment([{ uuid: '1', name, path: path!, reader }]);
      await experiment.run(NEVER);
      const events = printed(path!, /sched_(switch|wak)|irq_handler_|syscall_e/);
      const check = async (output: string, segments: readonly Segment[], label = named) => {
        const tree = treeText(await outputNamed(experiment, output).tree!({ extra: {} }, NEVER));
        assert.deepEqual(new Map([...shown(tree)].sort()), new Map([...plain(segments, label)].sort()), output);
      };
      const calls = syscalls(events);
      if (calls.length > 0) {
        await check('System Call Latency - Latency Statistics', calls);
        const futex = outputNamed(experiment, 'Futex Contention Analysis - Latency Statistics');
        const operations = shown(treeText(await futex.tree!({ extra: {} }, NEVER)));
        const waits = calls.filter(({ name }) => name === 'futex');
        assert.equal(operations.get('Total'), plain(waits, named).get('Total'));
      }
      await check('IRQ Analysis - Latency Statistics', interrupts(events));
      const woken = wakeups(events);
      assert.ok(woken.length > 5000);
      await check(`${WAKEUP} - Latency Statistics`, woken);
      await check(`${WAKEUP} - Priority Statistics Table`, woken, ({ prio }) => `Prio: ${prio}`);
      await check(
        `${WAKEUP} - Priority/Thread name Statistics Table`,
        woken,
        ({ prio, name }) => `Prio: ${prio}; ${name}`,
      );
    } finally {
      reader.close();
      rmSync(cache, { recursive: true, force: true });
    }
  });
}
