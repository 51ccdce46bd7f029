/** All analyses of a document that fit a trace, at work on it together: one pass over its events serves them all. */
import type { EventBatch, FieldRequest } from '../../../formats/reader.ts';
import type { StringTable } from '../../../index/string-table.ts';
import type { CallStackKind } from '../../call-stack/call-stack-index.ts';
import { type EventConsumer, EventPass } from '../../event-pass.ts';
import type { Experiment } from '../../experiment-output.ts';
import type { IndexedTrace } from '../../indexed-trace.ts';
import { Pace } from '../../pace.ts';
import { DataDrivenModule } from '../data-driven-module.ts';
import type { Callstack, Pattern, StateProvider } from '../document.ts';
import { fits } from '../trace-types.ts';
import { AttributeCallStack } from './attribute-call-stack.ts';
import type { FoundAttributes } from './view-attribute.ts';

export type AnalysisPart = StateProvider | Pattern;

/** A call stack, the analysis whose attributes it reads, and under which name its outputs go. */
export interface DocumentCalls {
  readonly callstack: Callstack;
  readonly analysis: string;
  readonly kind: CallStackKind;
}

interface MadePart {
  readonly part: AnalysisPart;
  readonly module: DataDrivenModule;
}

export class DocumentModules implements EventConsumer {
  readonly requests: readonly FieldRequest[];
  /** By analysis id. */
  readonly modules: ReadonlyMap<string, DataDrivenModule>;
  readonly #found: ReadonlyMap<string, FoundAttributes>;
  /** Of the call stacks over what is found. */
  readonly stacks: ReadonlyMap<string, AttributeCallStack>;
  /** Of each module, its columns, and where they lie among all. */
  readonly #fed: readonly { module: DataDrivenModule; from: number; columns: Float64Array[] }[];

  /** Those of analyses with scripts need an engine for them, which is loaded first. */
  static async make(
    parts: readonly AnalysisPart[],
    calls: readonly DocumentCalls[],
    trace: IndexedTrace,
    strings: StringTable,
  ): Promise<DocumentModules> {
    const made: MadePart[] = [];
    for (const part of parts) {
      const scripts = part.hasScripts ? await (await import('../running/scripts.ts')).Scripts.load() : undefined;
      made.push({ part, module: new DataDrivenModule(part, trace, strings, scripts) });
    }
    return new DocumentModules(made, calls);
  }

  /** `calls`: the call stacks of the document, each of one of its analyses. */
  constructor(made: readonly MadePart[], calls: readonly DocumentCalls[]) {
    this.modules = new Map(made.map(({ part, module }) => [part.id, module]));
    this.#found = new Map(
      made.map(({ part, module }) => [part.id, { store: module.store, locations: part.locations }]),
    );
    this.stacks = new Map(
      calls.flatMap(({ callstack, analysis, kind }) => {
        const store = this.find(analysis)?.store;
        return store === undefined ? [] : [[kind.id, new AttributeCallStack(kind, callstack, store)] as const];
      }),
    );
    const requests: FieldRequest[] = [];
    this.#fed = made.map(({ module }) => {
      const from = requests.length;
      requests.push(...module.requests);
      return { module, from, columns: [] };
    });
    this.requests = requests;
  }

  readonly #pace = new Pace();

  /** What the analysis has found so far. */
  readonly find = (analysisId: string): FoundAttributes | undefined => this.#found.get(analysisId);

  async consume(batch: EventBatch, fields: readonly Float64Array[]): Promise<void> {
    for (const { module, from, columns } of this.#fed) {
      for (let i = 0; i < module.requests.length; i++) columns[i] = fields[from + i]!;
      for (const _ of module.slices(batch, columns)) await this.#pace.pause();
      await this.#pace.pause();
    }
    for (const stack of this.stacks.values()) stack.update();
  }

  async finish(end: number): Promise<void> {
    for (const { module } of this.#fed) await module.finish(end, this.#pace);
    for (const stack of this.stacks.values()) {
      stack.update();
      stack.finish(end);
    }
  }
}

export function documentPass(
  experiment: Experiment,
  parts: readonly AnalysisPart[],
  calls: readonly DocumentCalls[],
): EventPass<DocumentModules> {
  return new EventPass(experiment, (trace, strings) => {
    const fitting = parts.filter((part) => fits(part, trace.source));
    return fitting.length === 0 ? undefined : DocumentModules.make(fitting, calls, trace, strings);
  });
}
