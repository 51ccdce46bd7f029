/** The tables of the workspace; see `sqlite/open-database.ts` for how they are brought up to date. */
import type Database from 'better-sqlite3';
import { openDatabase } from '../sqlite/open-database.ts';

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

/** Throws as `openDatabase` does. Integers come as `bigint`. */
export function openWorkspace(file: string): Database.Database {
  return openDatabase(file, MIGRATIONS).defaultSafeIntegers(true);
}
