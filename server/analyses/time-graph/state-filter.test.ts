/** Filtered states of a real kernel trace, compared with what the same states say unfiltered, seen so closely that none is missed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CtfReader } from '../../formats/ctf/reader.ts';
import { sharedTrace } from '../../formats/shared-traces.ts';
import type { StatesModel } from '../output.ts';
import { NEVER, opened, outputNamed, rowIds, window } from '../testing/opened.ts';

interface Seen {
  readonly start: number;
  readonly end: number;
  readonly label: string | undefined;
  readonly style: string | undefined;
  readonly tags: number;
}

/** By entry. */
function seen({ looks, rows }: StatesModel): ReadonlyMap<number, readonly Seen[]> {
  return new Map(
    rows.map(({ entryId, start, end, look, tags }) => [
      entryId,
      Array.from(start, (_, i) => {
        const { label, style } = looks[look[i]!]!;
        return { start: start[i]!, end: end[i]!, label, style, tags: tags?.[i] ?? 0 };
      }),
    ]),
  );
}

const trace = sharedTrace('ctf/many-threads');
const SPAN = 4_000_000;
const FEW = 41;
const CASES: readonly (readonly [string, string, (state: Seen) => boolean])[] = [
  ['Thread Status', 'State == "Wait for CPU"', ({ style }) => style === 'Wait for CPU'],
  ['Thread Status', 'futex', ({ label }) => label?.includes('futex') === true],
  [
    'Resources Status',
    'Duration < 3us && !(label contains swapper)',
    (s) => s.end - s.start < 3000 && !s.label?.includes('swapper'),
  ],
];

test(
  'filters judge each state by itself; deep ones show the longest match of each gap',
  { skip: trace ? false : '../shared/traces is missing' },
  async () => {
    const reader = await CtfReader.open(trace!);
    try {
      const experiment = await opened(reader);
      const { base } = experiment.traces[0]!.source.reader;
      const from = base + 200_000_000n;
      for (const [name, filter, holds] of CASES) {
        const output = outputNamed(experiment, name);
        const items = rowIds(await output.tree!({ extra: {} }, NEVER));
        const ask = async (samples: number, more: object) =>
          seen(await output.states!({ ...window(from, from + BigInt(SPAN), samples, items), ...more }, NEVER));
        const all = await ask(40_001, {});
        const exclude = { filter: { deep: false, dim: [], exclude: [filter] } };
        const dim = { filter: { deep: false, dim: [filter], exclude: [] } };
        const deep = { filter: { deep: true, dim: [], exclude: [filter] } };
        let matches = 0;
        for (const [filtered, bit] of [
          [await ask(40_001, exclude), 4],
          [await ask(40_001, dim), 1],
        ] as const) {
          for (const [entry, states] of all) {
            const tags = filtered.get(entry)!.map(({ tags }) => tags);
            assert.deepEqual(
              tags,
              states.map((state) => (holds(state) ? 0 : bit)),
              `${name}: ${filter}`,
            );
            matches += states.filter(holds).length;
          }
        }
        assert.ok(matches > 100, `${name}: ${filter} matches ${matches}`);
        const gap = SPAN / (FEW - 1);
        const begin = 200_000_000;
        for (const [entry, states] of await ask(FEW, deep)) {
          const shown = states.filter(({ tags }) => tags === 0);
          for (const state of shown) assert.ok(holds(state), `${name}: ${filter}`);
          for (const match of all.get(entry)!.filter(holds)) {
            const at = Math.floor((match.start - begin) / gap);
            // One within a gap is there itself, or another that is as long.
            if (match.start < begin || Math.floor((match.end - begin) / gap) !== at) continue;
            const rival = shown.some(
              ({ start, end }) =>
                end - start >= match.end - match.start && end > begin + at * gap && start < begin + (at + 1) * gap,
            );
            assert.ok(
              rival,
              `${name}: ${filter}: nothing in gap ${at} of entry ${entry} though ${match.start} matches`,
            );
          }
        }
      }
    } finally {
      reader.close();
    }
  },
);
