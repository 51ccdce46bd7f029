import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ftraceFormat } from '../../formats/ftrace/format.ts';
import { seeded } from '../../index/testing/seeded.ts';
import type { ExperimentIndex } from '../experiment-index.ts';
import type { Output, StatesModel, TreeModel } from '../output.ts';
import { QueryError } from '../output.ts';
import { fakeReader } from '../testing/fake-reader.ts';
import { NEVER, opened, outputNamed, rowIds, treeText, window } from '../testing/opened.ts';

function switched(at: number, cpu: number, threads: string, state = 0): string {
  const [, prev, prevTid, next, nextTid] = /^(.*):(\d+)>(.*):(\d+)$/.exec(threads)!;
  return `sched_switch@${at}($cpu=${cpu},prev_comm=${prev},prev_tid=${prevTid},prev_state=${state},next_comm=${next},next_tid=${nextTid})`;
}

/** sh (5) forks ls (7), which reads a file; its id is used again by a thread of sh. Meanwhile CPU 1 idles, then runs x (9). */
const TRACE = `
  lttng_statedump_process_state@0($cpu=0,tid=1,pid=1,ppid=0,name=init,status=5)
  lttng_statedump_process_state@0($cpu=0,tid=5,pid=5,ppid=1,name=sh,status=6)
  ${switched(100, 0, 'swapper:0>sh:5')}
  sched_process_fork@150($cpu=0,parent_comm=sh,parent_tid=5,parent_pid=5,child_comm=sh,child_tid=7,child_pid=7)
  ${switched(200, 0, 'sh:5>ls:7', 1)} syscall_entry_read@250($cpu=0,fd=3) irq_softirq_raise@260($cpu=0,vec=1)
  irq_handler_entry@270($cpu=0,irq=14,name=ata) irq_handler_exit@280($cpu=0,irq=14) irq_softirq_entry@280($cpu=0,vec=1)
  irq_softirq_exit@290($cpu=0,vec=1) ${switched(300, 0, 'ls:7>swapper:0', 64)} power_cpu_frequency@310($cpu=0,cpu_id=0,state=800)
  sched_process_free@400($cpu=0,comm=ls,tid=7) ${switched(500, 1, 'swapper:0>x:9')} power_cpu_frequency@510($cpu=0,cpu_id=0,state=1600)
  sched_wakeup@550($cpu=0,comm=sh,tid=5,target_cpu=0) ${switched(600, 0, 'swapper:0>sh:5')}
  sched_process_fork@650($cpu=0,parent_comm=sh,parent_tid=5,parent_pid=5,child_comm=sh,child_tid=7,child_pid=5)
  ${switched(700, 0, 'sh:5>worker:7')} ${switched(1000, 0, 'worker:7>sh:5')}`;

const read = (...texts: string[]): Promise<ExperimentIndex> => opened(...texts.map((text) => fakeReader(text)));

/** By the label of the row. */
async function states(output: Output, label: string, from: number, to: number, filter?: object): Promise<string[]> {
  const { entries } = await output.tree!({ extra: {} }, NEVER);
  const items = entries.filter(({ labels, hasData }) => hasData && labels.join('|') === label).map(({ id }) => id);
  const model = await output.states!({ ...window(from, to, to - from + 1, items), ...filter }, NEVER);
  return styled(model);
}

function styled({ looks, rows }: StatesModel): string[] {
  return rows.flatMap(({ start, end, look }) =>
    Array.from(look, (l, i) => `${start[i]}-${end[i]} ${looks[l]!.style ?? '-'} ${looks[l]!.label ?? ''}`.trim()),
  );
}

test('Thread Status: a tree by life and parent', async () => {
  const output = outputNamed(await read(TRACE), 'Thread Status');
  const tree = await output.tree!({ extra: {} }, NEVER);
  assert.deepEqual(treeText(tree), [
    'trace|||',
    '  swapper|0|0|',
    '  swapper|0|0|',
    '  init|1|1|',
    '    sh|5|5|1',
    '      ls|7|7|5',
    '      worker|7|5|5',
    '  x|9|9|',
  ]);
  assert.deepEqual(
    tree.headers.map(({ name }) => name),
    ['Exec_Name', 'TID', 'PID', 'PTID'],
  );
  const ls = tree.entries.find(({ labels }) => labels[0] === 'ls')!;
  assert.deepEqual([ls.start, ls.end], [150n, 400n]);
  assert.deepEqual(ls.metadata, {
    ...{ Exec_Name: ['ls'], TID: [7], PID: [7], PTID: [5] },
    ...{ 'thread-name': ['ls'], 'host-id': ['trace'], tid: [7], pid: [7], ppid: [5] },
  });
  assert.equal(tree.entries[0]!.hasData, false);
});

test('Thread Status: lives of one thread id have their own states each', async () => {
  const output = outputNamed(await read(TRACE), 'Thread Status');
  const ls = [
    '150-200 Wait for CPU',
    '200-250 Usermode',
    '250-270 System call read',
    '270-280 Interrupt',
    '280-290 Interrupt',
    '290-300 System call read',
  ];
  const worker = ['650-700 Wait for CPU', '700-1000 Usermode', '1000-1001 Wait for CPU'];
  assert.deepEqual(await states(output, 'ls|7|7|5', 0, 1100), ls);
  assert.deepEqual(await states(output, 'worker|7|5|5', 0, 1100), worker);
  assert.deepEqual(await states(output, 'worker|7|5|5', 0, 500), []);
  assert.deepEqual(await states(output, 'ls|7|7|5', 260, 275), ls.slice(2, 4));
  assert.deepEqual(await states(output, 'ls|7|7|5', 320, 2000), []);
  assert.deepEqual(await states(output, 'sh|5|5|1', 0, 300), ['0-200 Usermode', '200-550 Wait blocked']);
});

test('Thread Status: filters read what is known of a thread and its states', async () => {
  const output = outputNamed(await read(TRACE), 'Thread Status');
  const excluded = async (expression: string): Promise<string[]> => {
    const filter = { filter: { deep: false, dim: [], exclude: [expression] } };
    return (await states(output, 'ls|7|7|5', 0, 1100, filter)).map((state) => state.split(' ')[1]!);
  };
  assert.deepEqual(await excluded('TID == 7'), ['Wait', 'Usermode', 'System', 'Interrupt', 'Interrupt', 'System']);
  assert.deepEqual(await excluded('PTID > 5'), ['-', '-', '-', '-', '-', '-']);
  assert.deepEqual(await excluded('"System Call" == read'), ['-', '-', 'System', '-', '-', 'System']);
  assert.deepEqual(await excluded('CPU == 0 && Duration > 20'), ['Wait', 'Usermode', '-', '-', '-', '-']);
  assert.deepEqual(await excluded('Exec_Name matches ^l && State == Interrupt'), [
    '-',
    '-',
    '-',
    'Interrupt',
    'Interrupt',
    '-',
  ]);
  await assert.rejects(excluded('TID =='), QueryError);
});

test('Thread Status: only threads that ran, on the CPUs asked for', async () => {
  const output = outputNamed(await read(TRACE), 'Thread Status');
  const names = async (start: bigint, end: bigint, extra = {}): Promise<string[]> => {
    const tree: TreeModel = await output.tree!({ start, end, extra: { active_thread_filter: true, ...extra } }, NEVER);
    return treeText(tree).slice(1);
  };
  assert.deepEqual(await names(210n, 290n), ['  ls|7|7|5']);
  assert.deepEqual(await names(210n, 620n), ['  sh|5|5|1', '    ls|7|7|5', '  x|9|9|']);
  assert.deepEqual(await names(210n, 620n, { requested_items: [1] }), ['  x|9|9|']);
  assert.deepEqual(await names(310n, 490n), []);
  await assert.rejects(names(0n, 1n, { active_thread_filter: 'yes' }), /"active_thread_filter" must be true or false/);
  await assert.rejects(names(0n, 1n, { requested_items: 'all' }), /"requested_items" must be a list of CPU numbers/);
});

test('Thread Status: arrows lead to the next thread of a CPU, over what it idles', async () => {
  const output = outputNamed(await read(TRACE), 'Thread Status');
  const { entries } = await output.tree!({ extra: {} }, NEVER);
  const name = (id: number): string => entries.find((entry) => entry.id === id)!.labels[0]!;
  const arrows = async (from: number, to: number): Promise<string[]> =>
    (await output.arrows!(window(from, to, 50), NEVER)).flatMap(({ start, end, source, target, style }) => {
      assert.deepEqual(style, { parentKey: 'CPU transition' });
      return Array.from(start, (at, i) => `${name(source[i]!)}@${at} > ${name(target[i]!)}@${end[i]}`);
    });
  const all = ['sh@200 > ls@200', 'ls@300 > sh@600', 'sh@700 > worker@700', 'worker@1000 > sh@1000'];
  assert.deepEqual(await arrows(0, 1100), all);
  assert.deepEqual(await arrows(350, 400), all.slice(1, 2));
  assert.deepEqual(await arrows(650, 690), []);
});

test('Thread Status: arrows are those that touch the window, of too many some of each part, all in order of their ends', async () => {
  const next = seeded(7);
  const runs: { start: number; end: number }[] = [];
  for (let at = 0; runs.length < 1500; at = runs.at(-1)!.end + next(3) * next(500)) {
    // Now and then nothing runs for long, and then much at once.
    if (next(300) === 0) at += 200_000;
    runs.push({ start: at, end: at + 1 + next(20) });
  }
  const text = runs.flatMap(({ start, end }, i) => {
    const isNext = runs[i + 1]?.start === end;
    const from = runs[i - 1]?.end === start ? [] : [switched(start, 0, `swapper:0>t:${1 + (i % 9)}`)];
    return [...from, switched(end, 0, `t:${1 + (i % 9)}>${isNext ? `t:${1 + ((i + 1) % 9)}` : 'swapper:0'}`, 1)];
  });
  const output = outputNamed(await read(text.join(' ')), 'Thread Status');
  const all = runs.slice(1).map(({ start }, i) => `${runs[i]!.end}-${start}`);
  const last = runs.at(-1)!.end;
  for (let q = 0; q < 60; q++) {
    const from = q === 0 ? 0 : next(last);
    const to = q === 0 ? last : from + 1 + next(last - from);
    const arrows = await output.arrows!(window(from, to, 50), NEVER);
    const seen = arrows.flatMap(({ start, end }) => Array.from(start, (at, i) => `${at}-${end[i]}`));
    const touching = all.filter((arrow) => {
      const [start, end] = arrow.split('-').map(Number);
      return end! >= from && start! <= to;
    });
    const isAll = seen.length === touching.length;
    assert.deepEqual(seen, isAll ? touching : touching.filter((arrow) => seen.includes(arrow)), `${from}-${to}`);
    assert.ok(isAll || (touching.length > 500 && seen.length > 100), `${seen.length} of ${touching.length}`);
  }
});

test('Thread Status: circles of parents are cut', async () => {
  const dump = (tid: number, ppid: number) =>
    `lttng_statedump_process_state@${tid}($cpu=0,tid=${tid},pid=${tid},ppid=${ppid},name=t${tid},status=5)`;
  const output = outputNamed(await read(`${dump(1, 1)} ${dump(2, 4)} ${dump(3, 2)} ${dump(4, 3)}`), 'Thread Status');
  const { entries } = await output.tree!({ extra: {} }, NEVER);
  assert.equal(entries.length, 5);
  const ids = new Set(entries.map(({ id }) => id));
  assert.equal(entries.filter(({ parentId }) => parentId === entries[0]!.id).length, 2);
  assert.ok(entries.every(({ parentId }) => parentId === undefined || ids.has(parentId)));
});

test('Resources Status: CPUs, their threads, states, frequency and interrupts', async () => {
  const output = outputNamed(await read(TRACE), 'Resources Status');
  const tree = await output.tree!({ extra: {} }, NEVER);
  assert.deepEqual(treeText(tree), [
    'trace',
    '  CPU 0 Threads',
    '  CPU 0 States',
    '    IRQ 14/ata',
    '    SOFT_IRQ 1 Timer',
    '  CPU 0 Frequency',
    '  ',
    '  CPU 1 Threads',
    '  CPU 1 States',
    '  ',
    '  IRQ 14/ata',
    '    CPU 0 States',
    '  SOFT_IRQ 1 Timer',
    '    CPU 0 States',
  ]);
  assert.equal(tree.autoExpandLevel, 1);
  const withCpu = tree.entries.filter(({ metadata }) => metadata?.CPU !== undefined);
  assert.deepEqual(
    withCpu.map(({ metadata }) => metadata!.CPU),
    [[0], [0], [0], [1], [1]],
  );
  assert.deepEqual(await states(output, 'CPU 0 Threads', 0, 650), [
    '100-200 19 sh (5)',
    '200-300 21 ls (7)',
    '600-700 19 sh (5)',
  ]);
  // The first of the rows of that name; the others are the CPU's part of each interrupt.
  assert.deepEqual((await states(output, 'CPU 0 States', 120, 650)).slice(0, 8), [
    '100-200 Usermode sh',
    '200-250 Usermode ls',
    '250-270 System call read',
    '270-280 Interrupt',
    '280-290 Soft Irq',
    '290-300 System call read',
    '300-600 Idle',
    '600-700 Usermode sh',
  ]);
  assert.deepEqual(await states(output, 'CPU 1 States', 0, 1100), ['0-500 Idle', '500-1001 Usermode x']);
  assert.deepEqual(await states(output, 'CPU 0 Frequency', 0, 1100), [
    '310-510 Frequency 50 % 800000 Hz',
    '510-1001 Frequency 100 % 1600000 Hz',
  ]);
  assert.deepEqual(await states(output, 'SOFT_IRQ 1 Timer', 0, 1100), [
    ...['260-280 Soft Irq raised', '280-290 Soft Irq'],
    ...['260-280 Soft Irq raised', '280-290 Soft Irq'],
  ]);
  const styles = output.styles!();
  for (const key of ['Idle', 'Interrupt', 'Soft Irq', 'Soft Irq raised', '19', 'Frequency 50 %'])
    assert.ok(styles[key]);
  assert.equal(styles['Frequency 50 %']!.values!.height, 0.5);
});

test('Resources Status: tooltips and filters tell of interrupts, threads and frequencies', async () => {
  const output = outputNamed(await read(TRACE), 'Resources Status');
  const { entries } = await output.tree!({ extra: {} }, NEVER);
  const tooltip = async (label: string, time: bigint): Promise<string> => {
    const { id } = entries.find(({ labels }) => labels[0] === label)!;
    const element = { type: 'STATE', time, duration: 0n, entryId: id } as const;
    const lines = await output.tooltip!({ time, items: [id], element });
    return [...lines].map(([key, value]) => `${key}=${value}`).join(' ');
  };
  assert.equal(await tooltip('CPU 0 States', 255n), 'TID=7 Process=ls System Call=read CPU=0');
  assert.equal(await tooltip('CPU 0 States', 275n), 'IRQ=14/ata TID=7 Process=ls CPU=0');
  assert.equal(await tooltip('CPU 0 States', 285n), 'SOFT IRQ=1 Timer TID=7 Process=ls CPU=0');
  assert.equal(await tooltip('CPU 0 Threads', 650n), 'TID=5 Process=sh CPU=0');
  assert.equal(await tooltip('CPU 0 Frequency', 400n), 'Frequency=800000 Hz CPU=0');
  assert.equal(await tooltip('IRQ 14/ata', 275n), 'IRQ=14/ata CPU=0');
  assert.equal(await tooltip('CPU 0 Threads', 400n), '');
  // A bare word looks at what differs between states of one value, too.
  for (const exclude of ['Process == ls && CPU matches [0-1]', 'ls']) {
    const filter = { filter: { deep: false, dim: [], exclude: [exclude] } };
    const seen = await states(output, 'CPU 0 States', 120, 350, filter);
    assert.deepEqual(
      seen.slice(0, 7).map((state) => state.split(' ')[1]),
      ['-', 'Usermode', 'System', 'Interrupt', 'Soft', 'System', '-'],
      exclude,
    );
  }
});

test('CPU Usage: what threads ran, per cent of the time since the point before', async () => {
  const output = outputNamed(await read(TRACE), 'CPU Usage');
  const tree = await output.tree!({ start: 0n, end: 1000n, extra: {} }, NEVER);
  assert.deepEqual(
    tree.headers.map(({ name }) => name),
    ['Process', 'TID', '%', 'Time'],
  );
  assert.deepEqual(treeText(tree), [
    'trace|Total|110.000 %|1.1 µs',
    '  sh|5|20.000 %|200 ns',
    '  worker|7|40.000 %|400 ns',
    '  x|9|50.000 %|500 ns',
  ]);
  const some = await output.tree!({ start: 0n, end: 1000n, extra: { requested_cpus: [1] } }, NEVER);
  assert.deepEqual(treeText(some), ['trace|Total|50.000 %|500 ns', '  x|9|50.000 %|500 ns']);
  const { series, title } = await output.xy!(window(200, 1000, 5, rowIds(tree)), NEVER);
  assert.equal(title, 'CPU Usage');
  assert.deepEqual(
    series.map(({ seriesName, yValues }) => `${seriesName} ${[...yValues]}`),
    ['total:trace 50,50,50,200,200', 'trace:5 50,0,0,50,0', 'trace:7 0,50,0,50,100', 'trace:9 0,0,50,100,100'].map(
      (line) => line,
    ),
  );
  const alone = await output.xy!({ ...window(600, 800, 2, rowIds(tree)), extra: { requested_cpus: [1] } }, NEVER);
  assert.deepEqual(
    alone.series.map(({ yValues }) => [...yValues]),
    [
      [50, 100],
      [0, 0],
      [0, 0],
      [50, 100],
    ],
  );
});

test('CPU Usage: what ran before the first switch of its CPU counts', async () => {
  const text = `sched_wakeup@0($cpu=0,comm=a,tid=3) ${switched(900, 0, 'sh:5>swapper:0', 1)} sched_wakeup@999($cpu=0,comm=a,tid=3)`;
  const output = outputNamed(await read(text), 'CPU Usage');
  const tree = await output.tree!({ start: 100n, end: 300n, extra: {} }, NEVER);
  assert.deepEqual(treeText(tree), ['trace|Total|100.000 %|200 ns', '  sh|5|100.000 %|200 ns']);
});

test('Context Switches: of CPUs, and to threads', async () => {
  const output = outputNamed(await read(TRACE), 'Context Switches');
  const tree = await output.tree!({ extra: {} }, NEVER);
  assert.deepEqual(treeText(tree), ['trace||7', '  CPU 0||6', '  CPU 1||1', '  sh|5|3', '  worker|7|2', '  x|9|1']);
  const { series } = await output.xy!(window(100, 1000, 4, rowIds(tree)), NEVER);
  assert.deepEqual(
    series.map(({ seriesName, yValues }) => `${seriesName} ${[...yValues]}`),
    [
      'trace:total 1,2,3,1',
      'trace:CPU 0 1,2,2,1',
      'trace:CPU 1 0,0,1,0',
      'trace:5 1,0,1,1',
      'trace:7 0,1,1,0',
      'trace:9 0,0,1,0',
    ],
  );
});

test('several kernel traces stand beside each other, each with its own rows', async () => {
  const output = outputNamed(await read(TRACE, TRACE), 'Thread Status');
  const tree = await output.tree!({ extra: {} }, NEVER);
  assert.equal(new Set(tree.entries.map(({ id }) => id)).size, 16);
  assert.deepEqual(
    tree.entries.filter(({ parentId }) => parentId === undefined).map(({ labels }) => labels[0]),
    ['trace', 'trace (2)'],
  );
  const { rows } = await output.states!(window(0, 1000, 100, rowIds(tree)), NEVER);
  assert.deepEqual(
    rows.slice(0, 7).map(({ look }) => look.length),
    rows.slice(7).map(({ look }) => look.length),
  );
});

test("ftrace's text shows the same as other tracers", async () => {
  const folder = mkdtempSync(join(tmpdir(), 'heddle-test-'));
  const path = join(folder, 'trace.txt');
  writeFileSync(
    path,
    `# tracer: nop
           sh-5     [000] d..2. 100.000010: sched_switch: prev_comm=sh prev_pid=5 prev_prio=120 prev_state=S ==> next_comm=ls next_pid=7 next_prio=120
           ls-7     [000] ..... 100.000020: sys_enter: NR 0 (3, 0, 0, 0, 0, 0)
           ls-7     [000] ..... 100.000030: sys_read -> 0x5
       <idle>-0     [001] dN.3. 100.000040: sched_wakeup: comm=sh pid=5 prio=120 target_cpu=000
           ls-7     [000] d..2. 100.000050: sched_switch: prev_comm=ls prev_pid=7 prev_prio=120 prev_state=Z ==> next_comm=sh next_pid=5 next_prio=120
`,
  );
  const reader = await ftraceFormat.open(path, folder);
  try {
    const output = outputNamed(await opened(reader), 'Thread Status');
    assert.deepEqual(treeText(await output.tree!({ extra: {} }, NEVER)).slice(1), [
      '  swapper/1|0|0|',
      '  sh|5||',
      '  ls|7||',
    ]);
    const from = Number(reader.base);
    assert.deepEqual(await states(output, 'sh|5||', from, from + 40_001), [
      '0-30000 Wait blocked',
      '30000-40000 Wait for CPU',
      '40000-40001 Usermode',
    ]);
    assert.deepEqual(await states(output, 'ls|7||', from, from + 40_001), [
      '0-10000 Usermode',
      '10000-20000 System call read',
      '20000-40000 Usermode',
    ]);
  } finally {
    reader.close();
    rmSync(folder, { recursive: true });
  }
});

test("ftrace's text tells processes where each line has the thread group", async () => {
  const folder = mkdtempSync(join(tmpdir(), 'heddle-test-'));
  const path = join(folder, 'trace.txt');
  writeFileSync(
    path,
    `# tracer: nop
  sh-5     (      5) [000] d..2. 100.000010: sched_switch: prev_comm=sh prev_pid=5 prev_prio=120 prev_state=S ==> next_comm=worker next_pid=7 next_prio=120
  worker-7 (      6) [000] d..2. 100.000020: sched_switch: prev_comm=worker prev_pid=7 prev_prio=120 prev_state=S ==> next_comm=x next_pid=9 next_prio=120
  x-9      (-------) [000] d..2. 100.000030: sched_switch: prev_comm=x prev_pid=9 prev_prio=120 prev_state=S ==> next_comm=sh next_pid=5 next_prio=120
`,
  );
  const reader = await ftraceFormat.open(path, folder);
  try {
    const output = outputNamed(await opened(reader), 'Thread Status');
    const rows = treeText(await output.tree!({ extra: {} }, NEVER)).slice(1);
    assert.deepEqual(rows, ['  sh|5|5|', '  worker|7|6|', '  x|9|9|']);
  } finally {
    reader.close();
    rmSync(folder, { recursive: true });
  }
});

test('a trace without kernel events has none of these outputs', async () => {
  const names = (await read('vendor:event@1(a=1)')).outputs().map(({ descriptor }) => descriptor.name);
  for (const name of ['Thread Status', 'Resources Status', 'CPU Usage', 'Context Switches'])
    assert.ok(!names.includes(name));
});
