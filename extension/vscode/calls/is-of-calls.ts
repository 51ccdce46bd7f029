/** Projects of calls are experiments that nobody opened: they are told apart where traces are listed. */
import { isTracePath } from '../../../client/calls/call-refs.ts';
import type { ExperimentInfo } from '../../../client/messages.ts';

export function isOfCalls({ traces }: ExperimentInfo): boolean {
  return traces.length > 0 && traces.every(({ path }) => isTracePath(path));
}
