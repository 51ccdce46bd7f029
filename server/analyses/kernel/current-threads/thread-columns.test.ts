import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reloaded } from '../../../index/testing/reloaded.ts';
import type { ExperimentIndex } from '../../experiment-index.ts';
import type { IndexedTrace } from '../../indexed-trace.ts';
import type { LinesModel, LinesQuery, Output } from '../../output.ts';
import { fakeReader } from '../../testing/fake-reader.ts';
import { NEVER, opened, outputNamed } from '../../testing/opened.ts';
import { KernelLayout } from '../kernel-layout.ts';
import { CurrentThreads } from './current-threads.ts';

const SWITCHES = `sched_waking@1($cpu=0,tid=7) sched_switch@2($cpu=0,prev_tid=5,next_tid=7,next_prio=20) work@2($cpu=0)
  sched_switch@3($cpu=1,prev_tid=0,next_tid=9,next_prio=-1) sched_process_fork@4($cpu=1,parent_tid=9,child_tid=10,child_pid=9)
  sched_switch@5($cpu=0,prev_tid=7,next_tid=0,next_prio=20) work@5($cpu=0) sched_switch@5($cpu=0,prev_tid=0,next_tid=10,next_prio=-101)
  work@6($cpu=0) work@7($cpu=2) work@8`;

const table = (index: ExperimentIndex): Output => outputNamed(index, 'Events Table');

async function complete(output: Output, query: LinesQuery): Promise<LinesModel> {
  for (;;) {
    const model = await output.lines!(query, NEVER);
    if (model.filtered === undefined || model.filtered.done === model.filtered.of) return model;
  }
}

/** One text a line, its cells joined by spaces, "-" for an empty one. */
async function lines(output: Output, names: readonly string[], query: Partial<LinesQuery> = {}): Promise<string[]> {
  const columnIds = names.map((name) => output.columns!().find((column) => column.name === name)!.id);
  const model = await complete(output, { index: 0, count: 1000, columnIds, ...query });
  return model.lines.map(({ cells }) => cells.map(({ content }) => content || '-').join(' '));
}

const leaving = (exclude: string): Partial<LinesQuery> => ({ filter: { dim: [], exclude: [exclude] } });
const THREAD = ['Timestamp ns', 'TID', 'PID', 'Prio'];

test('columns tell the thread that is current just before the event, also among events of one time', async () => {
  const output = table(await opened(fakeReader(SWITCHES, { batchSize: 3 })));
  assert.deepEqual(
    output.columns!().map(({ name, type }) => `${name} ${type}`),
    [
      ...['Timestamp TIMESTAMP', 'Event type STRING', 'TID NUMBER', 'PID NUMBER', 'Prio NUMBER'],
      ...['Contents STRING', 'Timestamp ns NUMBER'],
    ],
  );
  const expected = [
    ...['1 - - -', '2 - - -', '2 7 7 20', '3 - - -', '4 9 9 -1', '5 7 7 20', '5 0 0 20', '5 0 0 20'],
    ...['6 10 9 -101', '7 - - -', '8 - - -'],
  ];
  assert.deepEqual(await lines(output, THREAD), expected);
  for (let index = expected.length - 1; index >= 0; index--)
    assert.deepEqual(await lines(output, THREAD, { index, count: 1 }), [expected[index]]);
});

test('filters read them, in any case where an event has no field so called, and so do searches', async () => {
  const output = table(await opened(fakeReader(SWITCHES, { batchSize: 2 })));
  const left = (filter: string) => lines(output, ['Timestamp ns'], leaving(filter));
  assert.deepEqual(await left('TID == 7'), ['2', '5']);
  assert.deepEqual(await left('tid == 7'), ['1', '2', '5']);
  assert.deepEqual(await left('PID == 9'), ['4', '6']);
  assert.deepEqual(await left('Prio < 0'), ['4', '6']);
  assert.deepEqual(await left('!(TID present)'), ['1', '2', '3', '7', '8']);
  assert.deepEqual(await left('20'), ['2', '5'], 'a bare word is looked for in fields, not in these columns');
  assert.deepEqual(await lines(output, ['TID', 'Event type'], leaving('work')), [
    ...['7 work', '0 work', '10 work', '- work', '- work'],
  ]);
  const id = output.columns!().find(({ name }) => name === 'TID')!.id;
  const find = async (index: number, direction: 'NEXT' | 'PREVIOUS') =>
    (await complete(output, { index, count: 1, direction, search: new Map([[id, '^(7|9)$']]) })).lines[0]?.index;
  assert.deepEqual([await find(3, 'NEXT'), await find(3, 'PREVIOUS'), await find(6, 'NEXT')], [4, 2, undefined]);
});

test('what perf tells of an event counts, and switches only where it tells nothing', async () => {
  const perf = `sched:sched_switch@1($cpu=0,perf_tid=5,perf_pid=4,prev_pid=5,next_pid=6) a@2($cpu=0,perf_tid=8,perf_pid=4)
    a@3($cpu=0,perf_tid=-1,perf_pid=-1) b@4($cpu=0)`;
  const output = table(await opened(fakeReader(perf)));
  assert.deepEqual(await lines(output, ['TID', 'PID']), ['5 4', '8 4', '6 6', '6 6']);
  assert.ok(!output.columns!().some(({ name }) => name === 'Prio'));
});

test('a thread id that is used again belongs to the process of its life then', async () => {
  const lives = `sched_process_fork@1($cpu=0,parent_tid=1,child_tid=9,child_pid=2) sched_switch@2($cpu=0,prev_tid=1,next_tid=9)
    work@3($cpu=0) sched_switch@4($cpu=0,prev_tid=9,next_tid=1) sched_process_free@5($cpu=0,tid=9)
    sched_process_fork@6($cpu=0,parent_tid=1,child_tid=9,child_pid=3) sched_switch@7($cpu=0,prev_tid=1,next_tid=9) work@8($cpu=0)`;
  const output = table(await opened(fakeReader(lives)));
  assert.deepEqual(await lines(output, ['TID', 'PID'], leaving('work')), ['9 2', '9 3']);
});

test('traces without a kernel have no such columns, and share them with those that have in one experiment', async () => {
  const user = 'call@2($cpu=0,vtid=7) call@9($cpu=0)';
  const alone = table(await opened(fakeReader(user)));
  assert.ok(!alone.columns!().some(({ name }) => ['TID', 'PID', 'Prio'].includes(name)));
  const output = table(
    await opened(fakeReader(user), fakeReader('sched_switch@1($cpu=0,prev_tid=1,next_tid=7) work@3($cpu=0)')),
  );
  assert.equal(output.columns!().filter(({ name }) => name === 'TID').length, 1);
  assert.deepEqual(await lines(output, ['Trace', 'TID']), ['trace (2) -', 'trace -', 'trace (2) 7', 'trace -']);
  assert.deepEqual(await lines(output, ['Timestamp ns'], leaving('TID == 7')), ['3']);
});

test('what was kept of switches answers as before', async () => {
  const reader = fakeReader(SWITCHES, { batchSize: 2 });
  const { traces } = (await opened(reader)).experiment;
  const { strings } = traces[0] as IndexedTrace;
  const made = traces[0]!.find(CurrentThreads)!;
  const kept = await reloaded(made, new CurrentThreads(KernelLayout.of(reader, strings)!));
  for (const event of [10, 0, 5, 4, 3, 8, 9, 1, 2, 6, 7])
    for (const cpu of [0, 1, 2, Number.NaN])
      assert.deepEqual(
        [kept.tid(cpu, event), kept.priority(cpu, event)],
        [made.tid(cpu, event), made.priority(cpu, event)],
        `event ${event} on CPU ${cpu}`,
      );
});
