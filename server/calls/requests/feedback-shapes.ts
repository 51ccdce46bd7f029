/** What requests about feedback, costs and projects look like. */
import type { CostCreateRequest, Empty, FeedbackCreate, FeedbackQueryRequest, PurgeRequest } from '../trace-server.ts';
import { sortBy } from './call-shapes.ts';
import { count, jsonObject, number, text, time } from './plain-shapes.ts';
import { query } from './query-shape.ts';
import { list, object, optional, record } from './shape.ts';

const feedback = {
  project_id: text,
  id: optional(text),
  weave_ref: text,
  creator: optional(text),
  feedback_type: text,
  payload: jsonObject,
  annotation_ref: optional(text),
  runnable_ref: optional(text),
  call_ref: optional(text),
  trigger_ref: optional(text),
  wb_user_id: optional(text),
};

const PASSED_OVER = [
  'queue_id',
  'scorer_ratings',
  'scorer_rating_confidences',
  'scorer_rating_reasons',
  'scorer_tags',
  'scorer_tag_confidences',
  'scorer_tag_reasons',
  'scorer_trace_id',
  'span_agent_name',
  'span_agent_version',
  'span_conversation_id',
  'span_status_code',
  'span_trace_id',
];

export const feedbackCreate = object<FeedbackCreate>(feedback, ...PASSED_OVER);
export const feedbackCreateBatch = object<{ readonly batch: readonly FeedbackCreate[] }>({
  batch: list(feedbackCreate),
});
export const feedbackReplace = object<FeedbackCreate & { readonly feedback_id: string }>(
  { ...feedback, feedback_id: text },
  ...PASSED_OVER,
);

/** Of feedback, and of costs. */
export const rowsQuery = object<FeedbackQueryRequest>({
  project_id: text,
  fields: optional(list(text)),
  query: optional(query),
  sort_by: sortBy,
  limit: optional(count),
  offset: optional(count),
});

export const purge = object<PurgeRequest>({ project_id: text, query });

export const costCreate = object<CostCreateRequest>({
  project_id: text,
  costs: record(
    object<CostCreateRequest['costs'][string]>(
      {
        prompt_token_cost: number,
        completion_token_cost: number,
        prompt_token_cost_unit: optional(text),
        completion_token_cost_unit: optional(text),
        effective_date: optional(time),
        provider_id: optional(text),
      },
      'cache_creation_input_token_cost',
      'cache_read_input_token_cost',
    ),
  ),
  wb_user_id: optional(text),
});

export const ensureProjectExists = object<{ readonly entity: string; readonly project: string }>({
  entity: text,
  project: text,
});
export const nothing = object<Empty>({});
export const ofProject = object<{ readonly project_id: string }>({ project_id: text });
