/**
 * What an output (TSP: data provider) answers, before anybody turns it into JSON.
 *
 * Outputs answer from indexes in O(pixels · log n). Answers that grow with pixels × rows are columns, not objects.
 * Times in questions and in small answers are absolute `bigint` ns since the epoch; columns hold ns since a `base`.
 * Any method may answer later (a promise) if it has to look at many events; it then yields every 20 ms and heeds the signal.
 */
import type { SampleTimes } from '../index/sample-times.ts';

export type OutputType =
  | 'TABLE'
  | 'TREE_TIME_XY'
  | 'TIME_GRAPH'
  | 'DATA_TREE'
  | 'NONE'
  | 'GANTT_CHART'
  | 'TREE_GENERIC_XY';

export type DataType = 'NUMBER' | 'BINARY_NUMBER' | 'TIMESTAMP' | 'DURATION' | 'STRING' | 'TIME_RANGE';

export interface Configuration {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly sourceTypeId: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

export interface OutputDescriptor {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly type: OutputType;
  readonly parentId?: string;
  readonly configuration?: Configuration;
  readonly capabilities?: { readonly canCreate?: boolean; readonly canDelete?: boolean };
  /** ids of the configuration source types that can be applied (ADR 0011); equals GET …/configTypes. */
  readonly configSourcesIds?: readonly string[];
  /** id of `configuration` (ADR 0011). */
  readonly configIds?: readonly string[];
}

export type Status = 'RUNNING' | 'COMPLETED' | 'FAILED' | 'CANCELLED';

/** Message of what is RUNNING though all that there is now is in its answers: it only waits for what comes. */
export const LIVE = 'Live';

export interface Style {
  readonly parentKey?: string;
  readonly values?: Readonly<Record<string, string | number>>;
}

export interface TreeHeader {
  readonly name: string;
  readonly tooltip: string;
  readonly dataType?: DataType;
}

/** Ids are unique within an output, stable while it lives, and below 2^53. */
export interface TreeEntry {
  readonly id: number;
  /** Absent for roots. */
  readonly parentId?: number;
  readonly labels: readonly string[];
  readonly hasData?: boolean;
  readonly style?: Style;
  /** Time graphs only. */
  readonly start?: bigint;
  readonly end?: bigint;
  readonly metadata?: Readonly<Record<string, readonly (string | number)[]>>;
  /** XY only: shown at first. */
  readonly isDefault?: boolean;
}

export interface TreeModel {
  readonly headers: readonly TreeHeader[];
  readonly entries: readonly TreeEntry[];
  readonly autoExpandLevel?: number;
}

/** How a state looks. All states of an answer that look alike share one. */
export interface Look {
  readonly label?: string;
  /** Key in the output's style map. */
  readonly style?: string;
}

/** The states of one row, sorted by start, not overlapping. */
export interface RowStates {
  readonly entryId: number;
  readonly base: bigint;
  /** ns since `base`; one item a state in each column. */
  readonly start: Float64Array;
  readonly end: Float64Array;
  /** Index into the answer's `looks`. */
  readonly look: Uint32Array;
  /** TSP tag bits: 1 dimmed, 4 excluded; absent when all are 0. */
  readonly tags?: Uint8Array;
}

export interface StatesModel {
  readonly looks: readonly Look[];
  readonly rows: readonly RowStates[];
}

export interface Arrows {
  readonly base: bigint;
  readonly start: Float64Array;
  readonly end: Float64Array;
  readonly source: Float64Array;
  readonly target: Float64Array;
  readonly style?: Style;
}

export interface XYAxis {
  readonly label: string;
  readonly unit: string;
  readonly dataType: DataType;
  readonly axisDomain?: { readonly type: 'range'; readonly start: bigint; readonly end: bigint };
}

export interface XYSeries {
  readonly seriesId: number;
  readonly seriesName: string;
  readonly style?: Style;
  /** Exactly one of the two. */
  readonly xValues?: SampleTimes;
  readonly xRanges?: readonly { readonly start: bigint; readonly end: bigint }[];
  /** Finite numbers only. */
  readonly yValues: Float64Array;
  readonly xAxis: XYAxis;
  readonly yAxis: XYAxis;
}

export interface XYModel {
  readonly title: string;
  readonly series: readonly XYSeries[];
}

export interface Column {
  readonly id: number;
  readonly name: string;
  readonly description: string;
  readonly type: DataType;
}

export interface LinesModel {
  /** Of a filtered table, so far; indices count among the lines that are left. */
  readonly size: number;
  /** How many lines the filter has looked at, of how many: more follow until both are equal. Absent without a filter. */
  readonly filtered?: { readonly done: number; readonly of: number };
  readonly lowIndex: number;
  readonly columnIds: readonly number[];
  readonly lines: readonly {
    readonly index: number;
    readonly cells: readonly { readonly content: string; readonly tags?: number }[];
    readonly tags?: number;
  }[];
}

export interface Annotation {
  readonly type: 'CHART' | 'TREE';
  readonly time: bigint;
  readonly duration: bigint;
  /** −1: the whole output. */
  readonly entryId: number;
  readonly label?: string;
  readonly style?: Style;
}

export interface TreeQuery {
  readonly start?: bigint;
  readonly end?: bigint;
  /** Non-spec parameter of today's clients: data trees add a "Selection" part for [start, end]. */
  readonly isFiltered?: boolean;
  /** All other parameters, as sent. */
  readonly extra: Readonly<Record<string, unknown>>;
}

export interface SeriesQuery {
  readonly times: SampleTimes;
  /** Entry ids. */
  readonly items: readonly number[];
  readonly extra: Readonly<Record<string, unknown>>;
}

/** Expressions in the filter language: what doesn't match all of `dim` is tagged, what doesn't all of `exclude` left out. */
export interface FilterExpressions {
  readonly dim: readonly string[];
  readonly exclude: readonly string[];
}

export interface StatesQuery extends SeriesQuery {
  readonly filter?: FilterExpressions & { readonly deep: boolean };
}

export interface TooltipQuery {
  readonly time: bigint;
  readonly items: readonly number[];
  readonly element: {
    readonly type: 'STATE' | 'ANNOTATION' | 'ARROW';
    readonly time: bigint;
    readonly duration: bigint;
    readonly entryId?: number;
    readonly destinationId?: number;
  };
}

export interface LinesQuery {
  readonly index?: number;
  readonly time?: bigint;
  readonly count: number;
  /** Column ids; all columns when absent. */
  readonly columnIds?: readonly number[];
  /** Regular expression by column id. */
  readonly search?: ReadonlyMap<number, string>;
  readonly direction?: 'NEXT' | 'PREVIOUS';
  readonly filter?: FilterExpressions;
  /** By a column; in the direction that is usual for it unless one is given. */
  readonly sort?: { readonly column: number; readonly descending?: boolean };
}

export interface AnnotationsQuery {
  readonly times: SampleTimes;
  readonly categories?: readonly string[];
}

export type Later<T> = T | Promise<T>;

/** One output of an opened experiment. A method that an output lacks answers with an empty model. */
export interface Output {
  readonly descriptor: OutputDescriptor;
  /** RUNNING while answers may still grow. */
  readonly status: Status;
  readonly statusMessage?: string;
  tree?(query: TreeQuery, signal: AbortSignal): Later<TreeModel>;
  states?(query: StatesQuery, signal: AbortSignal): Later<StatesModel>;
  arrows?(query: SeriesQuery, signal: AbortSignal): Later<readonly Arrows[]>;
  /** Text pairs in display order. */
  tooltip?(query: TooltipQuery): Later<ReadonlyMap<string, string>>;
  xy?(query: SeriesQuery, signal: AbortSignal): Later<XYModel>;
  columns?(): readonly Column[];
  lines?(query: LinesQuery, signal: AbortSignal): Later<LinesModel>;
  styles?(): Readonly<Record<string, Style>>;
  annotationCategories?(): readonly string[];
  annotations?(query: AnnotationsQuery, signal: AbortSignal): Later<ReadonlyMap<string, readonly Annotation[]>>;
  /** Outputs that come and go with it, listed below it. Asked for often: hands out the same ones. */
  outputs?(): readonly Output[];
  /** Nothing is asked of it any more: ends what it does in the background. */
  close?(): void;
}

/** The question can't be answered as asked: the user's mistake. `parameter` names the culprit, `position` the character in its text. */
export class QueryError extends Error {
  readonly parameter: string | undefined;
  readonly position: number | undefined;
  constructor(message: string, parameter?: string, position?: number) {
    super(message);
    this.name = 'QueryError';
    this.parameter = parameter;
    this.position = position;
  }
}
