/**
 * The host of the page of calls over HTTP: answers what `call-messages.ts` asks. Runs wherever the page's host is: in the
 * extension, or in the plain page itself. What only those can do (ask the user, save, show) they give as `CallsForms`.
 */
import type {
  CallDetail,
  CallRow,
  CallsHost,
  CallsPage,
  CallsQuestion,
  CallsSubject,
  ExportForm,
  Feedback,
  Neighbours,
  OpCode,
  OpInfo,
} from '../call-messages.ts';
import { tryParse, unreadableUnless } from '../tsp/replies.ts';
import { TspError } from '../tsp/tsp-error.ts';
import type { CallClient } from './call-client.ts';
import { allVersions, callOf, callRef, opVersion, tableOf, withoutVersion } from './call-refs.ts';
import { type CallsExport, exportCalls, type What } from './export-calls.ts';
import { besideRequest, field, literal, pageRequest, questionRequest, ROW_COLUMNS } from './questions.ts';
import { callDetail, callRow, feedbackList, itemsOf, memberOf, type ProjectInfo, projectList } from './read-calls.ts';

/** What only an IDE or a page can do. */
export interface CallsForms {
  subject(): CallsSubject;
  /** Says what it is about to delete, and waits for the answer. */
  mayDelete(calls: number): Promise<boolean>;
  /** Saves at a place of the user's choice; undefined if there is none, or the user ended it. */
  save(given: CallsExport): Promise<number | undefined>;
  showInTrace(project: string, id: string): Promise<void>;
}

const MOST_OF_TRACE = 10_000;
const MOST_ROWS_OF_TABLE = 1000;
const MOST_IDS = 1000;
const MOST_FEEDBACK = 1000;

export class CallsSession implements CallsHost {
  readonly #client: () => Promise<CallClient>;
  readonly #forms: CallsForms;

  /** `client`: asked before each question, since a server that is started anew is elsewhere. */
  constructor(client: () => Promise<CallClient>, forms: CallsForms) {
    this.#client = client;
    this.#forms = forms;
  }

  async callsSubject(): Promise<CallsSubject> {
    return this.#forms.subject();
  }

  async projects(): Promise<readonly ProjectInfo[]> {
    return projectList(await this.#ask('/heddle/calls/projects', {}));
  }

  async callsRevision(project: string): Promise<string> {
    return (await this.projects()).find((each) => each.project === project)?.revision ?? '';
  }

  async callOps(project: string): Promise<readonly OpInfo[]> {
    const reply = await this.#ask('/heddle/calls/ops', { project_id: project });
    return unreadableUnless(() => {
      const { ops } = JSON.parse(reply) as { ops: OpInfo[] };
      return ops.map(({ op, name, calls, running, errors }) => ({ op, name, calls, running, errors }));
    });
  }

  callsPage(project: string, page: CallsPage): Promise<readonly CallRow[]> {
    return this.#rows(pageRequest(project, page));
  }

  async callsCount(project: string, question: CallsQuestion): Promise<number> {
    return Number(memberOf(await this.#ask('/calls/query_stats', questionRequest(project, question)), 'count'));
  }

  async callDetail(project: string, id: string): Promise<CallDetail | undefined> {
    const [call, feedback] = await Promise.all([
      this.#call(project, id, { include_costs: true }),
      this.#feedback(project, id),
    ]);
    return call === undefined ? undefined : callDetail(call, feedback);
  }

  callsOfTrace(project: string, traceId: string): Promise<readonly CallRow[]> {
    const { project_id, filter } = questionRequest(project, { traceId });
    return this.#rows({ project_id, filter, limit: MOST_OF_TRACE, columns: ROW_COLUMNS, include_costs: true });
  }

  async callNeighbours(project: string, id: string): Promise<Neighbours> {
    const call = await this.#call(project, id, { columns: ['op_name', 'parent_id', 'started_at'] });
    if (call === undefined) return {};
    const { op_name, parent_id, started_at } = JSON.parse(call) as Record<string, string>;
    const peers = { op_names: [allVersions(withoutVersion(op_name!))] };
    // Beside an outermost call lie those of other traces.
    const siblings = parent_id ? { parent_ids: [parent_id] } : { trace_roots_only: true };
    const beside = async (filter: object, side: 'before' | 'after') =>
      (await this.#rows(besideRequest(project, filter, { id, started_at: started_at! }, side)))[0]?.id;
    const [previousPeer, nextPeer, previousSibling, nextSibling] = await Promise.all([
      beside(peers, 'before'),
      beside(peers, 'after'),
      beside(siblings, 'before'),
      beside(siblings, 'after'),
    ]);
    return {
      ...(previousPeer === undefined ? {} : { previousPeer }),
      ...(nextPeer === undefined ? {} : { nextPeer }),
      ...(previousSibling === undefined ? {} : { previousSibling }),
      ...(nextSibling === undefined ? {} : { nextSibling }),
    };
  }

  async callCode(project: string, id: string): Promise<readonly OpCode[]> {
    const call = await this.#call(project, id, { columns: ['op_name'] });
    const op = call === undefined ? undefined : opVersion((JSON.parse(call) as { op_name: string }).op_name);
    if (op === undefined) return [];
    const client = await this.#client();
    const request = { project_id: op.project, object_id: op.name, digest: op.digest };
    const reply = await client.ask('/obj/read', request).catch((error) => {
      // Nothing obliges who records calls to store their ops.
      if (error instanceof TspError && error.status === 404) return undefined;
      throw error;
    });
    if (reply === undefined) return [];
    const stored = memberOf(reply, 'obj');
    const { val, version_index: version } = JSON.parse(stored) as { val?: { files?: unknown }; version_index: number };
    const files = Object.entries(val?.files ?? {}).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    );
    return Promise.all(
      files.map(async ([file, digest]) => {
        const bytes = await client.bytes('/files/content', { project_id: op.project, digest });
        return { file, text: new TextDecoder().decode(bytes), version: `v${version}` };
      }),
    );
  }

  async readRef(ref: string): Promise<string> {
    const call = callOf(ref);
    if (call) return (await this.#call(call.project, call.id, {})) ?? 'null';
    const table = tableOf(ref);
    if (table === undefined) {
      const [value = 'null'] = itemsOf(memberOf(await this.#ask('/refs/read_batch', { refs: [ref] }), 'vals'));
      return value;
    }
    const request = { project_id: table.project, digest: table.digest, limit: MOST_ROWS_OF_TABLE };
    const rows = itemsOf(memberOf(await this.#ask('/table/query', request), 'rows'));
    return `[${rows.map((row) => memberOf(row, 'val')).join(',')}]`;
  }

  async addFeedback(project: string, callId: string, type: string, payload: string): Promise<void> {
    if (tryParse(payload) === undefined) throw new Error('The payload is not JSON.');
    const about = { project_id: project, weave_ref: callRef(project, callId), feedback_type: type };
    // As it was written.
    await this.#ask('/feedback/create', `${JSON.stringify(about).slice(0, -1)},"payload":${payload}}`);
  }

  async removeFeedback(project: string, feedbackId: string): Promise<void> {
    const query = { $expr: { $eq: [field('id'), literal(feedbackId)] } };
    await this.#ask('/feedback/purge', { project_id: project, query });
  }

  async renameCall(project: string, id: string, name: string): Promise<void> {
    await this.#ask('/call/update', { project_id: project, call_id: id, display_name: name });
  }

  async deleteCalls(project: string, ids: readonly string[]): Promise<boolean> {
    if (!(await this.#forms.mayDelete(ids.length))) return false;
    for (let i = 0; i < ids.length; i += MOST_IDS)
      await this.#ask('/calls/delete', { project_id: project, call_ids: ids.slice(i, i + MOST_IDS) });
    return true;
  }

  async exportCalls(project: string, form: ExportForm, what: What): Promise<number | undefined> {
    return this.#forms.save(exportCalls(await this.#client(), project, form, what));
  }

  showCallInTrace(project: string, id: string): Promise<void> {
    return this.#forms.showInTrace(project, id);
  }

  async #ask(path: string, body: unknown): Promise<string> {
    return (await this.#client()).ask(path, body);
  }

  async #rows(request: object): Promise<readonly CallRow[]> {
    const rows: CallRow[] = [];
    for await (const line of (await this.#client()).lines('/calls/stream_query', request)) rows.push(callRow(line));
    return rows;
  }

  /** Its text. */
  async #call(project: string, id: string, options: object): Promise<string | undefined> {
    const call = memberOf(await this.#ask('/call/read', { project_id: project, id, ...options }), 'call');
    return call === 'null' ? undefined : call;
  }

  async #feedback(project: string, id: string): Promise<readonly Feedback[]> {
    const query = { $expr: { $eq: [field('weave_ref'), literal(callRef(project, id))] } };
    return feedbackList(await this.#ask('/feedback/query', { project_id: project, query, limit: MOST_FEEDBACK }));
  }
}
