/**
 * The call database in ClickHouse. Everything is an insert, also what takes something away, and is seen as soon as it is
 * answered: questions merge what the database hasn't merged yet, and wait for no background work.
 *
 * Of one call of a method all is stored, or nothing that is seen: it is one INSERT of one block. Where several tables are
 * written, the last one makes the rest visible.
 */

import { coded } from '../query/coded-json.ts';
import type { CallsPlan, RowsPlan } from '../query/plan.ts';
import type {
  CallDatabase,
  CallPart,
  CallRow,
  FlatRow,
  FlatTable,
  NewObject,
  NewTable,
  ObjectsPlan,
} from '../store/call-database.ts';
import { callLine, RAW_COLUMNS } from './call-lines.ts';
import { ClickHouse } from './clickhouse.ts';
import { flatColumns, flatLine, goneLine, selectRows } from './flat-rows.ts';
import { InsertQueue } from './insert-queue.ts';
import { migrate } from './migrate.ts';
import { deletedObjectLine, OBJECT_COLUMNS, objectLine, selectObjects } from './objects.ts';
import { descendants, lastSequence, ops, Projects } from './overview.ts';
import { countCalls, selectCalls } from './select-calls.ts';
import { Sequence } from './sequence.ts';
import { line } from './tab-separated.ts';
import * as tables from './tables.ts';

export class ClickHouseCallDatabase implements CallDatabase {
  readonly #clickhouse: ClickHouse;
  readonly #sequence: Sequence;
  readonly #projects: Projects;
  readonly #queues = new Map<string, InsertQueue>();

  constructor(clickhouse: ClickHouse, sequence: Sequence) {
    this.#clickhouse = clickhouse;
    this.#sequence = sequence;
    this.#projects = new Projects(clickhouse);
  }

  /** Brings the tables up to date. Throws `BackendError` if the server can't be reached, or the tables can't be made. */
  static async open(url: string): Promise<ClickHouseCallDatabase> {
    return ClickHouseCallDatabase.over(await ClickHouse.connect(url));
  }

  /** Closes what it was given, also if it throws. */
  static async over(clickhouse: ClickHouse): Promise<ClickHouseCallDatabase> {
    try {
      await migrate(clickhouse);
      return new ClickHouseCallDatabase(clickhouse, new Sequence(await lastSequence(clickhouse)));
    } catch (error) {
      await clickhouse.close();
      throw error;
    }
  }

  async insertCallParts(parts: readonly CallPart[]): Promise<void> {
    let text = '';
    for (const part of parts) text += callLine(part, this.#sequence.next());
    if (text !== '') await this.#insert('calls_raw', RAW_COLUMNS, text);
  }

  selectCalls(plan: CallsPlan): AsyncIterable<readonly CallRow[]> {
    return selectCalls(this.#clickhouse, plan);
  }

  countCalls(plan: CallsPlan): Promise<number> {
    return countCalls(this.#clickhouse, plan);
  }

  descendants(projectId: string, ids: readonly string[]): Promise<readonly string[]> {
    return descendants(this.#clickhouse, projectId, ids);
  }

  insertObject(object: NewObject): Promise<void> {
    return this.#insert('object_versions', OBJECT_COLUMNS, objectLine(object, this.#sequence.next()));
  }

  selectObjects(plan: ObjectsPlan) {
    return selectObjects(this.#clickhouse, plan);
  }

  async deleteObjects(projectId: string, objectId: string, digests: readonly string[], at: number): Promise<void> {
    const lines = digests.map((digest) => deletedObjectLine(projectId, objectId, digest, at, this.#sequence.next()));
    if (lines.length > 0) await this.#insert('object_versions', OBJECT_COLUMNS, lines.join(''));
  }

  /** Two INSERTs: rows without their table are found by their digest only, which is told in the answer. */
  async insertTable(table: NewTable): Promise<void> {
    const { project_id, digest, content_digest, row_digests, row_content_digests } = table;
    const version = -this.#sequence.next();
    let rows = '';
    for (const [rowDigest, value] of table.rows) rows += line([project_id, rowDigest, version, value, coded(value)]);
    if (rows !== '') await this.#insert('table_rows', tables.TABLE_ROW_COLUMNS, rows);
    const head = [project_id, digest, version, content_digest, row_digests, row_content_digests ?? []];
    await this.#insert('tables', tables.TABLE_COLUMNS, line(head));
  }

  tableDigests(projectId: string, digest: string) {
    return tables.tableDigests(this.#clickhouse, projectId, digest);
  }

  tableHeads(projectId: string, digests: readonly string[]) {
    return tables.tableHeads(this.#clickhouse, projectId, digests);
  }

  tableRows(projectId: string, digests: readonly string[]) {
    return tables.tableRows(this.#clickhouse, projectId, digests);
  }

  selectTableRows(plan: RowsPlan) {
    return tables.selectTableRows(this.#clickhouse, plan);
  }

  insertFile(projectId: string, digest: string, name: string, content: Uint8Array): Promise<void> {
    const version = -this.#sequence.next();
    const lines = tables
      .pieces(content)
      .map((piece, index, all) => line([projectId, digest, index, all.length, version, name, piece]));
    return this.#insert('files', tables.FILE_COLUMNS, lines.join(''));
  }

  file(projectId: string, digest: string): Promise<Uint8Array | undefined> {
    return tables.readFile(this.#clickhouse, projectId, digest);
  }

  async insertRows(table: FlatTable, rows: readonly FlatRow[]): Promise<void> {
    const lines = rows.map((row) => flatLine(table, row, this.#sequence.next()));
    if (lines.length > 0) await this.#insert(table, flatColumns(table), lines.join(''));
  }

  selectRows(table: FlatTable, plan: RowsPlan) {
    return selectRows(this.#clickhouse, table, plan);
  }

  async deleteRows(table: FlatTable, projectId: string, ids: readonly string[]): Promise<void> {
    const lines = ids.map((id) => goneLine(table, projectId, id, this.#sequence.next()));
    if (lines.length > 0) await this.#insert(table, flatColumns(table), lines.join(''));
  }

  replaceRow(table: 'feedback', projectId: string, id: string, row: FlatRow): Promise<void> {
    const gone = goneLine(table, projectId, id, this.#sequence.next());
    return this.#insert(table, flatColumns(table), gone + flatLine(table, row, this.#sequence.next()));
  }

  projects() {
    return this.#projects.read();
  }

  ops(projectId: string) {
    return ops(this.#clickhouse, projectId);
  }

  close(): Promise<void> {
    return this.#clickhouse.close();
  }

  #insert(table: string, columns: readonly string[], text: string): Promise<void> {
    let queue = this.#queues.get(table);
    if (queue === undefined) {
      queue = new InsertQueue((lines) => this.#clickhouse.insert(table, columns, lines));
      this.#queues.set(table, queue);
    }
    return queue.add(text);
  }
}
