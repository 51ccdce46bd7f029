/** What is shown when an experiment is opened for the first time. */
import type { OutputInfo } from '../../client/messages.ts';
import type { Lane } from './lanes.ts';

export const isFlameChart = (output: OutputInfo | undefined): boolean =>
  output?.type === 'TIME_GRAPH' && /flame ?chart/i.test(`${output.name} ${output.id}`);

const isThreadStatus = ({ type, name }: OutputInfo): boolean => type === 'TIME_GRAPH' && /^thread status/i.test(name);

/**
 * At a first opening: a flame chart, or what threads do, or any time graph if there is one; else the first chart and the
 * events themselves.
 */
export function firstLanes(outputs: readonly OutputInfo[]): Lane[] {
  const ofType = (type: OutputInfo['type']) => outputs.find((output) => output.type === type);
  const graph = outputs.find(isFlameChart) ?? outputs.find(isThreadStatus) ?? ofType('TIME_GRAPH');
  const first = graph ? [graph] : [ofType('TREE_TIME_XY'), ofType('TABLE')];
  return first.flatMap((output) => (output ? [{ outputId: output.id, collapsed: false }] : []));
}
