import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StateRow } from '../../../index/state-row.ts';
import { StringTable } from '../../../index/string-table.ts';
import { reloaded } from '../../../index/testing/reloaded.ts';
import { type FakeOptions, fakeReader } from '../../testing/fake-reader.ts';
import { KernelLayout } from '../kernel-layout.ts';
import { KernelPass } from '../kernel-pass.ts';
import { CpuStatus, cpuStatusKind, cpuStatusText } from './cpu-status.ts';
import { KernelStates } from './kernel-states.ts';
import { isSyscall, Status, syscallOf } from './status.ts';

const STATUS = Object.fromEntries(Object.entries(Status).map(([name, value]) => [value, name]));
const CPU_STATUS = Object.fromEntries(Object.entries(CpuStatus).map(([name, value]) => [value, name]));

interface Seen {
  /** One line a thread id: its states. */
  readonly threads: readonly string[];
  /** One line a life: `name tid [start-end] of parent`. */
  readonly lives: readonly string[];
  readonly cpus: readonly string[];
  /** One line an interrupt, or an interrupt of a CPU. */
  readonly interrupts: readonly string[];
}

async function states(text: string, options: FakeOptions = {}): Promise<Seen> {
  const reader = fakeReader(text, { batchSize: 3, ...options });
  const strings = new StringTable();
  const layout = KernelLayout.of(reader, strings)!;
  const part = new KernelStates({ reader, strings, layout });
  const pass = new KernelPass(layout, [part]);
  let end = 0;
  for await (const batch of reader.batches(pass.requests, strings)) {
    pass.consume(batch, batch.fields);
    end = batch.time[batch.length - 1]!;
  }
  pass.finish(end);
  const kept = await reloaded(part, new KernelStates({ reader, strings, layout }));
  assert.deepEqual(texts(kept, strings), texts(part, strings));
  return texts(part, strings);
}

function texts({ threads, resources }: KernelStates, strings: StringTable): Seen {
  const textOf = (id: number): string => (id < 0 ? '?' : strings.text(id));
  const { lives } = threads;
  return {
    threads: threads.rows.map((row, slot) => {
      const name = threads.isIdle(slot) ? `idle${threads.idleCpu(slot)}` : String(threads.tid(slot));
      return `${name}: ${rowText(row, (v) => (isSyscall(v) ? `(${textOf(syscallOf(v))})` : STATUS[v]!))}`;
    }),
    lives: Array.from({ length: lives.count }, (_, life) => {
      const [slot, start, end, name, parent, process] = [
        lives.slot,
        lives.start,
        lives.end,
        lives.name,
        lives.parent,
        lives.process,
      ].map(({ data }) => data[life]!);
      return `${textOf(name! - 1)} ${threads.tid(slot!)}[${start}-${end}] of ${parent} in ${process}`;
    }),
    cpus: resources.cpus.flatMap((cpu) => [
      `cpu${cpu.number}: ${rowText(cpu.states, (v) => {
        const text = cpuStatusText(v);
        return CPU_STATUS[cpuStatusKind(v)]! + (text < 0 ? '' : `(${strings.text(text)})`);
      })}`,
      `  ${rowText(cpu.threads, (life) => textOf(lives.name.data[life]! - 1))}`,
    ]),
    interrupts: resources.entries.flatMap((entry) => {
      const value = (v: number): string => ['', 'raised', 'active'][v]!;
      if (entry?.kind === 'interrupt') {
        const { kind, number, name, row } = entry.interrupt;
        return [`${kind} ${number} ${textOf(name)}: ${rowText(row, value)}`];
      }
      if (entry?.kind !== 'of cpu') return [];
      const { interrupt, cpu, row } = entry.part;
      return [`  ${interrupt.kind} ${interrupt.number} on cpu${cpu.number}: ${rowText(row, value)}`];
    }),
  };
}

function rowText(row: StateRow, text: (value: number) => string): string {
  return Array.from({ length: row.count }, (_, i) => `${text(row.value(i))}[${row.start(i)}-${row.end(i)}]`).join(' ');
}

/** A switch on a CPU: `sh:5>ls:6`, with the state in which the first is left. */
function switched(at: number, cpu: number, threads: string, state = 0): string {
  const [, prev, prevTid, next, nextTid] = /^(.*):(\d+)>(.*):(\d+)$/.exec(threads)!;
  return `sched_switch@${at}($cpu=${cpu},prev_comm=${prev},prev_tid=${prevTid},prev_state=${state},next_comm=${next},next_tid=${nextTid})`;
}

const woken = (at: number, thread: string, event = 'sched_wakeup'): string =>
  `${event}@${at}($cpu=0,comm=${thread.split(':')[0]},tid=${thread.split(':')[1]},target_cpu=0)`;

test('a thread is woken, runs, calls the system, waits, and is preempted', async () => {
  const { threads, lives, cpus } = await states(`
    ${switched(10, 0, 'swapper:0>sh:5')} syscall_entry_read@20($cpu=0,fd=3) ${switched(30, 0, 'sh:5>swapper:0', 1)}
    ${woken(40, 'sh:5', 'sched_waking')} ${switched(50, 0, 'swapper:0>sh:5')} syscall_exit_read@60($cpu=0,ret=1)
    ${switched(70, 0, 'sh:5>ls:6')} ${switched(80, 0, 'ls:6>sh:5', 2)} ${woken(90, 'sh:5')}`);
  assert.deepEqual(threads, [
    'idle0: idle[30-50]',
    '5: usermode[10-20] (read)[20-30] waitBlocked[30-40] waitForCpu[40-50] (read)[50-60] usermode[60-70] waitForCpu[70-80] usermode[80-91]',
    '6: usermode[70-80] waitBlocked[80-91]',
  ]);
  assert.deepEqual(lives, ['swapper 0[10-91] of 0 in 0', 'sh 5[10-91] of 0 in 0', 'ls 6[70-91] of 0 in 0']);
  assert.deepEqual(cpus, [
    'cpu0: usermode(sh)[10-20] syscall(read)[20-30] idle[30-50] syscall(read)[50-60] usermode(sh)[60-70] usermode(ls)[70-80] usermode(sh)[80-91]',
    '  sh[10-30] sh[50-70] ls[70-80] sh[80-91]',
  ]);
});

test('a thread is forked, runs, dies, is freed, and its id is used again', async () => {
  const fork = (at: number, pid: number) =>
    `sched_process_fork@${at}($cpu=0,parent_comm=sh,parent_tid=5,parent_pid=5,child_comm=sh,child_tid=7,child_pid=${pid})`;
  const { threads, lives } = await states(`
    ${switched(10, 0, 'sh:5>sh:5')} ${fork(20, 7)} ${switched(30, 0, 'sh:5>ls:7')} ${switched(40, 0, 'ls:7>sh:5', 64)}
    sched_process_free@50($cpu=0,comm=ls,tid=7) ${fork(60, 5)} ${switched(70, 0, 'sh:5>sh:7')}`);
  assert.equal(threads[1], '7: waitForCpu[20-30] usermode[30-40] waitForCpu[60-70] usermode[70-71]');
  assert.deepEqual(lives.slice(1), ['ls 7[20-50] of 5 in 0', 'sh 7[60-71] of 5 in 5']);
});

test('where nobody tells that threads are freed, a dead one is gone when its CPU is given away', async () => {
  const { lives, threads } = await states(`${switched(10, 0, 'sh:5>ls:7')} ${switched(40, 0, 'ls:7>sh:5', 32)}`);
  assert.equal(lives[1], 'ls 7[10-40] of 0 in 0');
  assert.equal(threads[1], '7: usermode[10-40]');
});

test('what ran on a CPU before its first switch ran there since the trace began', async () => {
  const { threads, cpus } = await states(`
    ${woken(5, 'x:9')} syscall_entry_read@10($cpu=1,fd=3) ${switched(30, 1, 'sh:5>swapper:0', 1)} ${switched(35, 0, 'swapper:0>x:9')}
    ${switched(50, 1, 'swapper:0>sh:5')}`);
  assert.deepEqual(threads.slice(1), [
    '5: unknown[5-30] waitBlocked[30-50] (read)[50-51]',
    'idle1: idle[30-50]',
    'idle0: idle[5-35]',
  ]);
  assert.deepEqual(cpus, [
    'cpu0: idle[5-35] usermode(x)[35-51]',
    '  x[35-51]',
    'cpu1: syscall(read)[10-30] idle[30-50] syscall(read)[50-51]',
    '  sh[5-30] sh[50-51]',
  ]);
});

test('interrupts stop the thread of their CPU, and nest', async () => {
  const { threads, cpus, interrupts } = await states(`
    ${switched(10, 0, 'swapper:0>sh:5')} softirq_raise@12($cpu=0,vec=1) irq_handler_entry@20($cpu=0,irq=14,name=ata)
    softirq_entry@25($cpu=0,vec=1) softirq_raise@26($cpu=0,vec=1) irq_handler_exit@30($cpu=0,irq=14) softirq_exit@40($cpu=0,vec=1)
    x86_irq_vectors_local_timer_entry@50($cpu=0,vector=239) x86_irq_vectors_local_timer_exit@60($cpu=0,vector=239)
    irq_handler_entry@70($cpu=0,irq=14,name=ata) ${switched(80, 0, 'sh:5>swapper:0', 1)}`);
  assert.equal(
    threads[1],
    '5: usermode[10-20] interrupted[20-40] usermode[40-50] interrupted[50-60] usermode[60-70] interrupted[70-80] waitBlocked[80-81]',
  );
  assert.equal(
    cpus[0],
    'cpu0: usermode(sh)[10-20] irq[20-30] softirq[30-40] usermode(sh)[40-50] irq[50-60] usermode(sh)[60-70] irq[70-80] idle[80-81]',
  );
  assert.deepEqual(interrupts, [
    'softirq 1 ?: raised[12-25] active[25-40] raised[40-81]',
    '  softirq 1 on cpu0: raised[12-25] active[25-40] raised[40-81]',
    'irq 14 ata: active[20-30] active[70-80]',
    '  irq 14 on cpu0: active[20-30] active[70-80]',
    'ipi 239 local_timer: active[50-60]',
    '  ipi 239 on cpu0: active[50-60]',
  ]);
});

test("the dump of all processes tells names, parents, and the status of threads that haven't been seen", async () => {
  const dump = (at: number, facts: string) => `lttng_statedump_process_state@${at}($cpu=0,${facts})`;
  const { threads, lives } = await states(`
    ${dump(10, 'tid=1,pid=1,ppid=0,name=init,status=5')} ${dump(11, 'tid=8,pid=7,ppid=1,name=sh,status=2')}
    ${dump(12, 'tid=9,pid=9,ppid=7,name=gone,status=7')} ${switched(20, 0, 'swapper:0>init:1')}
    ${dump(30, 'tid=1,pid=1,ppid=0,name=init,status=5')}`);
  assert.deepEqual(threads.slice(0, 2), ['1: waitUnknown[10-20] usermode[20-31]', '8: waitForCpu[11-31]']);
  assert.deepEqual(lives.slice(0, 2), ['init 1[10-31] of 0 in 0', 'sh 8[11-31] of 1 in 7']);
});

test('what the bits of prev_state mean depends on the kernel', async () => {
  const left = async (bits: number, release: string): Promise<string> => {
    const text = `${switched(10, 0, 'x:1>sh:5')} ${switched(20, 0, 'sh:5>x:1', bits)} ${woken(30, 'y:7')}`;
    const { threads } = await states(text, { properties: new Map([['kernel_release', `"${release}"`]]) });
    return threads[1]!.replace('5: usermode[10-20]', '').trim();
  };
  const all = async (release: string): Promise<string[]> =>
    Promise.all([0, 1, 2, 4, 16, 64, 128, 130, 256, 2048].map((bits) => left(bits, release)));
  const run = 'waitForCpu[20-31]';
  const blocked = 'waitBlocked[20-31]';
  const unknown = 'waitUnknown[20-31]';
  assert.deepEqual(await all('4.4.3-1-ARCH'), [run, blocked, blocked, unknown, '', '', unknown, blocked, run, run]);
  assert.deepEqual(await all('6.18.44'), [run, blocked, blocked, unknown, '', blocked, blocked, blocked, run, run]);
});

test('lost switches: a thread ran until its last event on the CPU, and the time from there to the next one is nobody’s', async () => {
  const { threads, cpus } = await states(`
    ${switched(10, 0, 'x:1>sh:5')} syscall_entry_read@20($cpu=0,fd=3) syscall_exit_read@30($cpu=0,ret=1)
    ${switched(40, 0, 'ls:6>x:1', 1)} ${switched(50, 0, 'x:1>ls:6')} ${switched(60, 0, 'y:8>x:1', 1)}`);
  assert.deepEqual(threads.slice(1, 3), [
    '5: usermode[10-20] (read)[20-30] waitUnknown[30-61]',
    '6: waitBlocked[40-50] waitUnknown[50-61]',
  ]);
  assert.deepEqual(cpus, [
    'cpu0: usermode(sh)[10-20] syscall(read)[20-30] unknown[30-40] usermode(x)[40-50] unknown[50-60] usermode(x)[60-61]',
    '  x[10-10] sh[10-30] x[40-50] x[60-61]',
  ]);
});

test('lost switches: an idle task ends, too', async () => {
  const { threads, cpus } = await states(`
    ${switched(10, 0, 'x:1>swapper:0')} ${switched(20, 0, 'sh:5>x:1', 1)} ${switched(30, 0, 'x:1>swapper:0', 1)}`);
  assert.equal(threads[1], 'idle0: idle[30-31]');
  assert.equal(cpus[0], 'cpu0: unknown[10-20] usermode(x)[20-30] idle[30-31]');
});

test('lost switches: a thread that runs on one CPU has left the other one', async () => {
  const { threads, cpus } = await states(`
    ${switched(10, 0, 'x:1>sh:5')} ${switched(20, 1, 'swapper:0>sh:5')} syscall_entry_read@25($cpu=0,fd=3)
    ${switched(30, 0, 'ls:6>x:1', 1)} ${switched(40, 1, 'sh:5>swapper:0', 1)}
    ${switched(50, 1, 'swapper:0>sh:5')} ${switched(60, 0, 'sh:5>x:1', 1)}`);
  const waits = 'waitUnknown[10-20] usermode[20-40] waitBlocked[40-50] waitUnknown[50-60] waitBlocked[60-61]';
  assert.equal(threads[1], `5: ${waits}`);
  assert.equal(
    threads.find((line) => line.startsWith('6')),
    '6: waitBlocked[30-61]',
  );
  assert.deepEqual(
    cpus.filter((_, i) => i % 2 === 1),
    ['  x[10-10] x[60-61]', '  sh[20-40]'],
  );
});

test('wake-ups that changed nothing, unknown threads and impossible numbers do no harm', async () => {
  const { threads, cpus, interrupts } = await states(`
    sched_wakeup@1($cpu=0,comm=a,tid=3,success=0) sched_wakeup@2($cpu=0,comm=a,tid=-1,success=1)
    sched_wakeup@3($cpu=0,comm=a,tid=1e9,success=1) irq_handler_entry@4($cpu=0,irq=-5,name=x) irq_handler_exit@5($cpu=0,irq=-5)
    power_cpu_frequency@6($cpu=0,cpu_id=99999,state=5) power_cpu_frequency@7($cpu=0,cpu_id=2,state=800) softirq_exit@8($cpu=0,vec=3)`);
  assert.deepEqual(threads, []);
  assert.deepEqual(interrupts, []);
  assert.deepEqual(cpus, ['cpu0: ', '  ', 'cpu2: ', '  ']);
});
