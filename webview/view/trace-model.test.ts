import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import type { ExperimentInfo, OutputInfo, ViewerHost } from '../../client/messages.ts';
import { firstLanes } from './first-lanes.ts';
import { TraceModel } from './trace-model.ts';

const output = (id: string, type: OutputInfo['type'], name = id): OutputInfo => ({
  id,
  name,
  type,
  description: '',
  canCreate: false,
  canDelete: false,
});
const FLAME = output('flame', 'TIME_GRAPH', 'Flame Chart');
const TABLE = output('events', 'TABLE');
const HISTOGRAM = output('histogram', 'TREE_TIME_XY');

const info = (end: number, indexing: ExperimentInfo['indexing'] = 'COMPLETED'): ExperimentInfo => ({
  uuid: 'u',
  name: 'trace',
  base: '1700000000000000000',
  start: 0,
  end,
  events: 10,
  indexing,
  fraction: 0.5,
  traces: [],
  notices: [],
});

async function setup(more: Partial<ViewerHost> = {}, outputs: readonly OutputInfo[] = [TABLE, HISTOGRAM, FLAME]) {
  mock.timers.enable({ apis: ['setTimeout'] });
  const saved: Readonly<Record<string, unknown>>[] = [];
  const host = {
    experiment: () => Promise.resolve(info(1e9)),
    outputs: () => Promise.resolve(outputs),
    loadLayout: () => Promise.resolve(undefined),
    saveLayout: (layout: Readonly<Record<string, unknown>>) => {
      saved.push(layout);
      return Promise.resolve();
    },
    bookmarks: () => Promise.resolve([]),
    addBookmark: (name: string, start: number, end: number) => Promise.resolve({ uuid: name, name, start, end }),
    ...more,
  } as ViewerHost;
  const model = new TraceModel(host);
  await model.open();
  const rest = () => mock.timers.tick(400);
  rest();
  return { model, saved, rest, end: () => mock.timers.reset() };
}

const lanes = (model: TraceModel) => model.lanes.value.map((lane) => lane.outputId).join(' ');

test('at first the flame chart is shown over the whole trace', async () => {
  const { model, end } = await setup();
  assert.equal(lanes(model), 'flame');
  assert.deepEqual(model.range.value, { start: 0, end: 1e9 });
  assert.deepEqual(
    firstLanes([TABLE, HISTOGRAM]).map(({ outputId }) => outputId),
    ['histogram', 'events'],
  );
  const [path, threads] = [
    output('path', 'TIME_GRAPH', 'Critical Path'),
    output('threads', 'TIME_GRAPH', 'Thread Status'),
  ];
  assert.deepEqual(
    firstLanes([TABLE, path, threads]).map(({ outputId }) => outputId),
    ['threads'],
  );
  const [explorer, memory] = [
    output('explorer', 'TIME_GRAPH', 'State System Explorer'),
    output('memory', 'TREE_TIME_XY'),
  ];
  assert.deepEqual(
    firstLanes([explorer, HISTOGRAM, memory, TABLE]).map(({ outputId }) => outputId),
    ['memory', 'events'],
  );
  assert.deepEqual(firstLanes([]), []);
  end();
});

test('while a trace is indexed, a flame chart that comes later takes the place of the first choice', async () => {
  const { model, end } = await setup({}, [TABLE, HISTOGRAM]);
  assert.equal(lanes(model), 'histogram events');
  model.heard({ kind: 'outputs', outputs: [TABLE, HISTOGRAM, FLAME] });
  assert.equal(lanes(model), 'flame');
  end();
});

test('a trace that is read again keeps its length until it is longer, and its lanes ask anew', async () => {
  const { model, end } = await setup();
  let asked = 0;
  model.actions.set('flame', { refresh: () => asked++ });
  model.heard({ kind: 'experiment', experiment: info(1000, 'RUNNING') });
  assert.deepEqual([model.range.value, asked], [{ start: 0, end: 1e9 }, 1]);
  model.heard({ kind: 'experiment', experiment: info(2e9, 'RUNNING') });
  model.heard({ kind: 'experiment', experiment: info(2e9) });
  assert.deepEqual([model.range.value, asked], [{ start: 0, end: 2e9 }, 1]);
  model.heard({ kind: 'experiment', experiment: info(1000, 'RUNNING') });
  model.heard({ kind: 'experiment', experiment: info(5e8) });
  assert.deepEqual(model.range.value, { start: 0, end: 5e8 });
  end();
});

test('lanes that the user has chosen stay, whatever comes later', async () => {
  const { model, end } = await setup({}, [TABLE, HISTOGRAM]);
  model.show('events');
  model.heard({ kind: 'outputs', outputs: [TABLE, HISTOGRAM, FLAME] });
  assert.equal(lanes(model), 'histogram events');
  end();
});

test('a lane goes when its output is deleted', async () => {
  const { model, end } = await setup();
  model.show('events');
  model.heard({ kind: 'outputs', outputs: [FLAME, HISTOGRAM] });
  assert.equal(lanes(model), 'flame');
  end();
});

test('the lane of a deleted output comes back in its place with the output', async () => {
  const { model, end } = await setup();
  model.show('histogram');
  model.show('events');
  model.changeLane('histogram', { height: 77 });
  model.heard({ kind: 'outputs', outputs: [FLAME, TABLE] });
  assert.equal(lanes(model), 'flame events');
  assert.match(model.toast.value ?? '', /“histogram” was deleted/);
  model.heard({ kind: 'outputs', outputs: [FLAME, TABLE, HISTOGRAM] });
  assert.equal(lanes(model), 'flame histogram events');
  assert.equal(model.lanes.value[1]?.height, 77);
  model.closeLane('histogram');
  model.heard({ kind: 'outputs', outputs: [FLAME, TABLE, HISTOGRAM] });
  assert.equal(lanes(model), 'flame events');
  const configuration = { id: 'c', name: 'C', sourceTypeId: 't', parameters: { filter: 'a' } };
  const made = (id: string) => ({ ...FLAME, id, parentId: 'flame', configuration });
  model.heard({ kind: 'outputs', outputs: [FLAME, TABLE, made('flame:c')] });
  model.show('flame:c');
  model.heard({ kind: 'outputs', outputs: [FLAME, TABLE] });
  assert.equal(lanes(model), 'flame events');
  model.heard({ kind: 'outputs', outputs: [FLAME, TABLE, made('flame:other')] });
  assert.equal(lanes(model), 'flame flame:other events');
  end();
});

test('outputs that were made anew are asked for anew, and all below them; others are left alone', async () => {
  const configuration = (filter: string) => ({ id: 'c', name: 'C', sourceTypeId: 't', parameters: { filter } });
  const made = (filter: string) => ({
    ...FLAME,
    id: 'flame:c',
    parentId: 'flame',
    configuration: configuration(filter),
  });
  const part = { ...FLAME, id: 'flame:c:part', parentId: 'flame:c' };
  const { model, end } = await setup({}, [part, FLAME, made('a')]);
  const asked: string[] = [];
  for (const id of ['flame', 'flame:c', 'flame:c:part'])
    model.actions.set(id, { refresh: (remade) => remade && asked.push(id) });
  model.heard({ kind: 'outputs', outputs: [part, FLAME, made('a')] });
  assert.deepEqual(asked, []);
  model.heard({ kind: 'outputs', outputs: [part, FLAME, { ...made('a'), name: 'Another name' }] });
  assert.deepEqual(asked, []);
  model.heard({ kind: 'outputs', outputs: [part, FLAME, made('b')] });
  assert.deepEqual(asked.splice(0).sort(), ['flame:c', 'flame:c:part']);
  model.heard({ kind: 'outputs', outputs: [FLAME] });
  model.heard({ kind: 'outputs', outputs: [FLAME, made('b')] });
  assert.deepEqual(asked, ['flame:c']);
  end();
});

test('lanes stay while the trace is indexed anew, after the server’s end, and outputs come back one by one', async () => {
  for (const chosen of [true, false]) {
    const { model, end } = await setup();
    if (chosen) model.show('events');
    const before = lanes(model);
    model.heard({ kind: 'experiment', experiment: { ...info(1e9), indexing: 'RUNNING' } });
    model.heard({ kind: 'outputs', outputs: [TABLE, HISTOGRAM] });
    assert.equal(lanes(model), before);
    model.heard({ kind: 'experiment', experiment: info(1e9) });
    model.heard({ kind: 'outputs', outputs: [TABLE, HISTOGRAM, FLAME] });
    assert.equal(lanes(model), before);
    model.heard({ kind: 'outputs', outputs: [TABLE, HISTOGRAM] });
    assert.equal(lanes(model), chosen ? 'events' : '');
    end();
  }
});

test('a growing trace is followed until the user looks somewhere', async () => {
  const { model, end } = await setup();
  model.heard({ kind: 'experiment', experiment: info(2e9, 'RUNNING') });
  assert.deepEqual(model.range.value, { start: 0, end: 2e9 });
  model.look({ start: 1e8, end: 5e8 });
  model.heard({ kind: 'experiment', experiment: info(4e9, 'RUNNING') });
  assert.deepEqual(model.range.value, { start: 1e8, end: 5e8 });
  end();
});

const live = (end: number, liveRevision = 1): ExperimentInfo => ({ ...info(end), live: true, liveRevision });

test('the whole is shown as it grows, also by a view that is opened again, or comes back to it', async () => {
  const { model, saved, rest, end } = await setup();
  model.show('events');
  mock.timers.tick(1000);
  end();
  const again = await setup({ loadLayout: () => Promise.resolve(saved.at(-1)) });
  again.model.heard({ kind: 'experiment', experiment: live(3e9) });
  assert.deepEqual(again.model.range.value, { start: 0, end: 3e9 });
  again.model.look({ start: 1e8, end: 5e8 });
  rest();
  again.model.heard({ kind: 'experiment', experiment: live(4e9) });
  assert.deepEqual(again.model.range.value, { start: 1e8, end: 5e8 });
  again.model.run('undo');
  assert.deepEqual(again.model.range.value, { start: 0, end: 4e9 });
  again.end();
});

test('a part goes along with the end when it is told to, until it is moved or told again', async () => {
  const { model, saved, end } = await setup();
  model.look({ start: 0, end: 1e8 });
  model.run('follow');
  assert.deepEqual(model.range.value, { start: 9e8, end: 1e9 });
  model.heard({ kind: 'experiment', experiment: live(2e9) });
  assert.deepEqual(model.range.value, { start: 19e8, end: 2e9 });
  mock.timers.tick(1000);
  model.run('follow');
  model.heard({ kind: 'experiment', experiment: live(3e9) });
  assert.deepEqual(model.range.value, { start: 19e8, end: 2e9 });
  end();
  const experiment = () => Promise.resolve(live(5e9));
  const again = await setup({ experiment, loadLayout: () => Promise.resolve(saved.at(-1)) });
  assert.deepEqual(again.model.range.value, { start: 49e8, end: 5e9 });
  again.end();
});

test('time that goes by asks nothing anew; what is new, or was taken too long, does', async () => {
  const { model, end } = await setup();
  model.heard({ kind: 'experiment', experiment: live(1e9) });
  let asked = 0;
  model.actions.set('flame', { refresh: () => asked++ });
  model.heard({ kind: 'experiment', experiment: live(2e9) });
  assert.equal(asked, 0);
  model.heard({ kind: 'experiment', experiment: live(3e9, 2) });
  assert.equal(asked, 1);
  model.heard({ kind: 'experiment', experiment: live(2e9, 2) });
  assert.equal(asked, 2);
  assert.deepEqual(model.range.value, { start: 0, end: 2e9 });
  end();
});

test('an arrangement is kept when it is another one', async () => {
  const { model, saved, end } = await setup();
  for (let at = 1; at < 5; at++) {
    model.heard({ kind: 'experiment', experiment: live(at * 1e9) });
    mock.timers.tick(1000);
  }
  assert.equal(saved.length, 1);
  end();
});

test('undo and redo walk through ranges and selections; a gesture is one step', async () => {
  const { model, rest, end } = await setup();
  for (let i = 1; i <= 5; i++) model.zoom(0.8, 5e8);
  rest();
  const zoomed = model.range.value;
  model.select({ start: 4e8, end: 5e8 });
  rest();
  model.run('undo');
  assert.equal(model.selection.value, undefined);
  assert.deepEqual(model.range.value, zoomed);
  model.run('undo');
  assert.deepEqual(model.range.value, { start: 0, end: 1e9 });
  model.run('redo');
  model.run('redo');
  assert.deepEqual(model.selection.value, { start: 4e8, end: 5e8 });
  end();
});

test('an undo right after a gesture undoes that gesture', async () => {
  const { model, end } = await setup();
  model.look({ start: 1e8, end: 2e8 });
  model.run('undo');
  assert.deepEqual(model.range.value, { start: 0, end: 1e9 });
  end();
});

test('going to something out of sight brings it into sight and selects it', async () => {
  const { model, end } = await setup();
  model.look({ start: 0, end: 1e8 });
  model.goTo({ start: 8e8, end: 8e8 });
  assert.deepEqual(model.selection.value, { start: 8e8, end: 8e8 });
  assert.ok(model.range.value.start <= 8e8 && model.range.value.end >= 8e8);
  end();
});

test('what was kept comes back; the first choice of lanes is not kept as the user’s', async () => {
  const { model, saved, end } = await setup();
  model.setTreeWidth(300);
  mock.timers.tick(1000);
  assert.equal(saved.at(-1)?.lanes, undefined);
  model.show('events');
  model.look({ start: 1e8, end: 2e8 });
  mock.timers.tick(1000);
  end();
  const again = await setup({ loadLayout: () => Promise.resolve(saved.at(-1)) });
  assert.equal(lanes(again.model), 'flame events');
  assert.deepEqual(again.model.range.value, { start: 1e8, end: 2e8 });
  assert.equal(again.model.treeWidth.value, 300);
  again.end();
});

test('what the host tells while the view opens is newer than what it answers', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  let answer: (outputs: readonly OutputInfo[]) => void = () => {};
  const model = new TraceModel({
    experiment: () => Promise.resolve(info(1e9)),
    outputs: () => new Promise((resolve) => (answer = resolve)),
    loadLayout: () => Promise.resolve(undefined),
    bookmarks: () => Promise.resolve([]),
  } as Partial<ViewerHost> as ViewerHost);
  const opened = model.open();
  model.heard({ kind: 'outputs', outputs: [TABLE, HISTOGRAM, FLAME] });
  answer([TABLE]);
  await opened;
  assert.equal(model.outputs.value.length, 3);
  assert.equal(lanes(model), 'flame');
  mock.timers.reset();
});

test('a trace that can’t be opened says why, and can be tried again', async () => {
  let broken = true;
  const { model, end } = await setup({
    experiment: () => (broken ? Promise.reject(new Error('no such experiment')) : Promise.resolve(info(5))),
  });
  assert.equal(model.failure.value, 'no such experiment');
  broken = false;
  await model.open();
  assert.equal(model.failure.value, undefined);
  assert.equal(lanes(model), 'flame');
  end();
});

test('a bookmark is put at the selection and bears the state’s name', async () => {
  const { model, end } = await setup();
  await model.addBookmark();
  assert.equal(model.bookmarks.value.length, 0);
  model.select(
    { start: 5, end: 9 },
    { kind: 'state', outputId: 'flame', entryId: 1, start: 5, end: 9, label: 'parse', path: [] },
  );
  await model.addBookmark();
  assert.deepEqual(model.bookmarks.value, [{ uuid: 'parse', name: 'parse', start: 5, end: 9 }]);
  end();
});

test('an output that is to be shown before the view is open is shown as soon as it is', async () => {
  const model = new TraceModel({
    experiment: () => Promise.resolve(info(1e9)),
    outputs: () => Promise.resolve([TABLE, FLAME]),
    loadLayout: () => Promise.resolve({ version: 1, lanes: [{ outputId: 'flame' }] }),
    saveLayout: () => Promise.resolve(),
    bookmarks: () => Promise.resolve([]),
  } as Partial<ViewerHost> as ViewerHost);
  model.heard({ kind: 'show', outputId: 'events' });
  await model.open();
  assert.equal(lanes(model), 'flame events');
  model.dispose();
});

test('of an output that only groups others the first is shown', async () => {
  const group = { ...FLAME, id: 'group', type: 'NONE' as const };
  const { model, end } = await setup({}, [FLAME, group, { ...TABLE, id: 'part', parentId: 'group' }]);
  model.show('group');
  assert.equal(lanes(model), 'flame part');
  end();
});

test('an output that was made a moment ago is shown below its parent', async () => {
  let outputs: OutputInfo[] = [TABLE, FLAME];
  const { model, end } = await setup({ outputs: async () => outputs });
  model.show('events');
  outputs = [...outputs, { ...FLAME, id: 'slow', parentId: 'flame' }];
  model.show('slow');
  await new Promise(setImmediate);
  assert.equal(lanes(model), 'flame slow events');
  end();
});

test('an arrangement that could not be read is not overwritten, and lost bookmarks are told', async () => {
  const gone = () => Promise.reject(new Error('gone'));
  const { model, saved, end } = await setup({ loadLayout: gone, bookmarks: gone });
  assert.equal(lanes(model), 'flame');
  model.show('events');
  model.saveNow();
  assert.deepEqual(saved, []);
  assert.equal(model.toast.value, 'The bookmarks could not be loaded: gone');
  end();
});

test('the tree gives way in a narrow view, and has its width again in a wide one', async () => {
  const { model, saved, rest, end } = await setup();
  model.setTreeWidth(300);
  model.fitTree(500);
  assert.equal(model.treeWidth.value, 200);
  model.fitTree(1400);
  assert.equal(model.treeWidth.value, 300);
  model.fitTree(500);
  model.saveNow();
  rest();
  assert.equal(saved.at(-1)?.treeWidth, 300);
  end();
});

test('times since the start count from the earliest trace, also when it is read last', async () => {
  const { model, saved, rest, end } = await setup();
  assert.equal(model.timeText(5e8, 3), '0.500 s');
  model.heard({ kind: 'experiment', experiment: { ...info(1e9), start: -2e9 } });
  assert.equal(model.timeText(5e8, 3), '2.500 s');
  assert.equal(model.timeText(-2e9, 3), '0.000 s');
  model.look({ start: 0, end: 10 });
  rest();
  model.saveNow();
  assert.deepEqual(saved.at(-1)?.range, { start: 2e9, end: 2e9 + 10 });
  end();
});

test('the tree is wider in a wide view, until the user says how wide', async () => {
  const { model, saved, rest, end } = await setup();
  model.fitTree(1000);
  const usual = model.treeWidth.value;
  model.fitTree(1900);
  assert.ok(model.treeWidth.value > usual);
  model.saveNow();
  rest();
  assert.ok(!('treeWidth' in saved.at(-1)!));
  model.setTreeWidth(200);
  model.fitTree(1000);
  model.fitTree(1900);
  assert.equal(model.treeWidth.value, 200);
  model.setTreeWidth(undefined);
  assert.ok(model.treeWidth.value > usual);
  end();
});

test('a state that outlasts the last event is shown to its end', async () => {
  const { model, end } = await setup();
  model.reach(1e9 + 1);
  assert.deepEqual(model.range.value, { start: 0, end: 1e9 });
  model.reach(3e9);
  model.reach(2e9);
  assert.deepEqual(model.range.value, { start: 0, end: 3e9 });
  model.look({ start: 10, end: 20 });
  model.reach(4e9);
  assert.deepEqual(model.range.value, { start: 10, end: 20 });
  end();
});
