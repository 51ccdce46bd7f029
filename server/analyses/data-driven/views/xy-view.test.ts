/** XY charts of documents: values of attributes at samples, or how they have changed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeReader } from '../../testing/fake-reader.ts';
import { NEVER, rowIds, treeText, window } from '../../testing/opened.ts';
import { complete, provided, stateProvider } from './testing/provided.ts';

const view = (type: string, entry = '<display type="self"/>', path = 'Counts/*'): string =>
  `<xyView id="v"><head><analysis id="a"/><label value="Counts"/></head><entry path="${path}" displayType="${type}">${entry}</entry></xyView>`;
const PROVIDER = stateProvider('a', 'count', 'Counts/{of}: {n}');
const EVENTS = 'count@10(of=x,n=4) count@20(of=y,n=0x10) count@30(of=x,n=9) count@35(of=y,n=none) end@50';

async function series(inner: string, events = EVENTS): Promise<string[]> {
  const [output] = await provided(inner, fakeReader(events));
  const tree = await (await complete(output!)).tree!({ extra: {} }, NEVER);
  const { series } = await output!.xy!(window(0, 60, 7, rowIds(tree)), NEVER);
  return series.map(({ seriesName, yValues }) => `${seriesName} ${[...yValues]}`);
}

test('absolute: the number at each sample, a text read as one, else 0; 0 outside of the trace', async () => {
  assert.deepEqual(await series(PROVIDER + view('absolute')), ['trace/x 0,4,4,9,9,9,0', 'trace/y 0,0,16,16,0,0,0']);
});

test('delta: what came since the sample before; 0 at the first and beyond the end', async () => {
  assert.deepEqual(await series(PROVIDER + view('delta')), ['trace/x 0,4,0,5,0,0,0', 'trace/y 0,0,16,0,-16,0,0']);
  assert.deepEqual(
    await series(PROVIDER + view('delta'), 'count@0(of=x,n=4) count@30(of=x,n=9) end@60'),
    ['trace/x 0,0,0,5,0,0,0'],
    'what there is at the first sample did not come then',
  );
});

test('series are named by an attribute, and shown of another', async () => {
  const provider = stateProvider('a', 'count', 'Counts/{of}/total: {n}', 'Counts/{of}/name: Mixer');
  const entry = '<display type="constant" value="total"/><name type="constant" value="name"/>';
  const [output] = await provided(provider + view('absolute', entry), fakeReader('count@1(of=x,n=2) end@60'));
  assert.equal(output!.descriptor.type, 'TREE_TIME_XY');
  const tree = await (await complete(output!)).tree!({ extra: {} }, NEVER);
  assert.deepEqual(treeText(tree), ['trace', '  Mixer']);
  assert.deepEqual(await series(provider + view('absolute', entry), 'count@1(of=x,n=2) end@60'), [
    'trace/Mixer 0,2,2,2,2,2,2',
  ]);
});
