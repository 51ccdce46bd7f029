/** Feedback on calls and objects. Rows never change: a replaced one goes, another comes. */
import { FEEDBACK_COLUMNS } from '../query/columns.ts';
import { rowsPlan } from '../query/to-plan.ts';
import type { FeedbackCreate, FeedbackCreated, FeedbackQueryRequest, PurgeRequest } from '../trace-server.ts';
import { newId } from '../values/ids.ts';
import { EMPTY_OBJECT, JsonText } from '../values/json-text.ts';
import { printTime } from '../values/time.ts';
import type { CallDatabase, FlatRow } from './call-database.ts';
import { checkProject, checkUuid, requireUser } from './check-ids.ts';
import { checkedPayload } from './feedback-types.ts';
import { among, idsToPurge, replies } from './flat-rows.ts';
import { now } from './now.ts';

const ALL_FIELDS = [...FEEDBACK_COLUMNS.keys()];

export class Feedback {
  readonly #database: CallDatabase;

  constructor(database: CallDatabase) {
    this.#database = database;
  }

  async create(requests: readonly FeedbackCreate[]): Promise<FeedbackCreated[]> {
    const made: Awaited<ReturnType<typeof rowOf>>[] = [];
    for (const request of requests) made.push(await rowOf(request));
    if (made.length > 0) {
      await this.#database.insertRows(
        'feedback',
        made.map(({ row }) => row),
      );
    }
    return made.map(({ reply }) => reply);
  }

  /** The new one has an id of its own; where the old one isn't there, nothing is taken away. */
  async replace(request: FeedbackCreate & { readonly feedback_id: string }): Promise<FeedbackCreated> {
    const { row, reply } = await rowOf(request);
    await this.#database.replaceRow('feedback', request.project_id, request.feedback_id, row);
    return reply;
  }

  async query(request: FeedbackQueryRequest): Promise<{ result: Record<string, unknown>[] }> {
    checkProject(request.project_id);
    const toReplies = replies(FEEDBACK_COLUMNS, request.fields?.length ? request.fields : ALL_FIELDS);
    const rows = await this.#database.selectRows('feedback', rowsPlan(request, FEEDBACK_COLUMNS));
    return { result: toReplies(rows) };
  }

  async purge({ project_id, query }: PurgeRequest): Promise<void> {
    checkProject(project_id);
    await this.#database.deleteRows('feedback', project_id, idsToPurge(query, 'feedback'));
  }

  /** By ref, oldest first, each a list of objects. */
  async of(projectId: string, refs: readonly string[]): Promise<ReadonlyMap<string, JsonText>> {
    const plan = rowsPlan({ project_id: projectId }, FEEDBACK_COLUMNS);
    const rows = await this.#database.selectRows('feedback', { ...plan, where: among('weave_ref', refs) });
    const toReplies = replies(FEEDBACK_COLUMNS, ALL_FIELDS);
    const byRef = new Map<string, JsonText>();
    for (const [ref, some] of Map.groupBy(rows, (row) => row.weave_ref as string)) {
      byRef.set(ref, JsonText.of(toReplies(some)));
    }
    return byRef;
  }
}

async function rowOf(request: FeedbackCreate): Promise<{ row: FlatRow; reply: FeedbackCreated }> {
  checkProject(request.project_id);
  const user = requireUser(request.wb_user_id);
  const payload = await checkedPayload(request);
  if (request.id != null) checkUuid('id', request.id);
  const id = request.id ?? newId();
  const createdAt = now();
  const row = {
    id,
    project_id: request.project_id,
    weave_ref: request.weave_ref,
    wb_user_id: user,
    creator: request.creator ?? null,
    created_at: createdAt,
    feedback_type: request.feedback_type,
    payload_dump: payload.text,
    annotation_ref: request.annotation_ref ?? null,
    runnable_ref: request.runnable_ref ?? null,
    call_ref: request.call_ref ?? null,
    trigger_ref: request.trigger_ref ?? null,
  };
  const changed = payload === request.payload ? EMPTY_OBJECT : payload;
  return { row, reply: { id, created_at: printTime(createdAt), wb_user_id: user, payload: changed } };
}
