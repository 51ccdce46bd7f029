/** What is shown when an experiment is opened for the first time. */
import type { OutputInfo } from '../../client/messages.ts';
import type { Lane } from './lanes.ts';

export const isFlameChart = (output: OutputInfo | undefined): boolean =>
  output?.type === 'TIME_GRAPH' && /flame ?chart/i.test(`${output.name} ${output.id}`);

/** At a first opening: the flame chart if there is one, else the first time graph or chart, else whatever there is. */
export function firstLanes(outputs: readonly OutputInfo[]): Lane[] {
  const first =
    outputs.find(isFlameChart) ??
    outputs.find((output) => output.type === 'TIME_GRAPH') ??
    outputs.find((output) => output.type === 'TREE_TIME_XY') ??
    outputs.find((output) => output.type !== 'NONE');
  return first ? [{ outputId: first.id, collapsed: false }] : [];
}
