/** Actions of a pattern as functions: changes of state, segments, state machines to be begun, other actions. */
import type { Action, Pattern, StoredField } from '../document.ts';
import { ABSENT, TypedValue } from '../state-values.ts';
import { changing, type Run } from './changes.ts';
import type { Compiler } from './compiler.ts';
import type { FutureChanges } from './future-changes.ts';
import type { PatternSegments } from './pattern-segments.ts';

/** `schedule`: has a scenario of the state machine of this name begin with the next event. */
export class Actions {
  readonly #actions: ReadonlyMap<string, Action>;
  readonly #compiler: Compiler;
  readonly #future: FutureChanges;
  readonly #segments: PatternSegments;
  readonly #schedule: (fsm: string) => void;
  readonly #made = new Map<string, Run>();
  readonly save: Run;
  readonly clear: Run;

  constructor(
    { actions, storedFields }: Pattern,
    compiler: Compiler,
    future: FutureChanges,
    segments: PatternSegments,
    schedule: (fsm: string) => void,
  ) {
    this.#actions = new Map(actions.map((action) => [action.id, action]));
    this.#compiler = compiler;
    this.#future = future;
    this.#segments = segments;
    this.#schedule = schedule;
    this.save = inTurn(storedFields.map((field) => saving(field, compiler)));
    this.clear = inTurn(storedFields.map((field) => clearing(field, compiler)));
  }

  /** All of them, one after the other. */
  running(ids: readonly string[]): Run {
    return inTurn(ids.map((id) => this.#running(id)));
  }

  #running(id: string): Run {
    const known = this.#made.get(id);
    if (known !== undefined) return known;
    const steps = this.#actions.get(id)?.steps ?? [];
    const run = inTurn(
      steps.map((step): Run => {
        if (step.kind === 'stateChange') return changing(step.change, this.#compiler, this.#future);
        if (step.kind === 'segment') return this.#segments.making(step.segment);
        if (step.kind === 'action') return this.#running(step.action);
        return () => this.#schedule(step.fsm);
      }),
    );
    this.#made.set(id, run);
    return run;
  }
}

function inTurn(runs: readonly Run[]): Run {
  if (runs.length === 1) return runs[0]!;
  return () => {
    for (let r = 0; r < runs.length; r++) runs[r]!();
  };
}

const STORED = 'storedFields';

/** Keeps the event's field, if it has it. */
function saving(field: StoredField, compiler: Compiler): Run {
  const read = compiler.fields.field(field.id);
  const find = compiler.adding(pathOf(field));
  const value = new TypedValue();
  const { store } = compiler;
  return () => {
    read(value);
    if (value.kind === ABSENT) return;
    const attribute = find();
    if (attribute >= 0) store.change(attribute, compiler.fields.event.time, store.values.encode(value));
  };
}

function clearing(field: StoredField, compiler: Compiler): Run {
  const find = compiler.finding(pathOf(field));
  return () => {
    const attribute = find();
    if (attribute >= 0) compiler.store.clear(attribute, compiler.fields.event.time);
  };
}

function pathOf({ alias, line, column }: StoredField) {
  return ['#CurrentScenario', STORED, alias].map((value) => ({ line, column, type: 'constant' as const, value }));
}
