/** What is derived of a call on reading, under `summary.weave`: one meaning for replies and for queries. */

export interface Derivable {
  readonly op_name: string;
  readonly display_name: string | null;
  readonly exception: string | null;
  readonly started_at: number;
  readonly ended_at: number | null;
}

/** `summaryErrors` is `summary.status_counts.error` as a number: calls below it that failed. */
export function callStatus(
  call: Pick<Derivable, 'exception' | 'ended_at'>,
  summaryErrors: number | null,
): 'error' | 'running' | 'descendant_error' | 'success' {
  if (call.exception) return 'error';
  if (call.ended_at === null) return 'running';
  return summaryErrors !== null && summaryErrors > 0 ? 'descendant_error' : 'success';
}

/** Whole milliseconds; null while the call runs. */
export function latencyMs({ started_at, ended_at }: Pick<Derivable, 'started_at' | 'ended_at'>): number | null {
  return ended_at === null ? null : Math.trunc((ended_at - started_at) / 1000) + 0;
}

/** The name it was given, else that of its op. */
export function traceName(call: Pick<Derivable, 'display_name' | 'op_name'>): string {
  return call.display_name || opName(call.op_name);
}

/** Of an op's ref the name in it; anything else is the name. */
export function opName(op: string): string {
  return /^weave-trace-internal:\/\/\/[^/]+\/op\/([^/:]+):[^/:]+$/.exec(op)?.[1] ?? op;
}
