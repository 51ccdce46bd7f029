/** What the page asks for, in the words of the call service. Filtering, sorting and paging are the database's work. */
import type { CallsOrder, CallsPage, CallsQuestion } from '../call-messages.ts';
import { allVersions } from './call-refs.ts';

type Operation = Readonly<Record<string, unknown>>;

/** Of a list: no values of users but the summary, which has tokens and costs. */
export const ROW_COLUMNS = [
  ...['id', 'trace_id', 'parent_id', 'op_name', 'display_name', 'started_at', 'ended_at', 'summary', 'wb_user_id'],
];

const SEARCHED = ['op_name', 'display_name', 'inputs', 'output', 'exception'];

const SORTED_BY: Readonly<Record<CallsOrder, string>> = {
  started_at: 'started_at',
  ended_at: 'ended_at',
  latency: 'summary.weave.latency_ms',
  name: 'summary.weave.trace_name',
  status: 'summary.weave.status',
};

/** `filter` and `query` of a request. */
export function questionRequest(project: string, question: CallsQuestion) {
  const { op, status, text, traceId, rootsOnly, from, to } = question;
  const conditions: Operation[] = [];
  if (status !== undefined) conditions.push({ $eq: [field('summary.weave.status'), literal(status)] });
  if (from !== undefined) conditions.push({ $gte: [field('started_at'), literal(from)] });
  if (to !== undefined) conditions.push({ $lte: [field('started_at'), literal(to)] });
  if (text !== undefined && text !== '') {
    conditions.push({
      $or: SEARCHED.map((name) => ({
        $contains: { input: field(name), substr: literal(text), case_insensitive: true },
      })),
    });
  }
  return {
    project_id: project,
    filter: {
      ...(op === undefined ? {} : { op_names: [allVersions(op)] }),
      ...(traceId === undefined ? {} : { trace_ids: [traceId] }),
      ...(rootsOnly ? { trace_roots_only: true } : {}),
    },
    ...(conditions.length === 0 ? {} : { query: { $expr: { $and: conditions } } }),
  };
}

export function pageRequest(project: string, { question, order, descending, offset, limit }: CallsPage) {
  return {
    ...questionRequest(project, question),
    sort_by: [{ field: SORTED_BY[order], direction: descending ? 'desc' : 'asc' }],
    ...{ offset, limit, columns: ROW_COLUMNS, include_costs: true },
  };
}

interface Place {
  readonly id: string;
  readonly started_at: string;
}

/** The call that comes just before or after another one, by start and then id, among those that a filter finds. */
export function besideRequest(project: string, filter: object, { id, started_at }: Place, side: 'before' | 'after') {
  const [strictly, orSame, direction] =
    side === 'before' ? (['$lt', '$lte', 'desc'] as const) : (['$gt', '$gte', 'asc'] as const);
  const start = [field('started_at'), literal(started_at)];
  return {
    project_id: project,
    filter,
    query: {
      $expr: {
        $and: [{ [orSame]: start }, { $or: [{ [strictly]: start }, { [strictly]: [field('id'), literal(id)] }] }],
      },
    },
    sort_by: ['started_at', 'id'].map((name) => ({ field: name, direction })),
    limit: 1,
    columns: ['id'],
  };
}

export function field(name: string): Operation {
  return { $getField: name };
}

export function literal(value: string): Operation {
  return { $literal: value };
}
