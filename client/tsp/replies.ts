/** What becomes of a reply: a model, or a `TspError` that says what is wrong. */
import type { TspClientResponse } from 'tsp-typescript-client';
import type { Status } from '../messages.ts';
import { TspError } from './tsp-error.ts';

/** What is told of an answer that only waits for what comes: whoever shows it hears when that has come. */
const LIVE = 'Live';

/** How an answer stands for who shows it. */
export function settled(status: Status, message: string): Status {
  return status === 'RUNNING' && message === LIVE ? 'COMPLETED' : status;
}

export type Reply<T> = Promise<TspClientResponse<T>>;

export interface Answer<T> {
  readonly status: Status;
  readonly statusMessage: string;
  /** May be absent while RUNNING. */
  readonly model: T | undefined;
}

export async function model<T>(reply: Reply<T>): Promise<Exclude<T, undefined>> {
  const response = await reply;
  const value = response.getModel();
  if (response.isOk() && value !== undefined) return value as Exclude<T, undefined>;
  const status = response.getStatusCode();
  if (response.isOk()) throw unreadable('');
  if (status === 503 && response.getErrorResponse() === undefined) throw TspError.unreachable(response.getText());
  throw TspError.fromReply(status, response.getStatusMessage(), response.getErrorResponse());
}

/** Undefined where the server has no such route, or nothing there. */
export async function optional<T>(reply: Promise<TspClientResponse<unknown>>): Promise<T | undefined> {
  const response = await reply;
  if (response.getStatusCode() === 404 || response.getStatusCode() === 204) return undefined;
  return (await model(reply)) as T;
}

export async function answer<T>(reply: Reply<unknown>): Promise<Answer<T>> {
  const { status, statusMessage, model: content } = (await model(reply)) as Answer<T>;
  const message = statusMessage ?? '';
  return notFailed({ status: settled(status, message), statusMessage: message, model: content ?? undefined });
}

/** Where reading was cancelled, what was read until then is answered nevertheless. */
export function notFailed<T extends { readonly status: Status; readonly statusMessage: string }>(answered: T): T {
  const nothing = 'model' in answered && answered.model === undefined;
  if (answered.status === 'FAILED' || (answered.status === 'CANCELLED' && nothing)) {
    throw new TspError(200, answered.statusMessage || `The analysis ${answered.status.toLowerCase()}`);
  }
  return answered;
}

/** What can't be read becomes an error that says so. */
export function unreadableUnless<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw unreadable((error as Error).message);
  }
}

function unreadable(detail: string): TspError {
  return new TspError(200, 'The trace server’s answer can’t be read', { detail });
}

export function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
