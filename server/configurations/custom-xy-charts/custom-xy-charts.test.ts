import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sampleEvents } from '../../analyses/custom-xy/sample-events.ts';
import type { ExperimentIndex } from '../../analyses/experiment-index.ts';
import { noBabeltrace, printed } from '../../analyses/kernel/testing/printed-events.ts';
import { openExperiment } from '../../analyses/open-experiment.ts';
import { type Output, QueryError } from '../../analyses/output.ts';
import { fakeReader } from '../../analyses/testing/fake-reader.ts';
import { NEVER, opened, outputNamed, rowIds, treeText, window } from '../../analyses/testing/opened.ts';
import { ctfFormat } from '../../formats/ctf/format.ts';
import { sharedTrace } from '../../formats/shared-traces.ts';
import type { Preview } from '../configuration-type.ts';
import { customTextParser } from '../custom-parsers/custom-text-parser.ts';
import { formatOf, withLog } from '../custom-parsers/testing/opened-log.ts';
import { configurationTypes } from '../registry.ts';
import { customXYCharts } from './custom-xy-charts.ts';

type Parameters = Readonly<Record<string, unknown>>;

async function derived(experiment: ExperimentIndex, sent: Parameters): Promise<Output> {
  const parameters = customXYCharts.normalise!(sent);
  customXYCharts.check(parameters);
  const configuration = {
    id: 'c0ffee',
    ...customXYCharts.label(parameters),
    sourceTypeId: customXYCharts.id,
    parameters,
  };
  const output = customXYCharts.derive!(outputNamed(experiment, 'Events Table'), configuration);
  await output.tree!({ extra: {} }, NEVER);
  while (output.status === 'RUNNING') await new Promise((resolve) => setImmediate(resolve));
  assert.equal(output.status, 'COMPLETED', output.statusMessage);
  return output;
}

const TRACE = 'open@10(fd=3,path=/tmp) read@20(fd=3,n=100) read@30(fd=4,n=7) close@40(fd=3) open@50(fd=5,path=/etc)';
/** The ADR's worked example. */
const ADR = {
  title: 'CPU Number Plot',
  columns: ['CPU'],
  filter: 'tid==1234',
  'y-axis': 'CPU',
  'y-unit': 'no-unit',
  'y-data-type': 'Number',
};

describe('the configuration type Custom XY Time Charts', () => {
  it('is registered, and applies to the events table only', async () => {
    assert.ok(configurationTypes.includes(customXYCharts));
    const outputs = (await opened(fakeReader(TRACE))).outputs().map(({ descriptor }) => descriptor);
    const names = outputs.filter((output) => customXYCharts.appliesTo(output)).map(({ name }) => name);
    assert.deepEqual(names, ['Events Table']);
  });

  it("draws the ADR's worked example", async () => {
    const trace = 'a@1($cpu=2,tid=1234) a@2($cpu=3,tid=1) a@3($cpu=1,tid=1234)';
    const output = await derived(await opened(fakeReader(trace)), { ...ADR, columns: ['tid'] });
    assert.deepEqual([output.descriptor.name, output.descriptor.type], ['CPU Number Plot', 'TREE_TIME_XY']);
    assert.equal(output.descriptor.description, 'tid of the events that match: tid==1234');
    const items = rowIds(await output.tree!({ extra: {} }, NEVER));
    const { title, series } = await output.xy!(window(0, 3, 4, items), NEVER);
    assert.equal(title, 'CPU Number Plot');
    assert.deepEqual(series[0]!.yAxis, { label: 'CPU', unit: 'no-unit', dataType: 'NUMBER' });
    assert.deepEqual([...series[0]!.yValues], [0, 1234, 1234, 1234]);
  });

  it('keeps one form of what may be sent in several', () => {
    const normal = (parameters: Parameters) => customXYCharts.normalise!(parameters);
    assert.deepEqual(normal(ADR), ADR);
    assert.deepEqual(normal({ columns: 'CPU' }), { columns: ['CPU'] });
    assert.deepEqual(normal({ filter: ['tid==1'] }), { filter: 'tid==1' });
    assert.deepEqual(normal({ filter: [] }), { filter: '' });
    assert.deepEqual(normal({ filter: ['a == 1 || b == 2', ' ', 'c'] }), { filter: '(a == 1 || b == 2) && (c)' });
    assert.deepEqual(normal({ 'y-data-type': 'BINARY_NUMBER' }), { 'y-data-type': 'Binary number' });
    assert.deepEqual(normal({ 'y-data-type': 'colour', filter: [7] }), { 'y-data-type': 'colour', filter: [7] });
  });

  const refused: readonly (readonly [Parameters, string, number | undefined])[] = [
    [{ title: ' ', columns: ['a'] }, 'title', undefined],
    [{ title: 'x' }, 'columns', undefined],
    [{ title: 'x', columns: [] }, 'columns', undefined],
    [{ title: 'x', columns: ['a', ' '] }, 'columns.1', undefined],
    [{ title: 'x', columns: ['a'], filter: 'b = 1' }, 'filter', 2],
    [{ title: 'x', columns: ['a'], filter: ['b', '(c'] }, 'filter.1', 0],
    [{ title: 'x', columns: ['a'], 'y-unit': 7 }, 'y-unit', undefined],
  ];
  for (const [parameters, parameter, position] of refused) {
    it(`refuses ${JSON.stringify(parameters)}, naming ${parameter}`, () => {
      assert.throws(
        () => customXYCharts.check(customXYCharts.normalise!(parameters)),
        (error) => error instanceof QueryError && error.parameter === parameter && error.position === position,
      );
    });
  }

  it('takes its own examples', () => {
    const { filter } = customXYCharts.schema.properties as { filter: { examples: string[] } };
    for (const example of filter.examples) customXYCharts.check({ title: 'x', columns: ['a'], filter: example });
  });
});

describe('the form of a chart', () => {
  it('suggests names, numbers first, and what a filter goes on with', async () => {
    const table = outputNamed(await opened(fakeReader(TRACE)), 'Events Table');
    const suggest = (parameter: string, text: string) => customXYCharts.suggest!(table, parameter, text);
    const all = suggest('columns.0', '');
    assert.deepEqual([...all.slice(0, 2), ...all.slice(-2)], ['fd', 'n', 'Timestamp', 'Timestamp ns']);
    assert.ok(all.includes('Event type') && all.includes('path'));
    assert.deepEqual(suggest('columns.1', 'PA'), ['path']);
    assert.deepEqual(suggest('filter', 'fd == 3 && pa'), ['path']);
    assert.deepEqual(suggest('filter', 'fd m'), ['matches']);
    assert.deepEqual(suggest('filter', '"event type" == '), ['open', 'read', 'close']);
    assert.deepEqual(suggest('filter', 'Trace == '), ['trace']);
    assert.deepEqual(suggest('title', 'fd'), []);
  });

  it('shows what would come of it, also while it is incomplete', async () => {
    const table = outputNamed(await opened(fakeReader(TRACE)), 'Events Table');
    const preview = async (parameters: Parameters): Promise<Preview | undefined> =>
      customXYCharts.preview!(table, parameters);
    assert.deepEqual(await preview({}), { text: '5 of 5 events match.' });
    assert.deepEqual(await preview({ columns: ['n', ''], filter: 'fd == 3' }), {
      text: '1 line; 3 of 5 events match.',
      columns: ['Series', 'Events'],
      rows: [['n', '1']],
    });
    assert.deepEqual(await preview({ columns: ['fd', 'Event type'] }), {
      text: '1 line and counts of 3 values; 5 of 5 events match.',
      columns: ['Series', 'Events'],
      rows: [
        ['fd', '5'],
        ['Event type: open', '2'],
        ['Event type: read', '2'],
        ['Event type: close', '1'],
      ],
    });
    await assert.rejects(preview({ columns: ['fd', 'pat'] }), {
      parameter: 'columns.1',
      message: /^no event .* “pat”; there is “path”$/,
    });
    assert.equal(await preview({ columns: ['fd'], filter: 'fd = 3' }), undefined);
  });

  it('looks at events from all parts of the traces, and says how many', async () => {
    const at = (i: number): string => (i % 10 === 0 && i >= 11_990 ? `n@${i}(v=1)` : `n@${i}(v=0)`);
    const long = await opened(fakeReader(Array.from({ length: 12_000 }, (_, i) => at(i)).join(' ')));
    const table = outputNamed(long, 'Events Table');
    const preview = await customXYCharts.preview!(table, { columns: ['v'], filter: 'v == 1' });
    assert.equal(preview!.text, '1 line; 1 of 12,000 events match.');
    const charted = { columns: ['v'], filters: [] };
    const { charts, events } = await sampleEvents(long.experiment, charted, 0);
    assert.ok(events < 12_000 && events >= 10, `${events} events, some of each part`);
    assert.ok(charts[0]!.series[0]!.points > 0);
    assert.equal(charts[0]!.events > 10_800, true, 'also of the last part');
  });

  it('draws groups of a log that are said to be durations, or hexadecimal', async () => {
    const pattern = '(?<time>\\d+) (?<took>\\S+) (?<code>\\S+) (?<bytes>\\d+)$';
    const groupTypes = [
      { group: 'took', type: 'duration' },
      { group: 'code', type: 'hex' },
    ];
    const format = formatOf(customTextParser, { title: 'n', pattern, groupTypes });
    await withLog(format, '1 1.5ms ff 7\n2 2us 1a 8\n', async (reader) => {
      const log = await opened(reader);
      const columns = ['took', 'code', 'bytes'];
      const preview = await customXYCharts.preview!(outputNamed(log, 'Events Table'), { columns });
      assert.equal(preview!.text, '3 lines; 2 of 2 events match.');
      const chart = await derived(log, { title: 'Took', columns });
      const tree = await chart.tree!({ extra: {} }, NEVER);
      const { series } = await chart.xy!(window(reader.base, reader.base + 1_000_000_000n, 2, rowIds(tree)), NEVER);
      assert.deepEqual(
        series.map(({ yValues }) => [...yValues]),
        [
          [1_500_000, 2000],
          [255, 26],
          [7, 8],
        ],
      );
    });
  });
});

const MANY = sharedTrace('ctf/many-threads');
const skip = MANY === undefined ? 'no shared traces' : noBabeltrace;

describe('charts of a real trace', { skip }, () => {
  it('draw what babeltrace2 prints: CPUs, a field, and counts of names', async () => {
    const reader = await ctfFormat.open(MANY!, '/nowhere');
    const experiment = openExperiment([{ uuid: '1', name: 'trace', path: MANY!, reader }]);
    await experiment.run(NEVER);
    const { start, end } = experiment.traces[0]!;
    const events = printed(MANY!, / (sched_waking|sched_switch|sched_wakeup): /);
    const waking = events.filter(({ name }) => name === 'sched_waking');
    const [tid] = [...Map.groupBy(waking, ({ fields }) => fields.get('tid')!)].toSorted(
      ([, a], [, b]) => b.length - a.length,
    )[0]!;
    // So fine that hardly any sample stands for several events: those that do, must show one of them.
    const drawn = async (parameters: Parameters, from: bigint, to: bigint) => {
      const output = await derived(experiment, { title: 'x', ...parameters });
      const { series } = await output.xy!(
        window(from, to, 65_000, rowIds(await output.tree!({ extra: {} }, NEVER))),
        NEVER,
      );
      return series;
    };
    const compare = (yValues: Float64Array, from: bigint, to: bigint, told: { time: bigint; value: number }[]) => {
      const { times } = window(from, to, 65_000);
      let at = 0;
      let last = 0;
      yValues.forEach((value, i) => {
        const own: number[] = [];
        for (; at < told.length && told[at]!.time <= times.at(i); at++) own.push(told[at]!.value);
        if (i === 0 || own.length <= 1) assert.equal(value, own.at(-1) ?? last, `sample ${i}`);
        else assert.ok(own.includes(value), `sample ${i}`);
        last = own.at(-1) ?? last;
      });
      assert.ok(at > 100);
    };
    const target = await drawn({ columns: ['target_cpu'], filter: '"Event type" == sched_waking' }, start, end);
    const told = waking.map(({ time, fields }) => ({ time, value: Number(fields.get('target_cpu')) }));
    compare(target[0]!.yValues, start, end, told);

    const quarter = start + (end - start) / 4n;
    const cpu = await drawn(
      { columns: ['CPU'], filter: [`"Event type" == sched_waking`, `tid==${tid}`] },
      start,
      quarter,
    );
    const own = waking.filter(({ fields }) => fields.get('tid') === tid);
    compare(
      cpu[0]!.yValues,
      start,
      quarter,
      own.map(({ time, cpu }) => ({ time, value: Number(cpu) })),
    );

    // Who is switched away from is current, once a CPU's first switch is known.
    const known = new Set<string>();
    const left = events.filter(({ name, cpu, fields }) => {
      if (name !== 'sched_switch') return false;
      const isKnown = known.has(cpu);
      known.add(cpu);
      return isKnown && fields.get('prev_tid') === tid;
    });
    const ran = await drawn(
      { columns: ['CPU'], filter: `"Event type" == sched_switch && TID == ${tid}` },
      start,
      quarter,
    );
    compare(
      ran[0]!.yValues,
      start,
      quarter,
      left.map(({ time, cpu }) => ({ time, value: Number(cpu) })),
    );

    const counted = await derived(experiment, { title: 'x', columns: ['next_comm'], filter: 'prev_tid == 0' });
    const tree = treeText(await counted.tree!({ extra: {} }, NEVER));
    const byName = Map.groupBy(
      events.filter(({ name, fields }) => name === 'sched_switch' && fields.get('prev_tid') === '0'),
      ({ fields }) => fields.get('next_comm')!,
    );
    const expected = [...byName].map(([name, of]) => ({ row: `${name}|${of.length}`, events: of.length }));
    expected.sort((x, y) => y.events - x.events);
    const least = expected[Math.min(50, expected.length) - 1]!.events;
    const certain = expected.filter(({ events }) => events > least || expected.length <= 50).map(({ row }) => row);
    assert.deepEqual(tree.slice(0, certain.length).toSorted(), certain.toSorted());
    const total = tree.reduce((sum, row) => sum + Number(row.slice(row.lastIndexOf('|') + 1)), 0);
    assert.equal(
      total,
      expected.reduce((sum, { events }) => sum + events, 0),
    );
    reader.close();
  });
});
