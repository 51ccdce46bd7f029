import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { XYSeries } from '../analyses/output.ts';
import { SampleTimes } from '../index/sample-times.ts';
import { frameArrows, frameLines, frameStates, frameXY } from './encode-frame.ts';
import { FrameWriter } from './frame-writer.ts';

const BASE = 1_332_170_682_440_133_097n;

type Model = Record<string, unknown>;

/** Reads a frame by the letter of its description: header and columns as plain lists. */
function decoded(write: (out: FrameWriter) => Readonly<Model>): { model: Model; columns: number[][] } {
  const out = new FrameWriter();
  const model = write(out);
  const bytes = Buffer.from(out.finish({ status: 'RUNNING', statusMessage: 'ä', model }));
  assert.equal(bytes.toString('latin1', 0, 4), 'HCF1');
  assert.equal(bytes.length % 8, 0);
  const length = bytes.readUInt32LE(4);
  const header = JSON.parse(bytes.toString('utf8', 8, 8 + length));
  assert.deepEqual([header.status, header.statusMessage], ['RUNNING', 'ä']);
  let at = 8 + length;
  const columns = (header.columns as [string, number][]).map(([type, count]) => {
    while (at % 8 !== 0) assert.equal(bytes[at++], 0);
    return Array.from({ length: count }, () => {
      const value = type === 'f64' ? bytes.readDoubleLE(at) : type === 'u32' ? bytes.readUInt32LE(at) : bytes[at]!;
      at += { f64: 8, u32: 4, u8: 1 }[type]!;
      return value;
    });
  });
  assert.ok(bytes.length - at < 8);
  return { model: header.model, columns };
}

test('states of traces with bases of their own count from the first one’s', () => {
  const row = (entryId: number, base: bigint, tags?: Uint8Array) => ({
    entryId,
    base,
    start: Float64Array.of(1, 5),
    end: Float64Array.of(2, 9),
    look: Uint32Array.of(0, 1),
    ...(tags === undefined ? {} : { tags }),
  });
  const empty = { ...row(8, BASE), start: new Float64Array(), end: new Float64Array(), look: new Uint32Array() };
  const looks = [{ label: 'a "b"\u00e9', style: 'constructor' }, {}];
  const { model, columns } = decoded((out) =>
    frameStates(out, { looks, rows: [row(7, BASE), empty, row(2 ** 40, BASE - 100n, Uint8Array.of(0, 4))] }),
  );
  const column = (name: string) => columns[model[name] as number];
  assert.equal(model.base, String(BASE));
  assert.deepEqual(column('rows'), [7, 8, 2 ** 40]);
  assert.deepEqual(column('offsets'), [0, 2, 2, 4]);
  assert.deepEqual(column('start'), [1, 5, -99, -95]);
  assert.deepEqual(column('end'), [2, 9, -98, -91]);
  assert.deepEqual(column('look'), [0, 1, 0, 1]);
  assert.deepEqual(column('tags'), [0, 0, 0, 4]);
  assert.equal((model.looks as { label: string }[])[0]!.label, 'a "b"é');
});

test('nothing at all is a frame too', () => {
  const states = decoded((out) => frameStates(out, { looks: [], rows: [] }));
  assert.deepEqual([states.model.base, states.columns], ['0', [[], [0], [], [], []]]);
  assert.deepEqual(decoded((out) => frameArrows(out, [])).columns, [[], [], [], []]);
  assert.deepEqual(decoded((out) => frameXY(out, { title: '', series: [] })).columns, []);
  const lines = { size: 0, lowIndex: 0, columnIds: [], lines: [] };
  assert.deepEqual(decoded((out) => frameLines(out, lines)).columns, [[], [], [0], []]);
});

test('series over the same times share a column of them', () => {
  const axis = { label: 'x', unit: 'ns', dataType: 'TIMESTAMP' } as const;
  const times = SampleTimes.range(BASE, BASE + 20n, 3);
  const series = (seriesId: number, x: Pick<XYSeries, 'xValues' | 'xRanges'>): XYSeries => ({
    seriesId,
    seriesName: `s${seriesId}`,
    yValues: Float64Array.of(1.5, 1e300, seriesId),
    xAxis: axis,
    yAxis: axis,
    ...x,
  });
  const both = decoded((out) =>
    frameXY(out, { title: 'T', series: [series(1, { xValues: times }), series(2, { xValues: times })] }),
  );
  assert.deepEqual([both.model.base, both.model.title], [String(BASE), 'T']);
  assert.deepEqual(both.columns, [
    [0, 10, 20],
    [1.5, 1e300, 1],
    [1.5, 1e300, 2],
  ]);
  const xRanges = [0n, 5n, 9n].map((start) => ({ start: start + 3n, end: start + 4n }));
  const ranges = decoded((out) => frameXY(out, { title: '', series: [series(1, { xRanges })] }));
  assert.deepEqual([ranges.model.base, ranges.columns[0]], ['3', [0, 1, 5, 6, 9, 10]]);
});

test('a value that is not a number is an error with the series named, as in JSON', () => {
  const axis = { label: '', unit: '', dataType: 'NUMBER' } as const;
  const series = { seriesId: 1, seriesName: 'load', yValues: Float64Array.of(1, Number.NaN), xAxis: axis, yAxis: axis };
  assert.throws(() => frameXY(new FrameWriter(), { title: '', series: [series] }), /"load"/);
});

test('cells are one text, cut where each ends in UTF-16 units', () => {
  const cells = ['a', '', '𝄞é', 'x'];
  const line = (index: number, of: string[]) => ({ index, cells: of.map((content) => ({ content })) });
  const lines = [line(4, cells.slice(0, 2)), { ...line(5, cells.slice(2)), tags: 8 }];
  const { model, columns } = decoded((out) => frameLines(out, { size: 9, lowIndex: 4, columnIds: [1, 2], lines }));
  assert.deepEqual(columns.slice(0, 3), [
    [4, 5],
    [0, 8],
    [0, 1, 1, 4, 5],
  ]);
  assert.equal(Buffer.from(columns[3]!).toString(), cells.join(''));
  assert.deepEqual([model.size, model.lowIndex, model.columnIds], [9, 4, [1, 2]]);
});
