/** How many threads a filter leaves, and which CPUs there are to choose from. */
import { formatCpuList, parseCpuList } from '../../analyses/kernel/cpu-list.ts';
import { kernelTraces } from '../../analyses/kernel/kernel-traces.ts';
import type { ThreadStatus } from '../../analyses/kernel/thread-status/thread-status.ts';
import type { Preview } from '../configuration-type.ts';
import { unlessRefused } from '../parameters.ts';

/** Undefined where the CPUs can't be read. */
export async function previewActive(parent: ThreadStatus, cpus: unknown): Promise<Preview | undefined> {
  const chosen = typeof cpus === 'string' ? cpus.trim() : '';
  const filter = unlessRefused(() => ({ cpus: parseCpuList(chosen, 'cpus') }));
  if (filter === undefined) return undefined;
  const { active, all } = await parent.countActive(filter);
  const traced = kernelTraces(parent.experiment).flatMap(({ states }) =>
    states.resources.cpus.map(({ number }) => number),
  );
  const there = formatCpuList([...new Set(traced)].sort((a, b) => a - b));
  const ran = `${active.toLocaleString('en')} of ${all.toLocaleString('en')} threads ran`;
  return { text: `${ran}${filter.cpus === undefined ? '' : ` on CPU ${chosen}`}; there are the CPUs ${there}.` };
}
