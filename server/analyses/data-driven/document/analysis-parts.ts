/** What an analysis of a document consists of, state providers and what patterns share with them: paths, values, conditions, changes of state. */
import type { Place } from './place.ts';

/** What state providers and patterns have in common. */
export interface AnalysisPart extends Place {
  readonly id: string;
  readonly version: number;
  /** Empty: any. */
  readonly traceTypes: readonly string[];
  /** The id where the document gives none. */
  readonly label: string;
  readonly definedValues: readonly DefinedValue[];
  readonly locations: readonly Location[];
  readonly mappingGroups: readonly MappingGroup[];
  /** Some of its values are scripts. */
  readonly hasScripts: boolean;
}

export interface StateProvider extends AnalysisPart {
  readonly kind: 'stateProvider';
  readonly eventHandlers: readonly EventHandler[];
}

export interface DefinedValue extends Place {
  readonly name: string;
  readonly value: string;
  /** As written: "#RRGGBB". */
  readonly color?: string;
}

export interface Location extends Place {
  readonly id: string;
  readonly path: AttributePath;
}

export interface MappingGroup extends Place {
  readonly id: string;
  readonly entries: readonly { readonly from: StateValue; readonly to: StateValue }[];
}

export interface EventHandler extends Place {
  /** May end in `*`. */
  readonly eventName: string;
  readonly changes: readonly StateChange[];
}

export type StateChange = Assignment | ConditionalChange;

export interface Assignment extends Place {
  readonly kind: 'assignment';
  readonly path: AttributePath;
  readonly value: StateValue;
  readonly futureTime?: StateValue;
}

export interface ConditionalChange extends Place {
  readonly kind: 'conditional';
  readonly condition: Condition;
  readonly whenTrue: StateChange;
  readonly whenFalse?: StateChange;
}

export type AttributePath = readonly PathStep[];

export type PathStep = Place &
  /** `nowhere`: there is no such attribute, ever. */
  (
    | { readonly type: 'null' | 'eventName' | 'pool' | 'nowhere' }
    /** A location is an id; a constant may be `#CurrentScenario`. */
    | { readonly type: 'constant' | 'eventField' | 'location'; readonly value: string }
    | { readonly type: 'query'; readonly path: AttributePath }
  );

export type ForcedType = 'int' | 'long' | 'string' | 'double';
export type StackOperation = 'push' | 'pop' | 'popAll' | 'peek';

export interface StateValue extends Place {
  readonly type: 'null' | 'int' | 'long' | 'string' | 'eventField' | 'eventName' | 'delete' | 'query' | 'script';
  /** Of a constant, the field's name of `eventField`, of a script JavaScript of a function of its inputs; else ''. */
  readonly value: string;
  /** Of a query, or of a peek at a stack. */
  readonly path: AttributePath;
  readonly increment: boolean;
  readonly update: boolean;
  readonly stack?: StackOperation;
  readonly forcedType?: ForcedType;
  readonly mappingGroup?: string;
  /** Of a script. */
  readonly inputs?: readonly ScriptInput[];
}

export interface ScriptInput {
  readonly name: string;
  readonly value: StateValue;
}

export type Operator = 'eq' | 'ne' | 'ge' | 'gt' | 'le' | 'lt';

export type Operand =
  | { readonly kind: 'attribute'; readonly path: AttributePath }
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'value'; readonly value: StateValue };

export type Condition = Place &
  (
    | {
        readonly kind: 'compare';
        readonly operator: Operator;
        readonly left: Operand;
        readonly right: StateValue;
      }
    | { readonly kind: 'not'; readonly of: Condition }
    | { readonly kind: 'and' | 'or'; readonly of: readonly Condition[] }
    /** Of the event's time, ns since the epoch. */
    | { readonly kind: 'timeRange'; readonly inside: boolean; readonly begin: bigint; readonly end: bigint }
    /** Of the time since the scenario entered a state, ns. */
    | {
        readonly kind: 'elapsedTime';
        readonly than: 'less' | 'equal' | 'more';
        readonly since: string;
        readonly value: bigint;
      }
  );
