/**
 * A recorded value as people read it in passing: a member a line, texts without quotes, and of what is long or lies deep
 * the begin. Takes canonical JSON, and shows numbers as they were recorded. Cost: one look at what comes before the last
 * line shown.
 */
import { behindString, behindValue } from '../../calls/values/json-scan.ts';

const MOST_LINES = 12;
/** Of a member; of a value that is a text itself. */
const LONGEST_LINE = 160;
const LONGEST_TEXT = 600;
/** What is longer is not read as JSON, but shown from its begin. */
const LONGEST_STRING = 10_000;

export function valueLines(json: string): string {
  if (json.startsWith('{') && json !== '{}') return members(json).join('\n');
  return shown(json, LONGEST_TEXT);
}

function members(json: string): string[] {
  const lines: string[] = [];
  for (let at = 1; at < json.length; at++) {
    if (lines.length === MOST_LINES) return [...lines, '…'];
    const colon = behindString(json, at);
    const end = behindValue(json, colon + 1);
    const name = shown(json.slice(at, colon), LONGEST_LINE);
    lines.push(`${name}: ${shown(json.slice(colon + 1, end), LONGEST_LINE)}`);
    at = end;
  }
  return lines;
}

function shown(json: string, most: number): string {
  const isText = json.startsWith('"') && json.length < LONGEST_STRING;
  const text = isText ? String(JSON.parse(json)) : json;
  return text.length > most ? `${text.slice(0, most)}…` : text;
}
