/**
 * What a document adds to an experiment: its views, the latencies of its patterns' segments, flame charts of its call
 * stacks, and where an analysis has none of these, a time graph of its attributes. An analysis that fits none of the
 * traces adds nothing. A view of an analysis that only another document has is made by that one.
 *
 * Which outputs there are follows from the document and the traces alone, so they are listed at once; events are looked at
 * when somebody first asks one of them.
 */
import { callAnalyses } from '../../call-stack/call-segments.ts';
import type { CallStackKind } from '../../call-stack/call-stack-index.ts';
import { CallStackExperiment, type TraceCallStack } from '../../call-stack/call-stacks.ts';
import { FlameChart } from '../../call-stack/flame-chart.ts';
import { FlameGraph } from '../../call-stack/flame-graph.ts';
import type { EventPass } from '../../event-pass.ts';
import type { Experiment } from '../../experiment-output.ts';
import type { Output, OutputDescriptor, OutputType } from '../../output.ts';
import { PassExperiment } from '../../pass-experiment.ts';
import { segmentOutputs } from '../../segments/segment-outputs.ts';
import type { Pattern, Place, Problem, TimeGraphView, XmlDocument, XyView } from '../document.ts';
import { fits } from '../trace-types.ts';
import { type AnalysisPart, type DocumentCalls, type DocumentModules, documentPass } from './document-pass.ts';
import { documentsIn } from './known-analyses.ts';
import { DataDrivenTimeGraph, type FoundInTrace, type ShownStates } from './time-graph-view.ts';
import { DataDrivenXY } from './xy-view.ts';

/**
 * Says under which id an output or an analysis goes that a document calls `id`: another one where that is taken, with a
 * mark for its name then.
 */
export type Naming = (id: string) => { readonly id: string; readonly mark: string };

/** A view of no analysis of the document: what stands for it, and what shows it while another document has the analysis. */
interface Elsewhere {
  readonly view: TimeGraphView | XyView;
  readonly lost: Output;
  by: DocumentOutputs | undefined;
  output: Output | undefined;
}

export class DocumentOutputs {
  readonly #outputs: readonly Output[];
  readonly #elsewhere: Elsewhere[] = [];
  readonly #documents: Set<DocumentOutputs>;
  readonly #pass: EventPass<DocumentModules>;
  readonly #experiment: Experiment;
  readonly #parts: readonly AnalysisPart[];
  readonly #naming: Naming;
  readonly #isForOthers: boolean;
  readonly #calls: readonly DocumentCalls[];
  /** Added to descriptions. */
  readonly #warnings: string;

  constructor(experiment: Experiment, document: XmlDocument, naming: Naming) {
    this.#parts = analysesOf(document).filter((part) => experiment.traces.some(({ source }) => fits(part, source)));
    this.#naming = naming;
    this.#isForOthers = this.#parts.length === 0 && analysesOf(document).length > 0;
    this.#warnings = toldWarnings(document.warnings);
    this.#calls = document.callstacks.flatMap((callstack): DocumentCalls[] => {
      const analysis = typeof callstack.analysis === 'string' ? callstack.analysis : callstack.analysis.id;
      const part = this.#parts.find(({ id }) => id === analysis);
      return part ? [{ callstack, analysis, kind: this.#named(callstack.id, part.label) }] : [];
    });
    this.#pass = documentPass(experiment, this.#parts, this.#calls);
    this.#experiment = new PassExperiment(experiment, this.#pass);
    this.#outputs = this.#make(document);
    this.#documents = documentsIn(experiment);
    this.#documents.add(this);
  }

  outputs(): readonly Output[] {
    const elsewhere = this.#elsewhere.flatMap((view) => this.#shownElsewhere(view) ?? []);
    return [...this.#outputs, ...elsewhere];
  }

  close(): void {
    this.#documents.delete(this);
    this.#pass.close();
  }

  #make(document: XmlDocument): Output[] {
    const { timeGraphViews, xyViews, callstacks } = document;
    const own = new Set([...analysesOf(document), ...callstacks].map(({ id }) => id));
    const used = new Set<string>();
    const outputs: Output[] = [];
    for (const view of [...timeGraphViews, ...xyViews]) {
      const wanted = view.analyses.map(({ id }) => id);
      const shown = this.#shown(wanted);
      for (const id of shown) used.add(id);
      if (shown.length > 0) outputs.push(this.#view(view, shown));
      else if (!wanted.some((id) => own.has(id))) {
        const lost = this.#lost(view, wanted[0]);
        this.#elsewhere.push({ view, lost, by: undefined, output: undefined });
      }
    }
    for (const callstack of callstacks) {
      if (typeof callstack.analysis === 'string' && !own.has(callstack.analysis) && !this.#isForOthers) {
        outputs.push(this.#lost(callstack, callstack.analysis));
      }
    }
    for (const { analysis, kind } of this.#calls) {
      used.add(analysis);
      outputs.push(...this.#callOutputs(kind));
    }
    for (const part of this.#parts) {
      if (part.kind !== 'pattern' || !hasSegments(part)) continue;
      used.add(part.id);
      outputs.push(...this.#latencies(part));
    }
    for (const part of this.#parts) if (!used.has(part.id)) outputs.push(this.#attributes(part));
    return outputs;
  }

  /** Of these analyses those that there are. */
  #shown(wanted: readonly string[]): readonly string[] {
    return wanted.flatMap((id) => this.#part(id)?.id ?? []);
  }

  /** A document that is for other traces does not say what its views lack. */
  #shownElsewhere(elsewhere: Elsewhere): Output | undefined {
    const wanted = elsewhere.view.analyses.map(({ id }) => id);
    const by = [...this.#documents].find((document) => document.#shown(wanted).length > 0);
    if (by !== elsewhere.by) {
      elsewhere.by = by;
      elsewhere.output = by === undefined ? undefined : by.#view(elsewhere.view, by.#shown(wanted), this);
    }
    return elsewhere.output ?? (this.#isForOthers ? undefined : elsewhere.lost);
  }

  /** `of`: the document that the view is in. */
  #view(view: TimeGraphView | XyView, shown: readonly string[], of: DocumentOutputs = this): Output {
    const found = (): readonly FoundInTrace[] => this.#found(shown);
    const analysis = this.#part(shown[0]!)?.label ?? shown[0]!;
    return view.kind === 'timeGraphView'
      ? new DataDrivenTimeGraph(this.#experiment, of.#describe(view, 'TIME_GRAPH', analysis), view, shown, found)
      : new DataDrivenXY(this.#experiment, of.#describe(view, 'TREE_TIME_XY', analysis), view, shown, found);
  }

  /** Stands for what shows an analysis that is nowhere to be found. */
  #lost({ id, line, ...view }: Place & { id: string; label?: string }, analysis: string | undefined): Output {
    const { label = id } = view;
    const reason =
      analysis === undefined
        ? 'names no analysis'
        : `shows "${analysis}", which no document has that fits a trace here`;
    return {
      descriptor: { ...this.#named(id, label), description: `Shows nothing: ${reason}`, type: 'NONE' },
      status: 'FAILED',
      statusMessage: `"${label}" in line ${line} ${reason}`,
    };
  }

  #describe({ id, label = id }: TimeGraphView | XyView, type: OutputType, analysis: string): OutputDescriptor {
    const description = `${label} provided by Analysis module: ${analysis}${this.#warnings}`;
    return { ...this.#named(id, `${analysis}: ${label}`), description, type };
  }

  /** All attributes of an analysis, each with what it holds. */
  #attributes({ id, label, definedValues }: AnalysisPart): Output {
    const descriptor: OutputDescriptor = {
      ...this.#named(id, label),
      description: `Attributes of the analysis: ${label}${this.#warnings}`,
      type: 'TIME_GRAPH',
    };
    const shown: ShownStates = { definedValues, entries: [ANY] };
    return new DataDrivenTimeGraph(this.#experiment, descriptor, shown, [id], () => this.#found([id]));
  }

  #latencies({ id, label }: Pattern): readonly Output[] {
    return segmentOutputs(this.#experiment, {
      ...this.#named(id, label),
      of: (trace) =>
        this.#pass
          .results()
          .find((result) => result.trace === trace)
          ?.consumer.modules.get(id)?.segments,
    });
  }

  #callOutputs(kind: CallStackKind): readonly Output[] {
    const found = (): readonly TraceCallStack[] =>
      this.#pass.results().flatMap(({ trace, consumer }) => {
        const index = consumer.stacks.get(kind.id);
        return index === undefined ? [] : [{ trace, index }];
      });
    const experiment = new CallStackExperiment(this.#experiment, this.#pass, found);
    return [
      new FlameChart(experiment, kind),
      new FlameGraph(experiment, kind),
      ...callAnalyses(experiment, kind).flatMap((analysis) => segmentOutputs(experiment, analysis)),
    ];
  }

  #found(analyses: readonly string[]): readonly FoundInTrace[] {
    return this.#pass
      .results()
      .filter(({ consumer }) => analyses.some((id) => consumer.find(id) !== undefined))
      .map(({ trace, consumer }) => ({ trace, find: (id) => consumer.find(this.#part(id)?.id ?? id) }));
  }

  #named(own: string, name: string): { readonly id: string; readonly name: string } {
    const { id, mark } = this.#naming(own);
    return { id, name: name + mark };
  }

  /** Of those that fit a trace; also by the id of a call stack over it. */
  #part(id: string): AnalysisPart | undefined {
    const over = this.#calls.find(({ callstack }) => callstack.id === id)?.analysis ?? id;
    return this.#parts.find((part) => part.id === over);
  }
}

/** As sentences behind another text: the first three warnings, and how many there are besides. */
export function toldWarnings(warnings: readonly Problem[]): string {
  const told = warnings.slice(0, 3).map(({ line, column, message }) => `. Line ${line}, column ${column}: ${message}`);
  const more = warnings.length - told.length;
  return told.join('').replaceAll('..', '.') + (more > 0 ? ` And ${more} more.` : '');
}

/** Those within call stacks, too. */
export function analysesOf({ stateProviders, patterns, callstacks }: XmlDocument): readonly AnalysisPart[] {
  const inner = callstacks.flatMap(({ analysis }) => (typeof analysis === 'string' ? [] : [analysis]));
  return [...stateProviders, ...patterns, ...inner];
}

/** Actions within actions are listed, too. */
export function hasSegments({ actions }: Pattern): boolean {
  return actions.some(({ steps }) => steps.some(({ kind }) => kind === 'segment'));
}

/** Any attribute, at any depth. */
const ANY: ShownStates['entries'][number] = {
  path: '*',
  displayText: false,
  display: { type: 'self', value: '', path: [], reference: 'relative', line: 0, column: 0 },
  get entries() {
    return [ANY];
  },
};
