/** A store for tests: the rules over SQLite in memory; and requests with what tests don't care about filled in. */
import { SqliteCallDatabase } from '../../sqlite/sqlite-call-database.ts';
import type { CallEnd, CallStart } from '../../trace-server.ts';
import { JsonText } from '../../values/json-text.ts';
import { StoredTraceServer } from '../stored-trace-server.ts';

export const PROJECT = id('shawn/test-project');
export const OTHER = id('shawn/other-project');
export const USER = id('shawn');

export function openStore(): StoredTraceServer {
  return new StoredTraceServer(new SqliteCallDatabase(':memory:'));
}

/** As inside. */
export function id(outside: string): string {
  const text = Buffer.from(outside).toString('base64url');
  return text.padEnd(Math.ceil(text.length / 4) * 4, '=');
}

/** A UUID that ends in a number. */
export function uuid(number: number): string {
  return `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`;
}

export function start(number: number, more: Partial<CallStart> = {}): { start: CallStart } {
  const at = `2024-06-13T12:00:00.${String(number).padStart(6, '0')}Z`;
  const plain = { project_id: PROJECT, id: uuid(number), trace_id: uuid(0), op_name: 'op', started_at: at };
  return { start: { ...plain, attributes: json({}), inputs: json({}), wb_user_id: USER, ...more } };
}

export function end(number: number, more: Partial<CallEnd> = {}): { end: CallEnd } {
  const plain = { project_id: PROJECT, id: uuid(number), ended_at: '2024-06-13T12:00:02Z' };
  return { end: { ...plain, summary: json({}), ...more } };
}

export function json(value: unknown): JsonText {
  return JsonText.of(value);
}

export function objectRef(name: string, digest: string, extra = '', project = PROJECT): string {
  return `weave-trace-internal:///${project}/object/${name}:${digest}${extra}`;
}

export function tableRef(digest: string, project = PROJECT): string {
  return `weave-trace-internal:///${project}/table/${digest}`;
}
