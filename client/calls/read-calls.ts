/** Replies of the call service as what the page shows. Values of users are cut out of them as they were written. */
import type { CallDetail, CallRow, CallStatus, Feedback } from '../call-messages.ts';
import { JsonCursor } from '../tsp/json-cursor.ts';
import { unreadableUnless } from '../tsp/replies.ts';
import { opName, withoutVersion } from './call-refs.ts';

type ModelUsage = CallDetail['usage'][number];

/** The members of an object, each as its text. */
export function membersOf(text: string): ReadonlyMap<string, string> {
  const members = new Map<string, string>();
  const cursor = new JsonCursor(text);
  cursor.object((key) => members.set(key, cursor.raw()));
  return members;
}

/** One member of a reply as its text. */
export function memberOf(text: string, name: string): string {
  return unreadableUnless(() => {
    const member = membersOf(text).get(name);
    if (member === undefined) throw new Error(`it has no “${name}”`);
    return member;
  });
}

/** The items of a list, each as its text. */
export function itemsOf(text: string): readonly string[] {
  return unreadableUnless(() => {
    const items: string[] = [];
    const cursor = new JsonCursor(text);
    cursor.array(() => items.push(cursor.raw()));
    return items;
  });
}

export interface ProjectInfo {
  /** `entity/project`. */
  readonly project: string;
  readonly calls: number;
  readonly running: number;
  readonly errors: number;
  readonly lastStartedAt?: string;
  readonly revision: string;
}

/** From the reply of `/heddle/calls/projects`. */
export function projectList(reply: string): readonly ProjectInfo[] {
  type Summary = Omit<ProjectInfo, 'project' | 'lastStartedAt'> & {
    project_id: string;
    last_started_at: string | null;
  };
  return unreadableUnless(() =>
    (JSON.parse(reply) as { projects: Summary[] }).projects.map(
      ({ project_id: project, last_started_at: last, calls, running, errors, revision }) => ({
        ...{ project, calls, running, errors, revision },
        ...present('lastStartedAt', last ?? undefined),
      }),
    ),
  );
}

/** From a call as it is sent. */
export function callRow(text: string): CallRow {
  return unreadableUnless(() => rowOf(membersOf(text)));
}

/** `text`: the call; `feedback`: of it. */
export function callDetail(text: string, feedback: readonly Feedback[]): CallDetail {
  return unreadableUnless(() => {
    const call = membersOf(text);
    const given = (name: string) => (call.get(name) === 'null' ? undefined : call.get(name));
    return {
      ...rowOf(call),
      project: textOf(call, 'project_id') ?? '',
      inputs: given('inputs') ?? '{}',
      attributes: given('attributes') ?? '{}',
      ...present('output', given('output')),
      ...present('summary', given('summary')),
      ...present('exception', textOf(call, 'exception')),
      ...present('runId', textOf(call, 'wb_run_id')),
      ...present('threadId', textOf(call, 'thread_id')),
      usage: usageOf(summaryOf(call)),
      feedback,
    };
  });
}

/** From the reply of `/feedback/query`. */
export function feedbackList(reply: string): readonly Feedback[] {
  return unreadableUnless(() => {
    return itemsOf(memberOf(reply, 'result')).map((text) => {
      const row = membersOf(text);
      return {
        id: textOf(row, 'id') ?? '',
        type: textOf(row, 'feedback_type') ?? '',
        payload: row.get('payload') ?? '{}',
        ...present('creator', textOf(row, 'creator') ?? textOf(row, 'wb_user_id')),
        createdAt: textOf(row, 'created_at') ?? '',
      };
    });
  });
}

function rowOf(call: ReadonlyMap<string, string>): CallRow {
  const op = textOf(call, 'op_name') ?? '';
  const startedAt = textOf(call, 'started_at') ?? '';
  const endedAt = textOf(call, 'ended_at');
  const summary = summaryOf(call);
  const usage = usageOf(summary);
  const tokens = { prompt: sum(usage, 'prompt'), completion: sum(usage, 'completion'), total: totalTokens(summary) };
  const cost = usage.some((model) => model.cost !== undefined) ? sum(usage, 'cost') : undefined;
  return {
    id: textOf(call, 'id') ?? '',
    traceId: textOf(call, 'trace_id') ?? '',
    ...present('parentId', textOf(call, 'parent_id')),
    name: textOf(call, 'display_name') || opName(op),
    op: withoutVersion(op),
    status: statusOf(summary) ?? (endedAt === undefined ? 'running' : 'success'),
    startedAt,
    ...(endedAt === undefined ? {} : { endedAt, latencyMs: (microseconds(endedAt) - microseconds(startedAt)) / 1000 }),
    ...(tokens.total > 0 ? { tokens } : {}),
    ...present('cost', cost),
    ...present('user', textOf(call, 'wb_user_id')),
  };
}

function textOf(members: ReadonlyMap<string, string>, name: string): string | undefined {
  const text = members.get(name);
  if (text === undefined || text === 'null') return undefined;
  const value: unknown = JSON.parse(text);
  return typeof value === 'string' ? value : undefined;
}

type Summary = Readonly<Record<string, unknown>>;

function summaryOf(call: ReadonlyMap<string, string>): Summary {
  return record(JSON.parse(call.get('summary') ?? 'null'));
}

function statusOf(summary: Summary): CallStatus | undefined {
  const { status } = record(summary.weave);
  return status === 'running' || status === 'success' || status === 'error' || status === 'descendant_error'
    ? status
    : undefined;
}

/** By model. SDKs count under two names each; whoever uses both means their sum. */
function usageOf(summary: Summary): readonly ModelUsage[] {
  const costs = record(record(summary.weave).costs);
  return Object.entries(record(summary.usage)).map(([model, given]) => {
    const counts = record(given);
    const price = record(costs[model]);
    const cost = count(price, 'prompt_tokens_total_cost') + count(price, 'completion_tokens_total_cost');
    return {
      model,
      requests: count(counts, 'requests'),
      prompt: count(counts, 'prompt_tokens') + count(counts, 'input_tokens'),
      completion: count(counts, 'completion_tokens') + count(counts, 'output_tokens'),
      ...(cost > 0 ? { cost } : {}),
    };
  });
}

function totalTokens(summary: Summary): number {
  const given = Object.values(record(summary.usage)).map(record);
  const totals = given.map(
    (counts) =>
      count(counts, 'total_tokens') ||
      ['prompt_tokens', 'input_tokens', 'completion_tokens', 'output_tokens'].reduce(
        (all, name) => all + count(counts, name),
        0,
      ),
  );
  return totals.reduce((all, total) => all + total, 0);
}

function sum(usage: readonly ModelUsage[], what: 'prompt' | 'completion' | 'cost'): number {
  return usage.reduce((all, model) => all + (model[what] ?? 0), 0);
}

function count(counts: Readonly<Record<string, unknown>>, name: string): number {
  const value = counts[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function present<K extends string, V>(name: K, value: V | undefined): { readonly [N in K]?: V } {
  return (value === undefined ? {} : { [name]: value }) as { readonly [N in K]?: V };
}

/** Since the epoch, from an ISO time in UTC. `Date` knows milliseconds only. */
export function microseconds(time: string): number {
  const [, beyond = ''] = /\.\d{3}(\d{1,3})/.exec(time) ?? [];
  return Date.parse(time) * 1000 + Number(beyond.padEnd(3, '0'));
}
