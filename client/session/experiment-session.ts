/**
 * A view's host over the Trace Server Protocol: answers the questions of `messages.ts` for one experiment, and tells of
 * changes to it. Runs wherever the view's host is: in the extension, or in the plain page itself.
 *
 * Times in messages are ns since `base`, the experiment's start when it was first known, and stay so if it grows to the
 * left. The axis of a Gantt chart or of a generic chart is not time: its values go through as they are.
 * RUNNING answers go through too; asking again is the view's business. A rejection's text can be shown.
 */
import type {
  Annotation,
  Arrows,
  Bookmark,
  ConfigTypeInfo,
  ExperimentInfo,
  HostEvent,
  Lines,
  LinesRequest,
  OutputChange,
  OutputFilter,
  OutputInfo,
  OutputType,
  Parameters,
  Refusal,
  States,
  Style,
  TableColumn,
  TimeWindow,
  Tree,
  ViewerHost,
  XY,
} from '../messages.ts';
import { readingText } from '../reading-text.ts';
import { unreadableUnless } from '../tsp/replies.ts';
import type { TspClient } from '../tsp/tsp-client.ts';
import { TspError } from '../tsp/tsp-error.ts';
import { type Derived, derive, refusal } from './derive.ts';
import { pause, watchExperiment } from './experiment-watcher.ts';
import * as fromFrame from './from-frame.ts';
import * as from from './from-tsp.ts';
import { absolute, filterParameters, linesParameters, timeRange } from './to-tsp.ts';

export type ViewForms = Pick<ViewerHost, 'customise' | 'changeOutput' | 'openCall'>;

export interface ExperimentSessionOptions {
  readonly client: TspClient;
  readonly uuid: string;
  /** Forms and questions: only an IDE or a page can show them. */
  readonly forms: ViewForms;
}

const PATIENCE_MS = 200;

export class ExperimentSession implements ViewerHost {
  #client: TspClient;
  readonly #uuid: string;
  readonly #forms: ViewForms;
  readonly #listeners = new Set<(event: HostEvent) => void>();
  #closing = new AbortController();
  #base: Promise<bigint> | undefined;
  #watching = false;
  #outputs: readonly OutputInfo[] = [];

  constructor({ client, uuid, forms }: ExperimentSessionOptions) {
    this.#client = client;
    this.#uuid = uuid;
    this.#forms = forms;
  }

  /** Changes of the experiment and its outputs, and the server's coming and going. Returns the function that ends it. */
  onEvent(listener: (event: HostEvent) => void): () => void {
    this.#listeners.add(listener);
    this.#watch();
    return () => this.#listeners.delete(listener);
  }

  /** The server was started anew, at another address: goes on there. Its experiment is indexed again, and watched. */
  reconnect(client: TspClient): void {
    this.#client = client;
    this.#closing.abort();
    this.#closing = new AbortController();
    this.#watching = false;
    this.#emit({ kind: 'server', state: 'up' });
    this.#watch();
  }

  /** Its traces were moved: times count from its new start. Whoever shows it asks for everything anew. */
  moved(): void {
    this.#base = undefined;
  }

  close(): void {
    this.#closing.abort();
    this.#listeners.clear();
  }

  async experiment(): Promise<ExperimentInfo> {
    const base = await this.#baseTime();
    const [experiment, progress] = await Promise.all([
      this.#client.experiment(this.#uuid),
      this.#client.progress(this.#uuid),
    ]);
    return from.experimentInfo(experiment, progress, base);
  }

  async outputs(): Promise<readonly OutputInfo[]> {
    this.#outputs = (await this.#client.outputs(this.#uuid)).map(from.outputInfo);
    return this.#outputs;
  }

  async tree(
    outputId: string,
    type: OutputType,
    window?: TimeWindow & { readonly selectionOnly?: boolean },
  ): Promise<Tree> {
    if (type === 'TABLE' || type === 'NONE') throw new Error(`an output of type ${type} has no tree`);
    const base = await this.#baseFor(type);
    const { status, statusMessage, model } = await this.#client.tree(this.#uuid, outputId, type, {
      ...(window === undefined ? {} : timeRange(window, base)),
      ...(window?.selectionOnly ? { isFiltered: true } : {}),
    });
    return {
      status,
      statusMessage,
      headers: (model?.headers ?? []).map(({ name, tooltip, dataType }) => ({
        name,
        tooltip,
        ...(dataType == null ? {} : { dataType }),
      })),
      entries: (model?.entries ?? []).map((entry) => from.entry(entry, base)),
      ...(model?.autoExpandLevel == null ? {} : { autoExpandLevel: model.autoExpandLevel }),
    };
  }

  async states(
    outputId: string,
    window: TimeWindow,
    items: readonly number[],
    filter?: OutputFilter & { readonly deep: boolean },
  ): Promise<States> {
    const base = await this.#baseFor(await this.#typeOf(outputId));
    const filtering = filter === undefined ? {} : filterParameters(filter, filter.deep);
    const parameters = { ...timeRange(window, base), requested_items: items, ...filtering };
    const frame = await this.#client.frame(this.#uuid, ['timeGraph', outputId, 'states'], parameters);
    if (frame) return unreadableUnless(() => fromFrame.states(frame, base));
    return this.#client.states(this.#uuid, outputId, parameters, base);
  }

  /** Asks for no line or no row: the server reads the filter all the same, and looks for nothing. */
  async filterProblem(outputId: string, text: string): Promise<Refusal | undefined> {
    const filter = { text, mode: 'dim' } as const;
    try {
      if ((await this.#typeOf(outputId)) === 'TABLE') await this.lines(outputId, { index: 0, count: 0, filter });
      else await this.states(outputId, { start: 0, end: 1, samples: 2 }, [], { ...filter, deep: false });
      return undefined;
    } catch (error) {
      if (error instanceof TspError && error.status === 400) return refusal(error);
      throw error;
    }
  }

  async arrows(outputId: string, window: TimeWindow): Promise<Arrows> {
    const base = await this.#baseFor(await this.#typeOf(outputId));
    const parameters = timeRange(window, base);
    const frame = await this.#client.frame(this.#uuid, ['timeGraph', outputId, 'arrows'], parameters);
    if (frame) return unreadableUnless(() => fromFrame.arrows(frame, base));
    const { status, model } = await this.#client.arrows(this.#uuid, outputId, parameters);
    return { status, ...from.arrows(model ?? [], base) };
  }

  async tooltip(
    outputId: string,
    entryId: number,
    time: number,
    state: { readonly start: number; readonly end: number },
  ): Promise<readonly (readonly [string, string])[]> {
    const base = await this.#baseFor(await this.#typeOf(outputId));
    const start = absolute(state.start, base);
    const { model } = await this.#client.tooltip(this.#uuid, outputId, {
      requested_times: [absolute(time, base)],
      requested_items: [entryId],
      requested_element: { elementType: 'STATE', time: start, duration: absolute(state.end, base) - start, entryId },
    });
    return Object.entries(model ?? {});
  }

  async xy(outputId: string, type: OutputType, window: TimeWindow, items: readonly number[]): Promise<XY> {
    if (type !== 'TREE_TIME_XY' && type !== 'TREE_GENERIC_XY') {
      throw new Error(`an output of type ${type} has no series`);
    }
    const generic = type === 'TREE_GENERIC_XY';
    const base = await this.#baseTime();
    const axisBase = generic ? 0n : base;
    const parameters = { ...timeRange(window, base, generic ? 'nbSamples' : 'nbTimes'), requested_items: items };
    const path = [generic ? 'genericXY' : 'XY', outputId, 'xy'] as const;
    const frame = await this.#client.frame(this.#uuid, path, parameters);
    if (frame) return unreadableUnless(() => fromFrame.xy(frame, axisBase));
    const { status, model } = await this.#client.xy(this.#uuid, outputId, type, parameters);
    const { title = '', series = [] } = model ?? {};
    return { status, title, series: series.map((each) => from.series(each, axisBase)) };
  }

  async columns(outputId: string): Promise<readonly TableColumn[]> {
    const { model } = await this.#client.columns(this.#uuid, outputId);
    return (model ?? []).map(({ id, name, description, type }) => ({ id, name, description, type }));
  }

  async lines(outputId: string, request: LinesRequest): Promise<Lines> {
    const parameters = linesParameters(request, await this.#baseTime());
    const frame = await this.#client.frame(this.#uuid, ['table', outputId, 'lines'], parameters);
    if (frame) return unreadableUnless(() => fromFrame.lines(frame));
    const { status, model } = await this.#client.lines(this.#uuid, outputId, parameters);
    return { status, ...from.lines(model ?? { size: 0, lowIndex: 0, columnIds: [], lines: [] }) };
  }

  async styles(outputId: string): Promise<Readonly<Record<string, Style>>> {
    const { model } = await this.#client.styles(this.#uuid, outputId);
    return (model?.styles ?? {}) as Record<string, Style>;
  }

  async annotations(outputId: string, window: TimeWindow): Promise<readonly Annotation[]> {
    const base = await this.#baseFor(await this.#typeOf(outputId));
    const { model } = await this.#client.annotations(this.#uuid, outputId, timeRange(window, base));
    return model ? from.annotations(model, base) : [];
  }

  async configTypes(outputId: string): Promise<readonly ConfigTypeInfo[]> {
    return (await this.#client.configurationTypes(this.#uuid, outputId)).map(from.configTypeInfo);
  }

  async derive(outputId: string, typeId: string, parameters: Parameters): Promise<Derived> {
    const derived = await derive(this.#client, this.#uuid, outputId, typeId, parameters);
    if ('output' in derived) await this.refreshOutputs();
    return derived;
  }

  async bookmarks(): Promise<readonly Bookmark[]> {
    const base = await this.#baseTime();
    return (await this.#client.bookmarks(this.#uuid)).map((bookmark) => from.bookmark(bookmark, base));
  }

  async addBookmark(name: string, start: number, end: number): Promise<Bookmark> {
    const base = await this.#baseTime();
    const range = [absolute(start, base), absolute(end, base)] as const;
    return from.bookmark(await this.#client.createBookmark(this.#uuid, name, ...range), base);
  }

  deleteBookmark(uuid: string): Promise<void> {
    return this.#client.deleteBookmark(this.#uuid, uuid);
  }

  saveLayout(layout: Readonly<Record<string, unknown>>): Promise<void> {
    return this.#client.saveLayout(this.#uuid, layout);
  }

  loadLayout(): Promise<Readonly<Record<string, unknown>> | undefined> {
    return this.#client.layout(this.#uuid);
  }

  async cancelReading(): Promise<void> {
    await this.#client.cancel(this.#uuid);
    await this.refreshOutputs();
  }

  async reread(): Promise<void> {
    await this.#client.reread(this.#uuid);
    await this.refreshOutputs();
  }

  customise(outputId: string, typeId: string, parameters?: Parameters): Promise<void> {
    return this.#forms.customise(outputId, typeId, parameters);
  }

  changeOutput(outputId: string, change: OutputChange): Promise<void> {
    return this.#forms.changeOutput(outputId, change);
  }

  openCall(project: string, callId: string): Promise<void> {
    return this.#forms.openCall(project, callId);
  }

  /** Fetches the outputs and tells the view of them: after a change that was made elsewhere. */
  async refreshOutputs(): Promise<void> {
    // Whether these are all of them can only be told from what was known before they were asked for.
    const experiment = await this.experiment();
    const outputs = await this.outputs();
    this.#emit({ kind: 'experiment', experiment });
    this.#emit({ kind: 'outputs', outputs });
  }

  #emit(event: HostEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  #watch(): void {
    if (this.#watching || this.#listeners.size === 0) return;
    this.#watching = true;
    void watchExperiment(
      {
        experiment: () => this.experiment(),
        outputs: () => this.outputs(),
        isUp: () => this.#client.isUp(),
        emit: (event) => this.#emit(event),
      },
      this.#closing.signal,
    );
  }

  async #typeOf(outputId: string): Promise<OutputType> {
    const known = this.#outputs.find((output) => output.id === outputId);
    const outputs = known ? this.#outputs : await this.outputs();
    return outputs.find((output) => output.id === outputId)?.type ?? 'TIME_GRAPH';
  }

  async #baseFor(type: OutputType): Promise<bigint> {
    return type === 'GANTT_CHART' ? 0n : this.#baseTime();
  }

  #baseTime(): Promise<bigint> {
    this.#base ??= this.#findBase().catch((error) => {
      this.#base = undefined;
      throw error;
    });
    return this.#base;
  }

  /** The start is known once an event has been indexed (more may have been counted before that), or there will be none. */
  async #findBase(): Promise<bigint> {
    for (const { signal } = this.#closing; ; ) {
      const experiment = await this.#client.experiment(this.#uuid);
      const { start, end, indexingStatus } = experiment;
      if (start !== 0n || end !== 0n || indexingStatus !== 'RUNNING') return start;
      const progress = await this.#client.progress(this.#uuid);
      this.#emit({ kind: 'opening', text: readingText(from.experimentInfo(experiment, progress)) });
      await pause(PATIENCE_MS, signal);
      if (signal.aborted) throw new Error('the view was closed');
    }
  }
}
