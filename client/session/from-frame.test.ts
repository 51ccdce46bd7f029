import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { frameOf } from '../testing/frame-of.ts';
import { Frame } from '../tsp/frame.ts';
import { arrows, lines, states, xy } from './from-frame.ts';

const BASE = 1_332_170_682_440_133_097n;
const READY = { status: 'COMPLETED', statusMessage: 'Completed' };

const read = (bytes: Uint8Array<ArrayBuffer>): Frame => new Frame(bytes.buffer);

const STATES = { base: String(BASE), rows: 0, offsets: 1, start: 2, end: 3, look: 4 };
const stateColumns = () => [
  Float64Array.of(7, 9),
  Uint32Array.of(0, 2, 3),
  Float64Array.of(0, 10, 5),
  Float64Array.of(4, 12, 2 ** 52),
  Uint32Array.of(0, 1, 0),
];
const looks = [{ label: 'é "x"', style: '12' }, {}];

describe('states out of a frame', () => {
  it('are the columns where they lie in the bytes', () => {
    const bytes = frameOf({ ...READY, model: { ...STATES, looks } }, stateColumns());
    const answer = states(read(bytes), BASE);
    for (const column of [answer.rows, answer.offsets, answer.start, answer.end, answer.look]) {
      assert.equal(column.buffer, bytes.buffer);
    }
    assert.deepEqual([...answer.rows], [7, 9]);
    assert.deepEqual([...answer.start], [0, 10, 5]);
    assert.deepEqual([...answer.end], [4, 12, 2 ** 52]);
    assert.deepEqual(answer.looks, [{ label: 'é "x"', style: { parentKey: '12' } }, {}]);
    assert.deepEqual([...answer.tags], [0, 0, 0]);
  });

  it('count from the view’s base, to the nanosecond', () => {
    const bytes = frameOf({ ...READY, model: { ...STATES, looks } }, stateColumns());
    assert.deepEqual([...states(read(bytes), BASE - 3n).start], [3, 13, 8]);
  });

  it('may not be there yet', () => {
    const answer = states(read(frameOf({ status: 'RUNNING' }, [])), BASE);
    assert.deepEqual([answer.status, answer.start.length, [...answer.offsets]], ['RUNNING', 0, [0]]);
  });

  const lies: readonly (readonly [
    string,
    Record<string, unknown>,
    (columns: ReturnType<typeof stateColumns>) => void,
  ])[] = [
    ['rows that overlap', {}, (columns) => columns[1]!.set([0, 3, 2])],
    ['rows with more states than there are', {}, (columns) => columns[1]!.set([0, 2, 4])],
    ['a look that there is none of', {}, (columns) => columns[4]!.set([2])],
    ['columns of different lengths', {}, (columns) => columns.splice(3, 1, Float64Array.of(1))],
    ['a column of another type', { start: 1 }, () => {}],
    ['a column that there is none of', { start: 99 }, () => {}],
    ['no base', { base: 'x' }, () => {}],
    ['no looks', { looks: 3 }, () => {}],
  ];
  for (const [what, members, change] of lies) {
    it(`are refused with ${what}`, () => {
      const columns = stateColumns();
      change(columns);
      const frame = read(frameOf({ ...READY, model: { ...STATES, looks, ...members } }, columns));
      assert.throws(() => states(frame, BASE), SyntaxError);
    });
  }
});

it('arrows out of a frame have their times shifted, not their ends’ entries', () => {
  const model = { base: String(BASE), start: 0, end: 1, source: 2, target: 3 };
  const columns = [1, 5, 2, 3].map((value) => Float64Array.of(value));
  const answer = arrows(read(frameOf({ ...READY, model }, columns)), BASE - 10n);
  assert.deepEqual([...answer.start, ...answer.end, ...answer.source, ...answer.target], [11, 15, 2, 3]);
});

it('series that share their x values have them shifted once', () => {
  const axis = { label: 'X', unit: 'ns', dataType: 'TIMESTAMP' };
  const series = (id: number, y: number) => ({ id, name: `s${id}`, style: null, x: 0, y, xAxis: axis, yAxis: axis });
  const model = { base: '100', title: 'T', series: [series(1, 1), series(2, 2)] };
  const columns = [Float64Array.of(0, 5), Float64Array.of(1, 2), Float64Array.of(3, 1.2e18)];
  const answer = xy(read(frameOf({ ...READY, model }, columns)), 90n);
  assert.deepEqual(
    answer.series.map(({ id, x, y }) => [id, [...x!], [...y]]),
    [
      [1, [10, 15], [1, 2]],
      [2, [10, 15], [3, 1.2e18]],
    ],
  );
  assert.deepEqual(answer.series[0]!.xAxis, axis);
  const short = { ...model, series: [{ ...series(1, 1), ranges: 0, x: undefined }] };
  assert.throws(() => xy(read(frameOf({ ...READY, model: short }, columns)), 0n), /2 has 2 x/);
});

it('lines out of a frame have the cells that its text is cut into', () => {
  const cells = ['a', '', '𝄞é', 'b "c"\n', '\ufeffx', ''];
  const ends = cells.map((_, i) => cells.slice(0, i + 1).join('').length);
  const model = { size: 90, lowIndex: 4, columnIds: [1, 2, 3], index: 0, tags: 1, offsets: 2, text: 3 };
  const columns = (offsets = [0, ...ends]) => [
    Float64Array.of(4, 5),
    Uint32Array.of(0, 8),
    Uint32Array.from(offsets),
    new TextEncoder().encode(cells.join('')),
  ];
  assert.deepEqual(lines(read(frameOf({ ...READY, model }, columns()))), {
    status: 'COMPLETED',
    size: 90,
    lowIndex: 4,
    columnIds: [1, 2, 3],
    lines: [
      { index: 4, cells: cells.slice(0, 3), tags: 0 },
      { index: 5, cells: cells.slice(3), tags: 8 },
    ],
  });
  for (const offsets of [[0], [0, 1, 1], [0, 9, 1, 1, 1, 1, 1], [...ends, 99]]) {
    assert.throws(() => lines(read(frameOf({ ...READY, model }, columns(offsets)))), SyntaxError);
  }
});
