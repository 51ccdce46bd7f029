/** All analyses of a document that fit a trace, at work on it together: one pass over its events serves them all. */
import type { EventBatch, FieldRequest } from '../../../formats/reader.ts';
import type { StringTable } from '../../../index/string-table.ts';
import { type EventConsumer, EventPass } from '../../event-pass.ts';
import type { Experiment } from '../../experiment-output.ts';
import type { IndexedTrace } from '../../indexed-trace.ts';
import { DataDrivenModule } from '../data-driven-module.ts';
import type { Pattern, StateProvider } from '../document.ts';
import { fits } from '../trace-types.ts';
import type { FoundAttributes } from './view-attribute.ts';

export type AnalysisPart = StateProvider | Pattern;

export class DocumentModules implements EventConsumer {
  readonly requests: readonly FieldRequest[];
  /** By analysis id. */
  readonly modules: ReadonlyMap<string, DataDrivenModule>;
  readonly #found: ReadonlyMap<string, FoundAttributes>;
  /** Of each module, its columns, and where they lie among all. */
  readonly #fed: readonly { module: DataDrivenModule; from: number; columns: Float64Array[] }[];

  constructor(parts: readonly AnalysisPart[], trace: IndexedTrace, strings: StringTable) {
    const made = parts.map((part) => ({ part, module: new DataDrivenModule(part, trace, strings) }));
    this.modules = new Map(made.map(({ part, module }) => [part.id, module]));
    this.#found = new Map(
      made.map(({ part, module }) => [part.id, { store: module.store, locations: part.locations }]),
    );
    const requests: FieldRequest[] = [];
    this.#fed = made.map(({ module }) => {
      const from = requests.length;
      requests.push(...module.requests);
      return { module, from, columns: [] };
    });
    this.requests = requests;
  }

  /** What the analysis has found so far. */
  readonly find = (analysisId: string): FoundAttributes | undefined => this.#found.get(analysisId);

  consume(batch: EventBatch, fields: readonly Float64Array[]): void {
    for (const { module, from, columns } of this.#fed) {
      for (let i = 0; i < module.requests.length; i++) columns[i] = fields[from + i]!;
      module.consume(batch, columns);
    }
  }

  finish(end: number): void {
    for (const { module } of this.#fed) module.finish(end);
  }
}

export function documentPass(experiment: Experiment, parts: readonly AnalysisPart[]): EventPass<DocumentModules> {
  return new EventPass(experiment, (trace, strings) => {
    const fitting = parts.filter((part) => fits(part, trace.source));
    return fitting.length === 0 ? undefined : new DocumentModules(fitting, trace, strings);
  });
}
