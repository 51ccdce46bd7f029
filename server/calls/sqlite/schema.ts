/**
 * The tables of the call store. Queries are spelled with the names of `../store/call-database.ts`: `calls` (put together in
 * `call-path.ts`), and `objects`, `tables`, `table_rows`, `files`, `feedback`, `llm_token_prices`.
 *
 * A call lies in three places, so that an end appends and touches few pages, and lists look at small rows only: `heads`
 * (ids, times, op, exception; all indexes are on it), `starts` and `ends` (the big values). A head whose `started_at` is null is that
 * of an end (or a name) that came before its start. Projects and ops are numbers inside; `base` is the op without its
 * version, so that all versions of an op lie together in one index, newest last.
 *
 * `attribute_marks` and `input_marks` let a search for a value pass over calls that can't have it (`marks.ts`).
 *
 * `seq` rises with every change in a project: a call has that of its last change. It is given within the writing
 * transaction, and SQLite has one writer at a time, so that no smaller one is ever committed later.
 */
import type Database from 'better-sqlite3';
import { openDatabase } from '../../sqlite/open-database.ts';
import { registerFunctions } from '../query/sqlite-functions.ts';

const MIGRATIONS: readonly string[] = [
  `CREATE TABLE projects (
     key INTEGER PRIMARY KEY,
     project_id TEXT NOT NULL UNIQUE,
     seq INTEGER NOT NULL DEFAULT 0
   ) STRICT;

   CREATE TABLE ops (
     key INTEGER PRIMARY KEY,
     project INTEGER NOT NULL,
     op_name TEXT NOT NULL,
     base INTEGER NOT NULL,
     calls INTEGER NOT NULL DEFAULT 0,
     running INTEGER NOT NULL DEFAULT 0,
     errors INTEGER NOT NULL DEFAULT 0,
     last_started_at INTEGER,
     UNIQUE (project, op_name)
   ) STRICT;

   CREATE TABLE heads (
     key INTEGER PRIMARY KEY,
     project INTEGER NOT NULL,
     id TEXT NOT NULL,
     seq INTEGER NOT NULL,
     op INTEGER,
     base INTEGER,
     started_at INTEGER,
     ended_at INTEGER,
     deleted_at INTEGER,
     attribute_marks INTEGER,
     input_marks INTEGER,
     renamed INTEGER,
     trace_id TEXT,
     parent_id TEXT,
     display_name TEXT,
     wb_user_id TEXT,
     wb_run_id TEXT,
     wb_run_step INTEGER,
     wb_run_step_end INTEGER,
     thread_id TEXT,
     turn_id TEXT,
     exception TEXT
   ) STRICT;
   CREATE UNIQUE INDEX heads_by_id ON heads (project, id);
   CREATE INDEX heads_by_seq ON heads (project, seq) WHERE started_at IS NOT NULL;
   CREATE INDEX heads_by_start ON heads (project, started_at, attribute_marks, input_marks)
     WHERE started_at IS NOT NULL AND deleted_at IS NULL;
   CREATE INDEX heads_by_op ON heads (base, started_at) WHERE started_at IS NOT NULL AND deleted_at IS NULL;
   CREATE INDEX heads_by_trace ON heads (project, trace_id, started_at) WHERE started_at IS NOT NULL AND deleted_at IS NULL;
   CREATE INDEX heads_by_parent ON heads (project, parent_id, started_at) WHERE started_at IS NOT NULL AND deleted_at IS NULL;

   CREATE TABLE starts (
     call INTEGER PRIMARY KEY,
     attributes_dump TEXT NOT NULL,
     input_refs TEXT,
     inputs_dump TEXT NOT NULL
   ) STRICT;
   CREATE TABLE ends (
     call INTEGER PRIMARY KEY,
     summary_dump TEXT NOT NULL,
     output_refs TEXT,
     output_dump TEXT
   ) STRICT;

   CREATE TABLE objects (
     project_id TEXT NOT NULL,
     object_id TEXT NOT NULL,
     digest TEXT NOT NULL,
     content_digest TEXT NOT NULL,
     kind TEXT NOT NULL,
     base_object_class TEXT,
     refs TEXT NOT NULL,
     created_at INTEGER NOT NULL,
     deleted_at INTEGER,
     wb_user_id TEXT,
     version_index INTEGER NOT NULL,
     is_latest INTEGER NOT NULL,
     published INTEGER NOT NULL,
     val_dump TEXT NOT NULL,
     UNIQUE (project_id, object_id, digest)
   ) STRICT;
   CREATE INDEX objects_by_published ON objects (project_id, object_id, published);

   CREATE TABLE tables (
     project_id TEXT NOT NULL,
     digest TEXT NOT NULL,
     content_digest TEXT NOT NULL,
     row_count INTEGER NOT NULL,
     row_content_digests TEXT,
     row_digests TEXT NOT NULL,
     UNIQUE (project_id, digest)
   ) STRICT;
   CREATE TABLE table_rows (
     project_id TEXT NOT NULL,
     digest TEXT NOT NULL,
     val_dump TEXT NOT NULL,
     UNIQUE (project_id, digest)
   ) STRICT;

   CREATE TABLE files (
     project_id TEXT NOT NULL,
     digest TEXT NOT NULL,
     name TEXT NOT NULL,
     content BLOB NOT NULL,
     UNIQUE (project_id, digest)
   ) STRICT;

   CREATE TABLE feedback (
     project_id TEXT NOT NULL,
     id TEXT NOT NULL,
     weave_ref TEXT NOT NULL,
     wb_user_id TEXT,
     creator TEXT,
     created_at INTEGER NOT NULL,
     feedback_type TEXT NOT NULL,
     payload_dump TEXT NOT NULL,
     annotation_ref TEXT,
     runnable_ref TEXT,
     call_ref TEXT,
     trigger_ref TEXT,
     UNIQUE (project_id, id)
   ) STRICT;
   CREATE INDEX feedback_by_ref ON feedback (project_id, weave_ref);

   CREATE TABLE llm_token_prices (
     project_id TEXT NOT NULL,
     id TEXT NOT NULL,
     pricing_level TEXT NOT NULL,
     pricing_level_id TEXT NOT NULL,
     provider_id TEXT NOT NULL,
     llm_id TEXT NOT NULL,
     effective_date INTEGER NOT NULL,
     prompt_token_cost REAL NOT NULL,
     completion_token_cost REAL NOT NULL,
     prompt_token_cost_unit TEXT NOT NULL,
     completion_token_cost_unit TEXT NOT NULL,
     created_by TEXT,
     created_at INTEGER NOT NULL,
     UNIQUE (project_id, id)
   ) STRICT;`,
];

/** Bytes of the log that are kept after a long reader has let it grow. */
const LONGEST_LOG = 64 * 1024 * 1024;

/** Some five parts of calls fill a page; with pages of half the size a part costs an eighth more. */
const PAGE = 8192;
/** Pages of the log that are worth folding into the file, 32 MB: so pages of indexes are written once for many parts. */
const FOLDED_AT = 4000;

/** Throws as `openDatabase` does. */
export function openToWrite(file: string): Database.Database {
  const database = openDatabase(file, MIGRATIONS, PAGE);
  database.pragma(`wal_autocheckpoint = ${FOLDED_AT}`);
  database.pragma(`journal_size_limit = ${LONGEST_LOG}`);
  registerFunctions(database);
  return database;
}

/** A connection of its own beside others: it sees what is committed when a statement begins, until it ends. */
export function openToRead(file: string): Database.Database {
  const database = openToWrite(file);
  database.pragma('query_only = ON');
  return database;
}
