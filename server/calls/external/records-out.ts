/** Feedback and prices as flat rows, put into the words of the caller. */
import { JsonText } from '../values/json-text.ts';
import type { Conversion } from './conversion.ts';

/** Texts that are converted on their way in. */
const CONVERTED = /_ref$|^(creator|feedback_type|provider_id)$/;

/** Only the fields that were asked for are there. */
export function recordOut(row: Record<string, unknown>, project: string, ids: Conversion): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).map(([field, value]) => [field, fieldOut(field, value, project, ids)]));
}

/** Fields that hold the id of a project or a user; other texts stay as they are. */
export function idOut(field: string, text: string, project: string, ids: Conversion): string {
  if (field === 'project_id') return ids.projectOut(text, project);
  if (field === 'pricing_level_id') return ids.projectNameOut(text) ?? text;
  return field === 'wb_user_id' || field === 'created_by' ? ids.userOut(text) : text;
}

function fieldOut(field: string, value: unknown, project: string, ids: Conversion): unknown {
  if (value instanceof JsonText) return ids.valueOut(value);
  if (typeof value !== 'string') return value;
  return CONVERTED.test(field) ? ids.textOut(value) : idOut(field, value, project, ids);
}
