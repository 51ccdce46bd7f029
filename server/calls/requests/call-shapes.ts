/** What requests about calls look like. */
import { RequestTooLarge } from '../errors.ts';
import type {
  BatchItem,
  CallEnd,
  CallReadRequest,
  CallStart,
  CallsDeleteRequest,
  CallsFilter,
  CallsQueryRequest,
  CallsStatsRequest,
  CallUpdateRequest,
  SortBy,
} from '../trace-server.ts';
import { boolean, count, integer, json, jsonObject, oneOfTexts, prose, text, time } from './plain-shapes.ts';
import { query } from './query-shape.ts';
import { byMode, list, object, optional, type Shape } from './shape.ts';

/** As many as a list in a filter can have, columns or refs of a request, or calls to delete. */
export const MOST = 1000;

const startMembers = {
  project_id: text,
  id: optional(text),
  op_name: text,
  display_name: optional(text),
  trace_id: optional(text),
  parent_id: optional(text),
  started_at: time,
  attributes: jsonObject,
  inputs: jsonObject,
  wb_user_id: optional(text),
  wb_run_id: optional(text),
  wb_run_step: optional(integer),
  thread_id: optional(text),
  turn_id: optional(text),
};

export const callStart = object<{ readonly start: CallStart }>({
  start: object<CallStart>(startMembers, 'otel_dump'),
});

const endMembers = {
  project_id: text,
  id: text,
  ended_at: time,
  exception: optional(prose),
  output: optional(json),
  summary: jsonObject,
  wb_run_step_end: optional(integer),
};

export const callEnd = object<{ readonly end: CallEnd }>({
  // What the start has told already.
  end: object<CallEnd>(endMembers, 'display_name', 'started_at', 'trace_id', 'is_eval'),
});

/** Start and end in one, as SDKs of 2026 send them. */
export const completeCalls = object<{ readonly batch: readonly (CallStart & CallEnd)[] }>({
  batch: list(object<CallStart & CallEnd>({ ...startMembers, ...endMembers }, 'otel_dump')),
});

export const callStartBatch = object<{ readonly batch: readonly BatchItem[] }>({
  batch: list(byMode<BatchItem>({ start: callStart, end: callEnd })),
});

export const callRead: Shape<CallReadRequest> = object<CallReadRequest>(
  { project_id: text, id: text, include_costs: optional(boolean), columns: optional(list(text, MOST)) },
  'include_storage_size',
  'include_total_storage_size',
  'include_usernames',
);

const some = optional(list(text, MOST));

const filter = object<CallsFilter>({
  op_names: some,
  input_refs: some,
  output_refs: some,
  parent_ids: some,
  trace_ids: some,
  call_ids: some,
  wb_user_ids: some,
  wb_run_ids: some,
  thread_ids: some,
  turn_ids: some,
  trace_roots_only: optional(boolean),
});

export const sortBy = optional(list(object<SortBy>({ field: text, direction: oneOfTexts('asc', 'desc') })));

const statsMembers = {
  project_id: text,
  filter: optional(filter),
  query: optional(query),
  expand_columns: optional(list(text)),
  limit: optional(count),
};

export const callsStats = object<CallsStatsRequest>(
  statsMembers,
  'include_storage_size',
  'include_total_storage_size',
  'include_usernames',
);

export const callsQuery = object<CallsQueryRequest>(
  {
    ...statsMembers,
    offset: optional(count),
    sort_by: sortBy,
    include_costs: optional(boolean),
    include_feedback: optional(boolean),
    columns: optional(list(text, MOST)),
    return_expanded_column_values: optional(boolean),
  },
  'latest_only',
  'include_storage_size',
  'include_total_storage_size',
  'include_usernames',
);

export const callsDelete = object<CallsDeleteRequest>({
  project_id: text,
  call_ids: list(text, MOST, RequestTooLarge),
  wb_user_id: optional(text),
});

export const callUpdate = object<CallUpdateRequest>({
  project_id: text,
  call_id: text,
  display_name: optional(text),
  wb_user_id: optional(text),
});
