/** Segments from events that go in to events that come out. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { InAndOutConfigurator } from '../../analyses/in-and-out/in-and-out-configurator.ts';
import type { Output } from '../../analyses/output.ts';
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
import type { TraceReader } from '../../formats/reader.ts';
import { seeded } from '../../index/testing/seeded.ts';
import { inAndOut } from './in-and-out.ts';

type Specifier = Readonly<Record<string, string>>;

/** The outputs of an analysis with these specifiers, by what stands behind the name, once the events have been gone over. */
async function analysed(specifiers: readonly Specifier[], ...readers: TraceReader[]): Promise<Map<string, Output>> {
  const parent = outputNamed(await opened(...readers), 'InAndOut Configurator');
  const parameters = { specifiers };
  inAndOut.check(parameters);
  const configuration = { id: 'c', name: 'Mine', description: '', sourceTypeId: inAndOut.id, parameters };
  const output = inAndOut.derive!(parent, configuration);
  const outputs = new Map(output.outputs!().map((each) => [each.descriptor.name.replace('Mine - ', ''), each]));
  const chart = outputs.get('Flame Chart')!;
  await chart.tree!({ extra: {} }, NEVER);
  while (chart.status === 'RUNNING') await new Promise((resolve) => setImmediate(resolve));
  outputs.set('', output);
  return outputs;
}

/** The flame chart as text: a line a row, "classifier/context: states". */
async function rows(outputs: ReadonlyMap<string, Output>, until = 1000): Promise<string[]> {
  const chart = outputs.get('Flame Chart')!;
  assert.equal(chart.status, 'COMPLETED', chart.statusMessage);
  const tree = await chart.tree!({ extra: {} }, NEVER);
  const names = new Map(tree.entries.map(({ id, labels, parentId }) => [id, { label: labels[0]!, parentId }]));
  const ids = rowIds(tree).filter((id) => names.get(id)!.label !== 'Kernel statuses');
  const states = statesText(await chart.states!(window(0, until, 2 * until, ids), NEVER));
  return ids.map((id, i) => {
    const track = names.get(names.get(id)!.parentId!)!;
    return `${names.get(track.parentId!)!.label}/${track.label}: ${states[i]}`;
  });
}

const PLAIN = { inRegex: 'in', outRegex: 'out', classifier: '', label: 'X' };

describe('In-And-Out', () => {
  it('measures from what goes in to what comes out, inside each other, and keeps open what never comes out', async () => {
    const outputs = await analysed([PLAIN], fakeReader('in@1 in@3 out@5 in@6 out@7 out@9 out@10 in@12 end@20'));
    assert.deepEqual(await rows(outputs), ['all/all: X[1-9] X[12-21]', 'all/all: X[3-5] X[6-7]']);
    const statistics = outputs.get('Latency Statistics')!;
    assert.deepEqual(treeText(await statistics.tree!({ extra: {} }, NEVER)), [
      'trace|1 ns|8 ns|3.667 ns|3.786 ns|3|11 ns|[6,7]|[1,9]',
      '  Total|1 ns|8 ns|3.667 ns|3.786 ns|3|11 ns|[6,7]|[1,9]',
      '    X|1 ns|8 ns|3.667 ns|3.786 ns|3|11 ns|[6,7]|[1,9]',
    ]);
  });

  it('pairs by the value of a field, and passes over events that lack it', async () => {
    const specifier = { inRegex: 'in.*', outRegex: 'out.*', classifier: 'fd', label: '{0}' };
    const trace = 'in@1(fd=3) in@2(fd=4) in2@3(x=1) out@4(fd=3) out2@5(x=1) out@6(fd=4)';
    assert.deepEqual(await rows(await analysed([specifier], fakeReader(trace))), [
      'fd 3/all: in[1-4]',
      'fd 4/all: in[2-6]',
    ]);
    const text = await analysed([{ ...specifier, classifier: 'who' }], fakeReader('in@1(who=me) out@4(who=me)'));
    assert.deepEqual(await rows(text), ['me/all: in[1-4]']);
  });

  it('pairs by what both names have found, so that overlapping ones come out right', async () => {
    const specifier = { inRegex: '(.*)_in', outRegex: '(.*)_out', classifier: '', label: '{0}' };
    const trace = 'a_in@1 b_in@2 a_out@5 c_in@6 b_out@8 c_out@9 b_out@10';
    assert.deepEqual(await rows(await analysed([specifier], fakeReader(trace))), [
      'all/all: a[1-5] c[6-9]',
      'all/all: b[2-8]',
    ]);
    const one = { ...specifier, outRegex: '.*_out', label: '{0} to {1}' };
    assert.deepEqual(await rows(await analysed([one], fakeReader('a_in@1 b_in@2 a_out@5 b_out@8'))), [
      'all/all: a to b_out[1-8]',
      'all/all: b to a_out[2-5]',
    ]);
  });

  it('looks for contexts in the fields: rows of their own, and equal where both sides have one', async () => {
    const both = { ...PLAIN, contextInRegex: 'fd=(\\d+)', contextOutRegex: 'fd=(\\d+)', label: '{0} {2}' };
    const trace = 'in@1(fd=3,n=7) in@2(fd=4,n=7) in@3(n=7) out@4(fd=3,n=7) out@6(n=8,fd=4) out@7(fd=5,n=1)';
    assert.deepEqual(await rows(await analysed([both], fakeReader(trace))), ['all/3: in 3[1-4]', 'all/4: in 4[2-6]']);
    const out = { ...PLAIN, contextOutRegex: 'ret=0', label: '{3}' };
    const failing = 'in@1(fd=3) out@2(ret=-1) out@5(ret=0) end@9';
    assert.deepEqual(await rows(await analysed([out], fakeReader(failing))), ['all/all: ret=0[1-5]']);
    const whole = { ...PLAIN, contextInRegex: 'fd=\\d', label: '{2} {3}' };
    assert.deepEqual(await rows(await analysed([whole], fakeReader('in@1(a=b,fd=3) out@2(a=c)'))), [
      'all/fd=3: fd=3 all[1-2]',
    ]);
  });

  it('has events that both close and open close first', async () => {
    const ticks = { ...PLAIN, inRegex: 'tick', outRegex: 'tick' };
    assert.deepEqual(await rows(await analysed([ticks], fakeReader('tick@1 tick@5 tick@7'))), [
      'all/all: X[1-5] X[5-7] X[7-8]',
    ]);
  });

  it('shows several specifiers together, each closing its own', async () => {
    const other = { inRegex: 'begin', outRegex: 'out', classifier: '', label: 'Y' };
    const trace = fakeReader('in@1 begin@2 out@5');
    assert.deepEqual(await rows(await analysed([PLAIN, other], trace)), ['all/all: X[1-5]', 'all/all: Y[2-5]']);
  });

  it('takes for TID in a kernel trace the thread that is current on the CPU, named', async () => {
    const switched = (time: number, from: string, to: string) => {
      const [prev, next] = [from.split(':'), to.split(':')];
      return `sched_switch@${time}($cpu=0,prev_comm=${prev[0]},prev_tid=${prev[1]},prev_state=0,next_comm=${next[0]},next_tid=${next[1]})`;
    };
    const trace = `work_in@1($cpu=0) ${switched(2, 'sh:5', 'cc:6')} work_in@3($cpu=0) ${switched(4, 'cc:6', 'sh:5')}
      work_in@5($cpu=0) work_out@6($cpu=0) ${switched(7, 'sh:5', 'cc:6')} work_out@9($cpu=0)`;
    const specifier = { inRegex: 'work_in', outRegex: 'work_out', label: 'w' };
    const outputs = await analysed([specifier], fakeReader(trace));
    assert.deepEqual(await rows(outputs), ['sh [5]/all: w[5-6]', 'cc [6]/all: w[3-9]']);
    const tree = await outputs.get('Flame Chart')!.tree!({ extra: {} }, NEVER);
    assert.deepEqual(tree.entries.find(({ labels }) => labels[0] === 'all')?.metadata?.TID, [5]);
    assert.deepEqual(
      tree.entries
        .filter(({ hasData }) => hasData)
        .map(({ labels }) => labels[0])
        .slice(0, 2),
      ['sh [5]', 'cc [6]'],
    );
  });

  it('takes for TID elsewhere what the trace calls so', async () => {
    const trace = fakeReader('in@1(vtid=7) in@2(vtid=8) out@3(vtid=8) out@5(vtid=7)');
    assert.deepEqual(await rows(await analysed([{ ...PLAIN, classifier: 'tid' }], trace)), [
      'tid 7/all: X[1-5]',
      'tid 8/all: X[2-3]',
    ]);
  });

  it('goes over all traces, each by itself', async () => {
    const outputs = await analysed([PLAIN], fakeReader('in@1 out@3'), fakeReader('out@2 in@3 out@9'));
    assert.deepEqual((await rows(outputs)).sort(), ['all/all: X[1-3]', 'all/all: X[3-9]']);
  });

  it('says why there is nothing to see', async () => {
    const outputs = await analysed([{ ...PLAIN, classifier: 'nothing' }], fakeReader('in@1(a=1) out@3(a=1)'));
    assert.match(outputs.get('Flame Chart')!.statusMessage!, /No event opens a segment/);
    assert.deepEqual(treeText(await outputs.get('Latency Statistics')!.tree!({ extra: {} }, NEVER)), []);
  });

  it('leaves out what is deeper than there are rows for, and says so', async () => {
    const many = Array.from({ length: 5000 }, (_, i) => `in@${i}`).join(' ');
    const outputs = await analysed([PLAIN], fakeReader(many));
    assert.match(outputs.get('Flame Chart')!.statusMessage!, /904 segments are left out/);
    assert.equal((await rows(outputs)).length, 4096);
  });

  it('gives up where a classifier takes too many values', async () => {
    const many = Array.from({ length: 50_001 }, (_, i) => `in@${i}(n=${i})`).join(' ');
    const outputs = await analysed([{ ...PLAIN, classifier: 'n' }], fakeReader(many));
    assert.equal(outputs.get('')!.status, 'FAILED');
    assert.match(outputs.get('')!.statusMessage!, /more than 50000/);
  });

  it('ends when it is deleted', async () => {
    const index = unread(fakeReader('in@1 out@3'));
    const parameters = { specifiers: [PLAIN] };
    const configuration = { id: 'c', name: '', description: '', sourceTypeId: inAndOut.id, parameters };
    const output = inAndOut.derive!(new InAndOutConfigurator(index.experiment), configuration);
    const [chart] = output.outputs!();
    await chart!.tree!({ extra: {} }, NEVER);
    assert.equal(chart!.status, 'RUNNING');
    output.close!();
    while (chart!.status === 'RUNNING') await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual([chart!.status, chart!.statusMessage], ['FAILED', 'The output has been deleted']);
  });
});

describe('In-And-Out on random traces', () => {
  it('finds what a plain search of the events finds', async () => {
    const random = seeded(7);
    for (let round = 0; round < 30; round++) {
      const events = Array.from({ length: 60 }, (_, time) => ({
        time,
        name: `${['a', 'b'][random(2)]}_${['in', 'out'][random(2)]}`,
        fd: random(2),
        user: random(3),
      }));
      const trace = events.map(({ time, name, fd, user }) => `${name}@${time}(fd=${fd},user=${user})`).join(' ');
      const context = 'fd=(\\d)';
      const specifier = { inRegex: '(.)_in', outRegex: '(.)_out', classifier: 'user', label: '{0}{2}' };
      const found = await rows(
        await analysed([{ ...specifier, contextInRegex: context, contextOutRegex: context }], fakeReader(trace)),
      );
      // For each event that closes: the latest that opens with the same name, field and user, and isn't closed yet.
      const taken = new Set<number>();
      const plain: string[] = [];
      for (const out of events.filter(({ name }) => name.endsWith('out'))) {
        const of = events.findLast(
          (e) =>
            e.time < out.time &&
            e.name === out.name.replace('out', 'in') &&
            e.fd === out.fd &&
            e.user === out.user &&
            !taken.has(e.time),
        );
        if (of === undefined) continue;
        taken.add(of.time);
        plain.push(`user ${of.user}/${of.fd}: ${of.name[0]}${of.fd}[${of.time}-${out.time}]`);
      }
      for (const e of events) {
        if (e.name.endsWith('in') && !taken.has(e.time))
          plain.push(`user ${e.user}/${e.fd}: ${e.name[0]}${e.fd}[${e.time}-60]`);
      }
      const single = found.flatMap((line) => {
        const [row, states] = line.split(': ');
        return states!.split(' ').map((state) => `${row}: ${state}`);
      });
      assert.deepEqual(single.sort(), plain.sort(), trace);
    }
  });
});
