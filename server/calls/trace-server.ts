/**
 * The one interface of the call trace service. Every layer implements it (stores, the external layer, the remote client),
 * so that layers can be put together in any order, and all configurations behave the same.
 *
 * Requests and replies have the members of the wire, with its names. Free values are `JsonText`. Times are ISO 8601 texts:
 * any zone in requests; in replies UTC with microseconds where there are any, `2024-06-13T12:00:00.123456Z`. An optional
 * member may be absent or null. `wb_user_id` is set by the outermost layer that knows the user: whatever a body says is
 * overwritten there. External layers take `entity/project` and `weave:///` refs, stores take internal ids and
 * `weave-trace-internal:///` refs.
 *
 * All methods throw a `TraceServerError`; a request that is refused has stored nothing.
 */
import type { JsonText } from './values/json-text.ts';

type Optional<T> = T | null | undefined;

export interface TraceServer {
  ensureProjectExists(request: {
    readonly entity: string;
    readonly project: string;
  }): Promise<{ project_name: string }>;

  callStart(request: { readonly start: CallStart }): Promise<CallStarted>;
  callEnd(request: { readonly end: CallEnd }): Promise<Empty>;
  /** All parts are stored, or none. Answers in the order of the batch. */
  callStartBatch(request: { readonly batch: readonly BatchItem[] }): Promise<{ res: (CallStarted | Empty)[] }>;
  callRead(request: CallReadRequest): Promise<{ call: Call | null }>;
  callsQuery(request: CallsQueryRequest): Promise<{ calls: Call[] }>;
  /** Throws with the first call, if at all for a reason that lies in the request. */
  callsQueryStream(request: CallsQueryRequest): AsyncIterable<Call>;
  callsQueryStats(request: CallsStatsRequest): Promise<{ count: number }>;
  callsDelete(request: CallsDeleteRequest): Promise<{ num_deleted: number }>;
  callUpdate(request: CallUpdateRequest): Promise<Empty>;
  /** Sums of tokens, costs and counts by model; our own beside the wire of old. */
  callsUsage(request: CallsStatsRequest): Promise<{ calls: number; errors: number; usage: Record<string, Usage> }>;

  opCreate(request: { readonly op_obj: ObjectCreate }): Promise<Digested>;
  opRead(request: {
    readonly project_id: string;
    readonly name: string;
    readonly digest: string;
  }): Promise<{ op_obj: StoredObject }>;
  opsQuery(request: OpsQueryRequest): Promise<{ op_objs: StoredObject[] }>;

  objCreate(request: { readonly obj: ObjectCreate }): Promise<Digested & { object_id: string }>;
  objRead(request: ObjectReadRequest): Promise<{ obj: StoredObject }>;
  objsQuery(request: ObjectsQueryRequest): Promise<{ objs: StoredObject[] }>;
  objDelete(request: ObjectDeleteRequest): Promise<{ num_deleted: number }>;

  tableCreate(request: TableCreateRequest): Promise<Digested & { row_digests: string[] }>;
  tableUpdate(request: TableUpdateRequest): Promise<Digested & { updated_row_digests: string[] }>;
  tableQuery(request: TableQueryRequest): Promise<{ rows: TableRow[] }>;
  tableQueryStats(request: { readonly project_id: string; readonly digest: string }): Promise<{ count: number }>;

  refsReadBatch(request: { readonly refs: readonly string[] }): Promise<{ vals: JsonText[] }>;

  fileCreate(request: FileCreateRequest): Promise<{ digest: string }>;
  fileContentRead(request: { readonly project_id: string; readonly digest: string }): Promise<{ content: Uint8Array }>;

  feedbackCreate(request: FeedbackCreate): Promise<FeedbackCreated>;
  /** All or none, in the order given. */
  feedbackCreateBatch(request: { readonly batch: readonly FeedbackCreate[] }): Promise<{ res: FeedbackCreated[] }>;
  feedbackQuery(request: FeedbackQueryRequest): Promise<{ result: Record<string, unknown>[] }>;
  feedbackPurge(request: PurgeRequest): Promise<Empty>;
  feedbackReplace(request: FeedbackCreate & { readonly feedback_id: string }): Promise<FeedbackCreated>;

  costCreate(request: CostCreateRequest): Promise<{ ids: [id: string, llmId: string][] }>;
  costQuery(request: FeedbackQueryRequest): Promise<{ results: Record<string, unknown>[] }>;
  costPurge(request: PurgeRequest): Promise<Empty>;

  /** What there is to choose from, newest first; our own, for the IDE. */
  projectsQuery(request: Record<never, never>): Promise<{ projects: ProjectSummary[] }>;
  /** The ops of a project by name without version; our own, for the IDE. */
  opsSummary(request: { readonly project_id: string }): Promise<{ ops: OpSummary[] }>;

  close(): Promise<void>;
}

export type Empty = Record<never, never>;

export interface CallStart {
  readonly project_id: string;
  /** A lower-case UUID, or 16 hexadecimal digits; a new UUIDv7 if absent. */
  readonly id?: Optional<string>;
  /** An op ref, or a plain name. */
  readonly op_name: string;
  readonly display_name?: Optional<string>;
  /** A lower-case UUID, or 32 hexadecimal digits; a new UUIDv7 if absent. */
  readonly trace_id?: Optional<string>;
  readonly parent_id?: Optional<string>;
  readonly started_at: string;
  /** Objects. */
  readonly attributes: JsonText;
  readonly inputs: JsonText;
  readonly wb_user_id?: Optional<string>;
  readonly wb_run_id?: Optional<string>;
  readonly wb_run_step?: Optional<number>;
  readonly thread_id?: Optional<string>;
  readonly turn_id?: Optional<string>;
}

export interface CallEnd {
  readonly project_id: string;
  readonly id: string;
  readonly ended_at: string;
  readonly exception?: Optional<string>;
  readonly output?: Optional<JsonText>;
  /** An object. */
  readonly summary: JsonText;
  readonly wb_run_step_end?: Optional<number>;
}

export type BatchItem =
  | { readonly mode: 'start'; readonly req: { readonly start: CallStart } }
  | { readonly mode: 'end'; readonly req: { readonly end: CallEnd } };

export interface CallStarted {
  id: string;
  trace_id: string;
}

/** A call as it is read. What was not asked for is `{}` (attributes, inputs) or null. */
export interface Call {
  id: string;
  project_id: string;
  op_name: string;
  display_name: string | null;
  trace_id: string;
  parent_id: string | null;
  started_at: string;
  attributes: JsonText;
  inputs: JsonText;
  ended_at: string | null;
  exception: string | null;
  output: JsonText | null;
  summary: JsonText | null;
  wb_user_id: string | null;
  wb_run_id: string | null;
  wb_run_step: number | null;
  wb_run_step_end: number | null;
  thread_id: string | null;
  turn_id: string | null;
  deleted_at: string | null;
}

export interface CallReadRequest {
  readonly project_id: string;
  readonly id: string;
  readonly include_costs?: Optional<boolean>;
  readonly columns?: Optional<readonly string[]>;
}

export interface CallsFilter {
  readonly op_names?: Optional<readonly string[]>;
  readonly input_refs?: Optional<readonly string[]>;
  readonly output_refs?: Optional<readonly string[]>;
  readonly parent_ids?: Optional<readonly string[]>;
  readonly trace_ids?: Optional<readonly string[]>;
  readonly call_ids?: Optional<readonly string[]>;
  readonly wb_user_ids?: Optional<readonly string[]>;
  readonly wb_run_ids?: Optional<readonly string[]>;
  readonly thread_ids?: Optional<readonly string[]>;
  readonly turn_ids?: Optional<readonly string[]>;
  readonly trace_roots_only?: Optional<boolean>;
}

export interface SortBy {
  readonly field: string;
  readonly direction: 'asc' | 'desc';
}

export interface CallsStatsRequest {
  readonly project_id: string;
  readonly filter?: Optional<CallsFilter>;
  readonly query?: Optional<Query>;
  readonly expand_columns?: Optional<readonly string[]>;
  readonly limit?: Optional<number>;
}

export interface CallsQueryRequest extends CallsStatsRequest {
  readonly offset?: Optional<number>;
  /** Absent: by `started_at`, then `id`. `[]`: in any order. */
  readonly sort_by?: Optional<readonly SortBy[]>;
  readonly include_costs?: Optional<boolean>;
  readonly include_feedback?: Optional<boolean>;
  readonly columns?: Optional<readonly string[]>;
  readonly return_expanded_column_values?: Optional<boolean>;
}

/** The query language: conditions (`$and`, `$eq`, …) over `$getField`, `$literal` and `$convert`. */
export interface Query {
  readonly $expr: Operation;
}

export type Operation =
  | { readonly $and: readonly Operand[] }
  | { readonly $or: readonly Operand[] }
  | { readonly $not: readonly [Operand] }
  | { readonly $eq: readonly [Operand, Operand] }
  | { readonly $gt: readonly [Operand, Operand] }
  | { readonly $gte: readonly [Operand, Operand] }
  | { readonly $lt: readonly [Operand, Operand] }
  | { readonly $lte: readonly [Operand, Operand] }
  | { readonly $in: readonly [Operand, readonly Operand[]] }
  | {
      readonly $contains: {
        readonly input: Operand;
        readonly substr: Operand;
        readonly case_insensitive?: Optional<boolean>;
      };
    };

export type Operand =
  | Operation
  | { readonly $literal: JsonText }
  | { readonly $getField: string }
  | { readonly $convert: { readonly input: Operand; readonly to: 'double' | 'string' | 'int' | 'bool' | 'exists' } };

export interface CallsDeleteRequest {
  readonly project_id: string;
  readonly call_ids: readonly string[];
  readonly wb_user_id?: Optional<string>;
}

export interface CallUpdateRequest {
  readonly project_id: string;
  readonly call_id: string;
  /** '' takes the name away. */
  readonly display_name?: Optional<string>;
  readonly wb_user_id?: Optional<string>;
}

export interface Usage {
  requests: number;
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
  prompt_tokens_total_cost: number;
  completion_tokens_total_cost: number;
}

export interface ObjectCreate {
  readonly project_id: string;
  readonly object_id: string;
  readonly val: JsonText;
  readonly wb_user_id?: Optional<string>;
  readonly expected_digest?: Optional<string>;
}

export interface Digested {
  digest: string;
  /** The same for equal content in whatever project: a ref in it counts as the digest of what it refers to. */
  content_digest: string;
}

export interface StoredObject {
  project_id: string;
  object_id: string;
  created_at: string;
  deleted_at: string | null;
  digest: string;
  content_digest: string;
  version_index: number;
  is_latest: 0 | 1;
  kind: 'op' | 'object';
  base_object_class: string | null;
  /** `{}` where only metadata was asked for. */
  val: JsonText;
  wb_user_id: string | null;
}

export interface ObjectReadRequest {
  readonly project_id: string;
  readonly object_id: string;
  /** A digest, `latest`, or `vN`. */
  readonly digest: string;
  readonly metadata_only?: Optional<boolean>;
}

export interface ObjectsQueryRequest {
  readonly project_id: string;
  readonly filter?: Optional<{
    readonly base_object_classes?: Optional<readonly string[]>;
    readonly object_ids?: Optional<readonly string[]>;
    readonly is_op?: Optional<boolean>;
    readonly latest_only?: Optional<boolean>;
  }>;
  readonly limit?: Optional<number>;
  readonly offset?: Optional<number>;
  /** By `object_id` or `created_at`; others are passed over. Absent: by `created_at`, then id and version. */
  readonly sort_by?: Optional<readonly SortBy[]>;
  readonly metadata_only?: Optional<boolean>;
}

export interface OpsQueryRequest {
  readonly project_id: string;
  readonly filter?: Optional<{
    readonly op_names?: Optional<readonly string[]>;
    readonly latest_only?: Optional<boolean>;
  }>;
}

export interface ObjectDeleteRequest {
  readonly project_id: string;
  readonly object_id: string;
  /** Absent: all versions. */
  readonly digests?: Optional<readonly string[]>;
}

export interface TableCreateRequest {
  /** Rows are objects. */
  readonly table: {
    readonly project_id: string;
    readonly rows: readonly JsonText[];
    readonly expected_digest?: Optional<string>;
  };
}

export type TableUpdate =
  | { readonly append: { readonly row: JsonText } }
  | { readonly pop: { readonly index: number } }
  | { readonly insert: { readonly index: number; readonly row: JsonText } };

export interface TableUpdateRequest {
  readonly project_id: string;
  readonly base_digest: string;
  readonly updates: readonly TableUpdate[];
}

export interface TableQueryRequest {
  readonly project_id: string;
  readonly digest: string;
  readonly filter?: Optional<{ readonly row_digests?: Optional<readonly string[]> }>;
  readonly limit?: Optional<number>;
  readonly offset?: Optional<number>;
  readonly sort_by?: Optional<readonly SortBy[]>;
}

export interface TableRow {
  digest: string;
  val: JsonText;
  original_index: number;
}

export interface FileCreateRequest {
  readonly project_id: string;
  readonly name: string;
  readonly content: Uint8Array;
  readonly expected_digest?: Optional<string>;
}

export interface FeedbackCreate {
  readonly project_id: string;
  /** A lower-case UUID; a new UUIDv7 if absent. Given again, it takes the place of what was there. */
  readonly id?: Optional<string>;
  readonly weave_ref: string;
  readonly creator?: Optional<string>;
  readonly feedback_type: string;
  /** An object. */
  readonly payload: JsonText;
  readonly annotation_ref?: Optional<string>;
  readonly runnable_ref?: Optional<string>;
  readonly call_ref?: Optional<string>;
  readonly trigger_ref?: Optional<string>;
  readonly wb_user_id?: Optional<string>;
}

export interface FeedbackCreated {
  id: string;
  created_at: string;
  wb_user_id: string | null;
  /** What the server made of it; `{}` if nothing. */
  payload: JsonText;
}

export interface FeedbackQueryRequest {
  readonly project_id: string;
  readonly fields?: Optional<readonly string[]>;
  readonly query?: Optional<Query>;
  readonly sort_by?: Optional<readonly SortBy[]>;
  readonly limit?: Optional<number>;
  readonly offset?: Optional<number>;
}

/** Only `$eq` of an id, or `$or` of such. */
export interface PurgeRequest {
  readonly project_id: string;
  readonly query: Query;
}

export interface CostCreateRequest {
  readonly project_id: string;
  readonly costs: Readonly<
    Record<
      string,
      {
        readonly prompt_token_cost: number;
        readonly completion_token_cost: number;
        readonly prompt_token_cost_unit?: Optional<string>;
        readonly completion_token_cost_unit?: Optional<string>;
        readonly effective_date?: Optional<string>;
        readonly provider_id?: Optional<string>;
      }
    >
  >;
  readonly wb_user_id?: Optional<string>;
}

export interface ProjectSummary {
  project_id: string;
  calls: number;
  running: number;
  errors: number;
  /** Of the newest call; null if there is none. */
  last_started_at: string | null;
  /** Changes with every change in the project. */
  revision: string;
}

export interface OpSummary {
  /** As in calls, without version: an op ref up to the colon, or a plain name. */
  op: string;
  name: string;
  calls: number;
  running: number;
  errors: number;
  last_started_at: string;
}
