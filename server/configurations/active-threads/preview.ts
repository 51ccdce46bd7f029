/** How many threads a filter leaves, and which CPUs there are to choose from. */
import { formatCpuList, parseCpuList } from '../../analyses/kernel/cpu-list.ts';
import { kernelTraces } from '../../analyses/kernel/kernel-traces.ts';
import type { ThreadStatus } from '../../analyses/kernel/thread-status/thread-status.ts';
import { QueryError } from '../../analyses/output.ts';
import type { Preview } from '../configuration-type.ts';

/** Undefined where the CPUs can't be read. */
export async function previewActive(parent: ThreadStatus, cpus: unknown): Promise<Preview | undefined> {
  const chosen = typeof cpus === 'string' ? cpus.trim() : '';
  let wanted: ReadonlySet<number> | undefined;
  try {
    wanted = parseCpuList(chosen, 'cpus');
  } catch (error) {
    if (error instanceof QueryError) return undefined;
    throw error;
  }
  const { active, all } = await parent.countActive({ cpus: wanted });
  const traced = kernelTraces(parent.experiment).flatMap(({ states }) =>
    states.resources.cpus.map(({ number }) => number),
  );
  const there = formatCpuList([...new Set(traced)].sort((a, b) => a - b));
  const ran = `${active.toLocaleString('en')} of ${all.toLocaleString('en')} threads ran`;
  return { text: `${ran}${wanted === undefined ? '' : ` on CPU ${chosen}`}; there are the CPUs ${there}.` };
}
