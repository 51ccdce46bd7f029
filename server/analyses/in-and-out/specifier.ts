/**
 * A specifier of In-And-Out: which events open a segment and which close it, and what the segment is called.
 *
 * An event opens or closes if the regex matches the whole of its name, and the regex for the context, if there is one, a
 * part of its fields. What a regex has found is its first group, or the whole match where it has none.
 */
import type { CapturingRegex, RegexMatch } from '../../filter/safe-regex.ts';

/** One side of a specifier. */
export interface Side {
  readonly name: CapturingRegex;
  /** Undefined: any fields. */
  readonly context: CapturingRegex | undefined;
}

interface Facts {
  /** {0} what was found in the name of the event that opens, {1} of the one that closes, {2} and {3} in their contexts. */
  readonly label: string;
  readonly in: Side;
  readonly out: Side;
  /** Which column or field tells what belongs together; empty: everything does. */
  readonly classifier: string;
}

export class Specifier implements Facts {
  readonly label: string;
  readonly in: Side;
  readonly out: Side;
  readonly classifier: string;
  /** In and out belong together only if they have found the same in the names; in the contexts. */
  readonly pairsNames: boolean;
  readonly pairsContexts: boolean;
  /** The label says something that only the closing event tells. */
  readonly namesTheEnd: boolean;
  /** The label depends on contexts, so it may be another one for every segment. */
  readonly namesContexts: boolean;

  constructor(facts: Facts) {
    this.label = facts.label;
    this.in = facts.in;
    this.out = facts.out;
    this.classifier = facts.classifier;
    this.pairsNames = this.in.name.groups > 0 && this.out.name.groups > 0;
    this.pairsContexts = this.in.context !== undefined && this.out.context !== undefined;
    this.namesTheEnd = /\{[13]\}/.test(this.label);
    this.namesContexts = /\{[23]\}/.test(this.label);
  }

  /** `texts` by the numbers of their places. */
  labelOf(...texts: readonly string[]): string {
    return this.label.replaceAll(/\{([0-3])\}/g, (_, number: string) => texts[Number(number)] ?? '');
  }
}

export function found(match: RegexMatch): string {
  return match[1] ?? match[0];
}
