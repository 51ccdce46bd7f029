/**
 * Active Thread Filter: Thread Status with only the threads that ran, as an output of its own. Clients that know the ADR's
 * way send the same parameters with their questions to Thread Status instead (`analyses/kernel/thread-status/active-filter.ts`).
 */
import { parseCpuList } from '../../analyses/kernel/cpu-list.ts';
import { flag } from '../../analyses/kernel/extra-parameters.ts';
import { ThreadStatus } from '../../analyses/kernel/thread-status/thread-status.ts';
import { QueryError } from '../../analyses/output.ts';
import type { ConfigurationType } from '../configuration-type.ts';
import { optionalText, type Parameters } from '../parameters.ts';
import { parametersSchema } from '../schema.ts';
import { ActiveThreadStatus } from './active-thread-status.ts';
import { previewActive } from './preview.ts';

const THREAD_STATUS = 'org.eclipse.tracecompass.internal.analysis.os.linux.core.threadstatus.ThreadStatusDataProvider';

export const ACTIVE_THREADS = 'active.thread.filter.id';

export const activeThreads: ConfigurationType = {
  id: ACTIVE_THREADS,
  name: 'Active Thread Filter',
  description: 'Show only the threads that ran, on any CPU or on some of them',
  scope: 'self',
  schema: parametersSchema({
    title: 'Active thread filter',
    description: 'Thread Status with only the threads that ran: in the time that is looked at, or at all.',
    properties: {
      isActiveThreadFilter: {
        title: 'Active threads only',
        description: 'Show only threads that ran; otherwise all.',
        type: 'boolean',
        default: true,
      },
      cpus: {
        title: 'CPUs',
        description:
          'Show only threads that ran on these CPUs: numbers and ranges, such as 0 or 0-2,5. Empty for all CPUs.',
        type: 'string',
        maxLength: 1000,
        default: '',
        examples: ['0', '0-2,5'],
      },
    },
    required: ['isActiveThreadFilter'],
  }),

  appliesTo: (output) => output.id === THREAD_STATUS,

  /** The flag may be a text, and the CPUs a list of numbers, as the ADR has them in `extraParams`. */
  normalise({ isActiveThreadFilter, requested_cpus: list, ...others }) {
    const isText = isActiveThreadFilter === 'true' || isActiveThreadFilter === 'false';
    return {
      ...others,
      ...(isActiveThreadFilter === undefined
        ? {}
        : { isActiveThreadFilter: isText ? isActiveThreadFilter === 'true' : isActiveThreadFilter }),
      ...(Array.isArray(list) && others.cpus === undefined ? { cpus: list.map(String).join(',') } : {}),
    };
  },

  check(parameters) {
    flag(parameters, 'isActiveThreadFilter');
    parseCpuList(cpusIn(parameters), 'cpus');
  },

  label(parameters) {
    const cpus = cpusIn(parameters).trim();
    const name = `Active Thread Filter${cpus === '' ? '' : ` for cpu ${cpus}`}`;
    if (!flag(parameters, 'isActiveThreadFilter')) return { name, description: 'All threads' };
    return { name, description: `Threads that ran${cpus === '' ? '' : ` on CPU ${cpus}`}` };
  },

  derive(parent, configuration) {
    if (!(parent instanceof ThreadStatus)) throw new QueryError(`"${parent.descriptor.name}" is not Thread Status`);
    return new ActiveThreadStatus(parent, configuration);
  },

  preview: (parent, { cpus }) => (parent instanceof ThreadStatus ? previewActive(parent, cpus) : undefined),
};

function cpusIn(parameters: Parameters): string {
  return optionalText(parameters, 'cpus') ?? '';
}
