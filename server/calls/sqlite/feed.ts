/** What happens to the calls of a project, by the number of each call's last change; on a connection of its own. */
import type Database from 'better-sqlite3';
import type { CallChange, CallFeed, ModelPrice } from '../feed.ts';
import { DEFAULT_PRICES } from '../store/prices.ts';
import { asking } from './backend-error.ts';
import { openToRead } from './schema.ts';

type Changes = Awaited<ReturnType<CallFeed['changes']>>;
type Details = Awaited<ReturnType<CallFeed['details']>>;

export class SqliteCallFeed implements CallFeed {
  readonly #database: Database.Database;
  readonly #changes: Database.Statement;
  readonly #details: Database.Statement;
  readonly #prices: Database.Statement;
  readonly #projects: Database.Statement;

  constructor(file: string) {
    this.#database = openToRead(file);
    this.#changes = this.#database.prepare(
      `SELECT h.seq, h.id, h.trace_id, h.parent_id, o.op_name, h.display_name, h.started_at, h.ended_at, h.exception,
         h.wb_user_id, e.summary_dump, h.deleted_at IS NOT NULL AS deleted
       FROM projects p JOIN heads h INDEXED BY heads_by_seq ON h.project = p.key JOIN ops o ON o.key = h.op
         LEFT JOIN ends e ON e.call = h.key
       WHERE p.project_id = ? AND h.seq > ? AND h.started_at IS NOT NULL ORDER BY h.seq LIMIT ?`,
    );
    this.#details = this.#database.prepare(
      `SELECT h.id, s.inputs_dump, s.attributes_dump, e.output_dump
       FROM projects p JOIN heads h INDEXED BY heads_by_id ON h.project = p.key JOIN starts s ON s.call = h.key
         LEFT JOIN ends e ON e.call = h.key
       WHERE p.project_id = ? AND h.id IN (SELECT value FROM json_each(?))`,
    );
    this.#prices = this.#database.prepare(
      `SELECT llm_id, pricing_level, effective_date, prompt_token_cost, completion_token_cost
       FROM llm_token_prices WHERE project_id = ?`,
    );
    this.#projects = this.#database
      .prepare(
        'SELECT project_id FROM projects WHERE EXISTS (SELECT 1 FROM ops WHERE project = projects.key AND calls > 0)',
      )
      .pluck();
  }

  async changes(projectId: string, cursor: string | undefined, limit: number): Promise<Changes> {
    const rows = asking(() => this.#changes.all(projectId, Number(cursor ?? 0), limit)) as (Omit<
      CallChange,
      'deleted'
    > & { seq: number; deleted: number })[];
    const changes = rows.map(({ seq: _, deleted, ...change }) => ({ ...change, deleted: deleted === 1 }));
    return { changes, cursor: String(rows.at(-1)?.seq ?? cursor ?? 0) };
  }

  async details(projectId: string, ids: readonly string[]): Promise<Details> {
    const rows = asking(() => this.#details.all(projectId, JSON.stringify(ids))) as {
      id: string;
      inputs_dump: string;
      attributes_dump: string;
      output_dump: string | null;
    }[];
    return new Map(rows.map(({ id, ...details }) => [id, details]));
  }

  async prices(projectId: string): Promise<readonly ModelPrice[]> {
    return [...DEFAULT_PRICES, ...(asking(() => this.#prices.all(projectId)) as ModelPrice[])];
  }

  async projects(): Promise<readonly string[]> {
    return asking(() => this.#projects.all()) as string[];
  }

  async close(): Promise<void> {
    this.#database.close();
  }
}
