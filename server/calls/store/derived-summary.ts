/**
 * `summary.weave`: what a call's row tells besides, laid over what the user sent. It is written into the text of the
 * summary, so all else in it stays as it was.
 */
import { memberOf, withMember } from '../values/json-members.ts';
import { EMPTY_OBJECT, JsonText } from '../values/json-text.ts';
import type { CallRow } from './call-database.ts';
import { nameOfOp } from './op-name.ts';

type Row = Pick<CallRow, 'op_name' | 'display_name' | 'started_at' | 'ended_at' | 'exception' | 'summary_dump'>;

export type CallStatus = 'error' | 'running' | 'descendant_error' | 'success';

/** `more` are further members of `weave`. */
export function derivedSummary(row: Row, more: readonly (readonly [key: string, value: JsonText])[]): JsonText {
  const sent = row.summary_dump === null ? EMPTY_OBJECT : new JsonText(row.summary_dump);
  const derived: [string, JsonText][] = [['status', JsonText.of(statusOf(row, sent))]];
  if (row.display_name === null) derived.push(['trace_name', JsonText.of(nameOfOp(row.op_name))]);
  else derived.push(['display_name', JsonText.of(row.display_name)]);
  if (row.ended_at !== null) {
    derived.push(['latency_ms', JsonText.of(Math.trunc((row.ended_at - row.started_at) / 1000))]);
  }
  let weave = memberOf(sent, 'weave');
  if (weave?.text[0] !== '{') weave = EMPTY_OBJECT;
  for (const [key, value] of derived) weave = withMember(weave, key, value);
  for (const [key, value] of more) weave = withMember(weave, key, value);
  return withMember(sent, 'weave', weave);
}

function statusOf(row: Row, sent: JsonText): CallStatus {
  if (row.exception) return 'error';
  if (row.ended_at === null) return 'running';
  const errors = memberOf(memberOf(sent, 'status_counts') ?? EMPTY_OBJECT, 'error');
  return errors !== undefined && Number(errors.text) > 0 ? 'descendant_error' : 'success';
}
