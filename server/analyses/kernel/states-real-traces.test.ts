/**
 * What threads and CPUs of real kernel traces did, equal to what is computed plainly from the text that babeltrace2
 * prints. Skipped where the traces, or babeltrace2, are missing.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ctfFormat } from '../../formats/ctf/format.ts';
import { sharedTrace } from '../../formats/shared-traces.ts';
import { formatDuration } from '../durations.ts';
import type { IndexedTrace } from '../indexed-trace.ts';
import { openExperiment } from '../open-experiment.ts';
import { NEVER, outputNamed, window } from '../testing/opened.ts';
import { KernelStates } from './states/kernel-states.ts';
import { isSyscall, Status, syscallOf } from './states/status.ts';
import { noBabeltrace, type Printed, printed } from './testing/printed-events.ts';

const WANTED = /sched_(switch|wak|migrate|process)|softirq_|irq_handler_|syscall_|sys_|statedump_process_state/;
const NAMES = new Map(Object.entries(Status).map(([name, value]) => [value as number, name]));

interface State {
  readonly start: bigint;
  readonly end: bigint;
  readonly text: string;
}

/** One thread, or the idle task of a CPU ("0/3"). */
class Thread {
  readonly states: State[] = [];
  #text: string | undefined;
  #since = 0n;
  pending: string | undefined;

  /** undefined: nothing. */
  set(time: bigint, text: string | undefined): void {
    if (text === this.#text) return;
    if (this.#text !== undefined && time > this.#since)
      this.states.push({ start: this.#since, end: time, text: this.#text });
    this.#text = text;
    this.#since = time;
  }

  /** No switch told when it left its CPU: it ran until its state changed last, which is told. */
  lose(): bigint {
    this.#text = this.#text === 'idle' ? undefined : 'waitUnknown';
    return this.#since;
  }

  get text(): string | undefined {
    return this.#text;
  }
  get isRunning(): boolean {
    return this.#text === 'usermode' || this.#text === 'interrupted' || this.#text?.startsWith('(') === true;
  }
}

interface Run {
  readonly tid: number;
  readonly cpu: string;
  readonly start: bigint;
  readonly end: bigint;
}

/** Everything by its rule, in the simplest way; `end`: just after the last event. */
function simulated(events: readonly Printed[], begin: bigint, end: bigint, since414: boolean, perf: boolean) {
  const threads = new Map<string, Thread>();
  const runs: Run[] = [];
  const current = new Map<string, { key: string; since: bigint }>();
  const pendingOf = new Map<string, string | undefined>();
  const active = new Map<string, Set<string>>();
  const tellsEnds = events.some(({ name }) => name === 'sched_process_free');
  const keyOf = (tid: string, cpu: string): string => (tid === '0' ? `0/${cpu}` : tid);
  const thread = (key: string): Thread => {
    let found = threads.get(key);
    if (found === undefined) {
      found = new Thread();
      threads.set(key, found);
    }
    return found;
  };
  /** CPUs of which nobody knows what runs there, until their next switch. */
  const lost = new Set<string>();
  const lose = (cpu: string): void => {
    const { key, since } = current.get(cpu)!;
    const isIdle = key.startsWith('0/');
    if (isIdle) thread(key).lose();
    else if (thread(key).isRunning) {
      const last = thread(key).lose();
      if (last > since) runs.push({ tid: Number(key), cpu, start: since, end: last });
    }
    current.delete(cpu);
    lost.add(cpu);
  };
  const loseElsewhere = (key: string, cpu: string): void => {
    if (!thread(key).isRunning) return;
    for (const [other, now] of current) if (other !== cpu && now.key === key) lose(other);
  };
  const running = (key: string): string => (key.startsWith('0/') ? 'idle' : (thread(key).pending ?? 'usermode'));
  const know = (cpu: string, tid: string, time: bigint): void => {
    const key = keyOf(tid, cpu);
    const isNew = !threads.has(key);
    const found = thread(key);
    loseElsewhere(key, cpu);
    found.pending = pendingOf.get(cpu) ?? found.pending;
    if (isNew && !lost.has(cpu)) found.set(begin, key.startsWith('0/') ? 'idle' : 'unknown');
    found.set(time, running(key));
    current.set(cpu, { key, since: lost.has(cpu) ? time : begin });
  };
  for (const { time, name, cpu, fields } of events) {
    const field = (lttng: string, linux: string): string => fields.get(perf ? linux : lttng)!;
    if (perf && !current.has(cpu) && !lost.has(cpu) && Number(fields.get('perf_tid')) >= 0)
      know(cpu, fields.get('perf_tid')!, time);
    const now = current.get(cpu);
    const call = /^(?:compat_)?(?:sys|syscall_entry)_(.*)$/.exec(name)?.[1];
    if (name === 'sched_switch') {
      const prev = keyOf(field('prev_tid', 'prev_pid'), cpu);
      const next = keyOf(field('next_tid', 'next_pid'), cpu);
      if (now === undefined) know(cpu, field('prev_tid', 'prev_pid'), time);
      const { key, since } = current.get(cpu)!;
      if (key === prev) runs.push({ tid: Number(prev.split('/')[0]), cpu, start: since, end: time });
      else {
        lose(cpu);
        loseElsewhere(prev, cpu);
      }
      active.get(cpu)?.forEach((irq) => {
        if (irq.startsWith('irq')) active.get(cpu)!.delete(irq);
      });
      const bits = Number(fields.get('prev_state')) & 1023;
      const isDead = (bits & 48) > 0 || (!since414 && (bits & 64) > 0);
      const isBlocked = (bits & 3) > 0 || (since414 && (bits & 192) > 0);
      const left =
        bits === 0 || bits === 256 ? 'waitForCpu' : isDead ? undefined : isBlocked ? 'waitBlocked' : 'waitUnknown';
      thread(prev).set(time, prev.startsWith('0/') ? undefined : left);
      if (isDead && !tellsEnds) thread(prev).pending = undefined;
      pendingOf.delete(cpu);
      loseElsewhere(next, cpu);
      lost.delete(cpu);
      current.set(cpu, { key: next, since: time });
      thread(next).set(time, running(next));
    } else if (call !== undefined || /^(?:compat_)?(?:syscall_exit_|exit_syscall)/.test(name)) {
      const pending = call === undefined ? undefined : `(${call})`;
      if (now === undefined) pendingOf.set(cpu, pending);
      else {
        thread(now.key).pending = pending;
        thread(now.key).set(time, running(now.key));
      }
    } else if (/^(irq_handler|irq_softirq|softirq)_(entry|exit)$/.test(name)) {
      const irqs = active.get(cpu) ?? new Set();
      active.set(cpu, irqs);
      const irq = fields.has('irq') ? `irq${fields.get('irq')}` : `soft${fields.get('vec')}`;
      if (name.endsWith('entry')) irqs.add(irq);
      else irqs.delete(irq);
      if (now !== undefined) thread(now.key).set(time, irqs.size > 0 ? 'interrupted' : running(now.key));
    } else if (/^sched_(waking|wakeup|wakeup_new|migrate_task)$/.test(name) && fields.get('success') !== '0') {
      const woken = thread(field('tid', 'pid'));
      if (!woken.isRunning) woken.set(time, 'waitForCpu');
    } else if (name === 'sched_process_fork') {
      const child = thread(field('child_tid', 'child_pid'));
      child.pending = thread(field('parent_tid', 'parent_pid')).pending;
      child.set(time, 'waitForCpu');
    } else if (name === 'sched_process_free') {
      thread(field('tid', 'pid')).set(time, undefined);
      thread(field('tid', 'pid')).pending = undefined;
    } else if (name === 'lttng_statedump_process_state' && fields.get('tid') !== '0') {
      const dumped = ['unknown', 'waitFork', 'waitForCpu', 'unknown', 'unknown', 'waitUnknown', 'usermode'];
      const found = thread(fields.get('tid')!);
      if (found.text === undefined) found.set(time, dumped[Number(fields.get('status'))]);
    }
  }
  for (const [cpu, { key, since }] of current) {
    runs.push({ tid: Number(key.split('/')[0]), cpu, start: since, end });
  }
  for (const found of threads.values()) found.set(end, undefined);
  return { threads, runs };
}

function statesText(trace: IndexedTrace): Map<string, string[]> {
  const { threads } = trace.find(KernelStates)!;
  const text = (value: number): string =>
    isSyscall(value) ? `(${syscallOf(value) < 0 ? '?' : trace.strings.text(syscallOf(value))})` : NAMES.get(value)!;
  return new Map(
    threads.rows.map((row, slot) => [
      threads.isIdle(slot) ? `0/${threads.idleCpu(slot)}` : String(threads.tid(slot)),
      Array.from({ length: row.count }, (_, i) =>
        stateText(trace.base + BigInt(row.start(i)), trace.base + BigInt(row.end(i)), text(row.value(i))),
      ),
    ]),
  );
}

function stateText(start: bigint, end: bigint, text: string): string {
  return `${start}-${end} ${text}`;
}

for (const [name, since414, perf] of [
  ['many-threads', false, false],
  ['kernel-lttng-layout', true, false],
  ['perf-kernel-ctf', true, true],
  ['perf-taskset2', false, true],
] as const) {
  const path = sharedTrace(`ctf/${name}`);
  test(
    `${name}: states of all threads, and CPU usage`,
    { skip: (!path && 'no shared traces') || noBabeltrace },
    async () => {
      const reader = await ctfFormat.open(path!, '');
      try {
        const experiment = openExperiment([{ uuid: '1', name: 'trace', path: path!, reader }]);
        await experiment.run(NEVER);
        const trace = experiment.traces[0] as IndexedTrace;
        const { threads, runs } = simulated(printed(path!, WANTED), trace.start, trace.end + 1n, since414, perf);

        const seen = statesText(trace);
        for (const [key, { states }] of threads) {
          const expected = states.map(({ start, end, text }) => stateText(start, end, text));
          assert.deepEqual(seen.get(key) ?? [], expected, `thread ${key}`);
        }

        const output = outputNamed(experiment, 'CPU Usage');
        const runsOf = Map.groupBy(runs, ({ tid }) => tid);
        const timeIn = (from: bigint, to: bigint, of: readonly Run[]): number => {
          let time = 0n;
          for (const run of of) {
            const start = run.start > from ? run.start : from;
            const end = run.end < to ? run.end : to;
            if (run.tid !== 0 && end > start) time += end - start;
          }
          return Number(time);
        };
        const { start, end } = trace;
        const tids = [...runsOf.keys()].filter((tid) => tid !== 0);
        for (const cpus of [undefined, [0, 2]]) {
          const onCpus = (of: readonly Run[]): readonly Run[] =>
            cpus === undefined ? of : of.filter(({ cpu }) => cpus.includes(Number(cpu)));
          const extra = cpus === undefined ? {} : { requested_cpus: cpus };
          const { entries } = await output.tree!({ start, end, extra }, NEVER);
          const row = (name: string, used: number): string[] => [
            name,
            `${((used / Number(end - start)) * 100).toFixed(3)} %`,
            formatDuration(used),
          ];
          const expected = tids
            .map((tid) => ({ tid, used: timeIn(start, end, onCpus(runsOf.get(tid)!)) }))
            .filter(({ used }) => used > 0)
            .sort((a, b) => a.tid - b.tid)
            .map(({ tid, used }) => row(String(tid), used));
          const total = row('Total', timeIn(start, end, onCpus(runs)));
          assert.deepEqual(
            entries.map(({ labels }) => labels.slice(1)),
            [total, ...expected],
          );

          const query = window(
            start + 1000n,
            end,
            8,
            entries.slice(0, 40).map(({ id }) => id),
          );
          const { series } = await output.xy!({ ...query, extra }, NEVER);
          for (const [i, { yValues, seriesName }] of series.entries()) {
            const tid = Number(entries[i]!.labels[1]);
            assert.equal(seriesName, i === 0 ? 'total:trace' : `trace:${tid}`);
            for (let k = 1; k < query.times.length; k++) {
              const [from, to] = [query.times.at(k - 1), query.times.at(k)];
              const used = timeIn(from, to, onCpus(i === 0 ? runs : runsOf.get(tid)!));
              const percent = (used / Number(to - from)) * 100;
              assert.ok(Math.abs(yValues[k]! - percent) < 1e-9, `${seriesName} at ${k}: ${yValues[k]}, not ${percent}`);
            }
          }
        }
      } finally {
        reader.close();
      }
    },
  );
}
