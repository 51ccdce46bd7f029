/** What SQLite throws, as the call service tells it: busy is a timeout; a disk that is full, broken or gone, a failure. */
import Database from 'better-sqlite3';
import { BackendError, BackendTimeout } from '../errors.ts';

export function backendError(error: unknown): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  if (error.code.startsWith('SQLITE_BUSY')) return new BackendTimeout('the database is busy: another process writes');
  return new BackendError(`the database failed: ${error.message}`);
}

/** Runs a question. */
export function asking<T>(question: () => T): T {
  try {
    return question();
  } catch (error) {
    throw backendError(error);
  }
}
