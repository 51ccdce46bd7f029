/** How figures of calls are written, wherever they stand. */
import type { CallRow, CallStatus } from '../../client/call-messages.ts';
import { microseconds } from '../../client/calls/read-calls.ts';
import { formatDuration } from '../time/duration.ts';
import { clock } from '../time/time-format.ts';

export const STATUSES: readonly CallStatus[] = ['running', 'success', 'error', 'descendant_error'];

export const STATUS_TEXT: Readonly<Record<CallStatus, string>> = {
  running: 'Running',
  success: 'Success',
  error: 'Error',
  descendant_error: 'Error below',
};

/** Local, as short as it can be: the day and the year only if they are others than now. */
export function startText(iso: string, now = Date.now()): string {
  const { date, time } = localTime(iso);
  const today = clock(BigInt(now) * 1_000_000n, false).date;
  if (date === today) return time;
  if (date.slice(0, 4) === today.slice(0, 4)) return `${date.slice(5)} ${time.slice(0, 8)}`;
  return `${date} ${time.slice(0, 5)}`;
}

/** In full, for hovering. */
export function exactTime(iso: string): string {
  const { date, time } = localTime(iso);
  return `${date} ${time} (${iso})`;
}

function localTime(iso: string) {
  const { date, time } = clock(BigInt(Math.round(microseconds(iso))) * 1000n, false);
  const [, decimals = ''] = /\.(\d+)/.exec(iso) ?? [];
  return { date, time: `${time}.${decimals.padEnd(3, '0').slice(0, 3)}` };
}

/** Of one that runs: up to now. */
export function latencyText({ latencyMs, startedAt, status }: CallRow, now: number): string {
  if (latencyMs !== undefined) return formatDuration(latencyMs * 1e6);
  return status === 'running' ? formatDuration(Math.max(0, now * 1000 - microseconds(startedAt)) * 1000) : '';
}

export function costText(dollars: number | undefined): string {
  if (dollars === undefined) return '';
  if (dollars === 0) return '$0';
  return dollars < 0.01
    ? `$${dollars.toPrecision(2)}`
    : `$${dollars.toLocaleString(undefined, { minimumFractionDigits: 2, maximumFractionDigits: 4 })}`;
}

export function exactCost(dollars: number): string {
  return `$${dollars.toFixed(12).replace(/0+$/, '').replace(/\.$/, '')}`;
}

export function tokensTitle({ tokens }: CallRow): string | undefined {
  if (tokens === undefined) return undefined;
  const { prompt, completion, total } = tokens;
  return `${total.toLocaleString()} tokens: ${prompt.toLocaleString()} in, ${completion.toLocaleString()} out`;
}
