/**
 * One state provider or pattern of a document at work on one trace: events in, attributes out, and segments where it is
 * a pattern. Made by an `EventPass`; what it has found can be looked at while it grows.
 *
 * Where the description of the language is silent: changes of one event are made in the order they are written, each
 * seeing what the ones before did; handlers whose names both fit an event are run one after the other; times of the
 * document are times as the trace tells them, not moved by what the user shifts it.
 *
 * Cost: some 100 ns a change of state.
 */
import type { EventBatch, FieldRequest } from '../../formats/reader.ts';
import type { StringTable } from '../../index/string-table.ts';
import type { EventConsumer } from '../event-pass.ts';
import type { IndexedTrace } from '../indexed-trace.ts';
import { Pace } from '../pace.ts';
import type { SegmentSet } from '../segments/segment-set.ts';
import { AttributeStore } from './attribute-store.ts';
import type { Pattern, StateProvider } from './document.ts';
import { changing, type Run } from './running/changes.ts';
import { Compiler } from './running/compiler.ts';
import { EventFields } from './running/event-fields.ts';
import { EventNames } from './running/event-names.ts';
import { FutureChanges } from './running/future-changes.ts';
import { PatternRun } from './running/pattern-run.ts';
import type { Scripts } from './running/scripts.ts';
import { StateValues } from './state-values.ts';

/** Different texts, of fields and names. */
const MOST_TEXTS = 4_000_000;

/** Changes, or looks at scenarios, between two chances to give way. */
const SLICE = 4096;

export class DataDrivenModule implements EventConsumer {
  readonly requests: readonly FieldRequest[];
  readonly store: AttributeStore;
  /** Of a pattern. */
  readonly segments: SegmentSet | undefined;
  readonly #strings: StringTable;
  readonly #fields: EventFields;
  readonly #future: FutureChanges;
  readonly #scripts: Scripts | undefined;
  readonly #pattern: PatternRun | undefined;
  /** Of a state provider, by type: what each handler does. */
  readonly #handlers: readonly (readonly (readonly Run[])[])[];
  /** By type, 1 where something is to be done. */
  readonly #heeded: Uint8Array;

  /** `strings`: those of the pass; `scripts`: of an analysis that has some. Throws an `Error` for a document that asks for too much (fields, names of events). */
  constructor(part: StateProvider | Pattern, trace: IndexedTrace, strings: StringTable, scripts?: Scripts) {
    const { reader } = trace.source;
    const { types, base } = reader;
    this.store = new AttributeStore(
      new StateValues(strings, () => trace.base),
      trace.events > 0 ? trace.times.first : 0,
    );
    this.#strings = strings;
    this.#fields = new EventFields(trace, strings);
    this.#future = new FutureChanges(this.store);
    this.#scripts = scripts;
    const names = new EventNames(types);
    if (part.kind === 'pattern') {
      const pattern = new PatternRun(part, this.#fields, this.store, base, names, this.#future, scripts);
      this.#pattern = pattern;
      this.segments = pattern.segments.set;
      this.#handlers = [];
      this.#heeded = Uint8Array.from(types, (_, type) => (pattern.heeds(type) ? 1 : 0));
    } else {
      const compiler = new Compiler(part, this.#fields, this.store, base, undefined, scripts);
      const handlers = types.map((): Run[][] => []);
      for (const { eventName, changes } of part.eventHandlers) {
        const made = changes.map((change) => changing(change, compiler, this.#future));
        names.types([eventName]).forEach((isMeant, type) => {
          if (isMeant === 1) handlers[type]!.push(made);
        });
      }
      this.#handlers = handlers;
      this.#heeded = Uint8Array.from(handlers, ({ length }) => (length > 0 ? 1 : 0));
    }
    this.requests = this.#fields.requests;
  }

  /** All of the batch at once. Throws an `Error` that names the element of the document which asks for too much (attributes, scenarios). */
  consume(batch: EventBatch, fields: readonly Float64Array[]): void {
    for (const _ of this.slices(batch, fields));
  }

  /** Likewise, in slices of some ms. */
  *slices(batch: EventBatch, fields: readonly Float64Array[]): Generator<void> {
    const slices = this.#slices(batch, fields);
    const scripts = this.#scripts;
    if (scripts === undefined) yield* slices;
    else while (!scripts.guard(() => slices.next().done)) yield;
  }

  *#slices({ length, time, type }: EventBatch, fields: readonly Float64Array[]): Generator<void> {
    const { event } = this.#fields;
    const future = this.#future;
    const scripts = this.#scripts;
    if (this.#strings.size > MOST_TEXTS) {
      throw new Error(`the fields that the document reads hold more than ${MOST_TEXTS} different texts`);
    }
    event.fields = fields;
    let done = 0;
    for (let i = 0; i < length; i++) {
      const t = type[i]!;
      if (this.#heeded[t] === 0 && this.#pattern?.isWaiting !== true) continue;
      event.index = i;
      event.type = t;
      event.time = time[i]!;
      if (event.time >= future.next) future.applyUpTo(event.time);
      if (this.#pattern !== undefined) {
        done += 2 + this.#pattern.handle();
      } else {
        const handlers = this.#handlers[t]!;
        for (let h = 0; h < handlers.length; h++) {
          const runs = handlers[h]!;
          for (let r = 0; r < runs.length; r++) runs[r]!();
          done += runs.length;
        }
      }
      if (done < SLICE && scripts?.isDue !== true) continue;
      done = 0;
      yield;
    }
    event.first += length;
  }

  async finish(end: number, pace = new Pace()): Promise<void> {
    this.#future.applyUpTo(end);
    await this.#pattern?.finish(end, pace);
  }
}
