/** Rows of feedback and prices: their members are the columns. */
import type Database from 'better-sqlite3';
import type { RowsPlan } from '../query/plan.ts';
import { sqliteQuery } from '../query/sqlite-sql.ts';
import type { FlatRow, FlatTable } from '../store/call-database.ts';

export class FlatRows {
  readonly #database: Database.Database;

  constructor(database: Database.Database) {
    this.#database = database;
  }

  /** Within a transaction. */
  insert(table: FlatTable, rows: readonly FlatRow[]): void {
    let columns = '';
    let inserting: Database.Statement | undefined;
    for (const row of rows) {
      const names = Object.keys(row);
      if (inserting === undefined || names.join() !== columns) {
        columns = names.join();
        inserting = this.#database.prepare(
          `INSERT OR REPLACE INTO ${table} (${columns}) VALUES (${names.map(() => '?').join()})`,
        );
      }
      inserting.run(...Object.values(row));
    }
  }

  /** Within a transaction. */
  delete(table: FlatTable, projectId: string, ids: readonly string[]): void {
    this.#database
      .prepare(`DELETE FROM ${table} WHERE project_id = ? AND id IN (SELECT value FROM json_each(?))`)
      .run(projectId, JSON.stringify(ids));
  }

  select(table: FlatTable, plan: RowsPlan): FlatRow[] {
    const { where, orderBy, limit, params } = sqliteQuery(plan, table);
    return this.#database.prepare(`SELECT * FROM ${table} WHERE ${where} ${orderBy} ${limit}`).all(params) as FlatRow[];
  }
}
