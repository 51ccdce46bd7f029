/**
 * The parts of requests that name projects, users, runs and refs, put into internal words. Texts that come back within a
 * value (a name shown, who gave feedback) are converted as values are, since what comes back is; other prose stays.
 */
import type { CallEnd, CallStart, CallsStatsRequest, CostCreateRequest, FeedbackCreate } from '../trace-server.ts';
import type { Conversion } from './conversion.ts';
import { queryIn } from './query-in.ts';

export function startIn(start: CallStart, ids: Conversion): CallStart {
  return {
    ...start,
    project_id: ids.projectIn(start.project_id, 'write'),
    op_name: ids.textIn(start.op_name),
    display_name: ids.textIn(start.display_name),
    attributes: ids.valueIn(start.attributes),
    inputs: ids.valueIn(start.inputs),
    wb_user_id: ids.userIn(start.wb_user_id),
    wb_run_id: ids.runIn(start.wb_run_id),
  };
}

export function endIn(end: CallEnd, ids: Conversion): CallEnd {
  return {
    ...end,
    project_id: ids.projectIn(end.project_id, 'write'),
    output: ids.valueIn(end.output),
    summary: ids.valueIn(end.summary),
  };
}

export function callsIn<R extends CallsStatsRequest>(request: R, ids: Conversion): R {
  const { filter, query } = request;
  return {
    ...request,
    query: queryIn(query, ids),
    filter: filter && {
      ...filter,
      op_names: ids.textsIn(filter.op_names),
      input_refs: ids.textsIn(filter.input_refs),
      output_refs: ids.textsIn(filter.output_refs),
      wb_user_ids: filter.wb_user_ids?.map((user) => ids.userIn(user)),
      wb_run_ids: filter.wb_run_ids?.map((run) => ids.runIn(run)),
    },
  };
}

export function feedbackIn<R extends FeedbackCreate>(request: R, ids: Conversion): R {
  return {
    ...request,
    weave_ref: ids.textIn(request.weave_ref),
    creator: ids.textIn(request.creator),
    feedback_type: ids.textIn(request.feedback_type),
    annotation_ref: ids.textIn(request.annotation_ref),
    runnable_ref: ids.textIn(request.runnable_ref),
    call_ref: ids.textIn(request.call_ref),
    trigger_ref: ids.textIn(request.trigger_ref),
    payload: ids.valueIn(request.payload),
  };
}

export function costsIn(costs: CostCreateRequest['costs'], ids: Conversion): CostCreateRequest['costs'] {
  const converted = Object.entries(costs).map(([llmId, cost]) => {
    return [llmId, { ...cost, provider_id: ids.textIn(cost.provider_id) }] as const;
  });
  return Object.fromEntries(converted);
}
