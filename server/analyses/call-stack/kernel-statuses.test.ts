import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callTrace, fakeReader } from '../testing/fake-reader.ts';
import { NEVER, opened, outputNamed, rowIds, statesText, treeText, window } from '../testing/opened.ts';

const kernel = (hostId: string) =>
  fakeReader(
    `sched_switch@0($cpu=0,prev_comm=swapper,prev_tid=0,prev_state=0,next_comm=app,next_tid=5)
     syscall_entry_read@20($cpu=0,fd=3) sched_switch@30($cpu=0,prev_comm=app,prev_tid=5,prev_state=1,next_comm=sh,next_tid=6)
     sched_wakeup@50($cpu=0,comm=app,tid=5,target_cpu=0)`,
    { hostId, base: 1000n },
  );

test("threads of a program show the kernel's states where a kernel trace of the same machine is there", async () => {
  const calls = callTrace('A/5[10-40] B/9[12-20]', { hostId: 'loom', base: 1000n });
  const experiment = await opened(kernel('other'), calls, kernel('loom'));
  const chart = outputNamed(experiment, 'Flame Chart');
  const tree = await chart.tree!({ extra: {} }, NEVER);
  assert.deepEqual(treeText(tree), [
    'trace (2)',
    '  7',
    '    app-5',
    '      app-5',
    '      Kernel statuses',
    '    app-9',
    '      app-9',
  ]);
  const id = rowIds(tree)[1]!;
  assert.ok(id < 2 ** 31);
  const model = await chart.states!(window(1000, 1060, 61, [id]), NEVER);
  assert.deepEqual(statesText(model), ['[0-20] read[20-30] [30-50] [50-51]']);
  assert.deepEqual(
    Array.from(model.rows[0]!.look, (look) => model.looks[look]!.style),
    ['Usermode', 'System call', 'Wait blocked', 'Wait for CPU'],
  );
  assert.ok(chart.styles!()['Wait blocked']);
  const element = { type: 'STATE', time: 1025n, duration: 0n, entryId: id } as const;
  assert.deepEqual(
    [...(await chart.tooltip!({ time: 1025n, items: [id], element }))],
    [
      ['State', 'System call'],
      ['System Call', 'read'],
      ['CPU', '0'],
      ['Duration', '10 ns'],
    ],
  );
  const filter = { deep: false, dim: [], exclude: ['CPU == 0'] };
  const filtered = await chart.states!({ ...window(1000, 1060, 61, [id]), filter }, NEVER);
  assert.deepEqual([...filtered.rows[0]!.tags!], [0, 0, 4, 4]);
});
