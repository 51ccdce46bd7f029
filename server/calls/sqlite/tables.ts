/** Tables (lists of rows by digest; the tables of a project share their rows) and files. */
import type Database from 'better-sqlite3';
import type { RowsPlan } from '../query/plan.ts';
import { sqliteQuery } from '../query/sqlite-sql.ts';
import type { CallDatabase, NewTable } from '../store/call-database.ts';

export class Tables {
  readonly #database: Database.Database;

  constructor(database: Database.Database) {
    this.#database = database;
  }

  /** Within a transaction. */
  insert(table: NewTable): void {
    this.#database
      .prepare(
        `INSERT INTO tables (project_id, digest, content_digest, row_count, row_content_digests, row_digests)
         VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      )
      .run(
        table.project_id,
        table.digest,
        table.content_digest,
        table.row_digests.length,
        table.row_content_digests && JSON.stringify(table.row_content_digests),
        JSON.stringify(table.row_digests),
      );
    const insertRow = this.#database.prepare(
      'INSERT INTO table_rows (project_id, digest, val_dump) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
    );
    for (const [digest, value] of table.rows) insertRow.run(table.project_id, digest, value);
  }

  digests(projectId: string, digest: string): Awaited<ReturnType<CallDatabase['tableDigests']>> {
    const row = this.#database
      .prepare('SELECT row_digests, row_content_digests FROM tables WHERE project_id = ? AND digest = ?')
      .get(projectId, digest) as { row_digests: string; row_content_digests: string | null } | undefined;
    return (
      row && {
        row_digests: JSON.parse(row.row_digests) as string[],
        row_content_digests: JSON.parse(row.row_content_digests ?? 'null') as string[] | null,
      }
    );
  }

  heads(projectId: string, digests: readonly string[]): Awaited<ReturnType<CallDatabase['tableHeads']>> {
    const rows = this.#database
      .prepare(
        `SELECT digest, row_count, content_digest FROM tables
         WHERE project_id = ? AND digest IN (SELECT value FROM json_each(?))`,
      )
      .all(projectId, JSON.stringify(digests)) as { digest: string; row_count: number; content_digest: string }[];
    return new Map(rows.map(({ digest, ...head }) => [digest, head]));
  }

  rows(projectId: string, digests: readonly string[]): ReadonlyMap<string, string> {
    const rows = this.#database
      .prepare(
        `SELECT digest, val_dump FROM table_rows
         WHERE project_id = ? AND digest IN (SELECT value FROM json_each(?))`,
      )
      .raw()
      .all(projectId, JSON.stringify(digests)) as [string, string][];
    return new Map(rows);
  }

  /** In the order of the table, where the plan has no other. */
  select(plan: RowsPlan): Awaited<ReturnType<CallDatabase['selectTableRows']>> {
    const { where, orderBy, limit, params } = sqliteQuery(plan, 'r');
    return this.#database
      .prepare(
        `SELECT r.digest, r.val_dump, l.key AS original_index
         FROM json_each((SELECT row_digests FROM tables WHERE project_id = @project AND digest = @table)) l
         CROSS JOIN table_rows r ON r.project_id = @project AND r.digest = l.value
         WHERE ${where} ${orderBy === '' ? 'ORDER BY' : `${orderBy},`} l.key ${limit}`,
      )
      .all({ ...params, table: plan.digest }) as Awaited<ReturnType<CallDatabase['selectTableRows']>>;
  }

  /** Within a transaction. Who stores the same content again under another name gets the first. */
  insertFile(projectId: string, digest: string, name: string, content: Uint8Array): void {
    this.#database
      .prepare('INSERT INTO files (project_id, digest, name, content) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING')
      .run(projectId, digest, name, content);
  }

  file(projectId: string, digest: string): Uint8Array | undefined {
    return this.#database
      .prepare('SELECT content FROM files WHERE project_id = ? AND digest = ?')
      .pluck()
      .get(projectId, digest) as Uint8Array | undefined;
  }
}
