import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ExperimentIndex } from '../../analyses/experiment-index.ts';
import { noBabeltrace, printed } from '../../analyses/kernel/testing/printed-events.ts';
import { openExperiment } from '../../analyses/open-experiment.ts';
import { type Output, QueryError } from '../../analyses/output.ts';
import { fakeReader } from '../../analyses/testing/fake-reader.ts';
import { NEVER, opened, outputNamed, rowIds, statesText, unread, window } from '../../analyses/testing/opened.ts';
import { ctfFormat } from '../../formats/ctf/format.ts';
import { sharedTrace } from '../../formats/shared-traces.ts';
import { seeded } from '../../index/testing/seeded.ts';
import { activeThreads } from './active-threads.ts';

type Parameters = Readonly<Record<string, unknown>>;

function derived(experiment: ExperimentIndex, sent: Parameters): Output {
  const parameters = activeThreads.normalise!(sent);
  activeThreads.check(parameters);
  const configuration = {
    id: 'c0ffee',
    ...activeThreads.label(parameters),
    sourceTypeId: activeThreads.id,
    parameters,
  };
  return activeThreads.derive!(outputNamed(experiment, 'Thread Status'), configuration);
}

/** Names of threads in the order of the rows, without idle tasks, which are in the unfiltered tree only. */
async function names(output: Output, extra: Parameters = {}, start?: number, end?: number): Promise<string[]> {
  const range = start === undefined ? {} : { start: BigInt(start), end: BigInt(end!) };
  const { entries } = await output.tree!({ ...range, extra }, NEVER);
  return entries.filter(({ labels }) => Number(labels[1]) > 0).map(({ labels }) => labels[0]!);
}

const to = (at: number, cpu: number, prev: number, next: number): string =>
  `sched_switch@${at}($cpu=${cpu},prev_comm=t${prev},prev_tid=${prev},prev_state=1,next_comm=t${next},next_tid=${next})`;

/** On CPU 0 run 5, then 6; on CPU 1 runs 7; on CPU 3 runs 5; 8 is woken and never runs. */
const TRACE = `${to(0, 0, 0, 5)} ${to(100, 0, 5, 6)} sched_waking@150($cpu=0,tid=8,comm=t8) ${to(200, 0, 6, 0)}
  ${to(300, 1, 0, 7)} ${to(400, 1, 7, 0)} ${to(500, 3, 0, 5)} ${to(600, 3, 5, 0)}`;

describe('Thread Status of active threads', () => {
  it('has the threads that ran in the window, on the CPUs chosen; in the whole trace without one', async () => {
    const experiment = await opened(fakeReader(TRACE));
    const all = derived(experiment, { isActiveThreadFilter: true });
    assert.deepEqual(await names(all), ['t5', 't6', 't7']);
    assert.deepEqual(await names(all, {}, 110, 190), ['t6']);
    assert.deepEqual(await names(all, {}, 210, 290), []);
    const first = derived(experiment, { isActiveThreadFilter: 'true', cpus: '0-1' });
    assert.deepEqual(await names(first), ['t5', 't6', 't7']);
    assert.deepEqual(await names(first, {}, 390, 700), ['t7']);
    assert.deepEqual(await names(derived(experiment, { isActiveThreadFilter: true, requested_cpus: [3, 9] })), ['t5']);
    assert.deepEqual(await names(derived(experiment, { isActiveThreadFilter: false, cpus: '1' })), [
      't5',
      't6',
      't7',
      't8',
    ]);
  });

  it('has the states of all threads that ran on these CPUs at any time, and arrows of these CPUs', async () => {
    const experiment = await opened(fakeReader(TRACE));
    const parent = outputNamed(experiment, 'Thread Status');
    const items = rowIds(await parent.tree!({ extra: {} }, NEVER)).slice(3);
    const output = derived(experiment, { isActiveThreadFilter: true, cpus: '0' });
    const [t5, t6] = items;
    const { rows } = await output.states!(window(0, 600, 601, items), NEVER);
    assert.deepEqual(
      rows.map(({ entryId }) => entryId),
      [t5, t6],
    );
    // Also where they ran elsewhere, as in the parent.
    const own = await output.states!(window(450, 600, 151, [t5!]), NEVER);
    assert.deepEqual(statesText(own), statesText(await parent.states!(window(450, 600, 151, [t5!]), NEVER)));
    const arrows = await output.arrows!(window(0, 600, 2), NEVER);
    assert.deepEqual(
      arrows.map(({ source, target }) => [[...source], [...target]]),
      [[[t5], [t6]]],
    );
    assert.deepEqual(
      await derived(experiment, { isActiveThreadFilter: true, cpus: '1' }).arrows!(window(0, 600, 2), NEVER),
      [],
    );
  });

  it("is the same as what clients get from Thread Status itself that ask in the ADR's way", async () => {
    const experiment = await opened(fakeReader(TRACE));
    const parent = outputNamed(experiment, 'Thread Status');
    const asked = { isActiveThreadFilter: 'true', requested_cpus: [1, 3] };
    assert.deepEqual(await names(parent, asked), ['t5', 't7']);
    assert.deepEqual(await names(parent, { isActiveThreadFilter: true, cpus: '1,3' }), ['t5', 't7']);
    assert.deepEqual(await names(parent, { isActiveThreadFilter: 'false', cpus: '1' }), ['t5', 't6', 't7', 't8']);
    const items = rowIds(await parent.tree!({ extra: {} }, NEVER)).slice(3);
    const states = async (extra: Parameters) =>
      (await parent.states!({ ...window(0, 600, 50, items), extra }, NEVER)).rows;
    assert.equal((await states(asked)).length, 2);
    // Nobody else's answers change.
    assert.equal((await states({})).length, 4);
    await assert.rejects(names(parent, { isActiveThreadFilter: 'yes' }), { parameter: 'isActiveThreadFilter' });
    await assert.rejects(names(parent, { isActiveThreadFilter: true, cpus: 7 }), { parameter: 'cpus' });
  });

  it('finds who came since it was asked before, while the trace is read', async () => {
    const index = unread(fakeReader(TRACE, { batchSize: 1 }));
    const run = index.run(NEVER);
    while (index.traces[0]!.events < 3) await new Promise((resolve) => setImmediate(resolve));
    const output = derived(index, { isActiveThreadFilter: true });
    assert.deepEqual(await names(output), ['t5', 't6']);
    await run;
    assert.deepEqual(await names(output), ['t5', 't6', 't7']);
  });

  it('agrees with looking at every run, in any window, on any CPUs', async () => {
    const random = seeded(5);
    const running = [0, 0, 0, 0];
    const runs: { tid: number; cpu: number; start: number; end: number }[] = [];
    const since = [0, 0, 0, 0];
    let text = '';
    let at = 0;
    for (let i = 0; i < 600; i++) {
      at += 1 + random(9);
      const cpu = random(4);
      const prev = running[cpu]!;
      const next = random(3) === 0 ? 0 : 10 + cpu + 4 * random(12);
      if (next === prev) continue;
      text += `${to(at, cpu, prev, next)} `;
      if (prev !== 0) runs.push({ tid: prev, cpu, start: since[cpu]!, end: at });
      running[cpu] = next;
      since[cpu] = at;
    }
    running.forEach((tid, cpu) => {
      if (tid !== 0) runs.push({ tid, cpu, start: since[cpu]!, end: at + 1 });
    });
    const experiment = await opened(fakeReader(text));
    for (let i = 0; i < 60; i++) {
      const start = random(at);
      const end = start + random(200);
      const cpus = [0, 1, 2, 3].filter(() => random(2) === 0);
      const output = derived(experiment, { isActiveThreadFilter: true, cpus: cpus.join() });
      const wanted = runs.filter((run) => cpus.length === 0 || cpus.includes(run.cpu));
      const expected = wanted.filter((run) => run.start <= end && run.end > start).map(({ tid }) => `t${tid}`);
      assert.deepEqual((await names(output, {}, start, end)).sort(), [...new Set(expected)].sort());
      assert.deepEqual((await names(output)).sort(), [...new Set(wanted.map(({ tid }) => `t${tid}`))].sort());
    }
  });
});

describe('the configuration type Active Thread Filter', () => {
  it('applies to Thread Status only', async () => {
    const experiment = await opened(fakeReader(TRACE));
    assert.equal(activeThreads.appliesTo(outputNamed(experiment, 'Thread Status').descriptor), true);
    assert.equal(activeThreads.appliesTo(derived(experiment, { isActiveThreadFilter: true }).descriptor), false);
    assert.equal(activeThreads.appliesTo(outputNamed(experiment, 'Resources Status').descriptor), false);
  });

  it('tells while one types how many threads ran, and which CPUs there are', async () => {
    const parent = outputNamed(await opened(fakeReader(TRACE)), 'Thread Status');
    const preview = async (cpus?: unknown) => (await activeThreads.preview!(parent, { cpus }))?.text;
    assert.equal(await preview(), '3 of 4 threads ran; there are the CPUs 0-1,3.');
    assert.equal(await preview('1'), '1 of 4 threads ran on CPU 1; there are the CPUs 0-1,3.');
    assert.equal(await preview('1-'), undefined);
  });

  it("keeps one form of what may be sent in several, among them the ADR's", () => {
    const kept = { isActiveThreadFilter: true, cpus: '0,1' };
    assert.deepEqual(activeThreads.normalise!({ isActiveThreadFilter: 'true', requested_cpus: [0, 1] }), kept);
    assert.deepEqual(activeThreads.normalise!({ isActiveThreadFilter: true, cpus: '0,1' }), kept);
    assert.deepEqual(activeThreads.normalise!({ isActiveThreadFilter: 'perhaps' }), {
      isActiveThreadFilter: 'perhaps',
    });
    assert.equal(
      activeThreads.label({ isActiveThreadFilter: true, cpus: '0-1' }).name,
      'Active Thread Filter for cpu 0-1',
    );
    assert.equal(activeThreads.label({ isActiveThreadFilter: true }).name, 'Active Thread Filter');
  });

  const refused: readonly (readonly [string, number, RegExp])[] = [
    ['x', 0, /“x” is no CPU/],
    ['0-2, y', 5, /“y” is no CPU/],
    ['0,,2', 2, /a CPU is missing/],
    ['0, ', 3, /a CPU is missing/],
    ['1,5-2', 2, /“5-2” ends before it begins/],
    ['-1', 0, /“-1” is no CPU/],
    ['0-99999999999', 0, /a number below 65536/],
  ];
  for (const [cpus, position, message] of refused) {
    it(`refuses the CPUs “${cpus}”, naming the place`, () => {
      assert.throws(
        () => activeThreads.check({ isActiveThreadFilter: true, cpus }),
        (error) =>
          error instanceof QueryError &&
          error.parameter === 'cpus' &&
          error.position === position &&
          message.test(error.message),
      );
    });
  }
});

const MANY = sharedTrace('ctf/many-threads');

describe('active threads of a real trace', { skip: MANY === undefined ? 'no shared traces' : noBabeltrace }, () => {
  it('are those that sched_switch names, in windows and on CPUs', async () => {
    const reader = await ctfFormat.open(MANY!, '/nowhere');
    const experiment = openExperiment([{ uuid: '1', name: 'trace', path: MANY!, reader }]);
    await experiment.run(NEVER);
    const { start, end } = experiment.traces[0]!;
    const runs: { tid: string; cpu: number; start: bigint; end: bigint }[] = [];
    const current = new Map<string, { tid: string; start: bigint }>();
    for (const { time, cpu, fields } of printed(MANY!, / sched_switch: /)) {
      const before = current.get(cpu) ?? { tid: fields.get('prev_tid')!, start };
      runs.push({ tid: before.tid, cpu: Number(cpu), start: before.start, end: time });
      current.set(cpu, { tid: fields.get('next_tid')!, start: time });
    }
    for (const [cpu, { tid, start }] of current) runs.push({ tid, cpu: Number(cpu), start, end: end + 1n });
    const random = seeded(3);
    for (const cpus of ['', '0', '1-2,5', '7', '64']) {
      const wanted = (cpu: number): boolean =>
        cpus === '' ||
        [...cpus.matchAll(/\d+(?:-\d+)?/g)].some(([range]) => {
          const [first, last = first] = range.split('-').map(Number);
          return cpu >= first! && cpu <= last!;
        });
      const output = derived(experiment, { isActiveThreadFilter: true, cpus });
      for (let i = 0; i < 8; i++) {
        const from = i === 0 ? start : start + (BigInt(random(1_000_000)) * (end - start)) / 1_000_000n;
        const to = i === 0 ? end : from + BigInt(random(20_000_000));
        const { entries } = await output.tree!({ start: from, end: to, extra: {} }, NEVER);
        const shown = entries.filter(({ hasData }) => hasData).map(({ labels }) => labels[1]!);
        const expected = runs.filter((run) => run.tid !== '0' && wanted(run.cpu) && run.start <= to && run.end > from);
        assert.deepEqual(new Set(shown), new Set(expected.map(({ tid }) => tid)), `CPUs ${cpus}, ${from} to ${to}`);
        if (i === 0) assert.equal(shown.length > 0, cpus !== '64');
      }
    }
    reader.close();
  });
});
