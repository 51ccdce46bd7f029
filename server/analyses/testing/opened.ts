/** Opens experiments over fake traces for tests, and writes answers as short texts. */
import type { TraceReader } from '../../formats/reader.ts';
import { SampleTimes } from '../../index/sample-times.ts';
import type { ExperimentIndex } from '../experiment-index.ts';
import { openExperiment } from '../open-experiment.ts';
import type { Output, SeriesQuery, StatesModel, TreeModel } from '../output.ts';
import { NEVER } from '../pace.ts';

export { NEVER };

export function unread(...readers: TraceReader[]): ExperimentIndex {
  return openExperiment(
    readers.map((reader, i) => ({ uuid: String(i), name: 'trace', path: `/nowhere/above/trace-${i}`, reader })),
  );
}

/** Wholly read. */
export async function opened(...readers: TraceReader[]): Promise<ExperimentIndex> {
  const experiment = unread(...readers);
  await experiment.run(NEVER);
  return experiment;
}

export function outputNamed(experiment: ExperimentIndex, name: string): Output {
  const output = experiment.outputs().find(({ descriptor }) => descriptor.name === name);
  if (output === undefined) throw new Error(`there is no output "${name}"`);
  return output;
}

export function window(start: number | bigint, end: number | bigint, count: number, items: number[] = []): SeriesQuery {
  return { times: SampleTimes.range(BigInt(start), BigInt(end), count), items, extra: {} };
}

/** One line an entry, indented by depth, labels joined by "|". */
export function treeText({ entries }: TreeModel): string[] {
  const depth = new Map<number, number>();
  return entries.map(({ id, parentId, labels }) => {
    const level = parentId === undefined ? 0 : depth.get(parentId)! + 1;
    depth.set(id, level);
    return `${'  '.repeat(level)}${labels.join('|')}`;
  });
}

/** One line a row: `label[start-end]`, times relative to the row's base. */
export function statesText({ looks, rows }: StatesModel): string[] {
  return rows.map(({ start, end, look }) =>
    Array.from(look, (l, i) => `${looks[l]!.label ?? ''}[${start[i]}-${end[i]}]`).join(' '),
  );
}

export function rowIds(tree: TreeModel): number[] {
  return tree.entries.filter(({ hasData }) => hasData === true).map(({ id }) => id);
}
