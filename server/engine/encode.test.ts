import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Look, RowStates, TreeEntry } from '../analyses/output.ts';
import { parseJson } from '../json.ts';
import { writeStates, writeTree, writeXY } from './encode.ts';
import { JsonWriter } from './json-writer.ts';

const decode = (body: ArrayBuffer): string => new TextDecoder('utf-8', { fatal: true }).decode(body);

test('a reply longer than any buffer comes out whole, whatever its characters', () => {
  const out = new JsonWriter();
  const pieces: string[] = [];
  for (let i = 0; i < 40_000; i++) pieces.push(['a', 'ä', '𝄞', '"', `${i}`][i % 5]!);
  for (const piece of pieces) out.write(piece);
  assert.equal(decode(out.finish()), pieces.join(''));
});

test('entries of a tree come out with all that they hold, times whole, and no key that a client refuses', () => {
  const labels = ['a "b"\n', 'ä'];
  const metadata = { TID: [7], Name: ['ä"', 'b'], size: [1.5, 2 ** 60], constructor: ['c'] };
  const times = { start: 1_700_000_000_123_456_789n, end: 2n ** 63n - 1n };
  const entries: TreeEntry[] = [
    { id: 0, labels },
    { id: 1, parentId: 0, labels, hasData: false, isDefault: true, ...times, metadata: { TID: [1], Name: ['x'] } },
    { id: 2, parentId: 0, labels, style: { parentKey: 'k' }, ...times, metadata },
  ];
  const out = new JsonWriter();
  writeTree(out, { headers: [], entries }, false);
  assert.deepEqual(parseJson(decode(out.finish())), {
    headers: [],
    entries: [
      entries[0],
      entries[1],
      {
        ...{ id: 2, parentId: 0, labels, style: { parentKey: 'k', values: {} }, ...times },
        metadata: { TID: [7], Name: ['ä"', 'b'], size: [1.5, 2 ** 60], 'construct\u00ador': ['c'] },
      },
    ],
  });
});

test('many states are what a plain encoder makes of them', () => {
  const base = 1_700_000_000_123_456_789n;
  const looks: Look[] = [{ label: 'fn "0"\n' }, { style: '3' }, {}, { label: 'ä', style: 'x' }];
  const rows: RowStates[] = Array.from({ length: 20 }, (_, r) => {
    const n = r * 20;
    return {
      entryId: r,
      base,
      start: Float64Array.from({ length: n }, (_, i) => i * 1_000_000_007),
      end: Float64Array.from({ length: n }, (_, i) => i * 1_000_000_007 + i),
      look: Uint32Array.from({ length: n }, (_, i) => i % 4),
      tags: Uint8Array.from({ length: n }, (_, i) => (i % 3 === 0 ? 4 : 0)),
    };
  });
  const out = new JsonWriter();
  writeStates(out, { looks, rows });
  const expected = rows.map(({ entryId, start, end, look, tags }) => ({
    entryId,
    states: Array.from(start, (t, i) => {
      const { label, style } = looks[look[i]!]!;
      return {
        start: base + BigInt(t),
        end: base + BigInt(end[i]!),
        ...(label === undefined ? {} : { label }),
        ...(style === undefined ? {} : { style: { parentKey: style, values: {} } }),
        ...(tags![i] === 0 ? {} : { tags: tags![i] }),
      };
    }),
  }));
  assert.deepEqual(parseJson(decode(out.finish())), { rows: expected });
});

test('a value that is not a number is an error with the series named, not a null', () => {
  const axis = { label: '', unit: '', dataType: 'NUMBER' } as const;
  const series = { seriesId: 1, seriesName: 'load', yValues: Float64Array.of(1, Number.NaN), xAxis: axis, yAxis: axis };
  assert.throws(() => writeXY(new JsonWriter(), { title: '', series: [series] }), /"load"/);
});
