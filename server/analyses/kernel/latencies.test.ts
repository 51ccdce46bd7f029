import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StringTable } from '../../index/string-table.ts';
import { reloaded } from '../../index/testing/reloaded.ts';
import type { SegmentSet } from '../segments/segment-set.ts';
import { fakeReader } from '../testing/fake-reader.ts';
import { FutexContention } from './futex/futex-contention.ts';
import { IrqLatency } from './irq/irq-latency.ts';
import { KernelLayout } from './kernel-layout.ts';
import type { KernelPart, KernelTrace } from './kernel-part.ts';
import { KernelPass } from './kernel-pass.ts';
import { SyscallLatency } from './syscalls/syscall-latency.ts';
import { WakeupLatency } from './wakeup-latency/wakeup-latency.ts';

interface LatencyClass {
  of(trace: KernelTrace): (KernelPart & { readonly segments: SegmentSet }) | undefined;
}

/** One line a segment: its name, times and aspects. */
async function segments(type: LatencyClass, text: string): Promise<string[]> {
  const reader = fakeReader(text, { batchSize: 3 });
  const strings = new StringTable();
  const layout = KernelLayout.of(reader, strings)!;
  const part = type.of({ reader, strings, layout });
  if (part === undefined) return ['no such analysis'];
  const pass = new KernelPass(layout, [part]);
  for await (const batch of reader.batches(pass.requests, strings)) pass.consume(batch, batch.fields);
  part.finish(100);
  const written = lines(part.segments);
  const again = type.of({ reader, strings, layout })!;
  await reloaded(part, again);
  assert.deepEqual(lines(again.segments), written);
  return written;
}

function lines(set: SegmentSet): string[] {
  const { index, aspects } = set;
  return Array.from({ length: index.length }, (_, i) => {
    const cells = aspects.map((aspect) => {
      const value = aspect.value(index, i);
      return Number.isNaN(value) ? '' : (aspect.text?.(value) ?? value);
    });
    return `${set.label(index.name(i))}[${index.start(i)}-${index.end(i)}] ${cells.join('|')}`;
  });
}

const ON = 'sched_switch@0($cpu=0,prev_tid=1,prev_comm=a,next_tid=7,next_comm=seven,next_prio=20) ';

test('a system call lasts from its entry to its exit, by thread, wherever the thread goes on', async () => {
  assert.deepEqual(
    await segments(
      SyscallLatency,
      `${ON} syscall_entry_read@1($cpu=0,fd=3) syscall_entry_read@2($cpu=3,fd=3)
       sched_switch@3($cpu=0,prev_tid=7,prev_comm=seven,next_tid=8,next_comm=eight,next_prio=20) syscall_entry_brk@4($cpu=0)
       sched_switch@5($cpu=1,prev_tid=0,prev_comm=swapper,next_tid=7,next_comm=seven,next_prio=20)
       syscall_exit_brk@6($cpu=0,ret=-12) syscall_exit_read@9($cpu=1,ret=512) syscall_exit_read@10($cpu=1,ret=1)
       syscall_entry_nonesuch@11($cpu=1) syscall_exit_nonesuch@12($cpu=1)`,
    ),
    ['brk[4-6] brk|8|-12|mm|mm/mmap.c', 'read[1-9] read|7|512|fs|fs/read_write.c', 'nonesuch[11-12] nonesuch|7|||'],
  );
});

test('an exit of another call ends nothing; one that does not tell its call ends the one that was entered', async () => {
  assert.deepEqual(
    await segments(
      SyscallLatency,
      `${ON} syscall_entry_read@1($cpu=0,fd=3) syscall_exit_write@2($cpu=0,ret=1) syscall_exit_read@3($cpu=0,ret=1)
       syscall_entry_read@4($cpu=0,fd=3) syscall_entry_close@5($cpu=0) syscall_exit_close@8($cpu=0,ret=0)`,
    ),
    ['close[5-8] close|7|0|fs|fs/open.c'],
  );
  assert.deepEqual(await segments(SyscallLatency, `${ON} sys_open@1($cpu=0,filename=x) exit_syscall@4($cpu=0,ret=3)`), [
    'open[1-4] open|7|3|fs|fs/open.c',
  ]);
  assert.deepEqual(
    await segments(
      SyscallLatency,
      'raw_syscalls:sys_enter@1($cpu=2,perf_tid=5,id=15) raw_syscalls:sys_exit@3($cpu=2,perf_tid=5,id=-1,ret=0)',
    ),
    ['rt_sigreturn[1-3] rt_sigreturn|5|0|arch|arch/x86/kernel'],
  );
  assert.deepEqual(await segments(SyscallLatency, ON), ['no such analysis']);
});

test('an interrupt lasts from its handler’s entry to its exit on the same CPU, also around another one', async () => {
  assert.deepEqual(
    await segments(
      IrqLatency,
      `irq_handler_entry@1($cpu=0,irq=14,name=ata) irq_handler_entry@2($cpu=1,irq=9,name=acpi)
       irq_handler_entry@3($cpu=0,irq=9,name=acpi) irq_handler_exit@4($cpu=0,irq=9,ret=1)
       irq_handler_exit@5($cpu=0,irq=14,ret=0) irq_handler_exit@6($cpu=0,irq=14,ret=0)
       irq_handler_exit@7($cpu=1,irq=9,ret=1) irq_handler_exit@8(irq=9,ret=1)`,
    ),
    ['acpi[3-4] acpi|9|0|1', 'ata[1-5] ata|14|0|0', 'acpi[2-7] acpi|9|1|1'],
  );
  assert.deepEqual(await segments(IrqLatency, 'irq_handler_entry@1($cpu=0,irq=14) irq_handler_exit@2($cpu=0,irq=14)'), [
    'IRQ 14[1-2] IRQ 14|14|0|',
  ]);
});

test('a futex call is named by its operation, whatever its flags, and knows thread and address', async () => {
  assert.deepEqual(
    await segments(
      FutexContention,
      `${ON} syscall_entry_futex@1($cpu=0,uaddr=64,op=128) syscall_exit_futex@5($cpu=0,ret=0)
       syscall_entry_futex@6($cpu=0,uaddr=18446744073709551600,op=257) syscall_exit_futex@7($cpu=0,ret=1)
       syscall_entry_futex@8($cpu=0,uaddr=64,op=2) syscall_exit_futex@9($cpu=0,ret=0)
       syscall_entry_futex@10($cpu=0,uaddr=64,op=9) syscall_entry_read@11($cpu=0,fd=1) syscall_exit_futex@12($cpu=0,ret=0)`,
    ),
    ['WAIT[1-5] WAIT|7|seven|0x40|0', 'WAKE[6-7] WAKE|7|seven|0xfffffffffffffff0|1'],
  );
  assert.deepEqual(
    await segments(
      FutexContention,
      `${ON} sys_futex@1($cpu=0,uaddr=64,op=0) exit_syscall@3($cpu=0,ret=0) sys_open@4($cpu=0,filename=x)
       exit_syscall@5($cpu=0,ret=0)`,
    ),
    ['WAIT[1-3] WAIT|7|seven|0x40|0'],
  );
});

test('a woken thread waits until a CPU takes it up, from its last wake-up on; a running one does not wait', async () => {
  const wake = (name: string, time: number, tid: number, more = '') =>
    `${name}@${time}($cpu=0,tid=${tid},comm=t${tid},prio=20${more}) `;
  const change = (time: number, previous: number, next: number) =>
    `sched_switch@${time}($cpu=0,prev_tid=${previous},prev_comm=p,next_tid=${next},next_comm=n${next},next_prio=${next + 100}) `;
  assert.deepEqual(
    await segments(
      WakeupLatency,
      wake('sched_waking', 1, 7) +
        wake('sched_wakeup', 2, 7) +
        change(5, 0, 7) +
        wake('sched_wakeup', 6, 7) +
        change(7, 7, 8) +
        change(8, 8, 7) +
        change(9, 7, 0) +
        wake('sched_wakeup_new', 10, 9) +
        change(14, 0, 9),
    ),
    ['t7[2-5] t7|7|107', 't9[10-14] t9|9|109'],
  );
  assert.deepEqual(await segments(WakeupLatency, wake('sched_wakeup', 1, 7, ',success=0') + change(5, 0, 7)), []);
  assert.deepEqual(
    await segments(
      WakeupLatency,
      'sched_wakeup@1($cpu=0,tid=7) sched_wakeup@2($cpu=0,tid=8) sched_switch@4($cpu=0,prev_tid=0,next_tid=7) sched_switch@5($cpu=0,prev_tid=7,next_tid=8)',
    ),
    ['UNKNOWN[1-4] UNKNOWN|7|-1', 'UNKNOWN[2-5] UNKNOWN|8|-1'],
  );
});
