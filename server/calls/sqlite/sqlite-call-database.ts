/**
 * The calls of all projects in one SQLite file. All that is written goes through one connection, in transactions that
 * waiting requests share; all that is read through another, so that long answers and writing don't wait for each other.
 * A thread that only reads opens no connection to write.
 *
 * In memory (`:memory:`, for tests) both are the same connection; a stream then shows what is written meanwhile, or not.
 */
import type Database from 'better-sqlite3';
import type { CallsPlan, RowsPlan } from '../query/plan.ts';
import type {
  CallDatabase,
  CallPart,
  CallRow,
  NewObject,
  NewTable,
  ObjectRow,
  ObjectsPlan,
  ProjectRow,
} from '../store/call-database.ts';
import { asking } from './backend-error.ts';
import { CallReader } from './call-reader.ts';
import { CallWriter } from './call-writer.ts';
import { FlatRows } from './flat-rows.ts';
import { GroupCommit } from './group-commit.ts';
import { Objects } from './objects.ts';
import { openToRead, openToWrite } from './schema.ts';
import { Tables } from './tables.ts';

type Result<M extends keyof CallDatabase> = ReturnType<CallDatabase[M]>;
type Arguments<M extends keyof CallDatabase> = Parameters<CallDatabase[M]>;

const PROJECTS = `
  SELECT p.project_id, coalesce(sum(o.calls), 0) AS calls, coalesce(sum(o.running), 0) AS running,
    coalesce(sum(o.errors), 0) AS errors, max(iif(o.calls > 0, o.last_started_at, NULL)) AS last_started_at,
    CAST(p.seq AS TEXT) AS revision
  FROM projects p LEFT JOIN ops o ON o.project = p.key GROUP BY p.key`;
const OPS = `
  SELECT o.op_name, o.calls, o.running, o.errors, o.last_started_at
  FROM projects p JOIN ops o ON o.project = p.key WHERE p.project_id = ? AND o.calls > 0`;

class Writing {
  readonly database: Database.Database;
  readonly calls: CallWriter;
  readonly commit: GroupCommit;
  readonly objects: Objects;
  readonly tables: Tables;
  readonly rows: FlatRows;

  constructor(file: string) {
    this.database = openToWrite(file);
    this.calls = new CallWriter(this.database);
    this.objects = new Objects(this.database);
    this.tables = new Tables(this.database);
    this.rows = new FlatRows(this.database);
    this.commit = new GroupCommit(
      this.database,
      () => this.calls.finish(),
      () => this.calls.forget(),
    );
  }
}

export class SqliteCallDatabase implements CallDatabase {
  readonly #writing: Writing | undefined;
  readonly #database: Database.Database;
  readonly #calls: CallReader;
  readonly #objects: Objects;
  readonly #tables: Tables;
  readonly #rows: FlatRows;

  /** Throws an error that names the file, as `openDatabase` does. */
  constructor(file: string, options: { readonly readOnly?: boolean } = {}) {
    this.#writing = options.readOnly === true ? undefined : new Writing(file);
    this.#database = file === ':memory:' && this.#writing ? this.#writing.database.unsafeMode() : openToRead(file);
    this.#calls = new CallReader(this.#database);
    this.#objects = new Objects(this.#database);
    this.#tables = new Tables(this.#database);
    this.#rows = new FlatRows(this.#database);
  }

  insertCallParts(parts: readonly CallPart[]): Promise<void> {
    return this.#write(({ calls }) => calls.store(parts));
  }

  selectCalls(plan: CallsPlan): AsyncIterable<readonly CallRow[]> {
    return this.#calls.select(plan);
  }

  countCalls(plan: CallsPlan): Promise<number> {
    return this.#calls.count(plan);
  }

  async descendants(projectId: string, ids: readonly string[]): Promise<readonly string[]> {
    return asking(() => this.#calls.descendants(projectId, ids));
  }

  insertObject(object: NewObject): Promise<void> {
    return this.#write(({ objects, calls }) => {
      objects.insert(object);
      calls.touch(object.project_id);
    });
  }

  async selectObjects(plan: ObjectsPlan): Promise<readonly ObjectRow[]> {
    return asking(() => this.#objects.select(plan));
  }

  deleteObjects(...[projectId, objectId, digests, at]: Arguments<'deleteObjects'>): Promise<void> {
    return this.#write(({ objects, calls }) => {
      objects.delete(projectId, objectId, digests, at);
      calls.touch(projectId);
    });
  }

  insertTable(table: NewTable): Promise<void> {
    return this.#write(({ tables }) => tables.insert(table));
  }

  async tableDigests(projectId: string, digest: string): Result<'tableDigests'> {
    return asking(() => this.#tables.digests(projectId, digest));
  }

  async tableHeads(projectId: string, digests: readonly string[]): Result<'tableHeads'> {
    return asking(() => this.#tables.heads(projectId, digests));
  }

  async tableRows(projectId: string, digests: readonly string[]): Result<'tableRows'> {
    return asking(() => this.#tables.rows(projectId, digests));
  }

  async selectTableRows(plan: RowsPlan): Result<'selectTableRows'> {
    return asking(() => this.#tables.select(plan));
  }

  insertFile(projectId: string, digest: string, name: string, content: Uint8Array): Promise<void> {
    return this.#write(({ tables }) => tables.insertFile(projectId, digest, name, content));
  }

  async file(projectId: string, digest: string): Promise<Uint8Array | undefined> {
    return asking(() => this.#tables.file(projectId, digest));
  }

  insertRows(...[table, rows]: Arguments<'insertRows'>): Promise<void> {
    return this.#write(({ rows: flat }) => flat.insert(table, rows));
  }

  async selectRows(...[table, plan]: Arguments<'selectRows'>): Result<'selectRows'> {
    return asking(() => this.#rows.select(table, plan));
  }

  deleteRows(...[table, projectId, ids]: Arguments<'deleteRows'>): Promise<void> {
    return this.#write(({ rows }) => rows.delete(table, projectId, ids));
  }

  replaceRow(...[table, projectId, id, row]: Arguments<'replaceRow'>): Promise<void> {
    return this.#write(({ rows }) => {
      rows.delete(table, projectId, [id]);
      rows.insert(table, [row]);
    });
  }

  async projects(): Result<'projects'> {
    return asking(() => this.#database.prepare(PROJECTS).all() as ProjectRow[]);
  }

  async ops(projectId: string): Result<'ops'> {
    return asking(() => this.#database.prepare(OPS).all(projectId)) as Awaited<Result<'ops'>>;
  }

  /** What waits to be stored is stored before; streams end. */
  async close(): Promise<void> {
    this.#writing?.commit.flush();
    this.#database.close();
    this.#writing?.database.close();
  }

  #write<T>(work: (writing: Writing) => T): Promise<T> {
    const writing = this.#writing;
    if (writing === undefined) throw new Error('this connection only reads');
    return writing.commit.write(() => work(writing));
  }
}
