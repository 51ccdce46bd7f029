/**
 * What may be called over a view's channel, and with what. A webview shows text that comes from traces: should anything in it
 * ever run, it can ask only what a view asks, in shapes that a view sends, none of them beyond any view's measure.
 */
import type { CallsHost } from '../call-messages.ts';
import type { FormHost, ManagerHost } from '../configuration-messages.ts';
import type { ViewerHost } from '../messages.ts';

type Check = (value: unknown) => boolean;

const LONGEST_TEXT = 100_000;
const MOST_ITEMS = 100_000;
const MOST_KEYS = 1000;
/** On one page; more come as the next ones. */
const MOST_CALLS = 10_000;
/** A document of more than the server takes, with what its signs become in JSON. */
const LARGEST_RECORD = 4 * 1024 * 1024;

const text: Check = (value) => typeof value === 'string' && value.length <= LONGEST_TEXT;
const number: Check = (value) => typeof value === 'number' && Number.isFinite(value);
const count =
  (most: number): Check =>
  (value) =>
    Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= most;
const flag: Check = (value) => typeof value === 'boolean';
const among =
  (...words: readonly string[]): Check =>
  (value) =>
    words.includes(value as string);
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const list =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.length <= MOST_ITEMS && value.every(check);
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
/** With these members; the host looks at no others. */
const shape =
  (members: Readonly<Record<string, Check>>): Check =>
  (value) =>
    isRecord(value) && Object.entries(members).every(([name, check]) => check(value[name]));
const textByKey: Check = (value) =>
  isRecord(value) && Object.keys(value).length <= MOST_KEYS && Object.values(value).every(text);
/** What can be written as JSON. */
const json: Check = (value) => {
  try {
    return isRecord(value) && JSON.stringify(value).length <= LARGEST_RECORD;
  } catch {
    return false;
  }
};

/** As long as the service takes it. */
const jsonText: Check = (value) => typeof value === 'string' && value.length <= LARGEST_RECORD;

const outputType = among('TABLE', 'TREE_TIME_XY', 'TIME_GRAPH', 'DATA_TREE', 'NONE', 'GANTT_CHART', 'TREE_GENERIC_XY');
const timeWindow = { start: number, end: number, samples: number };
const items = list(number);
const filter = { text, mode: among('hide', 'dim') };
const linesRequest = {
  filter: optional(shape(filter)),
  index: optional(number),
  time: optional(number),
  count: number,
  columnIds: optional(items),
  search: optional(textByKey),
  direction: optional(among('NEXT', 'PREVIOUS')),
  order: optional(shape({ columnId: number, descending: flag })),
};

const callsQuestion = shape({
  op: optional(text),
  status: optional(among('running', 'success', 'error', 'descendant_error')),
  text: optional(text),
  traceId: optional(text),
  rootsOnly: optional(flag),
  from: optional(text),
  to: optional(text),
});
const callsPage = shape({
  question: callsQuestion,
  order: among('started_at', 'ended_at', 'latency', 'name', 'status'),
  descending: flag,
  offset: count(Number.MAX_SAFE_INTEGER),
  limit: count(MOST_CALLS),
});
/** These calls, or all that a question finds. */
const someCalls: Check = (value) =>
  isRecord(value) && ('ids' in value ? list(text)(value.ids) : shape({ question: callsQuestion })(value));

const draft = shape({ parameters: json, name: optional(text), sample: optional(text), etag: optional(text) });
const suggest = shape({ parameter: text, text });

const ARGUMENTS: Readonly<
  Record<keyof ViewerHost | keyof FormHost | keyof ManagerHost | keyof CallsHost, readonly Check[]>
> = {
  experiment: [],
  outputs: [],
  tree: [text, outputType, optional(shape({ ...timeWindow, selectionOnly: optional(flag) }))],
  states: [text, shape(timeWindow), items, optional(shape({ ...filter, deep: flag }))],
  filterProblem: [text, text],
  arrows: [text, shape(timeWindow)],
  tooltip: [text, number, number, shape({ start: number, end: number })],
  xy: [text, outputType, shape(timeWindow), items],
  columns: [text],
  lines: [text, shape(linesRequest)],
  styles: [text],
  annotations: [text, shape(timeWindow)],
  configTypes: [text],
  derive: [text, text, json],
  bookmarks: [],
  addBookmark: [text, number, number],
  deleteBookmark: [text],
  saveLayout: [json],
  loadLayout: [],
  cancelReading: [],
  reread: [],
  customise: [text, text, optional(json)],
  changeOutput: [text, among('edit', 'rename', 'duplicate', 'delete')],
  openCall: [text, text],
  form: [],
  saveDraft: [draft],
  attempt: [json, optional(shape({ suggest: optional(suggest), sample: optional(text) }))],
  browse: [among('file', 'folder')],
  loadText: [],
  submit: [json, optional(shape({ name: optional(text), etag: optional(text) }))],
  cancel: [],
  manager: [],
  create: [text, optional(text)],
  duplicate: [text, optional(text)],
  edit: [text],
  rename: [text, text, optional(text)],
  apply: [text, text],
  remove: [text],
  restore: [text],
  exportAll: [list(text)],
  importAll: [],
  reveal: [text, text],
  callsSubject: [],
  callsRevision: [text],
  callOps: [text],
  callsPage: [text, callsPage],
  callsCount: [text, callsQuestion],
  callDetail: [text, text],
  callsOfTrace: [text, text],
  callNeighbours: [text, text],
  callCode: [text, text],
  readRef: [text],
  addFeedback: [text, text, text, jsonText],
  removeFeedback: [text, text],
  renameCall: [text, text, text],
  deleteCalls: [text, list(text)],
  exportCalls: [text, among('jsonl', 'csv'), someCalls],
  showCallInTrace: [text, text],
};

export const isMethod = (name: string): boolean => Object.hasOwn(ARGUMENTS, name);

/** Throws an error that names the argument, counted from 1. The name must be a method's. */
export function checkArguments(method: string, given: readonly unknown[]): void {
  const checks = ARGUMENTS[method as keyof typeof ARGUMENTS];
  if (given.length > checks.length)
    throw new Error(`“${method}” takes ${checks.length} arguments, not ${given.length}`);
  for (const [i, check] of checks.entries()) {
    if (!check(given[i])) throw new Error(`argument ${i + 1} of “${method}” is not what a view sends`);
  }
}
