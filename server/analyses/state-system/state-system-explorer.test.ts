import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TraceReader } from '../../formats/reader.ts';
import { seeded } from '../../index/testing/seeded.ts';
import type { Output, StatesModel } from '../output.ts';
import { callTrace, fakeReader } from '../testing/fake-reader.ts';
import { NEVER, opened, outputNamed, treeText, window } from '../testing/opened.ts';

const explorer = async (...readers: TraceReader[]) => outputNamed(await opened(...readers), 'State System Explorer');

/** `path: label[start-end] …`, one line an attribute that has states. */
async function shown(output: Output, start: number, end: number, count: number): Promise<string[]> {
  const { entries } = await output.tree!({ extra: {} }, NEVER);
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const path = (id: number | undefined): string[] => {
    const entry = id === undefined ? undefined : byId.get(id);
    return entry === undefined ? [] : [...path(entry.parentId), entry.labels[0]!];
  };
  const items = entries.filter(({ hasData }) => hasData).map(({ id }) => id);
  const model = await output.states!(window(start, end, count, items), NEVER);
  return model.rows.map((row, r) => `${path(row.entryId).slice(3).join('/')}: ${text(model, r)}`);
}

function text({ looks, rows }: StatesModel, r: number): string {
  const { start, end, look } = rows[r]!;
  return [...look].map((l, i) => `${looks[l]!.label}[${start[i]}-${end[i]}]`).join(' ');
}

test('threads, CPUs and interrupts of a kernel trace, disks and memory, each below its analysis', async () => {
  const output = await explorer(
    fakeReader(
      `sched_switch@0($cpu=0,prev_tid=0,prev_comm=idle,prev_state=0,next_tid=5,next_comm=app)
       syscall_entry_read@2($cpu=0,fd=1) block_rq_issue@3($cpu=0,dev=1,sector=2,nr_sector=8,rwbs=4)
       kmem_mm_page_alloc@4($cpu=0,page=64,order=1) irq_handler_entry@5($cpu=0,irq=3,name=eth0)
       irq_handler_exit@6($cpu=0,irq=3,ret=1) syscall_exit_read@7($cpu=0,ret=1)
       sched_switch@8($cpu=0,prev_tid=5,prev_comm=app,prev_state=1,next_tid=0,next_comm=idle) other@9`,
    ),
  );
  const tree = treeText(await output.tree!({ extra: {} }, NEVER));
  assert.deepEqual(tree.filter((row) => /^ {0,2}\S/.test(row)).sort(), [
    '  Input/Output||',
    '  Kernel memory usage Analysis||',
    '  Linux Kernel||',
    'trace||',
  ]);
  assert.ok(tree.includes('    org.eclipse.tracecompass.analysis.os.linux.kernel||'));
  const states = await shown(output, 0, 9, 10);
  for (const row of [
    'Disks/1/driverqueue_length: 1[3-10]',
    '5: 8192[4-10]',
    'CPUs/0: Usermode: app[0-2] System call: read[2-5] Interrupt[5-6] System call: read[6-7] Usermode: app[7-8] Idle[8-10]',
    'CPUs/0/Current_thread: 5[0-8]',
    'CPUs/0/IRQs/3: Active[5-6]',
    'IRQs/3: Active[5-6]',
    'Threads/5: Usermode[0-2] System call: read[2-5] Interrupt[5-6] System call: read[6-7] Usermode[7-8] Wait blocked[8-10]',
    'Threads/5/Exec_name: app[0-10]',
  ]) {
    assert.ok(states.includes(row), `${row} in\n${states.join('\n')}`);
  }
});

test('the value at the end of the range stands in the tree; tooltips tell quark, path and value', async () => {
  const output = await explorer(callTrace('A[0-90] B[10-40] C[50-60]'));
  const tree = await output.tree!({ end: 30n, extra: {} }, NEVER);
  assert.deepEqual(treeText(tree), [
    'trace||',
    '  LTTng-UST CallStack (new)||',
    '    org.eclipse.tracecompass.lttng2.ust.core.analysis.callstack||',
    '      Processes|0|',
    '        7|1|',
    '          app-1|2|',
    '            CallStack|3|',
    '              1|4|0x41',
    '              2|5|0x42',
  ]);
  const entryId = tree.entries.at(-1)!.id;
  const tip = await output.tooltip!({
    time: 55n,
    items: [entryId],
    element: { type: 'STATE', time: 50n, duration: 10n, entryId },
  });
  assert.deepEqual(
    [...tip],
    [
      ['Quark', '5'],
      ['Attribute Path', 'Processes/7/app-1/CallStack/2'],
      ['Value', '0x43'],
    ],
  );
  assert.deepEqual(
    [
      ...(await output.tooltip!({
        time: 0n,
        items: [],
        element: { type: 'STATE', time: 0n, duration: 0n, entryId: 1 },
      })),
    ],
    [],
  );
});

test('a number that changes in steps is shown as it is at each sample', async () => {
  for (let seed = 1; seed <= 10; seed++) {
    const next = seeded(seed);
    const changes: [time: number, value: number][] = [];
    let words = 'start@0';
    for (let time = 1; time < 500; time += 1 + next(12)) {
      const value = next(4);
      words += ` tick@${time}(perf_cpu_cycles=${value},$cpu=0)`;
      if (changes.at(-1)?.[1] !== value) changes.push([time, value]);
    }
    words += ' end@500';
    const query = window(next(100), 200 + next(400), 1 + next(60));
    const output = await explorer(fakeReader(words));
    const [row] = await shown(output, Number(query.times.start), Number(query.times.end), query.times.length);
    const steps = new Set(
      [...query.times.relativeTo(0n)]
        .filter((time) => time < 501)
        .map((time) => changes.findLastIndex(([since]) => since <= time))
        .filter((step) => step >= 0),
    );
    const expected = [...steps].map(
      (step) => `${changes[step]![1]}[${changes[step]![0]}-${changes[step + 1]?.[0] ?? 501}]`,
    );
    assert.equal(row, `Grouped/CPU/0/perf_cpu_cycles: ${expected.join(' ')}`, `seed ${seed}`);
  }
});

test('every trace has its own tree, also those of equal names; a trace without attributes is a root alone', async () => {
  const output = await explorer(callTrace('A[0-9]'), callTrace('B[0-9]'), fakeReader('plain@3'));
  const tree = await output.tree!({ extra: {} }, NEVER);
  const roots = tree.entries.filter(({ parentId }) => parentId === undefined);
  assert.deepEqual(
    roots.map(({ labels }) => labels[0]),
    ['trace', 'trace (2)', 'trace (3)'],
  );
  assert.equal(new Set(tree.entries.map(({ id }) => id)).size, tree.entries.length);
  assert.deepEqual(await shown(output, 0, 9, 3), [
    'Processes/7/app-1/CallStack/1: 0x41[0-9]',
    'Processes/7/app-1/CallStack/1: 0x42[0-9]',
  ]);
  const none = await opened(fakeReader('plain@3'));
  assert.ok(none.outputs().every(({ descriptor }) => descriptor.name !== 'State System Explorer'));
});
