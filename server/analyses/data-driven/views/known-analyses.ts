/**
 * The documents at work in one experiment: a view may show an analysis that another document has. Which one that is, is
 * asked whenever outputs are listed, since documents come, change and go.
 */
import type { Experiment } from '../../experiment-output.ts';
import type { DocumentOutputs } from './document-outputs.ts';

const OF = new WeakMap<Experiment, Set<DocumentOutputs>>();

export function documentsIn(experiment: Experiment): Set<DocumentOutputs> {
  const known = OF.get(experiment) ?? new Set();
  OF.set(experiment, known);
  return known;
}
