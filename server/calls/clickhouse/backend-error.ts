/**
 * What ClickHouse and its client throw, as the call service tells it: no statement, table or address gets out. The thrown
 * error goes along as `cause`, for logs.
 */
import { BackendError, BackendTimeout, InvalidRequest, TraceServerError } from '../errors.ts';

/** ClickHouse's own numbers of errors. */
const TIMEOUTS = new Set(['159', '160', '209', '290']);
const OF_THE_QUERY = new Set(['43', '53', '70', '386']);
const TOO_LONG = new Set(['62', '307']);

export function backendError(error: unknown): TraceServerError {
  if (error instanceof TraceServerError) return error;
  const told = tell(error);
  told.cause = error;
  return told;
}

/** Did the server itself refuse a statement? Then nothing else is wrong with it. */
export function isRefusal(error: unknown): boolean {
  return typeof (error as { type?: unknown }).type === 'string';
}

function tell(error: unknown): TraceServerError {
  const { code, type, message } = error as { code?: string; type?: string; message?: string };
  if (isRefusal(error)) {
    if (TIMEOUTS.has(code ?? '')) return new BackendTimeout('the database took too long');
    if (OF_THE_QUERY.has(code ?? '')) return new InvalidRequest('the query compares values that have no common type');
    if (TOO_LONG.has(code ?? '') && /max_query_size|too large|max(imum)? .*size/i.test(message ?? ''))
      return new InvalidRequest('the query is too long for the database');
    return new BackendError(`the database failed (${type})`);
  }
  if (code === 'ETIMEDOUT' || /^timeout error/i.test(message ?? ''))
    return new BackendTimeout('the database took too long');
  return new BackendError('the database cannot be reached');
}
