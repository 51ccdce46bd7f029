import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseFilter } from '../../filter/filter.ts';
import { seeded } from '../../index/testing/seeded.ts';
import type { ExperimentIndex } from '../experiment-index.ts';
import { QueryError, type XYModel } from '../output.ts';
import { fakeReader } from '../testing/fake-reader.ts';
import { NEVER, opened, outputNamed, rowIds, treeText, unread, window } from '../testing/opened.ts';
import { CustomXYChart } from './custom-xy-chart.ts';

function chart(index: ExperimentIndex, columns: readonly string[], filter = '', most?: number): CustomXYChart {
  const configuration = { id: 'c0ffee', name: 'Mine', description: 'A chart', sourceTypeId: 'x', parameters: {} };
  const filters = filter === '' ? [] : [parseFilter(filter)];
  const table = outputNamed(index, 'Events Table').descriptor;
  return new CustomXYChart(index.experiment, table, configuration, { columns, filters }, {}, most);
}

async function complete(output: CustomXYChart): Promise<CustomXYChart> {
  await output.tree();
  while (output.status === 'RUNNING') await new Promise((resolve) => setImmediate(resolve));
  assert.equal(output.status, 'COMPLETED', output.statusMessage);
  return output;
}

async function all(output: CustomXYChart, start: number, end: number, count: number): Promise<XYModel> {
  return output.xy(window(start, end, count, rowIds(await output.tree())), NEVER);
}

/** One line a series: its name, and its values. */
async function text(output: CustomXYChart, start: number, end: number, count: number): Promise<string[]> {
  const { series } = await all(output, start, end, count);
  return series.map(({ seriesName, yValues }) => `${seriesName} ${[...yValues]}`);
}

const TRACE = `open@10(fd=3,path=/tmp) read@20(fd=3,n=100) read@30(fd=4,n=7) close@40(fd=3,ret=-1) read@50(fd=3,n=9)
  open@60(fd=5,path=/etc)`;

describe('a chart of events', () => {
  it('draws numbers as lines: at each sample what the last matching event told, 0 before the first', async () => {
    const index = await opened(fakeReader(TRACE));
    const fd = await complete(chart(index, ['fd']));
    assert.deepEqual(treeText(await fd.tree()), ['fd|6']);
    assert.deepEqual(await text(fd, 0, 60, 7), ['fd 0,3,3,4,3,3,5']);
    const n = await complete(chart(index, ['n'], 'fd == 3'));
    assert.deepEqual(await text(n, 0, 60, 7), ['n 0,0,100,100,100,9,9']);
    assert.deepEqual(await text(await complete(chart(index, ['ret', 'n'])), 0, 60, 7), [
      'ret 0,0,0,0,-1,-1,-1',
      'n 0,0,100,7,7,9,9',
    ]);
  });

  it('counts texts by value, those of a sample after the one before', async () => {
    const index = await opened(fakeReader(TRACE));
    const types = await complete(chart(index, ['Event type']));
    assert.deepEqual(treeText(await types.tree()), ['read|3', 'open|2', 'close|1']);
    assert.deepEqual(await text(types, 20, 60, 3), ['read 1,1,1', 'open 1,0,1', 'close 0,1,0']);
    const both = await complete(chart(index, ['path', 'fd'], 'fd > 3'));
    assert.deepEqual(treeText(await both.tree()), ['path|1', '  /etc|1', 'fd|2']);
    assert.deepEqual(
      await text(both, 0, 60, 2),
      ['path//etc 1', 'fd 5'].map((line) => line.replace(' ', ' 0,')),
    );
  });

  it('finds names in other case where none is so written, and prefers what is', async () => {
    const index = await opened(fakeReader('a@1(FD=1) b@2(fd=2) c@3(Fd=4,fd=3)'));
    assert.deepEqual(await text(await complete(chart(index, ['fd'])), 1, 3, 3), ['fd 1,2,3']);
    assert.deepEqual(await text(await complete(chart(index, ['FD'], 'FD == 1 || FD > 2')), 1, 3, 3), ['FD 1,1,4']);
    assert.deepEqual(await text(await complete(chart(index, ['event TYPE'], 'fD > 2')), 0, 3, 2), ['c 0,1']);
  });

  it('has the axis and the style of a chart, and is described by its configuration', async () => {
    const index = await opened(fakeReader(TRACE));
    const configuration = { id: 'c0ffee', name: 'Mine', description: 'A chart', sourceTypeId: 'x', parameters: {} };
    const axis = { label: 'Descriptor', unit: 'no-unit', dataType: 'BINARY_NUMBER' } as const;
    const { descriptor: table } = outputNamed(index, 'Events Table');
    const charted = { columns: ['fd'], filters: [] };
    const output = await complete(new CustomXYChart(index.experiment, table, configuration, charted, axis));
    const { title, series } = await all(output, 0, 60, 2);
    assert.equal(title, 'Mine');
    assert.deepEqual(series[0]!.yAxis, axis);
    const { id, type, parentId, configIds } = output.descriptor;
    assert.deepEqual([id, type, parentId, configIds], [`${table.id}:c0ffee`, 'TREE_TIME_XY', table.id, ['c0ffee']]);
    assert.deepEqual((await all(await complete(chart(index, ['fd'])), 0, 60, 2)).series[0]!.yAxis, {
      ...{ label: 'fd', unit: '', dataType: 'NUMBER' },
    });
  });

  it('stands by trace where there are several, each with the columns that it has', async () => {
    const index = await opened(fakeReader('a@1(n=5) a@3(n=6)'), fakeReader('a@2(s=x) a@9(n=7)'));
    const output = await complete(chart(index, ['n', 's']));
    assert.deepEqual(treeText(await output.tree()), ['trace|2', '  n|2', 'trace (2)|2', '  n|1', '  s|1', '    x|1']);
    assert.deepEqual(await text(output, 1, 9, 5), [
      'trace/n 5,6,6,6,6',
      'trace (2)/n 0,0,0,0,7',
      'trace (2)/s/x 0,1,0,0,0',
    ]);
  });

  it('tells 50 values at the most apart, and counts the rest as others', async () => {
    const events = Array.from({ length: 60 }, (_, v) => `a@${v}(s=v${v}) `.repeat(v < 55 ? 2 : 1));
    const output = await complete(chart(await opened(fakeReader(events.join(''))), ['s']));
    const tree = treeText(await output.tree());
    assert.equal(tree.length, 51);
    assert.deepEqual([tree[0], tree[50]], ['v0|2', 'others|15']);
    assert.equal((await text(output, -1, 59, 2))[50], 'others 0,15');
    assert.equal((await text(output, 49, 55, 4))[50], 'others 0,4,4,3');
  });

  it('tells long texts apart by how they begin', async () => {
    const long = 'x'.repeat(300);
    const output = await complete(chart(await opened(fakeReader(`a@1(s=${long}1) a@2(s=${long}2) a@3(s=y)`)), ['s']));
    assert.deepEqual(treeText(await output.tree()), [`${'x'.repeat(200)}…|2`, 'y|1']);
  });

  it('shows a peak at every zoom, however many other events lie around it', async () => {
    const words = Array.from({ length: 20_000 }, (_, i) => `a@${i}(n=${i === 7777 ? 99 : i === 12_345 ? -40 : i % 3})`);
    const output = await complete(chart(await opened(fakeReader(words.join(' '))), ['n']));
    for (const count of [2, 3, 11, 100, 1000]) {
      const [values] = (await all(output, 0, 20_000, count)).series.map(({ yValues }) => [...yValues]);
      assert.equal(values!.length, count);
      if (count < 3) continue;
      assert.ok(values!.includes(99), `${count}`);
      assert.ok(values!.includes(-40), `${count}`);
    }
  });

  it('agrees with looking at every event', async () => {
    const random = seeded(9);
    const events = Array.from({ length: 3000 }, (_, i) => ({
      time: i * 3 + random(3),
      n: random(200) - 100,
      s: 'abcde'[random(5)]!,
    }));
    const words = events.map(({ time, n, s }) => `e@${time}(n=${n},s=${s})`).join(' ');
    const index = await opened(fakeReader(words, { batchSize: 100 }));
    const matching = events.filter(({ n, s }) => n > -50 && s !== 'c');
    const lines = await complete(chart(index, ['n'], 'n > -50 && s != c'));
    const counts = await complete(chart(index, ['s'], 'n < 0'));
    for (let round = 0; round < 25; round++) {
      const start = random(8000);
      const end = start + 1 + random(9000 - start);
      const query = window(start, end, 2 + random(60));
      const samples = Array.from({ length: query.times.length }, (_, i) => Number(query.times.at(i)));
      const [line] = (await lines.xy({ ...query, items: rowIds(await lines.tree()) }, NEVER)).series;
      let before = Number.NaN;
      samples.forEach((time, i) => {
        const last = matching.findLast((event) => event.time <= time)?.n ?? 0;
        const own = i === 0 ? [] : matching.filter((event) => event.time <= time && event.time > samples[i - 1]!);
        const told = own.map(({ n }) => n);
        const farthest = Math.max(...told.map((n) => Math.abs(n - before)));
        const value = line!.yValues[i]!;
        if (told.length > 1) {
          assert.ok(told.includes(value));
          assert.equal(Math.abs(value - before), farthest);
        } else assert.equal(value, last);
        before = value;
      });
      const { series } = await counts.xy({ ...query, items: rowIds(await counts.tree()) }, NEVER);
      for (const { seriesName, yValues } of series) {
        const expected = samples.map((time, i) => {
          const after = i === 0 ? 2 * time - (samples[1] ?? time) : samples[i - 1]!;
          return events.filter((e) => e.s === seriesName && e.n < 0 && e.time > after && e.time <= time).length;
        });
        assert.deepEqual([...yValues], expected, seriesName);
      }
    }
  });
});

describe('a chart that asks for what is not there', () => {
  const unknown = (parameter: string, position?: number) => (error: unknown) =>
    error instanceof QueryError && error.parameter === parameter && error.position === position;

  it('is refused by name, with what is alike', async () => {
    const index = await opened(fakeReader(TRACE));
    assert.throws(() => chart(index, ['fd', 'fds']), unknown('columns.1'));
    assert.throws(() => chart(index, ['fd'], 'fd > 1 && pat == 3'), unknown('filter', 10));
    assert.throws(
      () => chart(index, ['pat']),
      /no event of this experiment has a field or column “pat”; there is “path”/,
    );
    // A bare word names no field.
    assert.equal((await complete(chart(index, ['fd'], 'nowhere'))).status, 'COMPLETED');
  });

  it('fails once the traces have been read, where it was made before', async () => {
    const index = unread(fakeReader(TRACE));
    const output = chart(index, ['nothing']);
    assert.equal(output.status, 'RUNNING');
    await index.run(NEVER);
    assert.equal(output.status, 'FAILED');
    assert.match(output.statusMessage!, /“nothing”/);
  });
});

describe('the pass of a chart', () => {
  it('is over when the output is deleted', async () => {
    const output = chart(unread(fakeReader(TRACE)), ['fd']);
    await output.tree();
    output.close();
    while (output.status === 'RUNNING') await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual([output.status, output.statusMessage], ['FAILED', 'The output has been deleted']);
  });

  it('ends where there are more points than may be kept, and says so', async () => {
    const words = Array.from({ length: 2000 }, (_, i) => `a@${i}(n=${i % 7})`).join(' ');
    const output = await complete(chart(await opened(fakeReader(words)), ['n'], '', 500));
    assert.match(
      output.statusMessage!,
      /^Shown up to 1970-01-01 00:00:00.000000511 only: more points than are kept \(500\)/,
    );
    assert.deepEqual(treeText(await output.tree()), ['n|512']);
  });

  it('begins anew once a trace was moved, where the filter reads times', async () => {
    const index = await opened(fakeReader(TRACE));
    const output = await complete(chart(index, ['fd'], '"Timestamp ns" > 45'));
    assert.deepEqual(treeText(await output.tree()), ['fd|2']);
    index.shift(new Map([['0', 10n]]));
    await complete(output);
    assert.deepEqual(treeText(await output.tree()), ['fd|3']);
    assert.deepEqual(await text(output, 50, 70, 3), ['fd 3,3,5']);
  });
});
