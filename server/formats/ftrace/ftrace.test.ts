import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { StringTable } from '../../index/string-table.ts';
import type { FieldRequest, TraceReader } from '../reader.ts';
import { ftraceFormat } from './format.ts';

const KERNEL = `# tracer: nop
#
# entries-in-buffer/entries-written: 9/21   #P:2
#
#           TASK-PID     CPU#  |||||  TIMESTAMP  FUNCTION
 npm exec x-1--25276   [000] d..2. 100.866575: sched_switch: prev_comm=npm exec x-1- prev_pid=25276 prev_prio=120 prev_state=R+ ==> next_comm=V8 [a]=b next_pid=25280 next_prio=98
          <idle>-0       [001] dN.3. 100.866584: sched_wakeup: comm=Web Content pid=7 prio=120 target_cpu=001
        V8 [a]=b-25280   (  25276) [000] ..... 100.866590: sys_futex(uaddr: 0x21304040, op: 0x80, val: 2)
        V8 [a]=b-25280   (-------) [000] ..... 100.866591: sys_futex -> 0xfffffffffffffff5
        V8 [a]=b-25280   [000] ..... 100.866592: sys_enter: NR 202 (21304040, 80, 2, 0, 0, ffffffff)
        V8 [a]=b-25280   [000] ..... 100.866593: sys_exit: NR 202 = -11
CPU:1 [LOST 5 EVENTS]
          <idle>-0       [001] ..s1. 100.866600: softirq_entry: vec=7 [action=SCHED]
            bash-12      [001] ..... 100.866601: tracing_mark_write: hello: a=1
            bash-12      [001] ..... 100.866602: schedule <-do_nanosleep
`;

const REPORT = `cpus=2
            bash-26109 [000] 13372.495200: sched_switch:         ba:sh:26109 [120] D|K ==> memfd:x-91:885 [98]
      ls-26113   1dNh2. 13372.495201123: sched_wakeup:         memfd:x-91:885 [120] CPU:001
              ls-26113 [000] 13372.495205: sys_enter_read:       fd: 0x00000003, buf: 0x7ffc, count: 0x00001000
              ls-26113 [000] 13372.495206: sys_exit_read:        0x1000
`;

async function withTrace(text: string, use: (reader: TraceReader, path: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'heddle-ftrace-'));
  const path = join(folder, 'trace.txt');
  writeFileSync(path, text);
  const reader = await ftraceFormat.open(path, folder);
  try {
    await use(reader, path);
  } finally {
    reader.close();
    rmSync(folder, { recursive: true });
  }
}

/** "time type field=value …" of every event, without the fields it lacks. */
async function eventsOf(reader: TraceReader, requests: readonly FieldRequest[] = []): Promise<string[]> {
  const strings = new StringTable();
  const lines: string[] = [];
  for await (const batch of reader.batches(requests, strings)) {
    for (let i = 0; i < batch.length; i++) {
      const fields = requests.flatMap(({ name, as }, f) => {
        const value = batch.fields[f]![i]!;
        if (Number.isNaN(value)) return [];
        return [`${name}=${as === 'text' ? strings.text(value) : value}`];
      });
      lines.push([batch.time[i], reader.types[batch.type[i]!]!.name, ...fields].join(' '));
    }
  }
  return lines;
}

const numbers = (...names: string[]) => names.map((name): FieldRequest => ({ name, as: 'number' }));
const texts = (...names: string[]) => names.map((name): FieldRequest => ({ name, as: 'text' }));

describe('ftrace text', () => {
  it("is read as the kernel's trace file has it, whatever threads are called", async () => {
    await withTrace(KERNEL, async (reader) => {
      const requests = [
        ...numbers(
          '$cpu',
          'common_pid',
          'common_tgid',
          'prev_pid',
          'prev_state',
          'next_pid',
          'next_prio',
          'pid',
          'target_cpu',
        ),
        ...numbers('id', 'ret', 'uaddr', 'op', 'vec'),
        ...texts('prev_comm', 'next_comm', 'comm', 'action', 'buf', 'function', 'parent'),
      ];
      assert.deepEqual(await eventsOf(reader, requests), [
        '0 sched_switch $cpu=0 common_pid=25276 prev_pid=25276 prev_state=0 next_pid=25280 next_prio=98 ' +
          'prev_comm=npm exec x-1- next_comm=V8 [a]=b',
        '9000 sched_wakeup $cpu=1 common_pid=0 pid=7 target_cpu=1 comm=Web Content',
        '15000 sys_enter_futex $cpu=0 common_pid=25280 common_tgid=25276 uaddr=556810304 op=128',
        '16000 sys_exit_futex $cpu=0 common_pid=25280 ret=-11',
        '17000 sys_enter $cpu=0 common_pid=25280 id=202',
        '18000 sys_exit $cpu=0 common_pid=25280 id=202 ret=-11',
        '25000 softirq_entry $cpu=1 common_pid=0 vec=7 action=SCHED',
        '26000 tracing_mark_write $cpu=1 common_pid=12 buf=hello: a=1',
        '27000 function $cpu=1 common_pid=12 function=schedule parent=do_nanosleep',
      ]);
      assert.equal(reader.base, 100_866_575_000n);
      assert.equal(reader.properties.get('clock'), 'since boot');
    });
  });

  it('tells what was overwritten before the first event, and what was lost later', async () => {
    await withTrace(KERNEL, async (reader) => {
      await eventsOf(reader);
      assert.deepEqual(reader.lost, [
        { start: 0, end: 0, count: 12 },
        { start: 18_000, end: 18_000, count: 5 },
      ]);
    });
  });

  it('is read as trace-cmd prints it, with or without flags', async () => {
    await withTrace(REPORT, async (reader) => {
      const requests = [
        ...numbers('$cpu', 'prev_pid', 'prev_state', 'next_prio', 'pid', 'target_cpu', 'fd', 'ret'),
        ...texts('prev_comm', 'next_comm', 'comm'),
      ];
      assert.deepEqual(await eventsOf(reader, requests), [
        '0 sched_switch $cpu=0 prev_pid=26109 prev_state=258 next_prio=98 prev_comm=ba:sh next_comm=memfd:x-91',
        '1123 sched_wakeup $cpu=1 pid=885 target_cpu=1 comm=memfd:x-91',
        '5000 sys_enter_read $cpu=0 fd=3',
        '6000 sys_exit_read $cpu=0 ret=4096',
      ]);
    });
  });

  it('is sorted where lines are out of order, and what is no event is told', async () => {
    const text = 'a-1 [000] 5.000002: x: n=2\nno event\na-1 [000] 5.000001: x: n=1\na-1 [000] 5.000003: x: n=3\n';
    await withTrace(text, async (reader, path) => {
      assert.deepEqual(await eventsOf(reader, numbers('n')), ['0 x n=1', '1000 x n=2', '2000 x n=3']);
      assert.deepEqual(reader.notices, [{ message: 'this line is no event', file: path, offset: 27 }]);
      assert.deepEqual(reader.cells(0, 2, [1, 2, 4]), [
        ['x', 'n=1', 'a'],
        ['x', 'n=2', 'a'],
      ]);
    });
  });

  it('is recognised by its header for certain, by its lines as likely, and is not seen in other text', async () => {
    const cases: readonly [string, string | undefined][] = [
      [KERNEL, 'certain'],
      [REPORT, 'certain'],
      ['a-1 [000] 5.000002: x: n=2\n', 'likely'],
      ['2026-01-01 10:00: hello [000] 5.2: x\n', undefined],
      ['{"a": 1}', undefined],
      ['', undefined],
      // Only so much is looked at.
      [`# tracer: nop\n${'#\n'.repeat(40_000)}a-1 [000] 5.1: x: n=2\n`, 'likely'],
    ];
    for (const [text, expected] of cases) {
      await withTrace(text, async (_, path) => assert.equal(ftraceFormat.sniff(path), expected, text.slice(0, 80)));
    }
  });

  it('says that a file without an event is none', async () => {
    await withTrace('# tracer: nop\n#\n', async (reader, path) => {
      await assert.rejects(eventsOf(reader), { name: 'FormatError', message: `${path}: it holds no event` });
    });
  });

  it('survives lines cut anywhere, bytes changed anywhere, and a line of a million bytes', async () => {
    let random = 7;
    const next = (below: number) => {
      random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
      return Math.floor((random / 2 ** 32) * below);
    };
    for (let n = 0; n < 300; n++) {
      const bytes = Buffer.from(n % 2 === 0 ? KERNEL : REPORT);
      for (let k = next(6); k >= 0; k--) bytes[next(bytes.length)] = next(256);
      const text = `${bytes.subarray(0, bytes.length - next(80)).toString('latin1')}\na-1 [000] 200.1: x: n=2\n`;
      await withTrace(n % 100 === 0 ? text + 'ab: =='.repeat(200_000) : text, async (reader) => {
        const events = await eventsOf(reader, [...numbers('prev_pid', 'ret'), ...texts('comm')]);
        assert.ok(events.length >= 1);
        assert.equal(reader.cells(0, events.length, [0, 1, 2, 3, 4]).length, events.length);
      });
    }
  });
});
