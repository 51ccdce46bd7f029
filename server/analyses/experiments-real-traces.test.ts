/** Experiments of several real traces: every output shows the rows of all of them, told apart although names are equal. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ctfFormat } from '../formats/ctf/format.ts';
import { sharedTrace } from '../formats/shared-traces.ts';
import type { ExperimentIndex, TraceSource } from './experiment-index.ts';
import { openExperiment } from './open-experiment.ts';
import type { Output, TreeModel } from './output.ts';
import { NEVER, outputNamed, rowIds, window } from './testing/opened.ts';

async function withExperiment(paths: readonly string[], test: (experiment: ExperimentIndex) => Promise<void>) {
  const cache = mkdtempSync(join(tmpdir(), 'heddle-test-'));
  const sources: TraceSource[] = [];
  try {
    for (const path of paths) {
      sources.push({ uuid: path, name: 'same', path, reader: await ctfFormat.open(path, cache) });
    }
    const experiment = openExperiment(sources);
    await experiment.run(NEVER);
    assert.equal(experiment.status, 'COMPLETED');
    await test(experiment);
  } finally {
    for (const { reader } of sources) reader.close();
    rmSync(cache, { recursive: true, force: true });
  }
}

/** By entry: the label of its root. */
function rootsOf({ entries }: TreeModel): ReadonlyMap<number, string> {
  const roots = new Map<number, string>();
  for (const { id, parentId, labels } of entries) {
    roots.set(id, parentId === undefined ? labels[0]! : roots.get(parentId)!);
  }
  return roots;
}

/** The roots below which an output has states, or values other than 0, of the time from `start` to `end`. */
async function shownOf(output: Output, tree: TreeModel, start: bigint, end: bigint): Promise<ReadonlySet<string>> {
  const roots = rootsOf(tree);
  const query = window(start, end, 200, rowIds(tree));
  const states = output.descriptor.type === 'TIME_GRAPH' ? await output.states?.(query, NEVER) : undefined;
  const xy = await output.xy?.(query, NEVER);
  return new Set([
    ...(states?.rows ?? []).filter(({ start }) => start.length > 0).map(({ entryId }) => roots.get(entryId)!),
    ...(xy?.series ?? [])
      .filter(({ yValues }) => yValues.some((y) => y !== 0))
      .map(({ seriesId }) => roots.get(seriesId)!),
  ]);
}

const hosts = ['scp_src', 'scp_dest'].map((name) => sharedTrace(`ctf/synctraces/${name}`));

test(
  'kernel traces of two hosts: all of both in every output',
  { skip: hosts.includes(undefined) && 'no shared traces' },
  async () => {
    await withExperiment(hosts as string[], async (experiment) => {
      assert.deepEqual(
        experiment.traces.map(({ events }) => events),
        [110_771, 85_729],
      );
      const names = ['same', 'same (2)'];
      const [first, second] = experiment.traces;
      for (const output of experiment.outputs()) {
        const { name } = output.descriptor;
        if (output.tree === undefined || name === 'Critical Path') continue;
        const tree = await output.tree({ extra: {} }, NEVER);
        const roots = tree.entries.filter(({ parentId }) => parentId === undefined);
        assert.deepEqual(
          roots.map(({ labels }) => labels[0]),
          names,
          name,
        );
        assert.equal(new Set(tree.entries.map(({ id }) => id)).size, tree.entries.length, name);
        if (output.states === undefined && output.xy === undefined) continue;
        // The one begins and ends earlier than the other.
        assert.deepEqual([...(await shownOf(output, tree, first!.start, second!.end))].sort(), names, name);
        assert.deepEqual([...(await shownOf(output, tree, first!.start, first!.start + 10n ** 9n))], [names[0]], name);
      }
    });
  },
);

const exp = sharedTrace('ctf/exp');

test(
  'an experiment of twenty traces: one list of events, and memory of each',
  { skip: !exp && 'no shared traces' },
  async () => {
    const paths = readdirSync(exp!)
      .sort()
      .map((name) => join(exp!, name));
    await withExperiment(paths, async (experiment) => {
      assert.equal(experiment.traces.length, 20);
      const { size } = await outputNamed(experiment, 'Events Table').lines!({ index: 0, count: 1 }, NEVER);
      assert.equal(size, 320_680);
      const names = ['same', ...Array.from({ length: 19 }, (_, i) => `same (${i + 2})`)];
      const { start } = experiment.traces[0]!;
      for (const name of ['Memory Usage', 'Histogram', 'State System Explorer']) {
        const output = outputNamed(experiment, name);
        const tree = await output.tree!({ extra: {} }, NEVER);
        assert.deepEqual([...new Set(rootsOf(tree).values())], names, name);
        const shown = await shownOf(output, tree, start, experiment.traces.at(-1)!.end);
        assert.deepEqual(shown, new Set(names), name);
      }
    });
  },
);
