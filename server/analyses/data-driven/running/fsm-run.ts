/**
 * A state machine of a pattern at work. One scenario is always pending, waiting for an event that takes it out of where
 * scenarios begin; from then on it is in progress, and the next event of any type brings a new pending one (unless the
 * machine is not `multiple`).
 *
 * An event goes to the scenarios in progress in the order they began, then to the pending one; where the machine is
 * `consuming`, the first that takes a transition keeps it. Of the transitions of a state the first that fits is taken:
 * first what the state does on exit, then the transition's actions, then saving and clearing stored fields, then what the
 * new state does on entry. A state without transitions ends the scenario as matched.
 *
 * Cost: an event that some transition names costs a look at each scenario in progress, unless scenarios can be looked up
 * (`own-keys.ts`).
 */
import type { Fsm, Transition } from '../document.ts';
import type { Actions } from './actions.ts';
import type { Run } from './changes.ts';
import type { Holds } from './conditions.ts';
import type { EventNames } from './event-names.ts';
import type { OwnKey } from './own-keys.ts';
import type { KeyedState, ScenarioIndex } from './scenario-index.ts';
import { ABANDONED, type CurrentScenario, IN_PROGRESS, MATCHED, PENDING, type Scenario } from './scenarios.ts';
import { tooMuch } from './too-much.ts';

const MOST_SCENARIOS = 100_000;

/** The event at hand, and how to understand documents. */
export interface Surroundings {
  readonly event: { readonly type: number; readonly time: number };
  readonly names: EventNames;
  readonly tests: (ids: readonly string[]) => Holds;
  /** By what scenarios that pass the tests can be looked up. */
  readonly key: (ids: readonly string[]) => OwnKey | undefined;
  readonly index: (states: readonly KeyedState[]) => ScenarioIndex;
  readonly actions: Actions;
  readonly scenario: CurrentScenario;
  readonly text: (name: string) => number;
}

interface Way {
  readonly types: Uint8Array;
  readonly holds: Holds;
  readonly key: OwnKey | undefined;
  readonly run: Run;
  readonly target: number;
}

interface State {
  readonly name: number;
  readonly ways: readonly Way[];
  /** By type: whether one of the ways names it. */
  readonly types: Uint8Array;
  readonly onEntry: Run;
  readonly onExit: Run;
}

export class FsmRun {
  readonly fsm: Fsm;
  /** By type: whether a scenario could take it. */
  readonly types: Uint8Array;
  readonly #around: Surroundings;
  readonly #preconditions: readonly Pick<Way, 'types' | 'holds'>[];
  readonly #states: readonly State[];
  readonly #initial: number;
  #pending: Scenario | undefined;
  readonly #active: ScenarioIndex;

  constructor(fsm: Fsm, around: Surroundings) {
    this.fsm = fsm;
    this.#around = around;
    const ids = [...fsm.states.map(({ id }) => id), ...(fsm.final === undefined ? [] : [fsm.final])];
    const numbers = new Map(ids.map((id, number) => [id, number]));
    const way = (transition: Transition): Way => this.#way(transition, numbers);
    this.#preconditions = fsm.preconditions.map(way);
    const states = fsm.states.map(({ id, transitions, onEntry, onExit }) =>
      this.#state(id, transitions.map(way), onEntry, onExit),
    );
    if (fsm.final !== undefined) states.push(this.#state(fsm.final, []));
    if (typeof fsm.initial === 'string') this.#initial = numbers.get(fsm.initial)!;
    else this.#initial = states.push(this.#state('initialState', fsm.initial.map(way))) - 1;
    this.#states = states;
    this.#active = around.index(states);
    this.types = union(
      states.map(({ types }) => types),
      around.names,
    );
  }

  /** Whether the next event brings a scenario. */
  get isWaiting(): boolean {
    return this.fsm.multiple && this.#pending === undefined;
  }

  /** Begins a scenario with the event at hand, if the machine may have one more. */
  begin(): void {
    if (this.#pending !== undefined || (!this.fsm.multiple && this.#active.size > 0)) return;
    const { scenario } = this.#around;
    const pending = scenario.begin(this.fsm.id, this.fsm);
    this.#enter(pending, this.#initial);
    scenario.setStatus(pending, PENDING, this.#around.event.time);
    this.#pending = pending;
  }

  /** Returns how many scenarios were looked at. */
  handle(): number {
    const { type } = this.#around.event;
    if (this.types[type] === 0) return 0;
    this.#around.scenario.at = undefined;
    if (this.#preconditions.length > 0 && !this.#preconditions.some((way) => way.types[type] === 1 && way.holds()))
      return 0;
    const candidates = this.#active.candidates(type);
    const looked = candidates?.length ?? this.#active.size;
    const taken = candidates === undefined ? this.#handleAll() : candidates.some((scenario) => this.#take(scenario));
    if (!(this.fsm.consuming && taken)) this.#handlePending();
    return looked;
  }

  /** The trace has ended: what is in progress is abandoned. */
  finish(time: number): void {
    for (let scenario = this.#active.first; scenario !== undefined; scenario = scenario.after) {
      this.#around.scenario.setStatus(scenario, ABANDONED, time);
    }
  }

  #handleAll(): boolean {
    let taken = false;
    for (let scenario = this.#active.first; scenario !== undefined; ) {
      const { after } = scenario;
      if (this.#take(scenario)) {
        taken = true;
        if (this.fsm.consuming) break;
      }
      scenario = after;
    }
    return taken;
  }

  #handlePending(): void {
    const begun = this.#pending;
    if (begun === undefined || !this.#take(begun)) return;
    this.#pending = undefined;
    if (begun.status !== IN_PROGRESS) return;
    if (this.#active.size === MOST_SCENARIOS) {
      throw tooMuch(this.fsm, `the state machine ${this.fsm.id} has more than ${MOST_SCENARIOS} scenarios at a time`);
    }
    this.#active.add(begun);
  }

  /** Takes the first transition that fits, if one does. */
  #take(scenario: Scenario): boolean {
    const { event, scenario: current } = this.#around;
    const state = this.#states[scenario.state]!;
    if (state.types[event.type] === 0) return false;
    current.at = scenario;
    const { ways } = state;
    for (let w = 0; w < ways.length; w++) {
      const way = ways[w]!;
      if (way.types[event.type] === 0 || !way.holds()) continue;
      if (scenario.status === PENDING) {
        scenario.status = IN_PROGRESS;
        scenario.start = event.time;
        current.setStart(scenario, event.time);
      }
      if (scenario.isLive) this.#active.unshelve(scenario);
      state.onExit();
      way.run();
      const next = this.#states[way.target]!;
      next.onEntry();
      if (next.ways.length === 0) {
        scenario.status = MATCHED;
        current.end(scenario, this.fsm.id, event.time, this.fsm);
      }
      this.#enter(scenario, way.target);
      current.setStatus(scenario, scenario.status, event.time);
      if (scenario.isLive && scenario.status === MATCHED) this.#active.remove(scenario);
      else if (scenario.isLive) this.#active.shelve(scenario);
      return true;
    }
    return false;
  }

  #enter(scenario: Scenario, state: number): void {
    scenario.state = state;
    this.#around.scenario.setState(scenario, this.#states[state]!.name, this.#around.event.time, this.fsm);
  }

  #way(
    { events, tests, target, actions, saveStoredFields, clearStoredFields }: Transition,
    numbers: Map<string, number>,
  ): Way {
    const { names, tests: holding, key, actions: all } = this.#around;
    const act = all.running(actions);
    return {
      types: names.types(events),
      holds: holding(tests),
      // Where several scenarios may take an event, the first may change what the others are asked.
      key: this.fsm.consuming ? key(tests) : undefined,
      run: () => {
        act();
        if (saveStoredFields) all.save();
        if (clearStoredFields) all.clear();
      },
      target: target === undefined ? 0 : numbers.get(target)!,
    };
  }

  #state(id: string, ways: readonly Way[], onEntry: readonly string[] = [], onExit: readonly string[] = []): State {
    const { names, actions, text } = this.#around;
    return {
      name: text(id),
      ways,
      types: union(
        ways.map(({ types }) => types),
        names,
      ),
      onEntry: actions.running(onEntry),
      onExit: actions.running(onExit),
    };
  }
}

/** By type, 1 where one of them has it. */
function union(all: readonly Uint8Array[], names: EventNames): Uint8Array {
  const types = names.none();
  for (const some of all) for (let t = 0; t < types.length; t++) types[t]! |= some[t]!;
  return types;
}
