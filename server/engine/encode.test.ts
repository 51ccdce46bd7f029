import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RowStates } from '../analyses/output.ts';
import { parseJson } from '../json.ts';
import { writeStates, writeXY } from './encode.ts';
import { JsonWriter } from './json-writer.ts';

const decode = (body: ArrayBuffer): string => new TextDecoder('utf-8', { fatal: true }).decode(body);

test('a reply longer than any buffer comes out whole, whatever its characters', () => {
  const out = new JsonWriter();
  const pieces: string[] = [];
  for (let i = 0; i < 40_000; i++) pieces.push(['a', 'ä', '𝄞', '"', `${i}`][i % 5]!);
  for (const piece of pieces) out.write(piece);
  assert.equal(decode(out.finish()), pieces.join(''));
});

test('many states are what a plain encoder makes of them', () => {
  const base = 1_700_000_000_123_456_789n;
  const rows: RowStates[] = Array.from({ length: 20 }, (_, r) => {
    const n = r * 20;
    return {
      entryId: r,
      base,
      start: Float64Array.from({ length: n }, (_, i) => i * 1_000_000_007),
      end: Float64Array.from({ length: n }, (_, i) => i * 1_000_000_007 + i),
      label: Array.from({ length: n }, (_, i) => (i % 3 === 0 ? undefined : `fn "${i % 7}"\n`)),
      style: Array.from({ length: n }, (_, i) => (i % 2 === 0 ? undefined : String(i % 5))),
      tags: Uint8Array.from({ length: n }, (_, i) => (i % 4 === 0 ? 4 : 0)),
    };
  });
  const out = new JsonWriter();
  writeStates(out, rows);
  const expected = rows.map(({ entryId, start, end, label, style, tags }) => ({
    entryId,
    states: Array.from(start, (t, i) => ({
      start: base + BigInt(t),
      end: base + BigInt(end[i]!),
      ...(label[i] === undefined ? {} : { label: label[i] }),
      ...(style[i] === undefined ? {} : { style: { parentKey: style[i], values: {} } }),
      ...(tags![i] === 0 ? {} : { tags: tags![i] }),
    })),
  }));
  assert.deepEqual(parseJson(decode(out.finish())), { rows: expected });
});

test('a value that is not a number is an error with the series named, not a null', () => {
  const axis = { label: '', unit: '', dataType: 'NUMBER' } as const;
  const series = { seriesId: 1, seriesName: 'load', yValues: Float64Array.of(1, Number.NaN), xAxis: axis, yAxis: axis };
  assert.throws(() => writeXY(new JsonWriter(), { title: '', series: [series] }), /"load"/);
});
