import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ExperimentIndex } from '../../analyses/experiment-index.ts';
import { type Output, QueryError } from '../../analyses/output.ts';
import { fakeReader } from '../../analyses/testing/fake-reader.ts';
import {
  NEVER,
  opened,
  outputNamed,
  rowIds,
  statesText,
  treeText,
  unread,
  window,
} from '../../analyses/testing/opened.ts';
import { activeThreads } from '../active-threads/active-threads.ts';
import { configurationTypes } from '../registry.ts';
import { criticalPath } from './critical-path.ts';

type Parameters = Readonly<Record<string, unknown>>;

function derived(experiment: ExperimentIndex, parameters: Parameters): Output {
  const configuration = { id: 'c0ffee', ...criticalPath.label(parameters), sourceTypeId: criticalPath.id, parameters };
  return criticalPath.derive!(outputNamed(experiment, 'Critical Path'), configuration);
}

async function complete(output: Output): Promise<Output> {
  while (output.status === 'RUNNING') await new Promise((resolve) => setImmediate(resolve));
  return output;
}

async function pathOf(experiment: ExperimentIndex, parameters: Parameters): Promise<Output> {
  const output = await complete(derived(experiment, parameters));
  assert.equal(output.status, 'COMPLETED', output.statusMessage);
  return output;
}

/** Thread 7 (cc) waits for 8 (ld), which waits for the disk. Then it sleeps until a timer, and is preempted. */
const BUILD = `
  sched_switch@0($cpu=0,prev_tid=0,prev_comm=swapper/0,prev_state=0,next_tid=7,next_comm=cc)
  sched_process_fork@10($cpu=0,parent_tid=7,parent_comm=cc,child_tid=8,child_comm=cc)
  sched_switch@20($cpu=0,prev_tid=7,prev_comm=cc,prev_state=1,next_tid=8,next_comm=ld)
  sched_switch@30($cpu=0,prev_tid=8,prev_comm=ld,prev_state=2,next_tid=0,next_comm=swapper/0)
  softirq_entry@49($cpu=0,vec=4) sched_waking@50($cpu=0,tid=8,comm=ld) softirq_exit@51($cpu=0,vec=4)
  sched_switch@52($cpu=0,prev_tid=0,prev_comm=swapper/0,prev_state=0,next_tid=8,next_comm=ld)
  sched_waking@60($cpu=0,tid=7,comm=cc)
  sched_switch@62($cpu=0,prev_tid=8,prev_comm=ld,prev_state=64,next_tid=7,next_comm=cc)
  sched_switch@70($cpu=0,prev_tid=7,prev_comm=cc,prev_state=1,next_tid=0,next_comm=swapper/0)
  hrtimer_expire_entry@79($cpu=0,hrtimer=1) sched_waking@80($cpu=0,tid=7,comm=cc) hrtimer_expire_exit@81($cpu=0,hrtimer=1)
  sched_switch@85($cpu=0,prev_tid=0,prev_comm=swapper/0,prev_state=0,next_tid=7,next_comm=cc)
  irq_handler_entry@90($cpu=0,irq=27,name=ahci) irq_handler_exit@95($cpu=0,irq=27)
  sched_switch@99($cpu=0,prev_tid=7,prev_comm=cc,prev_state=0,next_tid=0,next_comm=swapper/0)`;

describe('the critical path of a thread, as an output', () => {
  it('has a row for each thread that it leads through, under their host, with time and share', async () => {
    const output = await pathOf(await opened(fakeReader(BUILD)), { tid: 7 });
    const tree = await output.tree!({ extra: {} }, NEVER);
    assert.deepEqual(
      tree.headers.map(({ name }) => name),
      ['Process', 'Elapsed', 'Percent'],
    );
    assert.deepEqual(treeText(tree), ['trace||', '  [cc,7]|60 ns|60.00 %', '  [ld,8]|40 ns|40.00 %']);
    const [host, cc, ld] = tree.entries;
    assert.deepEqual(host!.metadata, { 'host-id': ['trace'] });
    assert.deepEqual(cc!.metadata, {
      'host-id': ['trace'],
      'thread-name': ['cc'],
      TID: [7],
      tid: [7],
    });
    assert.deepEqual([ld!.start, ld!.end], [20n, 60n]);
  });

  it('is called by its thread, which the trace names where nobody did', async () => {
    const experiment = await opened(fakeReader(BUILD));
    const { name, description } = derived(experiment, { tid: 7 }).descriptor;
    assert.deepEqual([name, description], ['cc [7] · critical path', 'What the time of cc [7] went into']);
    assert.equal(derived(experiment, { tid: 7, name: 'mine' }).descriptor.name, 'mine [7] · critical path');
    const renamed = {
      id: 'c',
      name: 'My thread',
      description: '',
      sourceTypeId: criticalPath.id,
      parameters: { tid: 7 },
    };
    const parent = outputNamed(experiment, 'Critical Path');
    assert.equal(criticalPath.derive!(parent, renamed).descriptor.name, 'My thread');
    const reading = unread(fakeReader(BUILD, { batchSize: 1 }));
    const run = reading.run(NEVER);
    while (reading.traces[0]!.events < 1) await new Promise((resolve) => setImmediate(resolve));
    const early = derived(reading, { tid: 8 });
    assert.equal(early.descriptor.name, 'Thread 8 · critical path');
    await run;
    assert.equal(early.descriptor.name, 'ld [8] · critical path', 'once it is read');
  });

  it('shows what went on', async () => {
    const output = await pathOf(await opened(fakeReader(BUILD)), { tid: 7 });
    const ids = rowIds(await output.tree!({ extra: {} }, NEVER));
    assert.deepEqual(statesText(await output.states!(window(0, 100, 200, ids), NEVER)), [
      'Running[0-20] Preempted[60-62] Running[62-70] Timer[70-80] Preempted[80-85] Running[85-90] Interrupted[90-95] Running[95-99] Preempted[99-100]',
      'Running[20-30] Block device[30-50] Preempted[50-52] Running[52-60]',
    ]);
  });

  it('has styles for all that it shows, in the known colours', async () => {
    const output = await pathOf(await opened(fakeReader(BUILD)), { tid: 7 });
    const styles = output.styles!();
    const ids = rowIds(await output.tree!({ extra: {} }, NEVER));
    const { looks } = await output.states!(window(0, 100, 200, ids), NEVER);
    for (const { style } of looks) assert.ok(styles[style!] !== undefined, style);
    for (const { style } of await output.arrows!(window(0, 100, 200), NEVER)) assert.ok(styles[style!.parentKey!]);
    assert.equal(styles.Running!.values!['background-color'], '#339900');
    assert.equal(styles['Block device']!.values!['background-color'], '#6600cc');
  });

  it('has an arrow to whom it waits for, and one back from the waker', async () => {
    const output = await pathOf(await opened(fakeReader(BUILD)), { tid: 7 });
    const [cc, ld] = rowIds(await output.tree!({ extra: {} }, NEVER));
    const arrows = await output.arrows!(window(0, 100, 200), NEVER);
    assert.deepEqual(
      arrows.map(({ start, end, source, target, style }) => [style?.parentKey, start[0], end[0], source[0], target[0]]),
      [
        ['Waits for', 20, 20, cc, ld],
        ['Wakes', 60, 60, ld, cc],
      ],
    );
    assert.deepEqual(await output.arrows!(window(70, 100, 200), NEVER), []);
  });

  it('tells what ended a wait, and where the path comes from and goes', async () => {
    const output = await pathOf(await opened(fakeReader(BUILD)), { tid: 7 });
    const [cc, ld] = rowIds(await output.tree!({ extra: {} }, NEVER));
    const tooltip = async (entryId: number, at: number) => {
      const element = { type: 'STATE', time: BigInt(at), duration: 0n, entryId } as const;
      return Object.fromEntries(await output.tooltip!({ time: BigInt(at), items: [entryId], element }));
    };
    assert.deepEqual(await tooltip(ld!, 40), {
      State: 'Block device',
      Thread: '[ld,8]',
      Duration: '20 ns',
      'Ended by': 'softirq 4 (Block device)',
    });
    assert.deepEqual(await tooltip(ld!, 20), {
      State: 'Running',
      Thread: '[ld,8]',
      Duration: '10 ns',
      Before: '[cc,7] waits for [ld,8]',
    });
    assert.deepEqual((await tooltip(ld!, 55)).After, '[ld,8] wakes [cc,7]');
    assert.deepEqual(await tooltip(cc!, 40), {});
    const arrow = { type: 'ARROW', time: 60n, duration: 0n, entryId: ld!, destinationId: cc! } as const;
    assert.deepEqual(Object.fromEntries(await output.tooltip!({ time: 60n, items: [ld!], element: arrow })), {
      From: '[ld,8]',
      To: '[cc,7]',
    });
  });

  it('can be filtered', async () => {
    const output = await pathOf(await opened(fakeReader(BUILD)), { tid: 7 });
    const items = rowIds(await output.tree!({ extra: {} }, NEVER));
    const shown = async (filter: string) => {
      const query = { ...window(0, 100, 200, items), filter: { deep: false, dim: [], exclude: [filter] } };
      // What is excluded has no label.
      return statesText(await output.states!(query, NEVER)).map((row) => row.replaceAll(/(?<=^| )\[\S+ ?/g, '').trim());
    };
    assert.deepEqual(await shown('Cause contains Block'), ['', 'Block device[30-50]']);
    assert.deepEqual(await shown('TID == 8 && State == Preempted'), ['', 'Preempted[50-52]']);
  });

  it('ends where its thread has died, though it is forgotten later only', async () => {
    const trace = `${BUILD} sched_process_free@150($cpu=0,tid=8,comm=ld) sched_waking@200($cpu=0,tid=5,comm=x)`;
    const output = await pathOf(await opened(fakeReader(trace)), { tid: 8 });
    assert.deepEqual(treeText(await output.tree!({ extra: {} }, NEVER)), ['trace||', '  [ld,8]|52 ns|100.00 %']);
  });

  it('ends where its thread does', async () => {
    const output = await pathOf(await opened(fakeReader(BUILD)), { tid: 8 });
    assert.deepEqual(treeText(await output.tree!({ extra: {} }, NEVER)).slice(0, 2), [
      'trace||',
      '  [ld,8]|52 ns|100.00 %',
    ]);
  });
});

const HOST = (name: string) => new Map([['hostname', `"${name}"`]]);

/** A client that asks a server over the network; the server's clock is 1000 ns ahead. */
const CLIENT = `
  sched_switch@0($cpu=0,prev_tid=0,prev_comm=swapper,prev_state=0,next_tid=7,next_comm=client)
  inet_sock_local_out@10($cpu=0,seq=1,ack_seq=100)
  sched_switch@20($cpu=0,prev_tid=7,prev_comm=client,prev_state=1,next_tid=0,next_comm=swapper)
  softirq_entry@79($cpu=0,vec=3) inet_sock_local_in@80($cpu=0,seq=100,ack_seq=2) sched_waking@81($cpu=0,tid=7,comm=client)
  softirq_exit@82($cpu=0,vec=3)
  sched_switch@83($cpu=0,prev_tid=0,prev_comm=swapper,prev_state=0,next_tid=7,next_comm=client)
  sched_switch@90($cpu=0,prev_tid=7,prev_comm=client,prev_state=1,next_tid=0,next_comm=swapper)`;
const SERVER = `
  sched_switch@0($cpu=0,prev_tid=7,prev_comm=server,prev_state=1,next_tid=0,next_comm=swapper)
  softirq_entry@29($cpu=0,vec=3) inet_sock_local_in@30($cpu=0,seq=1,ack_seq=100) sched_waking@31($cpu=0,tid=7,comm=server)
  softirq_exit@32($cpu=0,vec=3)
  sched_switch@33($cpu=0,prev_tid=0,prev_comm=swapper,prev_state=0,next_tid=7,next_comm=server)
  inet_sock_local_out@60($cpu=0,seq=100,ack_seq=2)
  sched_switch@65($cpu=0,prev_tid=7,prev_comm=server,prev_state=1,next_tid=0,next_comm=swapper)`;

describe('the critical path across hosts', () => {
  const both = () =>
    opened(
      { ...fakeReader(CLIENT), properties: HOST('near') },
      { ...fakeReader(SERVER, { base: 0n }), properties: HOST('far') },
    );

  it('follows packets to who sent them', async () => {
    const output = await pathOf(await both(), { tid: 7, host: 'near' });
    const tree = await output.tree!({ extra: {} }, NEVER);
    assert.deepEqual(treeText(tree), ['near||', '  [client,7]|51 ns|56.04 %', 'far||', '  [server,7]|40 ns|43.96 %']);
    // The client's request was sent before its wait began, so that what the server waited for is the network.
    assert.deepEqual(statesText(await output.states!(window(0, 100, 200, rowIds(tree)), NEVER)), [
      'Running[0-20] Network[60-81] Preempted[81-83] Running[83-90] Unknown[90-91]',
      'Network[20-31] Preempted[31-33] Running[33-60]',
    ]);
    const [near, far] = rowIds(tree);
    const wakes = (await output.arrows!(window(0, 100, 200), NEVER)).find(({ style }) => style?.parentKey === 'Wakes')!;
    assert.deepEqual([wakes.start[0], wakes.end[0], wakes.source[0], wakes.target[0]], [60, 81, far, near]);
  });

  it('stays on its own host where the other one is not traced', async () => {
    const output = await pathOf(await opened(fakeReader(CLIENT)), { tid: 7 });
    const tree = await output.tree!({ extra: {} }, NEVER);
    assert.deepEqual(statesText(await output.states!(window(0, 100, 200, rowIds(tree)), NEVER)), [
      'Running[0-20] Network[20-81] Preempted[81-83] Running[83-90] Unknown[90-91]',
    ]);
  });

  it('stays network where the clocks contradict each other', async () => {
    const experiment = await opened(fakeReader(CLIENT), fakeReader(SERVER, { base: 500n }));
    const output = await pathOf(experiment, { tid: 7, host: 'trace' });
    assert.deepEqual(treeText(await output.tree!({ extra: {} }, NEVER)), ['trace||', '  [client,7]|91 ns|100.00 %']);
  });

  it('wants to know which host is meant where several have the thread', async () => {
    const experiment = await both();
    const refused = (parameters: Parameters, message: RegExp, parameter: string) =>
      assert.throws(
        () => derived(experiment, parameters),
        (error) => error instanceof QueryError && message.test(error.message) && error.parameter === parameter,
      );
    refused({ tid: 7 }, /several traces have a thread 7.*trace, trace \(2\)/, 'host');
    refused({ tid: 7, host: 'elsewhere' }, /"elsewhere" has no thread 7/, 'host');
    refused({ tid: 5 }, /there is no thread 5/, 'tid');
    assert.equal((await pathOf(experiment, { tid: 7, host: 'far' })).status, 'COMPLETED');
    assert.equal((await pathOf(experiment, { tid: 7, host: 'trace (2)' })).status, 'COMPLETED');
  });
});

describe('the output Critical Path', () => {
  it('says how to choose a thread, and can be given one', async () => {
    const output = outputNamed(await opened(fakeReader(BUILD)), 'Critical Path');
    assert.equal(
      output.descriptor.id,
      'org.eclipse.tracecompass.analysis.graph.core.dataprovider.CriticalPathDataProvider',
    );
    assert.deepEqual(treeText(await output.tree!({ extra: {} }, NEVER)), [
      'No thread chosen||',
      '  Choose by the menu of a row||',
      '  of Thread Status||',
    ]);
    assert.ok(criticalPath.appliesTo(output.descriptor));
  });

  it('is not there where no thread is seen to be switched', async () => {
    const experiment = await opened(fakeReader('softirq_entry@1($cpu=0,vec=1)'));
    assert.ok(experiment.outputs().every(({ descriptor }) => descriptor.name !== 'Critical Path'));
  });
});

describe('following a thread', () => {
  it('is registered, for rows of threads', async () => {
    assert.ok(configurationTypes.includes(criticalPath));
    assert.equal(criticalPath.scope, 'tree');
    const outputs = (await opened(fakeReader(BUILD))).outputs().map(({ descriptor }) => descriptor);
    const names = outputs.filter((output) => criticalPath.appliesTo(output)).map(({ name }) => name);
    assert.ok(names.includes('Critical Path'));
    assert.ok(!names.includes('Histogram'));
  });

  it('is offered at the rows of active threads, too', async () => {
    const parent = outputNamed(await opened(fakeReader(BUILD)), 'Thread Status');
    const parameters = { isActiveThreadFilter: true };
    const active = activeThreads.derive!(parent, {
      ...{ id: 'c0ffee', name: 'Active', description: '', sourceTypeId: activeThreads.id, parameters },
    });
    assert.ok(criticalPath.appliesTo(active.descriptor));
    const configuration = {
      id: '7',
      name: 'cc',
      description: '',
      sourceTypeId: criticalPath.id,
      parameters: { tid: 7 },
    };
    const output = await complete(criticalPath.derive!(active, configuration));
    assert.deepEqual(treeText(await output.tree!({ extra: {} }, NEVER)).slice(1), [
      '  [cc,7]|60 ns|60.00 %',
      '  [ld,8]|40 ns|40.00 %',
    ]);
  });

  it('tells while one types who the thread is, or why there is none', async () => {
    const parent = outputNamed(await opened(fakeReader(BUILD)), 'Critical Path');
    const preview = async (parameters: Parameters) => (await criticalPath.preview!(parent, parameters))?.text;
    assert.equal(await preview({ tid: 8 }), 'Thread 8 is “ld” on trace.');
    await assert.rejects(preview({ tid: 9 }), { parameter: 'tid', message: 'there is no thread 9' });
    await assert.rejects(preview({ tid: 8, host: 'x' }), {
      parameter: 'host',
      message: '"x" has no thread 8, but these have: trace',
    });
    assert.deepEqual([await preview({}), await preview({ tid: 'y' })], [undefined, undefined]);
    assert.deepEqual(criticalPath.suggest!(parent, 'host', 'tr'), ['trace']);
  });

  it('takes the thread id as a text, too', () => {
    assert.deepEqual(criticalPath.normalise!({ tid: '7', name: 'cc' }), { tid: 7, name: 'cc' });
    for (const parameters of [{ tid: 'x' }, { tid: '' }, { tid: -1 }, {}])
      assert.deepEqual(criticalPath.normalise!(parameters), parameters);
  });

  it('names the new output after the thread', () => {
    assert.equal(criticalPath.label({ tid: 7, name: 'cc' }).name, 'cc [7] · critical path');
    assert.equal(criticalPath.label({ tid: 7 }).name, 'Thread 7 · critical path');
  });

  for (const parameters of [
    {},
    { tid: 0 },
    { tid: -1 },
    { tid: 1.5 },
    { tid: 'x' },
    { tid: 2 ** 22 },
    { tid: 2 ** 53 },
  ]) {
    it(`refuses ${JSON.stringify(parameters)}`, () => {
      assert.throws(
        () => criticalPath.check(parameters),
        (error) => error instanceof QueryError && error.parameter === 'tid',
      );
    });
  }

  it('starts while the trace is read, and is done after it', async () => {
    const experiment = unread(fakeReader(BUILD, { batchSize: 1 }));
    const run = experiment.run(NEVER);
    while (experiment.traces[0]!.events < 4) await new Promise((resolve) => setImmediate(resolve));
    const output = derived(experiment, { tid: 7 });
    assert.equal(output.status, 'RUNNING');
    await run;
    await complete(output);
    assert.deepEqual(treeText(await output.tree!({ extra: {} }, NEVER)), [
      'trace||',
      '  [cc,7]|60 ns|60.00 %',
      '  [ld,8]|40 ns|40.00 %',
    ]);
  });

  it('fails with the reason where the trace turns out to lack the thread', async () => {
    const experiment = unread(fakeReader(BUILD, { batchSize: 1 }));
    const run = experiment.run(NEVER);
    while (experiment.traces[0]!.events < 4) await new Promise((resolve) => setImmediate(resolve));
    const output = derived(experiment, { tid: 9 });
    assert.equal(output.status, 'RUNNING');
    await run;
    await complete(output);
    assert.deepEqual([output.status, output.statusMessage], ['FAILED', 'there is no thread 9']);
  });

  it('is computed anew when a trace is moved in time', async () => {
    const shifted = { ...fakeReader(SERVER), base: 500n };
    const experiment = await opened({ ...fakeReader(CLIENT), properties: HOST('near') }, shifted);
    const output = await pathOf(experiment, { tid: 7, host: 'near' });
    assert.equal(rowIds(await output.tree!({ extra: {} }, NEVER)).length, 1);
    shifted.base = 0n;
    assert.equal(output.status, 'RUNNING');
    await complete(output);
    assert.equal(rowIds(await output.tree!({ extra: {} }, NEVER)).length, 2);
  });

  it('is over when the output is deleted', async () => {
    const output = derived(await opened(fakeReader(BUILD)), { tid: 7 });
    output.close!();
    assert.deepEqual([output.status, output.statusMessage], ['FAILED', 'The output has been deleted']);
  });
});
