/** Where a call stands in the flame chart of its project. */
import type { CallRow } from '../call-messages.ts';
import type { Sought } from '../messages.ts';

const FLAME_CHART = 'org.eclipse.tracecompass.analysis.profiling.core.flamechart:heddle.calls';

/** One that runs lasts until now. */
export function soughtCall({ startedAt, endedAt, traceId }: CallRow): Sought {
  return {
    outputId: FLAME_CHART,
    start: nanoseconds(startedAt),
    end: nanoseconds(endedAt ?? new Date().toISOString()),
    metadata: { trace_id: traceId },
  };
}

/** Since the epoch, of an ISO time in UTC with up to nine digits behind the second. */
function nanoseconds(time: string): string {
  const [, fraction = ''] = /\.(\d{1,9})/.exec(time) ?? [];
  return String(BigInt(Math.floor(Date.parse(time) / 1000)) * 1_000_000_000n + BigInt(fraction.padEnd(9, '0')));
}
