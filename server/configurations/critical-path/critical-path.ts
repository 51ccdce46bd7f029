/**
 * Follow a thread: its critical path, as an output of its own. Offered at the rows of threads, where the row tells which;
 * a form asks elsewhere.
 */

import { type Experiment, ExperimentOutput } from '../../analyses/experiment-output.ts';
import { CRITICAL_PATH } from '../../analyses/kernel/critical-path/critical-path-output.ts';
import { type FollowedThread, placeOf, tracedThreads } from '../../analyses/kernel/critical-path/followed-thread.ts';
import { ThreadCriticalPath } from '../../analyses/kernel/critical-path/thread-critical-path.ts';
import { hostName, lifeName } from '../../analyses/kernel/kernel-traces.ts';
import { QueryError } from '../../analyses/output.ts';
import { ACTIVE_THREADS } from '../active-threads/active-threads.ts';
import type { ConfigurationType } from '../configuration-type.ts';
import { optionalText, type Parameters, unlessRefused } from '../parameters.ts';
import { parametersSchema } from '../schema.ts';
import { suggestNames } from '../suggest.ts';

/** Outputs with rows or states of threads, and the one that asks for a thread. */
const OUTPUTS = [
  CRITICAL_PATH,
  'org.eclipse.tracecompass.internal.analysis.os.linux.core.threadstatus.ThreadStatusDataProvider',
  'org.eclipse.tracecompass.internal.analysis.os.linux.core.threadstatus.ResourcesStatusDataProvider',
];
const MOST_TID = 2 ** 22 - 1;

export const criticalPath: ConfigurationType = {
  id: 'follow.thread.id',
  name: 'Critical path of a thread',
  description: 'Follow a thread: what its time went into, and which threads it waited for',
  scope: 'tree',
  schema: parametersSchema({
    title: 'Critical path of a thread',
    description: "What a thread's time went into, and which threads it waited for.",
    properties: {
      tid: {
        title: 'Thread id',
        description: 'Id of the thread to follow.',
        type: 'integer',
        minimum: 1,
        maximum: MOST_TID,
        metadata: ['TID'],
      },
      host: {
        title: 'Host',
        description:
          'Id or name of its host, or name of its trace; needed only if several traces have a thread of this id.',
        type: 'string',
        maxLength: 1000,
        metadata: ['host-id'],
      },
      name: {
        title: 'Name',
        description: 'Name of the thread, to be shown.',
        type: 'string',
        maxLength: 200,
        metadata: ['Exec_Name', 'thread-name', 'Process'],
      },
    },
    required: ['tid'],
  }),

  appliesTo: ({ id, configuration }) => OUTPUTS.includes(id) || configuration?.sourceTypeId === ACTIVE_THREADS,

  /** The thread id may be a text, as the ADR has it. */
  normalise({ tid, ...others }) {
    if (tid === undefined) return others;
    return { tid: typeof tid === 'string' && /^\s*\d+\s*$/.test(tid) ? Number(tid) : tid, ...others };
  },

  check(parameters) {
    threadIn(parameters);
    optionalText(parameters, 'name');
  },

  label(parameters) {
    return labelOf(threadIn(parameters), optionalText(parameters, 'name'));
  },

  derive(parent, configuration) {
    if (!(parent instanceof ExperimentOutput)) throw new QueryError(`"${parent.descriptor.name}" has no threads`);
    const { parameters, name, description } = configuration;
    const { experiment, descriptor } = parent;
    const thread = threadIn(parameters);
    if (name !== labelOf(thread, undefined).name) {
      return new ThreadCriticalPath(experiment, descriptor, configuration, thread);
    }
    // Nobody has named it: the trace may.
    return new ThreadCriticalPath(experiment, descriptor, configuration, thread, () => {
      const known = nameIn(experiment, thread);
      return known === undefined ? { name, description } : labelOf(thread, known);
    });
  },

  suggest(parent, parameter, text) {
    if (parameter !== 'host' || !(parent instanceof ExperimentOutput)) return [];
    const hosts = tracedThreads(parent.experiment).flatMap(({ trace }) => [hostName(trace), trace.name]);
    return suggestNames(text, new Set(hosts));
  },

  preview(parent, parameters) {
    const tid = Number(parameters.tid);
    if (!(parent instanceof ExperimentOutput) || !Number.isInteger(tid) || tid < 1) return undefined;
    const { host } = parameters;
    return { text: whoIs({ tid, ...(typeof host === 'string' && host !== '' ? { host } : {}) }, parent.experiment) };
  },
};

/** The thread comes first: several paths differ in it, and there may be no room for more. */
function labelOf({ tid }: FollowedThread, name: string | undefined): { name: string; description: string } {
  const [thread, whose] = name === undefined ? [`Thread ${tid}`, `thread ${tid}`] : Array(2).fill(`${name} [${tid}]`);
  return { name: `${thread} · critical path`, description: `What the time of ${whose} went into` };
}

/** What the traces call a thread; undefined where they don't, or have not been read that far. */
function nameIn(experiment: Experiment, thread: FollowedThread): string | undefined {
  const found = unlessRefused(() => {
    const traced = tracedThreads(experiment);
    return traced[placeOf(thread, traced)]!;
  });
  if (found === undefined) return undefined;
  const { threads } = found.states;
  const life = threads.lives.latest(threads.find(thread.tid));
  return life < 0 || threads.lives.name.data[life]! === 0 ? undefined : lifeName(found, life);
}

/** A sentence: the thread's name and host. Throws why there is none. */
function whoIs(thread: FollowedThread, experiment: Experiment): string {
  const { tid } = thread;
  const traced = tracedThreads(experiment);
  const { trace, states } = traced[placeOf(thread, traced)]!;
  const name = lifeName({ trace, states }, states.threads.lives.latest(states.threads.find(tid)));
  return `Thread ${tid} is “${name}” on ${hostName(trace)}.`;
}

function threadIn(parameters: Parameters): FollowedThread {
  const tid = Number(parameters.tid);
  if (!(Number.isInteger(tid) && tid >= 1 && tid <= MOST_TID)) {
    throw new QueryError(`"tid" must be an integer from 1 to ${MOST_TID}`, 'tid');
  }
  const host = optionalText(parameters, 'host');
  return host === undefined ? { tid } : { tid, host };
}
