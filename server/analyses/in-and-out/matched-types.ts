/**
 * Which event types of a trace open and close segments: every specifier's regexes on every type's name, once. What was
 * found in names is numbered, so that events need no regex for them.
 */

import type { CapturingRegex } from '../../filter/safe-regex.ts';
import type { EventType, TraceReader } from '../../formats/reader.ts';
import { found, type Specifier } from './specifier.ts';

/** What an event of a type does for one specifier. */
export interface Role {
  /** Number of the specifier. */
  readonly specifier: number;
  /** What was found in the name. */
  readonly text: string;
  /** Equal where in and out may belong together by their names. */
  readonly name: number;
  readonly context: CapturingRegex | undefined;
  /** Among all roles of its kind. */
  readonly number: number;
}

export class MatchedTypes {
  /** By type; undefined where events of the type do nothing. */
  readonly opens: readonly (readonly Role[] | undefined)[];
  readonly closes: readonly (readonly Role[] | undefined)[];
  /** All roles by number, of those that open and those that close. */
  readonly ins: Role[] = [];
  readonly outs: Role[] = [];

  /** `isTold`: can events of the type tell what the specifier classifies them by? */
  constructor(
    { types }: Pick<TraceReader, 'types'>,
    specifiers: readonly Specifier[],
    isTold: (type: EventType, specifier: Specifier) => boolean,
  ) {
    const numbers = new Map<string, number>();
    const number = (text: string): number => {
      if (!numbers.has(text)) numbers.set(text, numbers.size + 1);
      return numbers.get(text)!;
    };
    const roles = (side: 'in' | 'out', all: Role[]) =>
      types.map((type) => {
        const own: Role[] = [];
        for (const [s, specifier] of specifiers.entries()) {
          const match = specifier[side].name.whole(type.name);
          if (match === undefined || !isTold(type, specifier)) continue;
          const text = found(match);
          const name = specifier.pairsNames ? number(text) : 0;
          const role = { specifier: s, text, name, context: specifier[side].context, number: all.length };
          all.push(role);
          own.push(role);
        }
        return own.length === 0 ? undefined : own;
      });
    this.opens = roles('in', this.ins);
    this.closes = roles('out', this.outs);
  }

  isAsked(type: number): boolean {
    return this.opens[type] !== undefined || this.closes[type] !== undefined;
  }
}
