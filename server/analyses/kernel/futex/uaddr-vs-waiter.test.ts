import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeReader } from '../../testing/fake-reader.ts';
import { NEVER, opened, outputNamed, rowIds, statesText, treeText, window } from '../../testing/opened.ts';

const NAME = 'Futex Contention Analysis: Uaddr vs Waiter';

function trace(): ReturnType<typeof fakeReader> {
  const call = (cpu: number, start: number, end: number, uaddr: number, op: number) =>
    `syscall_entry_futex@${start}($cpu=${cpu},uaddr=${uaddr},op=${op}) | syscall_exit_futex@${end}($cpu=${cpu},ret=0)`.split(
      ' | ',
    );
  const words = [
    'sched_switch@0($cpu=0,prev_tid=0,next_tid=7)',
    'sched_switch@0($cpu=1,prev_tid=0,next_tid=8)',
    ...call(0, 1, 9, 64, 128),
    ...call(1, 2, 5, 64, 9),
    ...call(1, 6, 7, 64, 129),
    ...call(1, 10, 30, 80, 6),
    ...call(0, 11, 12, 64, 0),
  ];
  const at = (word: string) => Number(/@(\d+)/.exec(word)![1]);
  return fakeReader(words.sort((a, b) => at(a) - at(b)).join(' '));
}

test('each thread that waited for a futex has a row below it, with its waits', async () => {
  const output = outputNamed(await opened(trace()), NAME);
  const tree = await output.tree!({ extra: {} }, NEVER);
  assert.deepEqual(treeText(tree), ['trace', '  0x40', '    8', '    7', '  0x50', '    8']);
  const rows = await output.states!(window(0, 40, 41, rowIds(tree)), NEVER);
  assert.deepEqual(statesText(rows), ['WAIT[2-5]', 'WAIT[1-9] WAIT[11-12]', 'WAIT[10-30]']);
  const [, , , second] = tree.entries;
  const tooltip = await output.tooltip!({
    time: 4n,
    items: [second!.id],
    element: { type: 'STATE', time: 1n, duration: 8n },
  });
  assert.deepEqual(
    [...tooltip],
    [
      ['Operation', 'WAIT'],
      ['uaddr', '0x40'],
      ['TID', '7'],
      ['Duration', '8 ns'],
    ],
  );
  assert.ok(Object.keys(output.styles!()).includes('WAIT'));
});
