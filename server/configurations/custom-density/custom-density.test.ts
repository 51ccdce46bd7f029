/** How many took how long, in ranges of one's choice. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Output, QueryError, type XYSeries } from '../../analyses/output.ts';
import { callTrace } from '../../analyses/testing/fake-reader.ts';
import { NEVER, opened, outputNamed, window } from '../../analyses/testing/opened.ts';
import { customDensity } from './custom-density.ts';

type Parameters = Readonly<Record<string, unknown>>;

const DURATIONS = [1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 377, 610, 987];
const TRACE = DURATIONS.map((duration, i) => `A[${1000 * i}-${1000 * i + duration}]`).join(' ');

async function density(parameters: Parameters): Promise<XYSeries> {
  customDensity.check(parameters);
  const configuration = { id: 'c', ...customDensity.label(parameters), sourceTypeId: customDensity.id, parameters };
  const parent = outputNamed(await opened(callTrace(TRACE)), 'Function Density View');
  const output: Output = customDensity.derive!(parent, configuration);
  const [root] = (await output.tree!({ extra: {} }, NEVER)).entries;
  return (await output.xy!({ ...window(0, 20_000, 2, [root!.id]), extra: { nbSamples: 7 } }, NEVER)).series[0]!;
}

for (const parameters of [
  { title: 't', bins: 10 },
  { title: 't', bins: 10, scale: 'log' },
  { title: 't', bins: 7, scale: 'log', from: '3', to: '0.5us' },
  { title: 't', bins: 4, scale: 'linear', from: '10ns', to: '210 ns' },
  { title: 't', bins: 300, scale: 'linear', from: '5', to: '25' },
  { title: 't', bins: 1, from: '2000' },
]) {
  test(`each range counts its own: ${JSON.stringify(parameters)}`, async () => {
    const { xRanges = [], yValues, xAxis } = await density(parameters);
    const counts = xRanges.map(
      ({ start, end }) => DURATIONS.filter((duration) => duration >= start && duration <= end).length,
    );
    assert.deepEqual([...yValues], counts);
    assert.ok(xRanges.length > 0 && xRanges.length <= parameters.bins);
    xRanges.forEach(({ start, end }, i) => {
      assert.ok(start <= end);
      if (i > 0) assert.equal(start, xRanges[i - 1]!.end + 1n, 'ranges lie next to each other');
    });
    assert.equal(xAxis.axisDomain!.end, xRanges.at(-1)!.end);
  });
}

test('ranges grow by one factor, or are equally wide', async () => {
  const widths = async (parameters: Parameters) =>
    ((await density({ title: 't', ...parameters })).xRanges ?? []).map(({ start }) => Number(start));
  assert.deepEqual(await widths({ bins: 3, scale: 'log', from: '1', to: '1us' }), [1, 10, 100]);
  assert.deepEqual(await widths({ bins: 4, from: '100', to: '500' }), [100, 200, 300, 400]);
});

test('what is wrong is refused, with the parameter named', () => {
  const refused = (parameters: Parameters, parameter: string) =>
    assert.throws(
      () => customDensity.check({ title: 't', ...parameters }),
      (error) => error instanceof QueryError && error.parameter === parameter,
    );
  refused({ title: '' }, 'title');
  refused({ bins: 0 }, 'bins');
  refused({ bins: 1e9 }, 'bins');
  refused({ scale: 'cubic' }, 'scale');
  refused({ from: 'soon' }, 'from');
  refused({ from: '-1' }, 'from');
  refused({ from: '1ms', to: '10us' }, 'to');
  refused({ scale: 'log', to: '1' }, 'to');
  assert.equal(
    customDensity.label({ title: 'Slow', bins: 5, scale: 'log', from: '1us' }).description,
    'Durations from 1 µs to the longest in 5 bins, log',
  );
});
