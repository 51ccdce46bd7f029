/** Parts of calls as lines for `calls_raw`; what a kind of part has no value for is empty or NULL. */

import { coded } from '../query/coded-json.ts';
import type { CallPart } from '../store/call-database.ts';
import { line } from './tab-separated.ts';

export const RAW_COLUMNS = [
  'project_id',
  'seq',
  'id',
  'kind',
  'display_name',
  'deleted_us',
  'trace_id',
  'parent_id',
  'op_name',
  'started_us',
  'attributes_dump',
  'inputs_dump',
  'attributes_coded',
  'inputs_coded',
  'input_refs',
  'wb_user_id',
  'wb_run_id',
  'wb_run_step',
  'thread_id',
  'turn_id',
  'ended_us',
  'exception',
  'output_dump',
  'output_refs',
  'summary_dump',
  'output_coded',
  'summary_coded',
  'wb_run_step_end',
] as const;

const NO_REFS: readonly string[] = [];
const NO_START = ['', null, '', 0, '', '', '', '', NO_REFS, null, null, null, null, null] as const;
const NO_END = [null, null, null, NO_REFS, null, '', '', null] as const;

export function callLine(part: CallPart, seq: number): string {
  const { project_id, id, kind } = part;
  if (kind === 'rename') return line([project_id, seq, id, kind, part.display_name, null, ...NO_START, ...NO_END]);
  if (kind === 'delete') return line([project_id, seq, id, kind, null, part.deleted_at, ...NO_START, ...NO_END]);
  if (kind === 'end') {
    const { ended_at, exception, output_dump, output_refs, summary_dump, wb_run_step_end } = part;
    const codes = [output_dump === null ? '' : coded(output_dump), summary_dump === null ? '' : coded(summary_dump)];
    const end = [ended_at, exception, output_dump, output_refs, summary_dump, ...codes, wb_run_step_end];
    return line([project_id, seq, id, kind, null, null, ...NO_START, ...end]);
  }
  return line([
    project_id,
    seq,
    id,
    kind,
    part.display_name,
    null,
    part.trace_id,
    part.parent_id,
    part.op_name,
    part.started_at,
    part.attributes_dump,
    part.inputs_dump,
    coded(part.attributes_dump),
    coded(part.inputs_dump),
    part.input_refs,
    part.wb_user_id,
    part.wb_run_id,
    part.wb_run_step,
    part.thread_id,
    part.turn_id,
    ...NO_END,
  ]);
}
