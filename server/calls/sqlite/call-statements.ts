/**
 * What the writer of calls says to SQLite, prepared once. Each is one step of storing a part; those that give a row back
 * tell what of the call was there before.
 */
import type Database from 'better-sqlite3';

/** Before all that start. */
export const NO_START = Number.MIN_SAFE_INTEGER;

const FAILED = `iif(ifnull(exception, '') = '', 0, 1) AS failed`;

export type CallStatements = ReturnType<typeof callStatements>;

export function callStatements(database: Database.Database) {
  return {
    project: database.prepare(
      'INSERT INTO projects (project_id) VALUES (?) ON CONFLICT DO UPDATE SET seq = seq RETURNING key, seq',
    ),
    setSeq: database.prepare('UPDATE projects SET seq = ? WHERE key = ?'),
    op: database.prepare('SELECT key, base FROM ops WHERE project = ? AND op_name = ?'),
    insertOp: database.prepare(
      `INSERT INTO ops (project, op_name, base) VALUES (@project, @op_name, coalesce(
         (SELECT base FROM ops WHERE project = @project AND op_name >= @first AND op_name < @end LIMIT 1),
         (SELECT coalesce(max(key), 0) + 1 FROM ops))) ON CONFLICT DO NOTHING`,
    ),
    count: database.prepare(
      `UPDATE ops SET calls = calls + ?, running = running + ?, errors = errors + ?,
         last_started_at = max(coalesce(last_started_at, ${NO_START}), ?) WHERE key = ?`,
    ),
    startLate: database.prepare(
      `UPDATE heads SET seq = @seq, op = @op, base = @base, started_at = @started_at,
         attribute_marks = @attributeMarks, input_marks = @inputMarks, trace_id = @trace_id,
         parent_id = @parent_id, display_name = iif(renamed, display_name, @display_name), wb_user_id = @wb_user_id,
         wb_run_id = @wb_run_id, wb_run_step = @wb_run_step, thread_id = @thread_id, turn_id = @turn_id
       WHERE project = @project AND id = @id AND started_at IS NULL
       RETURNING key, ended_at, ${FAILED}`,
    ),
    end: database.prepare(
      `INSERT INTO heads (project, id, seq, ended_at, exception, wb_run_step_end) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (project, id) DO UPDATE SET seq = excluded.seq, ended_at = excluded.ended_at,
         exception = excluded.exception, wb_run_step_end = excluded.wb_run_step_end
       WHERE ended_at IS NULL RETURNING key, op, deleted_at`,
    ),
    rename: database.prepare(
      `INSERT INTO heads (project, id, seq, display_name, renamed) VALUES (?, ?, ?, ?, 1)
       ON CONFLICT (project, id) DO UPDATE SET seq = excluded.seq, display_name = excluded.display_name, renamed = 1`,
    ),
    delete: database.prepare(
      `UPDATE heads SET deleted_at = ?, seq = ? WHERE project = ? AND id = ? AND deleted_at IS NULL
         AND started_at IS NOT NULL RETURNING op, started_at, ended_at, ${FAILED}`,
    ),
    lastStart: database.prepare(
      `UPDATE ops SET last_started_at = (SELECT started_at FROM heads WHERE base = ops.base AND op = ops.key
           AND started_at IS NOT NULL AND deleted_at IS NULL ORDER BY started_at DESC LIMIT 1)
       WHERE key = @op AND last_started_at = @started_at`,
    ),
  };
}
