/**
 * Which event types of a trace open and close segments: every specifier's regexes on every type's name, once. What was
 * found in names is numbered, so that events need no regex for them.
 */

import type { CapturingRegex } from '../../filter/safe-regex.ts';
import type { EventType, TraceReader } from '../../formats/reader.ts';
import type { Pace } from '../pace.ts';
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

/** Can events of the type tell what the specifier classifies them by? Asked of those whose names match. */
type IsTold = (type: EventType, specifier: Specifier) => boolean;

type RolesByType = (readonly Role[] | undefined)[];

export class MatchedTypes {
  /** By type; undefined where events of the type do nothing. */
  readonly opens: RolesByType = [];
  readonly closes: RolesByType = [];
  /** All roles by number, of those that open and those that close. */
  readonly ins: Role[] = [];
  readonly outs: Role[] = [];
  readonly #names = new Map<string, number>();

  static async of(
    { types }: Pick<TraceReader, 'types'>,
    specifiers: readonly Specifier[],
    isTold: IsTold,
    pace: Pace,
  ): Promise<MatchedTypes> {
    const matched = new MatchedTypes();
    for (const type of types) {
      matched.#add(type, specifiers, isTold, 'in');
      matched.#add(type, specifiers, isTold, 'out');
      await pace.pause();
    }
    return matched;
  }

  isAsked(type: number): boolean {
    return this.opens[type] !== undefined || this.closes[type] !== undefined;
  }

  #add(type: EventType, specifiers: readonly Specifier[], isTold: IsTold, side: 'in' | 'out'): void {
    const all = side === 'in' ? this.ins : this.outs;
    const own: Role[] = [];
    for (const [s, specifier] of specifiers.entries()) {
      const match = specifier[side].name.whole(type.name);
      if (match === undefined || !isTold(type, specifier)) continue;
      const text = found(match);
      const name = specifier.pairsNames ? this.#number(text) : 0;
      const role = { specifier: s, text, name, context: specifier[side].context, number: all.length };
      all.push(role);
      own.push(role);
    }
    (side === 'in' ? this.opens : this.closes).push(own.length === 0 ? undefined : own);
  }

  #number(text: string): number {
    const number = this.#names.get(text) ?? this.#names.size + 1;
    this.#names.set(text, number);
    return number;
  }
}
