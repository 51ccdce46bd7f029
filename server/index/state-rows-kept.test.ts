import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StateRow } from './state-row.ts';
import { loadStateRows, saveStateRows } from './state-rows-kept.ts';
import { StateSelection } from './state-selection.ts';
import { IndexError, type IndexReader, type IndexWriter, type KeptColumn } from './store/kept.ts';
import { seeded } from './testing/seeded.ts';

/** Columns in memory, and a reader of them. */
function memory(): { out: IndexWriter; from: IndexReader; columns: Map<string, KeptColumn> } {
  const columns = new Map<string, KeptColumn>();
  const out = {
    column(name: string, parts: readonly KeptColumn[]) {
      const whole = parts.flatMap((part) => [...part]);
      columns.set(name, name === 'values' ? Uint32Array.from(whole) : Float64Array.from(whole));
    },
  };
  const get = (name: string) => columns.get(name)!;
  const later = (name: string) => ({
    length: get(name).length,
    part: (from: number, to: number) => get(name).subarray(from, to),
  });
  const from = { float64: get, uint32: get, later };
  return { out: out as IndexWriter, from: from as unknown as IndexReader, columns };
}

const COUNTS = [0, 1, 15, 16, 17, 31, 32, 4095, 4096, 4097, 9000, 0, 70_000];

function someRows(): StateRow[] {
  const next = seeded(9);
  return COUNTS.map((count, r) => {
    const row = new StateRow();
    let time = next(100);
    for (let i = 0; i < count; i++) {
      const end = time + next(9);
      row.push(time, end, i);
      time = end + next(3);
    }
    if (r % 3 === 0) row.open(time + 2, r);
    return row;
  });
}

function shown(row: StateRow, samples: number): unknown {
  const selection = new StateSelection();
  const last = row.count === 0 ? 10 : row.end(row.count - 1);
  row.select(
    Float64Array.from({ length: samples }, (_, k) => (k * last) / samples),
    last + 9,
    selection,
  );
  const { start, end, value, length } = selection;
  return [start.slice(0, length), end.slice(0, length), value.slice(0, length)];
}

test('rows that were kept answer as before, and go on growing', () => {
  const rows = someRows();
  const { out, from } = memory();
  saveStateRows(out, rows);
  const loaded = loadStateRows(from);
  assert.equal(loaded.length, rows.length);
  const compare = () => {
    for (const [r, row] of rows.entries()) {
      const other = loaded[r]!;
      assert.deepEqual([other.count, other.openStart, other.openValue], [row.count, row.openStart, row.openValue]);
      assert.equal(other.longest(), row.longest());
      for (const samples of [7, 300, 2000]) assert.deepEqual(shown(other, samples), shown(row, samples));
    }
  };
  compare();
  for (const some of [rows, loaded]) {
    for (const row of some) for (let i = 0; i < 300; i++) row.push(1_000_000 + i * 7, 1_000_005 + i * 7, i);
  }
  compare();
});

test('columns that do not fit each other are refused', () => {
  const spoil: ((columns: Map<string, KeptColumn>) => void)[] = [
    (columns) => columns.set('values', (columns.get('values') as Uint32Array).subarray(1)),
    (columns) => columns.set('spans', (columns.get('spans') as Float64Array).subarray(2)),
    (columns) => columns.set('nodes', (columns.get('nodes') as Float64Array).subarray(4)),
    (columns) => columns.set('nodes', new Float64Array(0)),
    (columns) => columns.get('rows')!.set([1e15], 0),
    (columns) => columns.get('rows')!.set([-1], 3),
    (columns) => columns.get('rows')!.set([0.5], 3),
  ];
  for (const change of spoil) {
    const { out, from, columns } = memory();
    saveStateRows(out, someRows());
    change(columns);
    assert.throws(() => loadStateRows(from), IndexError);
  }
});
