/** The trace server over a SQLite file; `:memory:` keeps nothing. Throws an error that names the file if it can't be used. */
import { StoredTraceServer } from '../store/stored-trace-server.ts';
import { SqliteCallDatabase } from './sqlite-call-database.ts';

export class SqliteTraceServer extends StoredTraceServer {
  constructor(file: string, options: { readonly readOnly?: boolean } = {}) {
    super(new SqliteCallDatabase(file, options));
  }
}
