/**
 * Opens a SQLite file of ours and brings its tables up to date. `user_version` counts the migrations that have run; a step
 * is never changed once released, only followed by another one.
 *
 * Durability: write-ahead log with `synchronous = FULL`, so that what was committed survives `kill -9` and power loss.
 * Several servers (one a window) may use one file; they wait for each other for up to five seconds.
 */
import Database from 'better-sqlite3';
import { nativeBinding } from './native-binding.ts';

/**
 * Throws an error that names the file if it is not ours, can't be written, or was written by a newer version. `pageSize`: of
 * a new file, bytes; a file that is there keeps its own.
 */
export function openDatabase(file: string, migrations: readonly string[], pageSize = 4096): Database.Database {
  const binding = nativeBinding();
  let database: Database.Database | undefined;
  try {
    database = new Database(file, { timeout: 5_000, ...(binding === undefined ? {} : { nativeBinding: binding }) });
    database.pragma(`page_size = ${pageSize}`);
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    database.pragma('foreign_keys = ON');
    migrate(database, migrations);
    return database;
  } catch (error) {
    database?.close();
    throw new Error(`${file}: ${(error as Error).message}`, { cause: error });
  }
}

function migrate(database: Database.Database, migrations: readonly string[]): void {
  const run = database.transaction(() => {
    const version = Number(database.pragma('user_version', { simple: true }));
    if (version > migrations.length) throw new Error(`this was written by a newer version of Heddle`);
    for (const step of migrations.slice(version)) database.exec(step);
    database.pragma(`user_version = ${migrations.length}`);
  });
  run.immediate();
}
