import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StateRow } from './state-row.ts';
import { StateSelection } from './state-selection.ts';
import { seeded } from './testing/seeded.ts';

type State = [start: number, end: number, value: number];

function someRow(next: (below: number) => number, n: number): { row: StateRow; states: State[] } {
  const row = new StateRow();
  const states: State[] = [];
  let time = next(5);
  for (let i = 0; i < n; i++) {
    const end = time + (next(10) === 0 ? next(200) : next(4));
    row.push(time, end, i);
    states.push([time, end, i]);
    time = end + (next(3) === 0 ? next(30) : 0);
  }
  return { row, states };
}

function selected(row: StateRow, times: number[], now = 0): State[] {
  const selection = new StateSelection();
  row.select(Float64Array.from(times), now, selection);
  return Array.from(
    { length: selection.length },
    (_, i): State => [selection.start[i]!, selection.end[i]!, selection.value[i]!],
  );
}

const duration = ([start, end]: State): number => end - start;

/** What `select` promises, said in the plainest way. */
function expected(states: State[], times: number[]): State[] {
  const wanted = new Set<State>();
  let i = 0;
  for (const time of times) {
    let longest: State | undefined;
    for (; i < states.length && states[i]![0] < time; i++) {
      if (longest === undefined || duration(states[i]!) > duration(longest)) longest = states[i];
    }
    if (longest !== undefined && time !== times[0]) wanted.add(longest);
    while (i < states.length && states[i]![0] === time) i++;
    const begun = states[i - 1];
    if (begun !== undefined && (begun[1] > time || begun[0] === time)) wanted.add(begun);
  }
  return states.filter((state) => wanted.has(state));
}

test('a window shows what covers its samples and the longest state of every gap, at any size and zoom', () => {
  for (let seed = 1; seed <= 150; seed++) {
    const next = seeded(seed);
    const { row, states } = someRow(next, next(seed % 10 === 0 ? 5000 : 300));
    const span = (states.at(-1)?.[1] ?? 0) + 10;
    for (let q = 0; q < 5; q++) {
      const times = [...new Set(Array.from({ length: 1 + next(40) }, () => next(span) - 5))].sort((a, b) => a - b);
      assert.deepEqual(selected(row, times), expected(states, times), `seed ${seed}`);
    }
  }
});

test('of states that are wider than a gap, none is lost, whatever their neighbours', () => {
  const row = new StateRow();
  for (let i = 0, time = 0; i < 500; i++) {
    const end = time + 12 + (i % 7);
    row.push(time, end, i);
    time = end;
  }
  const times = Array.from({ length: 600 }, (_, k) => k * 11);
  assert.equal(selected(row, times).length, row.countUpTo(times.at(-1)!));
});

/** A quarter of the gap around `time`; on a sample, of the greater one beside it. */
function mayMiss(times: number[], time: number): number {
  const gap = (k: number): number => {
    const end = Math.max(1, Math.min(k, times.length - 1));
    return times[end]! - times[end - 1]!;
  };
  const at = times.findIndex((sample) => sample >= time);
  const k = at < 0 ? times.length : at;
  return (times[k] === time ? Math.max(gap(k), gap(k + 1)) : gap(k)) / 4;
}

/** Is no more lost than that of what `select` promises? What it gives besides must be states, in order, each once. */
function checkNear(got: State[], states: State[], times: number[]): void {
  const chosen = new Set(got.map(([, , value]) => value));
  assert.equal(chosen.size, got.length, 'a state is there twice');
  got.forEach((state, i) => {
    assert.deepEqual(state, states[state[2]]);
    assert.ok(i === 0 || state[2] > got[i - 1]![2], 'out of order');
  });
  for (const state of expected(states, times)) {
    const lost = !chosen.has(state[2]) && duration(state) > mayMiss(times, state[0]);
    assert.ok(!lost, `lost [${state[0]}, ${state[1]}), where ${mayMiss(times, state[0])} may be lost`);
  }
}

test('with many samples, nothing is lost that lasts a quarter of a gap, however states are spread', () => {
  let seen = 0;
  for (let seed = 1; seed <= 60; seed++) {
    const next = seeded(seed * 31);
    const { row, states } = someRow(next, 1000 + next(20_000));
    const span = states.at(-1)![1];
    for (let q = 0; q < 4; q++) {
      const from = q === 0 ? -3 : next(span);
      const gap = 1 + next(seed % 3 === 0 ? 8 : Math.ceil((span - from) / 300));
      const times = Array.from({ length: 257 + next(300) }, (_, k) => from + k * gap);
      const got = selected(row, times);
      seen += got.length;
      checkNear(got, states, times);
    }
    const uneven = [...new Set(Array.from({ length: 600 }, () => next(span)))].sort((a, b) => a - b);
    checkNear(selected(row, uneven), states, uneven);
    // A gap that is very small, as at the border of a span, harms none of the others.
    const even = Array.from({ length: 500 }, (_, k) => Math.floor((k * span) / 500));
    const clipped = [...even.slice(0, 300), even[299]! + 1, ...even.slice(301)];
    checkNear(selected(row, clipped), states, clipped);
  }
  assert.ok(seen > 10_000);
});

test('with many samples, a gap that has states shows one, or its neighbour does within a quarter of a gap', () => {
  const next = seeded(5);
  const { row, states } = someRow(next, 30_000);
  const gap = 64;
  const times = Array.from({ length: Math.ceil(states.at(-1)![1] / gap) }, (_, k) => k * gap);
  const got = selected(row, times);
  let g = 0;
  for (const [start, end] of states.slice(0, -100)) {
    while (g + 1 < got.length && got[g + 1]![0] <= start) g++;
    const near = Math.min(start - got[g]![1], (got[g + 1]?.[0] ?? Number.POSITIVE_INFINITY) - end);
    assert.ok(near <= gap + gap / 4, `nothing near [${start}, ${end})`);
  }
});

test('the longest of all states, and how many have begun, are what a scan finds', () => {
  for (let n = 0; n < 80; n++) {
    const next = seeded(n + 1);
    const { row, states } = someRow(next, n * 5);
    assert.equal(row.longest(), Math.max(-1, ...states.map(([start, end]) => end - start)));
    for (let time = -1; time < 40; time++) {
      assert.equal(row.countUpTo(time * n), states.filter(([start]) => start <= time * n).length);
    }
  }
});

test('a state that is still open reaches to the present, and is an ordinary one once closed', () => {
  const row = new StateRow();
  row.push(0, 5, 1);
  row.open(7, 2);
  assert.deepEqual(selected(row, [0, 10, 20], 15), [
    [0, 5, 1],
    [7, 15, 2],
  ]);
  assert.deepEqual(selected(row, [0, 6], 15), [[0, 5, 1]]);
  assert.equal(row.covering(8), 1);
  assert.equal(row.covering(6), -1);
  row.close(9);
  assert.equal(row.isOpen, false);
  assert.deepEqual(selected(row, [0, 10], 15), [
    [0, 5, 1],
    [7, 9, 2],
  ]);
  assert.equal(row.covering(8), 1);
  assert.equal(row.covering(9), -1);
});

test('an empty row, an empty window and instants are no trouble', () => {
  const row = new StateRow();
  assert.deepEqual(selected(row, [0, 10]), []);
  row.push(5, 5, 1);
  row.push(5, 5, 2);
  row.push(5, 6, 3);
  assert.deepEqual(selected(row, []), []);
  assert.deepEqual(selected(row, [5]), [[5, 6, 3]]);
  assert.deepEqual(selected(row, [0, 9]), [[5, 6, 3]]);
});
