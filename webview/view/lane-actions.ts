/** What a lane does for commands and keys, which go to whatever lane has the focus. */
import type { Range } from '../time/range.ts';
import type { Picked } from './picked.ts';

export interface LaneActions {
  step?(direction: 1 | -1): void;
  /** `extend`: the rows on the way are selected too. */
  row?(move: RowMove, extend?: boolean): void;
  /** All states that the search finds, and the way to them. */
  match?(direction: 1 | -1): void;
  /** Opens the menu of the picked state, or of the selected row; false if there is none. */
  menu?(): boolean;
  /** Keys go to it from now on. */
  focus?(): void;
  /** Asks for everything anew, and shows what there is until it comes. `remade`: the output is another one now. */
  refresh?(remade?: boolean): void;
  /** The longest states that touch the range, of those held, longest first. */
  longest?(range: Range, count: number): readonly Picked[];
}

export type RowMove = 'up' | 'down' | 'pageUp' | 'pageDown' | 'first' | 'last';
