/** The one thing the user looks at: a state, or an event of a table. */
import type { Range } from '../time/range.ts';

export type Picked =
  | {
      readonly kind: 'state';
      readonly outputId: string;
      readonly entryId: number;
      readonly start: number;
      readonly end: number;
      readonly label: string | undefined;
      /** Labels of the row and its ancestors, outermost first. */
      readonly path: readonly string[];
    }
  | {
      readonly kind: 'event';
      readonly outputId: string;
      readonly index: number;
      readonly time: number | undefined;
      readonly cells: readonly (readonly [name: string, text: string])[];
    };

export const pickedRange = (picked: Picked | undefined): Range | undefined => {
  if (picked?.kind === 'state') return { start: picked.start, end: picked.end };
  return picked?.time === undefined ? undefined : { start: picked.time, end: picked.time };
};
