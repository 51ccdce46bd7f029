/** Which rows of a table of statistics are put together, and which are left out, by their labels. */
import { type CapturingRegex, capturingRegex } from '../../filter/safe-regex.ts';
import { regexIn } from '../parameters.ts';

export interface LabelPattern {
  /** The regex alone. */
  readonly text: string;
  readonly regex: CapturingRegex;
}

/** As the filter language has it. */
const LABEL_MATCHES = /^\s*label\s+matches\s+/i;

/** A regex, bare or as "label matches regex". Throws a `QueryError` that names the parameter and the position. */
export function labelPattern(given: string, parameter: string): LabelPattern {
  const begin = LABEL_MATCHES.exec(given)?.[0].length ?? 0;
  const rest = given.slice(begin);
  const quoted = begin > 0 && /^"(.*)"\s*$/s.exec(rest);
  const text = quoted ? quoted[1]! : rest;
  return { text, regex: regexIn(text, capturingRegex, parameter, begin + (quoted ? 1 : 0)) };
}

export class LabelGroups {
  readonly aggregation: LabelPattern | undefined;
  readonly filter: LabelPattern | undefined;

  constructor(aggregation: LabelPattern | undefined, filter: LabelPattern | undefined) {
    this.aggregation = aggregation;
    this.filter = filter;
  }

  /** The label of the row in which what has this label is counted; undefined if it is left out. */
  of(label: string): string | undefined {
    if (this.filter !== undefined && this.filter.regex.find(label) === undefined) return undefined;
    const match = this.aggregation?.regex.find(label);
    return match === undefined ? label : (match[1] ?? this.aggregation!.text);
  }
}
