/**
 * What an analysis holds as states or values over time, told alike by all: a tree of attributes, each known by its path
 * below the analysis. The State System Explorer shows them; nothing else needs to know what an analysis is about.
 */
import type { StateRow } from '../index/state-row.ts';
import type { StepSeries } from '../index/step-series.ts';

export interface Attribute {
  readonly path: readonly string[];
  /** What it holds; absent of an attribute that only has others below it. */
  readonly values?: AttributeStates | AttributeSteps;
}

interface AttributeStates {
  readonly states: StateRow;
  /** What a state's value means. */
  readonly text: (value: number) => string;
}

interface AttributeSteps {
  /** Numbers that hold until the next one. */
  readonly steps: StepSeries;
}

/** An analysis, or a part of one, that tells its attributes. */
export interface Attributed {
  readonly stateSystem: {
    /** As Trace Compass names the analysis. */
    readonly module: string;
    readonly id: string;
  };
  /** In an order that stays while the trace grows, each path once. `strings`: the trace's. */
  attributes(strings: { text(id: number): string }): Iterable<Attribute>;
}

export function isAttributed(analysis: object): analysis is Attributed {
  return 'stateSystem' in analysis && 'attributes' in analysis;
}
