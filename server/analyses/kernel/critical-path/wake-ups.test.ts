import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { StringTable } from '../../../index/string-table.ts';
import { reloaded } from '../../../index/testing/reloaded.ts';
import { fakeReader } from '../../testing/fake-reader.ts';
import { KernelLayout } from '../kernel-layout.ts';
import { KernelPass } from '../kernel-pass.ts';
import { Edge, type EdgeName } from './edge-type.ts';
import { causeText, edgeOf } from './wake-cause.ts';
import { WakeUps } from './wake-ups.ts';

/** Read, kept, and loaded again. */
async function read(text: string): Promise<WakeUps> {
  const reader = fakeReader(text, { batchSize: 3 });
  const strings = new StringTable();
  const layout = KernelLayout.of(reader, strings)!;
  const wakeUps = WakeUps.of({ reader, strings, layout })!;
  const pass = new KernelPass(layout, [wakeUps]);
  for await (const batch of reader.batches(pass.requests, strings)) pass.consume(batch, batch.fields);
  pass.finish(0);
  return reloaded(wakeUps, new WakeUps({ reader, strings, layout }));
}

/** One line a wake-up: when, who, why. */
async function seen(text: string): Promise<string[]> {
  const wakeUps = await read(text);
  const { list } = wakeUps;
  const names = Object.keys(Edge) as EdgeName[];
  return Array.from({ length: list.length }, (_, i) => {
    const cause = list.cause(i);
    return `${list.time(i)} ${list.tid(i)} by ${causeText(cause, (irq) => wakeUps.irqName(irq))}: ${names[edgeOf(cause)]}`;
  });
}

/** Thread 7 runs on CPU 0, thread 8 waits. */
const BEGIN = 'sched_switch@1($cpu=0,prev_tid=8,prev_state=1,next_tid=7)';

describe('wake-ups', () => {
  it('come from the thread that runs where they happen', async () => {
    assert.deepEqual(await seen(`${BEGIN} sched_wakeup@5($cpu=0,tid=8)`), ['5 8 by thread 7: blocked']);
  });

  it('are told by the first of several events', async () => {
    assert.deepEqual(
      await seen(`${BEGIN} sched_waking@5($cpu=0,tid=8) sched_wakeup@6($cpu=1,tid=8) sched_wakeup@9($cpu=0,tid=8)`),
      ['5 8 by thread 7: blocked'],
    );
    assert.deepEqual(await seen(`${BEGIN} sched_ttwu@4($cpu=0,tid=8) sched_waking@5($cpu=1,tid=8)`), [
      '4 8 by thread 7: blocked',
    ]);
  });

  it('of a thread that still runs take place when it has left its CPU, for the cause told before', async () => {
    const trace = `${BEGIN} sched_switch@2($cpu=1,prev_tid=0,prev_state=0,next_tid=8) sched_waking@5($cpu=0,tid=8)
      sched_switch@6($cpu=1,prev_tid=8,prev_state=1,next_tid=0) sched_wakeup@7($cpu=1,tid=8)`;
    assert.deepEqual(await seen(trace), ['7 8 by thread 7: blocked']);
  });

  it('of a thread that goes on running are none', async () => {
    const trace = `${BEGIN} sched_waking@5($cpu=1,tid=7) sched_wakeup@6($cpu=1,tid=7)
      sched_switch@7($cpu=0,prev_tid=7,prev_state=1,next_tid=8) sched_switch@8($cpu=0,prev_tid=8,prev_state=1,next_tid=7)
      sched_switch@9($cpu=0,prev_tid=7,prev_state=1,next_tid=8) sched_wakeup@10($cpu=0,tid=7)`;
    assert.deepEqual(await seen(trace), ['10 7 by thread 8: blocked']);
  });

  it('that changed nothing are none', async () => {
    assert.deepEqual(
      await seen(`${BEGIN} sched_wakeup@5($cpu=0,tid=8,success=0) sched_wakeup@6($cpu=0,tid=8,success=1)`),
      ['6 8 by thread 7: blocked'],
    );
  });

  it('are of new threads, too: by whoever created them', async () => {
    assert.deepEqual(
      await seen(`${BEGIN} sched_process_fork@3($cpu=0,parent_tid=7,child_tid=9) sched_wakeup_new@4($cpu=0,tid=9)`),
      ['3 9 by thread 7: blocked'],
    );
    assert.deepEqual(await seen(`${BEGIN} sched_wakeup_new@4($cpu=0,tid=9)`), ['4 9 by thread 7: blocked']);
  });

  it('begin with the move to another CPU, where that is told first', async () => {
    assert.deepEqual(
      await seen(`${BEGIN} sched_migrate_task@4($cpu=0,tid=8,dest_cpu=1) sched_wakeup@5($cpu=0,tid=8)
        sched_migrate_task@6($cpu=1,tid=7,dest_cpu=1)`),
      ['4 8 by thread 7: blocked'],
    );
  });

  const within = (entry: string, exit: string) =>
    `${BEGIN} ${entry} sched_waking@5($cpu=0,tid=8) sched_switch@6($cpu=1,prev_tid=0,prev_state=0,next_tid=8)
     sched_switch@7($cpu=1,prev_tid=8,prev_state=1,next_tid=0) ${exit} sched_waking@9($cpu=0,tid=8)`;
  const contexts: readonly (readonly [string, string, string])[] = [
    ['irq_handler_entry@3($cpu=0,irq=0,name=timer)', 'irq_handler_exit@8($cpu=0,irq=0)', 'irq 0 (timer): interrupted'],
    ['irq_handler_entry@3($cpu=0,irq=27,name=ahci)', 'irq_handler_exit@8($cpu=0,irq=27)', 'irq 27 (ahci): blocked'],
    ['irq_softirq_entry@3($cpu=0,vec=1)', 'irq_softirq_exit@8($cpu=0,vec=1)', 'softirq 1 (Timer): timer'],
    ['softirq_entry@3($cpu=0,vec=8)', 'softirq_exit@8($cpu=0,vec=8)', 'softirq 8 (High res timer): timer'],
    ['softirq_entry@3($cpu=0,vec=4)', 'softirq_exit@8($cpu=0,vec=4)', 'softirq 4 (Block device): blockDevice'],
    ['softirq_entry@3($cpu=0,vec=3)', 'softirq_exit@8($cpu=0,vec=3)', 'softirq 3 (Network RX): network'],
    ['softirq_entry@3($cpu=0,vec=7)', 'softirq_exit@8($cpu=0,vec=7)', 'softirq 7 (Scheduler): interrupted'],
    ['softirq_entry@3($cpu=0,vec=9)', 'softirq_exit@8($cpu=0,vec=9)', 'softirq 9 (RCU data): blocked'],
    [
      'timer_hrtimer_expire_entry@3($cpu=0,hrtimer=1)',
      'timer_hrtimer_expire_exit@8($cpu=0,hrtimer=1)',
      'a high resolution timer: timer',
    ],
    [
      'call_function_entry@3($cpu=0,vector=1)',
      'call_function_exit@8($cpu=0,vector=1)',
      'an interrupt from another CPU: ipi',
    ],
  ];
  for (const [entry, exit, cause] of contexts) {
    it(`come from what interrupts the CPU, while it does: ${cause}`, async () => {
      assert.deepEqual(await seen(within(entry, exit)), [`5 8 by ${cause}`, '9 8 by thread 7: blocked']);
    });
  }

  it('come from the innermost interrupt', async () => {
    const entries = `softirq_entry@2($cpu=0,vec=9) irq_handler_entry@3($cpu=0,irq=5,name=nic) hrtimer_expire_entry@4($cpu=0,hrtimer=1)`;
    assert.deepEqual(await seen(`${BEGIN} ${entries} sched_waking@5($cpu=0,tid=8)`), [
      '5 8 by a high resolution timer: timer',
    ]);
    assert.deepEqual(
      await seen(`${BEGIN} ${entries} hrtimer_expire_exit@5($cpu=0,hrtimer=1) sched_waking@6($cpu=0,tid=8)`),
      ['6 8 by irq 5 (nic): blocked'],
    );
  });

  it('in an interrupt that completed a request to a disk were for the disk', async () => {
    const trace = `${BEGIN} irq_handler_entry@3($cpu=0,irq=27,name=nvme) block_rq_complete@4($cpu=0,dev=1,sector=1,nr_sector=8)
      sched_waking@5($cpu=0,tid=8) irq_handler_exit@6($cpu=0,irq=27) sched_waking@7($cpu=0,tid=9)`;
    assert.deepEqual(await seen(trace), ['5 8 by a completed disk request: blockDevice', '7 9 by thread 7: blocked']);
  });

  it('do not come from an interrupt whose exit was lost, once threads are switched', async () => {
    const trace = `${BEGIN} irq_handler_entry@3($cpu=0,irq=27,name=x) sched_switch@4($cpu=0,prev_tid=7,prev_state=0,next_tid=6)
      sched_waking@5($cpu=0,tid=8)`;
    assert.deepEqual(await seen(trace), ['5 8 by thread 6: blocked']);
  });

  it('from an idle CPU, or one of which nothing is known, say so', async () => {
    assert.deepEqual(
      await seen(`${BEGIN} sched_switch@2($cpu=1,prev_tid=3,prev_state=0,next_tid=0) sched_waking@3($cpu=1,tid=8)
        sched_waking@4($cpu=2,tid=9)`),
      ['3 8 by an interrupt that is not in the trace: blocked', '4 9 by not in the trace: blocked'],
    );
  });

  it('take no harm from odd thread ids', async () => {
    assert.deepEqual(
      await seen(`${BEGIN} sched_waking@3($cpu=0,tid=-5) sched_waking@4($cpu=0,tid=0) sched_waking@5($cpu=0,tid=4194304)
        sched_waking@6($cpu=0,tid=9007199254740991) sched_waking@7($cpu=0,tid=4194303)`),
      ['7 4194303 by thread 7: blocked'],
    );
  });

  it('by packets know the last packet that came in since the softirq began', async () => {
    const wakeUps = await read(`${BEGIN} softirq_entry@2($cpu=0,vec=3) inet_sock_local_in@3($cpu=0,seq=10,ack_seq=1)
      inet_sock_local_in@4($cpu=0,seq=20,ack_seq=2) sched_waking@5($cpu=0,tid=8) softirq_exit@6($cpu=0,vec=3)
      softirq_entry@7($cpu=0,vec=3) sched_waking@8($cpu=0,tid=9)`);
    const packet = wakeUps.packetOf(wakeUps.list.find(8, 5));
    assert.deepEqual([wakeUps.received.seq(packet), wakeUps.received.ack(packet)], [20, 2]);
    assert.equal(wakeUps.packetOf(wakeUps.list.find(9, 8)), -1);
  });

  it('take packets from their headers, of either version of the protocol', async () => {
    const tcp = (version: number, seq: number) =>
      `network_header.ipv${version}.transport_header.tcp.seq=${seq},network_header.ipv${version}.transport_header.tcp.ack_seq=1`;
    const { sent, received } =
      await read(`${BEGIN} net_dev_queue@2($cpu=0,${tcp(4, 5)}) net_dev_queue@3($cpu=0,${tcp(6, 6)})
      softirq_entry@4($cpu=0,vec=3) net_if_receive_skb@5($cpu=0,${tcp(4, 7)}) net_dev_queue@6($cpu=0,${tcp(4, 8)})`);
    assert.deepEqual(
      [sent.length, sent.seq(0), sent.seq(1), sent.tid(0)],
      [2, 5, 6, 7],
      'the kernel itself is no sender',
    );
    assert.deepEqual([received.length, received.seq(0), received.ack(0)], [1, 7, 1]);
  });

  it('of a packet that was sent twice, the last time before it arrived counts', async () => {
    const { sent } =
      await read(`${BEGIN} inet_sock_local_out@2($cpu=0,seq=5,ack_seq=1) inet_sock_local_out@3($cpu=0,seq=5,ack_seq=2)
      inet_sock_local_out@4($cpu=0,seq=5,ack_seq=1) inet_sock_local_out@5($cpu=0,seq=4,ack_seq=1)`);
    assert.deepEqual([sent.last(5, 1, 9), sent.last(5, 1, 4), sent.last(5, 1, 2), sent.last(5, 3, 9)], [2, 0, -1, -1]);
  });

  it('are found by thread and time, among many at one time', async () => {
    let trace = BEGIN;
    for (let i = 0; i < 9000; i++) trace += ` sched_waking@${10 + Math.floor(i / 3)}($cpu=0,tid=${10 + i})`;
    const { list } = await read(trace);
    for (let i = 0; i < 9000; i += 7) assert.equal(list.find(10 + i, 10 + Math.floor(i / 3)), i);
    assert.equal(list.find(10, 11), -1);
  });
});
