/**
 * `summary.weave`: what a call's row tells besides, laid over what the user sent. It is written into the text of the
 * summary, so all else in it stays as it was.
 */
import { callStatus, type Derivable, latencyMs, opName } from '../query/derived.ts';
import { doubleOf, textOf } from '../query/json-values.ts';
import { memberOf, valueAt, withMember } from '../values/json-members.ts';
import { EMPTY_OBJECT, JsonText } from '../values/json-text.ts';

interface Row extends Derivable {
  readonly summary_dump: string | null;
}

/** `more` are further members of `weave`. */
export function derivedSummary(row: Row, more: readonly (readonly [key: string, value: JsonText])[]): JsonText {
  const sent = row.summary_dump === null ? EMPTY_OBJECT : new JsonText(row.summary_dump);
  const derived: [string, JsonText][] = [['status', JsonText.of(callStatus(row, errorsBelow(sent)))]];
  if (row.display_name === null) derived.push(['trace_name', JsonText.of(opName(row.op_name))]);
  else derived.push(['display_name', JsonText.of(row.display_name)]);
  const latency = latencyMs(row);
  if (latency !== null) derived.push(['latency_ms', JsonText.of(latency)]);
  let weave = memberOf(sent, 'weave');
  if (weave?.text[0] !== '{') weave = EMPTY_OBJECT;
  for (const [key, value] of derived) weave = withMember(weave, key, value);
  for (const [key, value] of more) weave = withMember(weave, key, value);
  return withMember(sent, 'weave', weave);
}

/** As a query reads it: a text of digits is a number, too. */
function errorsBelow(sent: JsonText): number | null {
  if (!sent.text.includes('"status_counts"')) return null;
  const errors = valueAt(sent, ['status_counts', 'error']);
  return errors === undefined ? null : doubleOf(textOf(errors.text));
}
