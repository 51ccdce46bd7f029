/** Time graphs of documents: which rows there are, what they are called, what hangs below what, and how states look. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeReader } from '../../testing/fake-reader.ts';
import { NEVER, rowIds, window } from '../../testing/opened.ts';
import { complete, graphText, provided, stateProvider } from './testing/provided.ts';

const view = (entries: string, head = ''): string =>
  `<timeGraphView id="v"><head><analysis id="a"/><label value="View"/></head>${head}${entries}</timeGraphView>`;
const SELF = '<display type="self"/>';

test('each attribute that a path matches has a row, named as the attribute, with its states', async () => {
  const [output] = await provided(
    stateProvider('a', 'set', 'Things/{n}/status: {to}') +
      view(`<entry path="Things/*"><display type="constant" value="status"/></entry>`),
    fakeReader('set@0(n=x,to=5) set@4(n=y,to=3) set@6(n=x,to=7) end@9'),
  );
  assert.deepEqual(output!.descriptor, {
    id: 'v',
    name: 'a label: View',
    description: 'View provided by Analysis module: a label',
    type: 'TIME_GRAPH',
  });
  assert.deepEqual(await graphText(output!, 10), ['trace', '  x 5[0-6] 7[6-10]', '  y 3[4-10]']);
});

test('values that the view defines bear its names and colours; others their text', async () => {
  const defined = '<definedValue name="Busy" value="5" color="#FF0000"/><definedValue name="Idle" value="7"/>';
  const inner = stateProvider('a', 'set', 'x: {to}') + view(`<entry path="x">${SELF}</entry>`, defined);
  const trace = () => fakeReader('set@0(to=5) set@4(to=7) set@6(to=8) end@9');
  const [output] = await provided(inner, trace());
  assert.deepEqual(await graphText(output!, 10), ['trace', '  x Busy[0-4] Idle[4-6] 8[6-10]']);
  const tree = await output!.tree!({ extra: {} }, NEVER);
  const { looks } = await output!.states!(window(0, 10, 11, rowIds(tree)), NEVER);
  const styles = output!.styles!();
  const colours = looks.map(({ label, style }) => [label, styles[style!]?.values?.['background-color']]);
  assert.equal(new Map(colours as [string, string][]).get('Busy'), '#FF0000');
  assert.ok(colours.every(([, colour]) => colour !== undefined));

  const [written] = await provided(inner.replace('path="x"', 'path="x" displayText="true"'), trace());
  assert.deepEqual(await graphText(written!, 10), ['trace', '  x 5[0-4] 7[4-6] 8[6-10]']);
});

test('entries nest, take names from attributes, and hang below the one whose id they name', async () => {
  const nested = `<entry path="P/*"><name type="constant" value="title"/><entry path="*">${SELF}</entry></entry>`;
  const [deep] = await provided(
    stateProvider('a', 'set', 'P/{p}/title: {t}', 'P/{p}/work: {w}') + view(nested),
    fakeReader('set@0(p=1,t=one,w=7) set@1(p=2,t=two,w=8) end@3'),
  );
  assert.deepEqual(await graphText(deep!, 4), [
    'trace',
    '  one',
    '    title one[0-4]',
    '    work 7[0-4]',
    '  two',
    '    title two[1-4]',
    '    work 8[1-4]',
  ]);

  const related = `<entry path="T/*"><display type="constant" value="s"/><id type="self"/>
    <parent type="constant" value="parent"/></entry>`;
  const [tree] = await provided(
    stateProvider('a', 'set', 'T/{n}: {n}', 'T/{n}/s: 1', 'T/{n}/parent: {up}') + view(related),
    // 30 names one that is not there; 40 and 50 each other; 60 itself.
    fakeReader(
      'set@0(n=20,up=10) set@1(n=10,up=0) set@2(n=30,up=99) set@3(n=40,up=50) set@3(n=50,up=40) set@4(n=60,up=60)',
    ),
  );
  assert.deepEqual(
    (await graphText(tree!, 5)).map((line) => line.replace(/ 1\[.*/, '')),
    ['trace', '  10', '    20', '  30', '  60', '  40', '    50'],
  );
});

test('an attribute without what is to be displayed has no row; stars are told again as $1', async () => {
  const entries = `<entry path="A/*"><display type="constant" value="s"/></entry>
    <entry path="B/b*"><entry path="on $1">${SELF}</entry></entry>`;
  const [output] = await provided(
    stateProvider('a', 'set', 'A/{n}/{what}: 1', 'B/b{n}/x: 1').replaceAll('value="b{n}"', 'value="b7"') +
      view(entries),
    fakeReader('set@0(n=1,what=s) set@1(n=2,what=other) end@2'),
  );
  assert.deepEqual(await graphText(output!, 3), ['trace', '  1 1[0-3]', '  b7']);
});

test('ids stay while more comes, and are those of an open trace', async () => {
  const inner = stateProvider('a', 'set', '{n}: 1') + view(`<entry path="*">${SELF}</entry>`);
  const ids = async (words: string): Promise<Record<string, number>> => {
    const [output] = await provided(inner, fakeReader(words), fakeReader('other@0'));
    const { entries } = await (await complete(output!)).tree!({ extra: {} }, NEVER);
    return Object.fromEntries(entries.map(({ id, labels }) => [labels[0]!, id]));
  };
  const few = await ids('set@0(n=x) set@1(n=y)');
  const more = await ids('set@0(n=x) set@1(n=y) set@2(n=z)');
  assert.deepEqual({ ...more, ...few }, more);
  assert.equal(new Set(Object.values(more)).size, Object.keys(more).length);
});

test('tooltips and filters tell the state, its value and the attribute', async () => {
  const defined = '<definedValue name="Busy" value="5" color="#FF0000"/>';
  const [output] = await provided(
    stateProvider('a', 'set', 'x/y: {to}') + view(`<entry path="x/*">${SELF}</entry>`, defined),
    fakeReader('set@0(to=5) set@4(to=6) end@9'),
  );
  await complete(output!);
  const [row] = rowIds(await output!.tree!({ extra: {} }, NEVER));
  const tooltip = await output!.tooltip!({
    time: 2n,
    items: [row!],
    element: { type: 'STATE', time: 0n, duration: 4n },
  });
  assert.deepEqual(
    [...tooltip],
    [
      ['State', 'Busy'],
      ['Value', '5'],
      ['Attribute Path', 'x/y'],
      ['Duration', '4 ns'],
    ],
  );
  const query = { ...window(0, 9, 10, [row!]), filter: { deep: false, dim: ['Value == 5'], exclude: [] } };
  const [states] = (await output!.states!(query, NEVER)).rows;
  assert.deepEqual([...states!.tags!], [0, 1]);
});

test('an analysis that nothing shows has a time graph of its attributes', async () => {
  const [output] = await provided(stateProvider('a', 'set', 'x/y: {to}'), fakeReader('set@0(to=5) end@2'));
  assert.deepEqual([output!.descriptor.id, output!.descriptor.name], ['a', 'a label']);
  assert.deepEqual(await graphText(output!, 3), ['trace', '  x', '    y 5[0-3]']);
});

test('a view of an analysis that is nowhere says so; one that fits no trace is not there', async () => {
  const trace = (): ReturnType<typeof fakeReader> => fakeReader('set@0(n=1)');
  const [, lost] = await provided(
    view(`<entry path="*">${SELF}</entry>`) + stateProvider('b', 'set', '{n}: 1'),
    trace(),
  );
  assert.deepEqual(
    [lost!.status, lost!.statusMessage],
    ['FAILED', '"View" in line 1 shows "a", which no document has that fits a trace here'],
  );
  const unfit = stateProvider('a', 'set', '{n}: 1').replace('<head>', '<head><traceType id="some.other.tracetype"/>');
  assert.deepEqual(await provided(unfit + view(`<entry path="*">${SELF}</entry>`), trace()), []);
  const lostToo = unfit.replace('id="a"', 'id="b"') + view(`<entry path="*">${SELF}</entry>`);
  assert.deepEqual(await provided(lostToo, trace()), [], 'nor does a document for other traces say what it lacks');
});
