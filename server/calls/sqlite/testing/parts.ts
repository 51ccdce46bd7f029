/** Parts of calls for tests, with all that a test doesn't care about. */

import type { CallsPlan } from '../../query/plan.ts';
import type { EndPart, StartPart } from '../../store/call-database.ts';

export const PROJECT = 'ZW50aXR5L3Byb2plY3Q=';
export const OTHER_PROJECT = 'ZW50aXR5L290aGVy';

export function start(id: string, given: Partial<StartPart> = {}): StartPart {
  return {
    kind: 'start',
    project_id: PROJECT,
    id,
    trace_id: 'trace',
    parent_id: null,
    op_name: 'op',
    display_name: null,
    started_at: 1_000_000,
    attributes_dump: '{}',
    inputs_dump: '{}',
    input_refs: [],
    wb_user_id: null,
    wb_run_id: null,
    wb_run_step: null,
    thread_id: null,
    turn_id: null,
    ...given,
  };
}

export function end(id: string, given: Partial<EndPart> = {}): EndPart {
  return {
    kind: 'end',
    project_id: PROJECT,
    id,
    ended_at: 2_000_000,
    exception: null,
    output_dump: null,
    output_refs: [],
    summary_dump: '{}',
    wb_run_step_end: null,
    ...given,
  };
}

export function plan(given: Partial<CallsPlan> = {}): CallsPlan {
  return {
    project_id: PROJECT,
    where: undefined,
    sort: [],
    limit: undefined,
    offset: undefined,
    columns: new Set(['parent_id', 'display_name', 'ended_at', 'exception', 'inputs_dump', 'output_dump']),
    ...given,
  };
}
