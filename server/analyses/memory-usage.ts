/** What the outputs over used memory have in common: a tree of a trace's threads, and bytes over time. */
import type { StepSeries } from '../index/step-series.ts';
import type { IndexedTrace } from './indexed-trace.ts';
import type { TreeHeader, TreeQuery, XYAxis } from './output.ts';

export const MEMORY_HEADERS: readonly TreeHeader[] = [
  { name: 'Process', tooltip: 'Name of the thread', dataType: 'STRING' },
  { name: 'TID', tooltip: 'Thread id', dataType: 'NUMBER' },
];

export const MEMORY_AXIS: XYAxis = { label: 'Memory', unit: 'B', dataType: 'BINARY_NUMBER' };

/** Of an `isFiltered` question: only series that change in its range of time are wanted. */
export function isWanted(series: StepSeries, { base }: IndexedTrace, { start, end, isFiltered }: TreeQuery): boolean {
  if (isFiltered !== true || start === undefined || end === undefined) return true;
  return series.changes(Number(start - base), Number(end - base));
}
