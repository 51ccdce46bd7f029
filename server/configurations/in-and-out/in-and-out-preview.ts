/** What In-And-Out would find, as far as the names of events tell: shown while one types. */
import type { Experiment } from '../../analyses/experiment-output.ts';
import { classifiersOf, tells } from '../../analyses/in-and-out/event-aspects.ts';
import { MatchedTypes } from '../../analyses/in-and-out/matched-types.ts';
import type { Specifier } from '../../analyses/in-and-out/specifier.ts';
import { KernelLayout } from '../../analyses/kernel/kernel-layout.ts';
import { Pace } from '../../analyses/pace.ts';
import { literalPattern } from '../../filter/safe-regex.ts';
import { StringTable } from '../../index/string-table.ts';
import { PREVIEW_ROWS, type Preview } from '../configuration-type.ts';
import { suggestNames } from '../suggest.ts';

export async function previewSpecifiers({ traces }: Experiment, specifiers: readonly Specifier[]): Promise<Preview> {
  const pace = new Pace();
  const opening = new Set<string>();
  const closing = new Set<string>();
  const untold = new Set<string>();
  for (const { source } of traces) {
    const { reader } = source;
    const isKernel = KernelLayout.of(reader, new StringTable()) !== undefined;
    const { opens, closes } = await MatchedTypes.of(
      reader,
      specifiers,
      (type, { classifier }) => {
        const isTold = tells(reader, type, classifier, isKernel);
        if (!isTold) untold.add(classifier);
        return isTold;
      },
      pace,
    );
    reader.types.forEach(({ name }, t) => {
      if (opens[t] !== undefined) opening.add(name);
      if (closes[t] !== undefined) closing.add(name);
    });
  }
  const [ins, outs] = [[...opening].sort(), [...closing].sort()];
  const types = (count: number): string => (count === 1 ? '1 event type' : `${count} event types`);
  const missing = untold.size === 0 ? '' : `; some that match don't tell ${[...untold].join(', ')}`;
  return {
    text: `${types(ins.length)} open${ins.length === 1 ? 's' : ''}, ${outs.length} close${outs.length === 1 ? 's' : ''}${missing}`,
    columns: ['In', 'Out'],
    rows: Array.from({ length: Math.min(PREVIEW_ROWS, Math.max(ins.length, outs.length)) }, (_, i) => [
      ins[i] ?? '',
      outs[i] ?? '',
    ]),
  };
}

/** Names of events for regexes, and what they can be classified by; first those that begin with the text. */
export function suggestForSpecifiers({ traces }: Experiment, parameter: string, text: string): readonly string[] {
  const key = parameter.split('.').at(-1);
  const names = new Set<string>();
  for (const { source } of traces) {
    const { reader } = source;
    if (key === 'inRegex' || key === 'outRegex') for (const { name } of reader.types) names.add(name);
    else if (key === 'classifier') {
      for (const name of ['TID', 'PID', 'CPU']) names.add(name);
      for (const type of reader.types) for (const name of classifiersOf(reader, type)) names.add(name);
    }
  }
  if (key === 'classifier') return suggestNames(text, names);
  return suggestNames(text, [...names].sort()).map((name) => literalPattern(name));
}
