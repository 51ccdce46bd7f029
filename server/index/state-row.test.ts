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

/** What `select` promises, said in the plainest way. */
function expected(states: State[], times: number[]): State[] {
  const wanted = new Set<State>();
  for (const time of times) {
    const begun = states.filter(([start]) => start <= time).at(-1);
    if (begun !== undefined && (begun[1] > time || begun[0] === time)) wanted.add(begun);
  }
  for (let k = 1; k < times.length; k++) {
    let longest: State | undefined;
    for (const state of states) {
      if (state[0] <= times[k - 1]! || state[0] >= times[k]!) continue;
      if (longest === undefined || state[1] - state[0] > longest[1] - longest[0]) longest = state;
    }
    if (longest !== undefined) wanted.add(longest);
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

test('the longest state of any run is the one that a scan finds', () => {
  for (let seed = 1; seed <= 12; seed++) {
    const next = seeded(seed * 77);
    const { row, states } = someRow(next, 40_000);
    for (let q = 0; q < 60; q++) {
      const a = next(states.length);
      const b = a + next(states.length - a + 1);
      let best = -1;
      for (let i = a; i < b; i++) {
        if (best < 0 || states[i]![1] - states[i]![0] > states[best]![1] - states[best]![0]) best = i;
      }
      assert.equal(row.longest(a, b), best, `seed ${seed}: [${a}, ${b})`);
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
  assert.equal(row.longest(0, 0), -1);
  row.push(5, 5, 1);
  row.push(5, 5, 2);
  row.push(5, 6, 3);
  assert.deepEqual(selected(row, []), []);
  assert.deepEqual(selected(row, [5]), [[5, 6, 3]]);
  assert.deepEqual(selected(row, [0, 9]), [[5, 6, 3]]);
});
