/** Statistics of durations with rows put together or left out by name. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { openExperiment } from '../../analyses/open-experiment.ts';
import { type Output, QueryError, type TreeQuery } from '../../analyses/output.ts';
import { callTrace } from '../../analyses/testing/fake-reader.ts';
import { NEVER, opened, outputNamed, treeText } from '../../analyses/testing/opened.ts';
import { ctfFormat } from '../../formats/ctf/format.ts';
import { sharedTrace } from '../../formats/shared-traces.ts';
import { customStatistics } from './custom-statistics.ts';

type Parameters = Readonly<Record<string, unknown>>;

function derived(parent: Output, parameters: Parameters): Output {
  customStatistics.check(parameters);
  const configuration = {
    id: 'c',
    ...customStatistics.label(parameters),
    sourceTypeId: customStatistics.id,
    parameters,
  };
  return customStatistics.derive!(parent, configuration);
}

async function lines(output: Output, query: Partial<TreeQuery> = {}): Promise<string[]> {
  return treeText(await output.tree!({ extra: {}, ...query }, NEVER));
}

const TRACE = 'A[0-10] B[1-3] B[4-5] C[6-9] A/2[100-2100]';
const statistics = async () => outputNamed(await opened(callTrace(TRACE)), 'Function Duration Statistics');

describe('custom statistics', () => {
  it('put the functions that match into one row, named by the regex', async () => {
    const output = derived(await statistics(), { title: 'Grouped', aggregation: 'label matches 0x4[12]' });
    assert.deepEqual(await lines(output), [
      'trace|1 ns|2 µs|403.2 ns|892.645 ns|5|2.016 µs|[4,5]|[100,2100]',
      '  Total|1 ns|2 µs|403.2 ns|892.645 ns|5|2.016 µs|[4,5]|[100,2100]',
      '    0x4[12]|1 ns|2 µs|503.25 ns|997.841 ns|4|2.013 µs|[4,5]|[100,2100]',
      '    0x43 [7]|3 ns|3 ns|3 ns|---|1|3 ns|[6,9]|[6,9]',
    ]);
  });

  it('have a row for each text that the first group finds', async () => {
    const output = derived(await statistics(), { title: 'Grouped', aggregation: '0x4([12])' });
    assert.deepEqual(
      (await lines(output)).slice(2).map((line) => line.split('|').filter((_, i) => i === 0 || i === 5)),
      [
        ['    1', '2'],
        ['    2', '2'],
        ['    0x43 [7]', '1'],
      ],
    );
  });

  it('count only what the filter matches, also in a selection', async () => {
    const output = derived(await statistics(), { title: 'Some', filter: '^0x4[23]' });
    assert.deepEqual(await lines(output, { start: 2n, end: 4n, isFiltered: true }), [
      'trace|1 ns|3 ns|2 ns|1 ns|3|6 ns|[4,5]|[6,9]',
      '  Total|1 ns|3 ns|2 ns|1 ns|3|6 ns|[4,5]|[6,9]',
      '    0x42 [7]|1 ns|2 ns|1.5 ns|---|2|3 ns|[4,5]|[1,3]',
      '    0x43 [7]|3 ns|3 ns|3 ns|---|1|3 ns|[6,9]|[6,9]',
      '  Selection|1 ns|2 ns|1.5 ns|---|2|3 ns|[4,5]|[1,3]',
      '    0x42 [7]|1 ns|2 ns|1.5 ns|---|2|3 ns|[4,5]|[1,3]',
    ]);
  });

  it('are described by what they do, below their parent', async () => {
    const { descriptor } = derived(await statistics(), { title: 'Grouped Stats', aggregation: 'label matches COM.*' });
    assert.equal(descriptor.name, 'Grouped Stats');
    assert.equal(descriptor.description, 'Custom function duration statistics aggregated by name: [COM.*]');
    assert.equal(descriptor.id, `${descriptor.parentId}:c`);
    assert.equal(descriptor.type, 'DATA_TREE');
    const both = { title: 't', aggregation: 'a', filter: 'label matches "b c"' };
    assert.equal(
      customStatistics.label(both).description,
      'Custom function duration statistics aggregated by name: [a], filtered by name: [b c]',
    );
  });

  it('apply to statistics of functions and of latencies, and not to what was derived of them', async () => {
    const experiment = await opened(callTrace(TRACE));
    const names = experiment.outputs().filter(({ descriptor }) => customStatistics.appliesTo(descriptor));
    assert.deepEqual(
      names.map(({ descriptor }) => descriptor.name),
      [
        'Function Duration Statistics',
        'LTTng-UST CallStack (new) - Latency Statistics',
        'LTTng-UST CallStack - Latency Statistics',
      ],
    );
    assert.ok(!customStatistics.appliesTo(derived(names[1]!, { title: 't', filter: 'x' }).descriptor));
  });

  it('refuse a regex that is wrong, and to do nothing, with the parameter named', () => {
    const refused = (parameters: Parameters, parameter: string, position?: number) =>
      assert.throws(
        () => customStatistics.check(parameters),
        (error) => error instanceof QueryError && error.parameter === parameter && error.position === position,
      );
    refused({ title: 't' }, 'aggregation');
    refused({ title: ' ', filter: 'a' }, 'title');
    refused({ title: 't', filter: '(a' }, 'filter', 0);
    refused({ title: 't', aggregation: 'label matches a(b' }, 'aggregation', 15);
    refused({ title: 't', aggregation: 7 }, 'aggregation');
  });

  it('suggest names of functions before rows are counted', async () => {
    assert.deepEqual(customStatistics.suggest!(await statistics(), 'filter', '2'), ['0x42']);
  });

  it('tell while one types what would become of the rows, as the table then has them', async () => {
    const parent = await statistics();
    const shown = await customStatistics.preview!(parent, { title: 't', aggregation: '4[12]', filter: '4[23]' });
    assert.deepEqual(shown, {
      text: '3 rows become 2; 1 left out',
      columns: ['Row', 'Put together of'],
      rows: [
        ['4[12]', '1'],
        ['0x43 [7]', '1'],
      ],
    });
    assert.deepEqual(customStatistics.suggest!(parent, 'filter', '2'), ['0x42 \\[7\\]']);
  });
});

const MANY = sharedTrace('ctf/many-threads');

describe(
  'custom statistics of a real trace',
  { skip: MANY === undefined && '../shared/traces/ctf/many-threads is missing' },
  () => {
    it('are the sums of the rows that they put together', async () => {
      const cache = mkdtempSync(join(tmpdir(), 'heddle-test-'));
      const reader = await ctfFormat.open(MANY!, cache);
      try {
        const experiment = openExperiment([{ uuid: '1', name: 'many', path: MANY!, reader }]);
        await experiment.run(NEVER);
        const parent = outputNamed(experiment, 'System Call Latency - Latency Statistics');
        const count = (all: readonly string[]) =>
          new Map(all.slice(2).map((line) => [line.trim().split('|')[0]!, Number(line.split('|')[5])]));
        const before = count(await lines(parent));
        const after = count(await lines(derived(parent, { title: 't', aggregation: '^(\\w+?)_', filter: '_' })));
        const plain = new Map<string, number>();
        for (const [label, n] of before) {
          const [prefix, rest] = label.split('_');
          if (rest !== undefined) plain.set(prefix!, (plain.get(prefix!) ?? 0) + n);
        }
        assert.ok(plain.size > 5);
        assert.deepEqual(new Map([...after].sort()), new Map([...plain].sort()));
      } finally {
        reader.close();
        rmSync(cache, { recursive: true, force: true });
      }
    });
  },
);
