import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Entry, ExperimentInfo, OutputFilter, States, TimeWindow, ViewerHost } from '../../client/messages.ts';
import { statesFromText } from '../chart/testing/states-from-text.ts';
import { TimeGraphSource } from './time-graph-source.ts';
import { TraceModel } from './trace-model.ts';

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

async function setup(rows: number, answer: (items: readonly number[]) => States) {
  const asked: { window: TimeWindow; items: readonly number[]; filter?: OutputFilter | undefined }[] = [];
  const open: (() => void)[] = [];
  const entries = Array.from(
    { length: rows },
    (_, id): Entry => ({ id, parentId: -1, labels: [`row ${id}`], hasData: true }),
  );
  const host = {
    tree: () => Promise.resolve({ status: 'COMPLETED', statusMessage: '', headers: [], entries }),
    styles: () => Promise.resolve({}),
    arrows: () => new Promise(() => {}),
    annotations: () => new Promise(() => {}),
    states: (_: string, window: TimeWindow, items: readonly number[], filter?: OutputFilter) => {
      asked.push({ window, items, filter });
      return new Promise<States>((resolve) => open.push(() => resolve(answer(items))));
    },
  } as Partial<ViewerHost> as ViewerHost;
  const model = new TraceModel(host);
  model.experiment.set({ start: 0, end: 1e9, base: '0' } as ExperimentInfo);
  model.range.set({ start: 0, end: 1e9 });
  const source = new TimeGraphSource(model, 'flame', false);
  await settle();
  const reply = async () => {
    open.shift()?.();
    await settle();
  };
  return { model, source, asked, reply };
}

const empty = () => statesFromText({});

test('where there are too many rows for all, those of the range in sight are asked for, and again all of the whole', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { model, source } = await setup(1, empty);
  const asked: (number | undefined)[] = [];
  const more: Entry = { id: 0, parentId: -1, labels: ['more'], hasData: false, metadata: { left_out: [5] } };
  model.host.tree = (_output, _type, window?: TimeWindow) => {
    asked.push(window?.start);
    return Promise.resolve({ status: 'COMPLETED', statusMessage: '', headers: [], entries: window ? [] : [more] });
  };
  const look = async (start: number, end: number) => {
    model.look({ start, end });
    t.mock.timers.tick(300);
    await settle();
  };
  await look(1e8, 2e8);
  assert.deepEqual(asked, []);
  source.refresh();
  await settle();
  t.mock.timers.tick(300);
  await settle();
  await look(3e8, 4e8);
  await look(0, 1e9);
  assert.deepEqual(asked, [undefined, 1e8, 3e8, undefined]);
  source.stop();
});

test('only rows in sight and a block around them are asked for', async () => {
  const { source, asked } = await setup(30_000, empty);
  source.scrollTop.set(18 * 10_000);
  source.prepare(1000, 18 * 20);
  assert.equal(asked.length, 1);
  const { items } = asked[0]!;
  assert.ok(items.length <= 64, `${items.length}`);
  for (let row = 10_000; row < 10_020; row++) assert.ok(items.includes(row));
});

test('what is held or on its way is not asked for again', async () => {
  const { source, asked, reply } = await setup(10, empty);
  for (let frame = 0; frame < 5; frame++) source.prepare(1000, 180);
  await reply();
  for (let frame = 0; frame < 5; frame++) source.prepare(1000, 180);
  assert.equal(asked.length, 1);
});

test('another filter is another question, of what is shown at first', async () => {
  const { source, asked, reply } = await setup(10, empty);
  source.prepare(1000, 180);
  await reply();
  source.filter.set({ text: 'Duration > 1ms', mode: 'dim' });
  for (let frame = 0; frame < 3; frame++) source.prepare(1000, 180);
  await reply();
  source.prepare(1000, 180);
  assert.deepEqual(
    asked.map(({ filter }) => filter),
    [undefined, { text: 'Duration > 1ms', mode: 'dim', deep: false }],
  );
  source.stop();
});

test('while one question is on its way a whole zoom costs one more', async () => {
  const { model, source, asked, reply } = await setup(10, empty);
  source.prepare(1000, 180);
  for (let step = 0; step < 40; step++) {
    model.range.set({ start: 4e8, end: 4e8 + 6e8 * 0.8 ** step });
    source.prepare(1000, 180);
  }
  assert.equal(asked.length, 1);
  await reply();
  assert.equal(asked.length, 2);
  const { start, end } = model.range.value;
  assert.ok(asked[1]!.window.start <= start && asked[1]!.window.end >= end);
});

test('held states stay until the answer to a new question is there', async () => {
  const { model, source, reply } = await setup(2, () => statesFromText({ 0: 'A[0-500]', 1: 'B[100-900]' }));
  source.prepare(1000, 180);
  await reply();
  model.range.set({ start: 0, end: 1000 });
  source.prepare(1000, 180);
  assert.equal(source.stateAt(0, 250, 0)?.label, 'A');
});

test('a running answer without states does not wipe what is shown', async () => {
  let status: States['status'] = 'COMPLETED';
  const { model, source, reply } = await setup(1, () =>
    status === 'COMPLETED' ? statesFromText({ 0: 'A[0-500]' }) : { ...empty(), status },
  );
  source.prepare(1000, 180);
  await reply();
  status = 'RUNNING';
  model.range.set({ start: 0, end: 1000 });
  source.prepare(1000, 180);
  await reply();
  assert.equal(source.stateAt(0, 250, 0)?.label, 'A');
  source.stop();
});

test('the search walks over all rows in time and goes round at the end', async () => {
  const { model, source, reply } = await setup(2, () =>
    statesFromText({ 0: 'parse[0-10] run[10-30] parse[40-50]', 1: 'parse[10-20]' }),
  );
  source.prepare(1000, 180);
  await reply();
  const seen: number[] = [];
  for (let i = 0; i < 4; i++) {
    const found = source.match('PARSE', model.selection.value, 1)!;
    seen.push(found.start);
    model.select(found, { kind: 'state', outputId: 'flame', path: [], ...found });
  }
  assert.deepEqual(seen, [0, 10, 40, 0]);
  assert.equal(source.match('parse', { start: 40, end: 50 }, -1)?.start, 10);
  assert.equal(source.match('nothing', undefined, 1), undefined);
  model.dispose();
});

test('the longest states of a range come first', async () => {
  const { source, reply } = await setup(2, () =>
    statesFromText({ 0: 'A[0-10] B[10-90] C[95-99]', 1: 'D[20-25] E[30-75] F[500-900]' }),
  );
  source.prepare(1000, 180);
  await reply();
  const names = (count: number) =>
    source
      .longest({ start: 5, end: 97 }, count)
      .map((state) => state.label)
      .join('');
  assert.equal(names(3), 'BEA');
  assert.equal(names(1), 'B');
  assert.equal(names(10), 'BEADC');
});

test('a question that failed is not repeated by itself', async () => {
  const { source, asked, reply } = await setup(1, () => ({ ...empty(), status: 'FAILED' }));
  source.prepare(1000, 180);
  await reply();
  source.prepare(1000, 180);
  assert.equal(asked.length, 1);
  assert.ok(source.problem.value);
  source.refresh();
  source.prepare(1000, 180);
  assert.equal(asked.length, 2);
});

test('an output that was made anew is asked for anew, and shown as it was until the answer comes', async () => {
  let name = 'A';
  const { source, asked, reply } = await setup(1, () => statesFromText({ 0: `${name}[0-500]` }));
  source.prepare(1000, 180);
  await reply();
  name = 'B';
  source.refresh(true);
  source.prepare(1000, 180);
  assert.equal(source.stateAt(0, 250, 0)?.label, 'A');
  source.refresh(true);
  source.prepare(1000, 180);
  await reply();
  await reply();
  assert.equal(source.stateAt(0, 250, 0)?.label, 'B');
  assert.equal(asked.length, 3, 'a question on its way when it was made anew is put once more');
  source.stop();
});
