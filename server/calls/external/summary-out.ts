/**
 * A summary as it is read carries what others wrote about the call: feedback, and prices. Their projects and users lie
 * deep in a text that must stay as it is otherwise, so they are exchanged in their places.
 */
import { behindString, behindValue } from '../values/json-scan.ts';
import { JsonText } from '../values/json-text.ts';
import type { Conversion } from './conversion.ts';
import { idOut } from './records-out.ts';

type Change = (value: string, key: string) => string;

export function summaryOut(summary: JsonText | null, project: string, ids: Conversion): JsonText | null {
  const value = ids.valueOut(summary);
  if (value === null || !/"(feedback|costs)":/.test(value.text)) return value;
  const record: Change = (text) =>
    members(text, (member, field) =>
      member.startsWith('"') ? JSON.stringify(idOut(field, JSON.parse(member), project, ids)) : member,
    );
  const text = members(value.text, (weave, key) => {
    if (key !== 'weave') return weave;
    return members(weave, (derived, name) =>
      name === 'feedback' || name === 'costs' ? members(derived, record) : derived,
    );
  });
  return new JsonText(text);
}

/** An object or a list with what becomes of each of its values; another value as it is. */
function members(text: string, change: Change): string {
  const object = text.startsWith('{');
  if (!object && !text.startsWith('[')) return text;
  let result = '';
  let done = 0;
  for (let at = 1; at < text.length - 1; ) {
    let key = '';
    if (object) {
      const end = behindString(text, at);
      key = JSON.parse(text.slice(at, end)) as string;
      at = end + 1;
    }
    const end = behindValue(text, at);
    result += text.slice(done, at) + change(text.slice(at, end), key);
    done = end;
    at = end + 1;
  }
  return result + text.slice(done);
}
