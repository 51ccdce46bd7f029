/** A pattern at work on a trace: each event goes to its state machines, in the order they are written. */
import type { Pace } from '../../pace.ts';
import type { AttributeStore } from '../attribute-store.ts';
import type { Pattern } from '../document.ts';
import { Actions } from './actions.ts';
import { Compiler } from './compiler.ts';
import { type Holds, holding } from './conditions.ts';
import type { EventFields } from './event-fields.ts';
import type { EventNames } from './event-names.ts';
import { FsmRun } from './fsm-run.ts';
import type { FutureChanges } from './future-changes.ts';
import { Names } from './names.ts';
import { keepsToItself, ownKey } from './own-keys.ts';
import { PatternSegments } from './pattern-segments.ts';
import { type KeyedState, ScenarioIndex } from './scenario-index.ts';
import { CurrentScenario } from './scenarios.ts';
import type { Scripts } from './scripts.ts';

export class PatternRun {
  readonly segments: PatternSegments;
  readonly #runs: readonly FsmRun[];
  /** State machines that have begun; they get a new scenario whenever none is pending. */
  readonly #begun = new Set<FsmRun>();
  /** Those that the next event begins. */
  #beginning: FsmRun[];

  constructor(
    pattern: Pattern,
    fields: EventFields,
    store: AttributeStore,
    base: bigint,
    names: EventNames,
    future: FutureChanges,
    scripts: Scripts | undefined,
  ) {
    const scenario = new CurrentScenario(store, new Names(store.values));
    const compiler = new Compiler(pattern, fields, store, base, scenario, scripts);
    this.segments = new PatternSegments(pattern, compiler, scenario);
    const conditions = new Map(
      pattern.tests.map(({ id, condition }) => [id, condition && holding(condition, compiler)]),
    );
    const tests = (ids: readonly string[]): Holds => {
      const all = ids.map((id) => conditions.get(id)).filter((holds) => holds !== undefined);
      return all.length === 1 ? all[0]! : () => all.every((holds) => holds());
    };
    const actions = new Actions(pattern, compiler, future, this.segments, (id) => {
      const run = this.#runs.find(({ fsm }) => fsm.id === id);
      if (run !== undefined && !this.#beginning.includes(run)) this.#beginning.push(run);
    });
    const text = (name: string): number => store.values.strings.intern(name);
    const isTame = keepsToItself(pattern, compiler);
    const keys = new Map(
      pattern.tests.map(({ id, condition }) => [id, isTame ? ownKey(condition, compiler) : undefined]),
    );
    const around = {
      event: fields.event,
      names,
      tests,
      key: (ids: readonly string[]) => ids.map((id) => keys.get(id)).find((key) => key !== undefined),
      index: (states: readonly KeyedState[]) => new ScenarioIndex(states, store, compiler.names, scenario, base),
      actions,
      scenario,
      text,
    };
    this.#runs = pattern.fsms.map((fsm) => new FsmRun(fsm, around));
    const { initial } = pattern;
    this.#beginning = this.#runs.filter(({ fsm }) => initial.length === 0 || initial.includes(fsm.id));
  }

  /** Whether the next event, whatever it is, brings a scenario. */
  get isWaiting(): boolean {
    return this.#beginning.length > 0;
  }

  heeds(type: number): boolean {
    return this.#runs.some(({ types }) => types[type] === 1);
  }

  /** The event at hand. Returns how many scenarios were looked at. */
  handle(): number {
    if (this.#beginning.length > 0) {
      const beginning = this.#beginning;
      this.#beginning = [];
      for (const run of beginning) {
        run.begin();
        this.#begun.add(run);
      }
    }
    let looked = 0;
    for (const run of this.#begun) {
      looked += run.handle();
      if (run.isWaiting && !this.#beginning.includes(run)) this.#beginning.push(run);
    }
    return looked;
  }

  async finish(time: number, pace: Pace): Promise<void> {
    for (const run of this.#runs) run.finish(time);
    await this.segments.finish(pace);
  }
}
