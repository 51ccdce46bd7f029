/** Thread Status, asked with the filter of a configuration: rows, ids, styles and tooltips are its own. */

import { derivedDescriptor } from '../../analyses/derived-descriptor.ts';
import { ExperimentOutput } from '../../analyses/experiment-output.ts';
import type { ThreadStatus } from '../../analyses/kernel/thread-status/thread-status.ts';
import type {
  Annotation,
  AnnotationsQuery,
  Arrows,
  Configuration,
  OutputDescriptor,
  SeriesQuery,
  StatesModel,
  StatesQuery,
  Style,
  TooltipQuery,
  TreeModel,
  TreeQuery,
} from '../../analyses/output.ts';

export class ActiveThreadStatus extends ExperimentOutput {
  readonly descriptor: OutputDescriptor;
  readonly #parent: ThreadStatus;

  constructor(parent: ThreadStatus, configuration: Configuration) {
    super(parent.experiment);
    this.descriptor = derivedDescriptor(parent.descriptor, configuration);
    this.#parent = parent;
  }

  tree(query: TreeQuery, signal: AbortSignal): Promise<TreeModel> {
    return this.#parent.tree(this.#filtered(query), signal);
  }
  states(query: StatesQuery, signal: AbortSignal): Promise<StatesModel> {
    return this.#parent.states(this.#filtered(query), signal);
  }
  arrows(query: SeriesQuery): readonly Arrows[] {
    return this.#parent.arrows(this.#filtered(query));
  }
  tooltip(query: TooltipQuery): ReadonlyMap<string, string> {
    return this.#parent.tooltip(query);
  }
  styles(): Readonly<Record<string, Style>> {
    return this.#parent.styles();
  }
  annotationCategories(): readonly string[] {
    return this.#parent.annotationCategories();
  }
  annotations(query: AnnotationsQuery): ReadonlyMap<string, readonly Annotation[]> {
    return this.#parent.annotations(query);
  }

  #filtered<Q extends { readonly extra: Readonly<Record<string, unknown>> }>(query: Q): Q {
    return { ...query, extra: this.descriptor.configuration!.parameters };
  }
}
