/**
 * Sorts by the texts of an aspect: each distinct text gets its rank, upper and lower case alike.
 *
 * Cost: one step for each segment, and the sorting of the distinct texts.
 */
import { KeyTable } from '../../index/key-table.ts';
import type { Pace } from '../pace.ts';
import type { SegmentList, SortKey } from './segment-list.ts';
import type { SegmentSource } from './segments.ts';

const STRIDE = 1 << 14;

interface Values {
  readonly numbers: KeyTable;
  /** By number of the value. */
  ranks: Float64Array;
}

/** `a` is the aspect's place among its source's. */
export async function textKey(list: SegmentList, a: number, pace: Pace): Promise<SortKey> {
  const sources = new Map<SegmentSource, Values>();
  for (const { segments, run, count } of list.parts) {
    const { numbers } = valuesOf(sources, segments.source);
    const aspect = segments.source.aspects[a]!;
    for (let i = 0; i < count; i++) {
      numbers.id(aspect.value(run, i));
      if (i % STRIDE === 0) await pace.pause();
    }
  }
  const texts = new Map<SegmentSource, readonly string[]>();
  for (const [source, { numbers }] of sources) {
    texts.set(
      source,
      Array.from({ length: numbers.size }, (_, n) => {
        const value = numbers.key(n);
        return Number.isNaN(value) || value < 0 ? '' : source.aspects[a]!.text!(value).toLowerCase();
      }),
    );
  }
  const ranks = new Map([...new Set([...texts.values()].flat())].sort().map((text, rank) => [text, rank]));
  for (const [source, values] of sources) values.ranks = Float64Array.from(texts.get(source)!, (t) => ranks.get(t)!);
  return ({ segments: { source }, run }, i) => {
    const { numbers, ranks } = sources.get(source)!;
    return ranks[numbers.find(source.aspects[a]!.value(run, i))]!;
  };
}

function valuesOf(sources: Map<SegmentSource, Values>, source: SegmentSource): Values {
  const values = sources.get(source) ?? { numbers: new KeyTable(), ranks: new Float64Array(0) };
  sources.set(source, values);
  return values;
}
