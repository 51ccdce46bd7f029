/**
 * Is a question about active threads only, and on which CPUs? As the ADR has it (`isActiveThreadFilter`, with the CPUs as
 * the list `requested_cpus` or the text `cpus`), or as Trace Compass (`active_thread_filter`, where a question for a tree
 * names the CPUs as `requested_items`).
 */
import { QueryError } from '../../output.ts';
import { parseCpuList } from '../cpu-list.ts';
import { cpuNumbers, flag } from '../extra-parameters.ts';

export interface ActiveFilter {
  /** All if undefined. */
  readonly cpus: ReadonlySet<number> | undefined;
}

/** Undefined: all threads. Throws a `QueryError`. */
export function activeFilter(extra: Readonly<Record<string, unknown>>): ActiveFilter | undefined {
  const isTraceCompass = flag(extra, 'active_thread_filter');
  if (!flag(extra, 'isActiveThreadFilter') && !isTraceCompass) return undefined;
  const { cpus = '' } = extra;
  if (typeof cpus !== 'string') throw new QueryError('"cpus" must be a text, such as 0-2,5', 'cpus');
  const listed = cpuNumbers(extra, 'requested_cpus') ?? parseCpuList(cpus, 'cpus');
  return { cpus: listed ?? (isTraceCompass ? cpuNumbers(extra, 'requested_items') : undefined) };
}
