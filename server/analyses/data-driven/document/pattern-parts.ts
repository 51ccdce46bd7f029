/** What patterns have besides: tests, actions, and state machines whose scenarios events drive from state to state. */
import type { AnalysisPart, Condition, StateChange, StateValue } from './analysis-parts.ts';
import type { Place } from './place.ts';

export interface Pattern extends AnalysisPart {
  readonly kind: 'pattern';
  readonly viewLabelPrefix?: string;
  readonly storedFields: readonly StoredField[];
  /** State machines that begin with the trace; all of them where the document does not say. */
  readonly initial: readonly string[];
  readonly tests: readonly Test[];
  /** Also those that were written within others. */
  readonly actions: readonly Action[];
  readonly fsms: readonly Fsm[];
}

export interface StoredField extends Place {
  /** Of the event. */
  readonly id: string;
  /** Of the attribute: the id where there is no alias. */
  readonly alias: string;
}

export interface Test extends Place {
  readonly id: string;
  /** Absent: always true. */
  readonly condition?: Condition;
}

export interface Action extends Place {
  readonly id: string;
  readonly steps: readonly ActionStep[];
}

export type ActionStep = Place &
  (
    | { readonly kind: 'stateChange'; readonly change: StateChange }
    | { readonly kind: 'segment'; readonly segment: SegmentPart }
    | { readonly kind: 'schedule'; readonly fsm: string }
    /** Of another action of the pattern. */
    | { readonly kind: 'action'; readonly action: string }
  );

export interface SegmentPart extends Place {
  readonly name: string | StateValue;
  /** Absent: from the scenario's begin to the event. */
  readonly time?: SegmentTime;
  readonly fields: readonly SegmentField[];
}

/** Each is ns since the epoch. */
export interface SegmentTime extends Place {
  readonly begin: StateValue;
  readonly end?: StateValue;
  readonly duration?: StateValue;
}

export interface SegmentField extends Place {
  readonly name: string;
  readonly type: 'null' | 'int' | 'long' | 'string';
  readonly value: string | StateValue;
}

export interface Fsm extends Place {
  readonly id: string;
  readonly multiple: boolean;
  readonly consuming: boolean;
  readonly preconditions: readonly Transition[];
  /** Where a scenario begins: in a state, or in one of its own, `initialState`, with these ways out of it. */
  readonly initial: string | readonly Transition[];
  readonly states: readonly FsmState[];
  /** The id of the state that ends a scenario. */
  readonly final?: string;
}

export interface FsmState extends Place {
  readonly id: string;
  readonly onEntry: readonly string[];
  readonly onExit: readonly string[];
  readonly transitions: readonly Transition[];
}

export interface Transition extends Place {
  /** Names of events, `*` stands for any text; empty: any event. */
  readonly events: readonly string[];
  /** Ids of tests that must all hold. */
  readonly tests: readonly string[];
  readonly target?: string;
  readonly actions: readonly string[];
  readonly saveStoredFields: boolean;
  readonly clearStoredFields: boolean;
}
