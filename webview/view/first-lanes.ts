/** What is shown when an experiment is opened for the first time. */
import type { OutputInfo } from '../../client/messages.ts';
import type { Lane } from './lanes.ts';

export const isFlameChart = (output: OutputInfo | undefined): boolean =>
  output?.type === 'TIME_GRAPH' && /flame ?chart/i.test(`${output.name} ${output.id}`);

/** Those that say nothing by themselves: one needs a thread to be chosen, the other shows what lies behind the rest. */
const NEEDS_A_QUESTION = /^(critical path|state system explorer)/i;
/** The view's overview shows it already. */
const IN_THE_OVERVIEW = /^histogram/i;

/**
 * At a first opening: a flame chart; or, of a kernel trace, how busy the CPUs are, what they do, and what threads do; or any
 * time graph; else the first chart and the events themselves.
 */
export function firstLanes(outputs: readonly OutputInfo[]): Lane[] {
  const find = (type: OutputInfo['type'], named: RegExp) =>
    outputs.find((output) => output.type === type && named.test(output.name));
  const other = (type: OutputInfo['type'], but: RegExp) =>
    outputs.find((output) => output.type === type && !but.test(output.name));
  const chart = outputs.find(isFlameChart);
  const threads = find('TIME_GRAPH', /^thread status/i);
  const graph = other('TIME_GRAPH', NEEDS_A_QUESTION);
  const xy = other('TREE_TIME_XY', IN_THE_OVERVIEW) ?? find('TREE_TIME_XY', IN_THE_OVERVIEW);
  const first = chart
    ? [chart]
    : threads
      ? [find('TREE_TIME_XY', /^cpu usage/i), find('TIME_GRAPH', /^resources status/i), threads]
      : graph
        ? [graph]
        : [xy, find('TABLE', /^events/i) ?? other('TABLE', /latency/i)];
  return first.flatMap((output) => (output ? [{ outputId: output.id, collapsed: false }] : []));
}
