/**
 * Opens the one SQLite file and brings its tables up to date. `user_version` counts the migrations that have run; a step
 * is never changed once released, only followed by another one.
 *
 * Durability: write-ahead log with `synchronous = FULL`, so that what was committed survives `kill -9` and power loss.
 * Several servers (one a window) may use one file; they wait for each other for up to five seconds.
 */
import Database from 'better-sqlite3';
import { nativeBinding } from './native-binding.ts';

const MIGRATIONS: readonly string[] = [
  `CREATE TABLE trace (
     uuid TEXT PRIMARY KEY,
     name TEXT NOT NULL UNIQUE,
     path TEXT NOT NULL,
     format TEXT NOT NULL,
     start INTEGER NOT NULL DEFAULT 0,
     end INTEGER NOT NULL DEFAULT 0,
     events INTEGER NOT NULL DEFAULT 0,
     properties TEXT NOT NULL DEFAULT '{}'
   ) STRICT;
   CREATE TABLE experiment (
     uuid TEXT PRIMARY KEY,
     name TEXT NOT NULL UNIQUE
   ) STRICT;
   CREATE TABLE experiment_trace (
     experiment TEXT NOT NULL REFERENCES experiment (uuid) ON DELETE CASCADE,
     position INTEGER NOT NULL,
     trace TEXT NOT NULL REFERENCES trace (uuid),
     PRIMARY KEY (experiment, position)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX experiment_trace_by_trace ON experiment_trace (trace);
   CREATE TABLE configuration (
     id TEXT PRIMARY KEY,
     type TEXT NOT NULL,
     name TEXT NOT NULL,
     description TEXT NOT NULL,
     parameters TEXT NOT NULL,
     shared INTEGER NOT NULL
   ) STRICT;
   CREATE TABLE derived_output (
     experiment TEXT NOT NULL REFERENCES experiment (uuid) ON DELETE CASCADE,
     output TEXT NOT NULL,
     parent TEXT NOT NULL,
     configuration TEXT NOT NULL REFERENCES configuration (id) ON DELETE CASCADE,
     PRIMARY KEY (experiment, output)
   ) STRICT;
   CREATE INDEX derived_output_by_configuration ON derived_output (configuration);
   CREATE TABLE bookmark (
     uuid TEXT PRIMARY KEY,
     experiment TEXT NOT NULL REFERENCES experiment (uuid) ON DELETE CASCADE,
     name TEXT NOT NULL,
     start INTEGER NOT NULL,
     end INTEGER NOT NULL
   ) STRICT;
   CREATE INDEX bookmark_by_experiment ON bookmark (experiment);
   CREATE TABLE layout (
     experiment TEXT PRIMARY KEY REFERENCES experiment (uuid) ON DELETE CASCADE,
     value TEXT NOT NULL
   ) STRICT;`,
  `CREATE TABLE IF NOT EXISTS symbol_map (
     experiment TEXT NOT NULL REFERENCES experiment (uuid) ON DELETE CASCADE,
     path TEXT NOT NULL,
     PRIMARY KEY (experiment, path)
   ) STRICT;`,
  `ALTER TABLE experiment_trace ADD COLUMN offset INTEGER NOT NULL DEFAULT 0;`,
  `CREATE TABLE unassigned (
     experiment TEXT NOT NULL REFERENCES experiment (uuid) ON DELETE CASCADE,
     configuration TEXT NOT NULL REFERENCES configuration (id) ON DELETE CASCADE,
     PRIMARY KEY (experiment, configuration)
   ) STRICT;`,
  `ALTER TABLE derived_output ADD COLUMN provider TEXT REFERENCES configuration (id) ON DELETE CASCADE;`,
  `ALTER TABLE trace ADD COLUMN reader TEXT;`,
];

/** Throws an error that names the file if it is not ours, can't be written, or was written by a newer version. */
export function openDatabase(file: string): Database.Database {
  const binding = nativeBinding();
  let database: Database.Database | undefined;
  try {
    database = new Database(file, { timeout: 5_000, ...(binding === undefined ? {} : { nativeBinding: binding }) });
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    database.pragma('foreign_keys = ON');
    database.defaultSafeIntegers(true);
    migrate(database);
    return database;
  } catch (error) {
    database?.close();
    throw new Error(`${file}: ${(error as Error).message}`, { cause: error });
  }
}

function migrate(database: Database.Database): void {
  const run = database.transaction(() => {
    const version = Number(database.pragma('user_version', { simple: true }));
    if (version > MIGRATIONS.length) throw new Error(`this was written by a newer version of Heddle`);
    for (const step of MIGRATIONS.slice(version)) database.exec(step);
    database.pragma(`user_version = ${MIGRATIONS.length}`);
  });
  run.immediate();
}
