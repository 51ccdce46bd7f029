/**
 * Calls as they are told: starts, ends, new names, deletes. All of a request is checked before anything of it is stored.
 */
import { InvalidRequest, RequestTooLarge, ValidationError } from '../errors.ts';
import { refsIn } from '../refs/in-values.ts';
import { shown } from '../refs/ref.ts';
import type {
  BatchItem,
  CallEnd,
  CallStart,
  CallStarted,
  CallsDeleteRequest,
  CallUpdateRequest,
  Empty,
} from '../trace-server.ts';
import { newId } from '../values/ids.ts';
import { readTime } from '../values/time.ts';
import type { CallDatabase, CallPart, EndPart, StartPart } from './call-database.ts';
import {
  checkCallId,
  checkDisplayName,
  checkOpName,
  checkProject,
  checkRun,
  checkTraceId,
  checkUser,
  requireUser,
} from './check-ids.ts';
import { now } from './now.ts';

const MOST_DELETED = 1000;

export class CallWriting {
  readonly #database: CallDatabase;

  constructor(database: CallDatabase) {
    this.#database = database;
  }

  async start({ start }: { readonly start: CallStart }): Promise<CallStarted> {
    const part = startPart(start);
    await this.#database.insertCallParts([part]);
    return { id: part.id, trace_id: part.trace_id };
  }

  async end({ end }: { readonly end: CallEnd }): Promise<Empty> {
    await this.#database.insertCallParts([endPart(end)]);
    return {};
  }

  async batch({ batch }: { readonly batch: readonly BatchItem[] }): Promise<{ res: (CallStarted | Empty)[] }> {
    const parts: CallPart[] = [];
    const res: (CallStarted | Empty)[] = [];
    for (const item of batch) {
      if (item.mode === 'start') {
        const part = startPart(item.req.start);
        parts.push(part);
        res.push({ id: part.id, trace_id: part.trace_id });
      } else {
        parts.push(endPart(item.req.end));
        res.push({});
      }
    }
    if (parts.length > 0) await this.#database.insertCallParts(parts);
    return { res };
  }

  async update(request: CallUpdateRequest): Promise<Empty> {
    const { project_id, call_id: id, display_name: name } = request;
    checkProject(project_id);
    requireUser(request.wb_user_id);
    checkCallId('call_id', id);
    checkDisplayName(name);
    if (name == null) throw new InvalidRequest('One of [display_name] is required for call update');
    await this.#database.insertCallParts([{ kind: 'rename', project_id, id, display_name: name === '' ? null : name }]);
    return {};
  }

  async delete(request: CallsDeleteRequest): Promise<{ num_deleted: number }> {
    const { project_id, call_ids } = request;
    checkProject(project_id);
    requireUser(request.wb_user_id);
    if (call_ids.length > MOST_DELETED) {
      throw new RequestTooLarge(`call_ids: more than ${MOST_DELETED} calls can't be deleted at once`);
    }
    const ids = await this.#database.descendants(project_id, call_ids);
    const deletedAt = now();
    const parts = ids.map((id): CallPart => ({ kind: 'delete', project_id, id, deleted_at: deletedAt }));
    if (parts.length > 0) await this.#database.insertCallParts(parts);
    return { num_deleted: ids.length };
  }
}

function startPart(start: CallStart): StartPart {
  checkProject(start.project_id);
  checkUser(start.wb_user_id);
  checkRun(start.wb_run_id);
  if (start.id != null) checkCallId('id', start.id);
  if (start.parent_id != null) checkCallId('parent_id', start.parent_id);
  if (start.trace_id != null) checkTraceId(start.trace_id);
  checkOpName(start.op_name);
  checkDisplayName(start.display_name);
  return {
    kind: 'start',
    project_id: start.project_id,
    id: start.id ?? newId(),
    trace_id: start.trace_id ?? newId(),
    parent_id: start.parent_id ?? null,
    op_name: start.op_name,
    // '' is none, as in an update.
    display_name: start.display_name || null,
    started_at: time('started_at', start.started_at),
    attributes_dump: start.attributes.text,
    inputs_dump: start.inputs.text,
    input_refs: refsIn(start.inputs),
    wb_user_id: start.wb_user_id ?? null,
    wb_run_id: start.wb_run_id ?? null,
    wb_run_step: start.wb_run_step ?? null,
    thread_id: start.thread_id ?? null,
    turn_id: start.turn_id ?? null,
  };
}

function endPart(end: CallEnd): EndPart {
  checkProject(end.project_id);
  checkCallId('id', end.id);
  return {
    kind: 'end',
    project_id: end.project_id,
    id: end.id,
    ended_at: time('ended_at', end.ended_at),
    exception: end.exception ?? null,
    output_dump: end.output?.text ?? null,
    output_refs: end.output == null ? [] : refsIn(end.output),
    summary_dump: end.summary.text,
    wb_run_step_end: end.wb_run_step_end ?? null,
  };
}

/** Requests from outside are read by shapes that have looked at times already. */
function time(name: string, text: string): number {
  const us = readTime(text);
  if (us !== undefined) return us;
  const msg = `${shown(text)} is no ISO 8601 time`;
  throw new ValidationError(`${name}: ${msg}`, [{ loc: [name], msg, type: 'datetime_parsing' }]);
}
