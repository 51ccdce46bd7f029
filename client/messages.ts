/**
 * What the trace view asks of its host, and what the host tells the view.
 *
 * The view runs in a VS Code webview (the host is the extension, over `postMessage`) or in the plain page that the
 * server serves (the host is `TspSession` in the same page). In both, `TspSession` answers; the view never sees a token.
 *
 * Messages pass through JSON-like serialisation: no bigint. Absolute times are decimal text (`Ns`); all others are
 * numbers, ns since the experiment's `base`, which is fixed when the view opens. ArrayBuffers travel as they are.
 */

import type { CallsSubject } from './call-messages.ts';

/** Absolute ns since the epoch as decimal text. */
export type Ns = string;

export type OutputType =
  | 'TABLE'
  | 'TREE_TIME_XY'
  | 'TIME_GRAPH'
  | 'DATA_TREE'
  | 'NONE'
  | 'GANTT_CHART'
  | 'TREE_GENERIC_XY';
export type Status = 'RUNNING' | 'COMPLETED' | 'FAILED' | 'CANCELLED';

export interface ExperimentInfo {
  readonly uuid: string;
  readonly name: string;
  readonly base: Ns;
  /** ns since base. */
  readonly start: number;
  readonly end: number;
  readonly events: number;
  readonly indexing: 'RUNNING' | 'COMPLETED' | 'CLOSED';
  /** 0…1 while indexing. */
  readonly fraction: number;
  /** While indexing, once it can be told. */
  readonly eventsPerSecond?: number;
  readonly secondsLeft?: number;
  /** More may come at any time: a project of calls. It is COMPLETED once all that was there at first is read. */
  readonly live?: true;
  /** The user ended the reading: what was read until then is all there is. */
  readonly cancelled?: true;
  /** Files of its traces that have changed since they were read. */
  readonly changedFiles?: readonly string[];
  /** Rises whenever outputs were derived, removed or made anew. */
  readonly outputsRevision?: number;
  /** Of one that is live: rises with whatever answers may change by. */
  readonly liveRevision?: number;
  readonly traces: readonly {
    readonly uuid: string;
    readonly name: string;
    readonly path: string;
    readonly events: number;
    /** ns that the user has moved it by, if not 0: decimal text. */
    readonly offset?: Ns;
    readonly properties: Readonly<Record<string, string>>;
  }[];
  /** Things the user should know: a truncated file, a failed trace. */
  readonly notices: readonly string[];
}

export interface OutputInfo {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly type: OutputType;
  readonly parentId?: string;
  readonly canCreate: boolean;
  readonly canDelete: boolean;
  readonly configuration?: ConfigurationInfo;
  /** Types that can be applied to it; a server that does not list them is asked for them. */
  readonly configTypeIds?: readonly string[];
}

export interface ConfigurationInfo {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly sourceTypeId: string;
  readonly parameters?: Parameters;
}

export type Parameters = Readonly<Record<string, unknown>>;

export interface ConfigTypeInfo {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly scope?: string;
  readonly schema: Readonly<Record<string, unknown>>;
}

export interface Style {
  readonly parentKey?: string;
  readonly values?: Readonly<Record<string, string | number>>;
}

export interface Header {
  readonly name: string;
  readonly tooltip: string;
  readonly dataType?: string;
}

export interface Entry {
  readonly id: number;
  readonly parentId: number;
  readonly labels: readonly string[];
  readonly hasData: boolean;
  readonly isDefault?: boolean;
  readonly style?: Style;
  readonly start?: number;
  readonly end?: number;
  readonly metadata?: Readonly<Record<string, readonly (string | number)[]>>;
}

export interface Tree {
  readonly status: Status;
  readonly statusMessage: string;
  readonly headers: readonly Header[];
  readonly entries: readonly Entry[];
  readonly autoExpandLevel?: number;
}

/** Bits of `tags` of states and lines, as the protocol numbers them. */
export const DIMMED = 1;
export const EXCLUDED = 4;
export const HIGHLIGHTED = 8;

export interface TimeWindow {
  readonly start: number;
  readonly end: number;
  readonly samples: number;
}

/** How states look that look alike; neither label nor style if there is nothing to be seen. */
export interface Look {
  readonly label?: string;
  readonly style?: Style;
}

/** States of several rows as columns: row `rows[r]` owns items `offsets[r]` … `offsets[r + 1] − 1` of the other columns. */
export interface States {
  readonly status: Status;
  readonly rows: Float64Array;
  readonly offsets: Uint32Array;
  readonly start: Float64Array;
  readonly end: Float64Array;
  /** Index into `looks`. */
  readonly look: Uint32Array;
  readonly looks: readonly Look[];
  readonly tags: Uint8Array;
}

export interface Arrows {
  readonly status: Status;
  readonly start: Float64Array;
  readonly end: Float64Array;
  readonly source: Float64Array;
  readonly target: Float64Array;
}

export interface Axis {
  readonly label: string;
  readonly unit: string;
  readonly dataType: string;
}

export interface Series {
  readonly id: number;
  readonly name: string;
  readonly style?: Style;
  /** Time charts: ns since base. Generic charts: `ranges` as [start0, end0, start1, end1, …] in the axis' unit. */
  readonly x?: Float64Array;
  readonly ranges?: Float64Array;
  readonly y: Float64Array;
  readonly xAxis: Axis;
  readonly yAxis: Axis;
}

export interface XY {
  readonly status: Status;
  readonly title: string;
  readonly series: readonly Series[];
}

export interface TableColumn {
  readonly id: number;
  readonly name: string;
  readonly description: string;
  readonly type: string;
}

/** What is to be seen of an output: an expression in the filter language, and what becomes of all that does not match. */
export interface OutputFilter {
  readonly text: string;
  readonly mode: 'hide' | 'dim';
}

export interface LinesRequest {
  readonly filter?: OutputFilter;
  readonly index?: number;
  /** ns since base. */
  readonly time?: number;
  readonly count: number;
  readonly columnIds?: readonly number[];
  readonly search?: Readonly<Record<number, string>>;
  readonly direction?: 'NEXT' | 'PREVIOUS';
  /** In the order of a column's values; the lines' indexes are places in it. */
  readonly order?: LinesOrder;
}

export interface LinesOrder {
  readonly columnId: number;
  readonly descending: boolean;
}

export interface Lines {
  readonly status: Status;
  readonly size: number;
  /** Of a filter that hides: how many lines it has looked at, of how many. */
  readonly filtered?: { readonly done: number; readonly of: number };
  readonly lowIndex: number;
  readonly columnIds: readonly number[];
  readonly lines: readonly { readonly index: number; readonly cells: readonly string[]; readonly tags: number }[];
}

export interface Annotation {
  readonly category: string;
  readonly time: number;
  readonly duration: number;
  readonly entryId: number;
  readonly label?: string;
  readonly style?: Style;
}

export interface Bookmark {
  readonly uuid: string;
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** Names the parameter that is wrong, if one is. */
export interface Refusal {
  readonly message: string;
  readonly detail?: string;
  readonly parameter?: string;
  /** Where in the parameter's text, counted in UTF-16 units from 0. */
  readonly position?: number;
  /** All that is wrong, where more than one thing was found. */
  readonly problems?: readonly ParameterProblem[];
}

export interface ParameterProblem {
  /** A path with dots: "specifiers.0.inRegex"; empty if it is about all of them together. */
  readonly parameter: string;
  readonly message: string;
  /** As in a refusal. */
  readonly position?: number;
}

/** The host's side of a view of one experiment. A rejected promise carries text that can be shown to the user. */
export interface ViewerHost {
  experiment(): Promise<ExperimentInfo>;
  outputs(): Promise<readonly OutputInfo[]>;
  tree(outputId: string, type: OutputType, window?: TimeWindow & { readonly selectionOnly?: boolean }): Promise<Tree>;
  /** `deep`: no match is missed between samples; otherwise only what would be shown anyway is filtered. */
  states(
    outputId: string,
    window: TimeWindow,
    items: readonly number[],
    filter?: OutputFilter & { readonly deep: boolean },
  ): Promise<States>;
  /** Why the output can't be filtered by this expression; undefined if it can. */
  filterProblem(outputId: string, text: string): Promise<Refusal | undefined>;
  arrows(outputId: string, window: TimeWindow): Promise<Arrows>;
  tooltip(
    outputId: string,
    entryId: number,
    time: number,
    state: { readonly start: number; readonly end: number },
  ): Promise<readonly (readonly [string, string])[]>;
  xy(outputId: string, type: OutputType, window: TimeWindow, items: readonly number[]): Promise<XY>;
  columns(outputId: string): Promise<readonly TableColumn[]>;
  lines(outputId: string, request: LinesRequest): Promise<Lines>;
  styles(outputId: string): Promise<Readonly<Record<string, Style>>>;
  annotations(outputId: string, window: TimeWindow): Promise<readonly Annotation[]>;
  configTypes(outputId: string): Promise<readonly ConfigTypeInfo[]>;
  derive(
    outputId: string,
    typeId: string,
    parameters: Readonly<Record<string, unknown>>,
  ): Promise<{ readonly output: OutputInfo } | { readonly refusal: Refusal }>;
  bookmarks(): Promise<readonly Bookmark[]>;
  addBookmark(name: string, start: number, end: number): Promise<Bookmark>;
  deleteBookmark(uuid: string): Promise<void>;
  /** The view's arrangement (lanes, ranges, selection), kept per experiment. */
  saveLayout(layout: Readonly<Record<string, unknown>>): Promise<void>;
  loadLayout(): Promise<Readonly<Record<string, unknown>> | undefined>;
  /** Ends the reading of the trace; what was read stays. */
  cancelReading(): Promise<void>;
  /** Reads the traces again, as they are on the disk now. */
  reread(): Promise<void>;
  /** Opens the form of a configuration type for an output, with what is known of its parameters. */
  customise(outputId: string, typeId: string, parameters?: Parameters): Promise<void>;
  /** Opens the form of an output's configuration or of a copy of it, asks for another name, or deletes it with an undo. */
  changeOutput(outputId: string, change: OutputChange): Promise<void>;
  /** Shows a call with all that was recorded of it; both as the tooltip of a state tells them. */
  openCall(project: string, callId: string): Promise<void>;
}

/** A state to be shown and picked. */
export interface Sought {
  readonly outputId: string;
  readonly start: Ns;
  readonly end: Ns;
  /** Of its row. */
  readonly metadata: Readonly<Record<string, string>>;
}

export type OutputChange = 'edit' | 'rename' | 'duplicate' | 'delete';

/** What the host tells the view unasked. */
export type HostEvent =
  | { readonly kind: 'experiment'; readonly experiment: ExperimentInfo }
  /** Not one event is known yet, so the experiment can't be told: how far reading is, in words. */
  | { readonly kind: 'opening'; readonly text: string }
  | { readonly kind: 'outputs'; readonly outputs: readonly OutputInfo[] }
  | { readonly kind: 'show'; readonly outputId: string }
  | { readonly kind: 'find'; readonly sought: Sought }
  | { readonly kind: 'command'; readonly command: ViewCommand }
  /** Configurations have changed. */
  | { readonly kind: 'configurations' }
  /** The page of calls shall show this now. */
  | { readonly kind: 'calls'; readonly subject: CallsSubject }
  | { readonly kind: 'server'; readonly state: 'up' | 'restarting' | 'down'; readonly message?: string };

export type ViewCommand =
  | 'zoomIn'
  | 'zoomOut'
  | 'panLeft'
  | 'panRight'
  | 'zoomToSelection'
  | 'fit'
  | 'wholeTrace'
  | 'follow'
  | 'undo'
  | 'redo'
  | 'search'
  | 'nextMatch'
  | 'previousMatch'
  | 'filter'
  | 'bookmark'
  | 'help';

/** The wire form of a call and its answer, over `postMessage`. */
export type Call = { readonly id: number; readonly method: string; readonly args: readonly unknown[] };
export type Answer =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: string };
export type HostMessage = Answer | { readonly event: HostEvent };
