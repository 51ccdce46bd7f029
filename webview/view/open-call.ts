/** The way from a state to the call that it shows, where the server tells which one that is. */
import type { FoundState } from '../chart/state-search.ts';
import { messageOf, type TraceModel } from './trace-model.ts';

type Pairs = readonly (readonly [name: string, text: string])[];

export interface CallOfState {
  readonly project: string;
  readonly callId: string;
}

/** From a state's tooltip. */
export function callIn(pairs: Pairs): CallOfState | undefined {
  const { call_id: callId, project_id: project } = Object.fromEntries(pairs);
  return callId === undefined || project === undefined ? undefined : { project, callId };
}

export async function openCall(model: TraceModel, call: CallOfState): Promise<void> {
  try {
    await model.host.openCall(call.project, call.callId);
  } catch (error) {
    model.toast.set(`The call could not be opened: ${messageOf(error)}`);
  }
}

export async function openCallOf(model: TraceModel, outputId: string, state: FoundState): Promise<void> {
  const middle = Math.floor((state.start + state.end) / 2);
  const call = callIn(await model.host.tooltip(outputId, state.entryId, middle, state));
  if (call) await openCall(model, call);
  else model.toast.set('This state does not tell its call.');
}
