/**
 * What depends on a stored configuration, in words: outputs that it has made, and traces that are read by it. Whatever
 * lists, changes or deletes configurations says it alike.
 */
import type { StoredConfiguration } from './configuration-messages.ts';
import { countedOutputs } from './counted.ts';

type Dependents = Pick<StoredConfiguration, 'uses' | 'traces'>;

/** "2 outputs and 1 trace"; undefined if nothing depends on it. */
export function countedDependents({ uses, traces = [] }: Dependents): string | undefined {
  const outputs = uses.length === 0 ? [] : [countedOutputs(uses.length)];
  const read =
    traces.length === 0 ? [] : [`${traces.length.toLocaleString()} ${traces.length === 1 ? 'trace' : 'traces'}`];
  return [...outputs, ...read].join(' and ') || undefined;
}

/** What its deletion means to the traces that it reads; undefined if there are none. */
export function tracesLeft({ traces = [] }: Dependents): string | undefined {
  if (traces.length === 0) return undefined;
  return `Without it ${traces.length === 1 ? 'this trace' : `these ${traces.length} traces`} can't be read again:`;
}
