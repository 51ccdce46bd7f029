import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StringTable } from '../../index/string-table.ts';
import { fakeReader } from '../testing/fake-reader.ts';
import { Kind, type KindName, type Role } from './kernel-events.ts';
import { KernelLayout } from './kernel-layout.ts';
import type { KernelBatch, KernelPart } from './kernel-part.ts';
import { KernelPass } from './kernel-pass.ts';

const NAMES = Object.keys(Kind) as KindName[];

/** One line an event: kind, CPU, current thread, system call, then the roles asked for. */
async function seen(text: string, ...roles: Role[]): Promise<string[]> {
  const reader = fakeReader(text, { batchSize: 2 });
  const strings = new StringTable();
  const layout = KernelLayout.of(reader, strings);
  if (layout === undefined) return [];
  const lines: string[] = [];
  const part: KernelPart = {
    roles,
    keptAs: 'seen 1',
    consume({ length, kind, cpu, tid, syscall }: KernelBatch, fields) {
      for (let i = 0; i < length; i++) {
        const isCall = kind[i] === Kind.syscall_entry || kind[i] === Kind.syscall_exit;
        const call = isCall ? ` ${syscall[i]! < 0 ? '?' : strings.text(syscall[i]!)}` : '';
        const values = fields.map((field, r) => (layout.has(kind[i]!, roles[r]!) ? ` ${roles[r]}=${field[i]}` : ''));
        lines.push(`${NAMES[kind[i]!]} cpu${cpu[i]} tid${tid[i]}${call}${values.join('')}`);
      }
    },
    finish: () => undefined,
    save: () => undefined,
    load: () => undefined,
  };
  const pass = new KernelPass(layout, [part]);
  for await (const batch of reader.batches(pass.requests, strings)) pass.consume(batch, batch.fields);
  return lines;
}

test("LTTng's names of today: kinds, CPUs and who is current there", async () => {
  assert.deepEqual(
    await seen(
      `syscall_entry_read@1($cpu=0,fd=3) sched_switch@2($cpu=0,prev_tid=7,next_tid=0) irq_softirq_raise@3($cpu=1,vec=1)
       sched_switch@4($cpu=1,prev_tid=0,next_tid=9) syscall_entry_futex@5($cpu=1,uaddr=64)
       compat_syscall_exit_futex@6($cpu=1,ret=0) irq_handler_entry@7($cpu=0,irq=14,name=ata)
       power_cpu_frequency@8($cpu=0,cpu_id=1,state=800) x86_irq_vectors_local_timer_entry@9($cpu=1,vector=239)`,
      'next_tid',
      'irq',
    ),
    [
      'syscall_entry cpu0 tid-1 read',
      'sched_switch cpu0 tid-1 next_tid=0',
      'softirq_raise cpu1 tid-1',
      'sched_switch cpu1 tid-1 next_tid=9',
      'syscall_entry cpu1 tid9 futex',
      'syscall_exit cpu1 tid9 futex',
      'irq_handler_entry cpu0 tid0 irq=14',
      'cpu_frequency cpu0 tid0',
      'ipi_entry cpu1 tid9',
    ],
  );
});

test('LTTng before 2.6 names system calls at their entry only, and softirqs without a prefix', async () => {
  assert.deepEqual(
    await seen(
      'sys_open@1($cpu=0,filename=a) exit_syscall@2($cpu=0,ret=3) compat_sys_exit@3($cpu=0,error_code=0) softirq_entry@4($cpu=0,vec=1)',
    ),
    [
      'syscall_entry cpu0 tid-1 open',
      'syscall_exit cpu0 tid-1 ?',
      'syscall_entry cpu0 tid-1 exit',
      'softirq_entry cpu0 tid-1',
    ],
  );
});

test("perf's names: pid is a thread, numbers name system calls, and events tell who runs", async () => {
  assert.deepEqual(
    await seen(
      `raw_syscalls:sys_enter@1($cpu=2,perf_tid=5,id=202) sched:sched_switch@2($cpu=2,perf_tid=5,prev_pid=5,next_pid=6)
       raw_syscalls:sys_exit@3($cpu=2,perf_tid=6,id=0,ret=1) irq_vectors:reschedule_exit@4($cpu=3,perf_tid=0,vector=253)
       sched:sched_wakeup@5($cpu=2,perf_tid=6,pid=5,target_cpu=3) raw_syscalls:sys_enter@6($cpu=2,perf_tid=6,id=9999)`,
      'tid',
    ),
    [
      'syscall_entry cpu2 tid5 futex',
      'sched_switch cpu2 tid5',
      'syscall_exit cpu2 tid6 read',
      'ipi_exit cpu3 tid0',
      'sched_wakeup cpu2 tid6 tid=5',
      'syscall_entry cpu2 tid6 syscall_9999',
    ],
  );
});

test("ftrace's names are perf's without the subsystem", async () => {
  assert.deepEqual(
    await seen(
      'sched_switch@1($cpu=0,prev_pid=5,next_pid=6) sys_enter@2($cpu=0,NR=1) sys_exit@3($cpu=0,NR=1,ret=4) sys_enter_close@4($cpu=0,fd=3)',
    ),
    [
      'sched_switch cpu0 tid-1',
      'syscall_entry cpu0 tid6 write',
      'syscall_exit cpu0 tid6 write',
      'syscall_entry cpu0 tid6 close',
    ],
  );
});

test('an event without what its kind needs is of no kind, and a CPU or thread that can not be is unknown', async () => {
  assert.deepEqual(await seen('sched_switch@1($cpu=0,prev_tid=1) vendor:event@2(a=1)'), []);
  assert.deepEqual(
    await seen(
      'sched_switch@1($cpu=70000,prev_tid=1,next_tid=2) sched_switch@2(prev_tid=1,next_tid=2) sched_switch@3($cpu=0,prev_tid=1,next_tid=1e12) sched_waking@4($cpu=0,comm=x) softirq_exit@5($cpu=0,vec=1)',
    ),
    [
      'sched_switch cpu-1 tid-1',
      'sched_switch cpu-1 tid-1',
      'sched_switch cpu0 tid-1',
      'other cpu0 tid-1',
      'softirq_exit cpu0 tid-1',
    ],
  );
});

test('the context tid of LTTng tells who runs before the first switch', async () => {
  assert.deepEqual(
    await seen(
      'irq_softirq_entry@1($cpu=0,vec=1,tid=44) syscall_entry_tgkill@2($cpu=0,tid=9) sched_wakeup@3($cpu=0,tid=8)',
    ),
    ['softirq_entry cpu0 tid44', 'syscall_entry cpu0 tid44 tgkill', 'sched_wakeup cpu0 tid44'],
  );
});
