/** The parts of replies that name projects, users, runs and refs, put into the words of the caller. */
import { TraceServerError } from '../errors.ts';
import type { Call, FeedbackCreate, FeedbackCreated, StoredObject } from '../trace-server.ts';
import type { Conversion } from './conversion.ts';
import { summaryOut } from './summary-out.ts';

/** What the caller asked for, in the caller's words. */
interface Asked {
  readonly project_id: string;
}

/** In its place: of a stream, there are many. */
export function callOut(call: Call, asked: Asked, ids: Conversion): Call {
  call.project_id = ids.projectOut(call.project_id, asked.project_id);
  call.op_name = ids.textOut(call.op_name);
  call.display_name = ids.textOut(call.display_name);
  call.attributes = ids.valueOut(call.attributes);
  call.inputs = ids.valueOut(call.inputs);
  call.output = ids.valueOut(call.output);
  call.summary = summaryOut(call.summary, asked.project_id, ids);
  call.wb_user_id = ids.userOut(call.wb_user_id);
  call.wb_run_id = ids.runOut(call.wb_run_id);
  return call;
}

export function objectOut(object: StoredObject, asked: Asked, ids: Conversion): StoredObject {
  return {
    ...object,
    project_id: ids.projectOut(object.project_id, asked.project_id),
    val: ids.valueOut(object.val),
    wb_user_id: ids.userOut(object.wb_user_id),
  };
}

export function feedbackOut(created: FeedbackCreated, request: FeedbackCreate, ids: Conversion): FeedbackCreated {
  const user = ids.userOut(created.wb_user_id);
  if (request.wb_user_id && user !== request.wb_user_id) throw new TraceServerError('Internal Error - User Mismatch');
  return { ...created, wb_user_id: user, payload: ids.valueOut(created.payload) };
}
