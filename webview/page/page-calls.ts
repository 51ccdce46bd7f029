/**
 * The page of calls within the plain page: the browser asks the call service itself, saves to the user's disk, and shows a
 * call among the traces at the left.
 */
import type { CallsSubject } from '../../client/call-messages.ts';
import { CallClient } from '../../client/calls/call-client.ts';
import { tracePath } from '../../client/calls/call-refs.ts';
import { CallsSession } from '../../client/calls/calls-session.ts';
import type { CallsExport } from '../../client/calls/export-calls.ts';
import { soughtCall } from '../../client/calls/sought-call.ts';
import { countedCalls } from '../../client/counted.ts';
import type { Sought } from '../../client/messages.ts';
import type { TspSession } from '../../client/session/tsp-session.ts';
import { confirmed } from './confirmed.ts';
import { offerBlob } from './files.ts';

const TYPES = { jsonl: 'application/jsonl', csv: 'text/csv' };
/** Characters; a browser keeps them all until they are saved. */
const LARGEST = 1 << 29;

export function pageCalls(
  session: TspSession,
  subject: () => CallsSubject,
  show: (experiment: string, sought: Sought) => void,
): CallsSession {
  const client = new CallClient(new URL('.', location.href).href);
  const calls: CallsSession = new CallsSession(async () => client, {
    subject,
    mayDelete: (count) =>
      confirmed(
        `Delete ${countedCalls(count)}?`,
        'The calls in them are deleted, too. This can’t be undone.',
        'Delete',
      ),
    save: offerCalls,
    showInTrace: async (project, id) => {
      const call = await calls.callDetail(project, id);
      if (!call) throw new Error('This call is not there any more.');
      const path = tracePath(project);
      const experiment = (await session.experiments()).find(({ traces }) =>
        traces.some((trace) => trace.path === path),
      );
      if (!experiment) throw new Error(`The trace server has no calls of ${project}.`);
      show(experiment.uuid, soughtCall(call));
    },
  });
  return calls;
}

async function offerCalls({ form, name, write }: CallsExport): Promise<number> {
  const pieces: string[] = [];
  let length = 0;
  const sink = {
    write: async (text: string) => {
      pieces.push(text);
      length += text.length;
      if (length > LARGEST) throw new Error('That is more than a browser can save at once. Narrow the filter.');
    },
  };
  const count = await write(sink, () => {}, new AbortController().signal);
  offerBlob(name, new Blob(pieces, { type: TYPES[form] }));
  return count;
}
