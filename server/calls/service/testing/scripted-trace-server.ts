/** A trace server of which a test says what it answers; of everything else it knows nothing. */
import { TraceServerError } from '../../errors.ts';
import type { Call, TraceServer } from '../../trace-server.ts';
import { EMPTY_OBJECT } from '../../values/json-text.ts';

export function scripted(methods: Partial<TraceServer>): TraceServer {
  return new Proxy({ close: async () => {}, ...methods } as TraceServer, {
    get(target, name) {
      // Else it would be taken for a promise.
      if (name === 'then') return undefined;
      return (
        Reflect.get(target, name) ??
        (async () => {
          throw new TraceServerError(`${String(name)} is not in the script`, 500);
        })
      );
    },
  });
}

export function call(id: string, more: Partial<Call> = {}): Call {
  return {
    id,
    project_id: 'e/p',
    op_name: 'add',
    display_name: null,
    trace_id: id,
    parent_id: null,
    started_at: '2024-06-13T12:00:00Z',
    attributes: EMPTY_OBJECT,
    inputs: EMPTY_OBJECT,
    ended_at: null,
    exception: null,
    output: null,
    summary: null,
    wb_user_id: null,
    wb_run_id: null,
    wb_run_step: null,
    wb_run_step_end: null,
    thread_id: null,
    turn_id: null,
    deleted_at: null,
    ...more,
  };
}
