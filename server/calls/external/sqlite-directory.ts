/** The directory of a shared server in a SQLite file, which several servers may have open; changes count at once. */
import { randomBytes } from 'node:crypto';
import type { Statement } from 'better-sqlite3';
import { openDatabase } from '../../sqlite/open-database.ts';
import { InvalidRequest, NotFoundError } from '../errors.ts';
import type { Directory } from './directory.ts';
import { type Access, checkedProject } from './id-converter.ts';

const MIGRATIONS = [
  `CREATE TABLE users (id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
   CREATE TABLE projects (id TEXT PRIMARY KEY, entity TEXT NOT NULL, name TEXT NOT NULL, UNIQUE (entity, name)) STRICT;
   CREATE TABLE members (
     entity TEXT NOT NULL, user TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
     access TEXT NOT NULL CHECK (access IN ('read', 'write')), PRIMARY KEY (entity, user)
   ) STRICT;`,
];

/** 15 bytes are 20 characters of base64url, without padding. */
const newId = () => randomBytes(15).toString('base64url');

export class SqliteDirectory implements Directory {
  readonly #database: ReturnType<typeof openDatabase>;
  readonly #statements = new Map<string, Statement<string[]>>();

  constructor(file: string) {
    this.#database = openDatabase(file, MIGRATIONS);
  }

  project(name: string): { readonly id: string; readonly entity: string } | undefined {
    return this.#row('SELECT id, entity FROM projects WHERE entity = ? AND name = ?', ...name.split('/')) as
      | { id: string; entity: string }
      | undefined;
  }

  projectName(id: string): string | undefined {
    return this.#text("SELECT entity || '/' || name AS text FROM projects WHERE id = ?", id);
  }

  /** Does nothing if it is there. */
  createProject(entity: string, project: string): void {
    checkedProject(`${entity}/${project}`);
    this.#run('INSERT INTO projects VALUES (?, ?, ?) ON CONFLICT DO NOTHING', newId(), entity, project);
  }

  /** Its calls, objects and refs to it stay what they are, under the new name. */
  renameProject(from: string, to: string): void {
    const { id } = this.project(from) ?? missing('project', from);
    if (this.project(checkedProject(to)) !== undefined) throw new InvalidRequest(`There is a project ${to} already`);
    this.#run('UPDATE projects SET entity = ?, name = ? WHERE id = ?', ...to.split('/'), id);
  }

  userId(name: string): string | undefined {
    return this.#text('SELECT id AS text FROM users WHERE name = ?', name);
  }

  userName(id: string): string | undefined {
    return this.#text('SELECT name AS text FROM users WHERE id = ?', id);
  }

  /** Does nothing if the user is there. */
  createUser(name: string): void {
    if (name === '') throw new InvalidRequest('A user needs a name');
    this.#run('INSERT INTO users VALUES (?, ?) ON CONFLICT DO NOTHING', newId(), name);
  }

  renameUser(from: string, to: string): void {
    const id = this.userId(from) ?? missing('user', from);
    if (to === '' || this.userId(to) !== undefined) throw new InvalidRequest(`There is a user ${to} already`);
    this.#run('UPDATE users SET name = ? WHERE id = ?', to, id);
  }

  access(user: string, entity: string): Access | undefined {
    return this.#text(
      'SELECT access AS text FROM members JOIN users ON id = user WHERE name = ? AND entity = ?',
      user,
      entity,
    ) as Access | undefined;
  }

  /** Undefined takes it away. */
  grant(user: string, entity: string, access: Access | undefined): void {
    const id = this.userId(user) ?? missing('user', user);
    if (access === undefined) this.#run('DELETE FROM members WHERE entity = ? AND user = ?', entity, id);
    else this.#run('INSERT OR REPLACE INTO members VALUES (?, ?, ?)', entity, id, access);
  }

  close(): void {
    this.#database.close();
  }

  #text(sql: string, ...values: string[]): string | undefined {
    return (this.#row(sql, ...values) as { text: string } | undefined)?.text;
  }

  #row(sql: string, ...values: string[]): unknown {
    return this.#prepared(sql).get(...values);
  }

  #run(sql: string, ...values: string[]): void {
    this.#prepared(sql).run(...values);
  }

  #prepared(sql: string) {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare<string[]>(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

function missing(what: string, name: string): never {
  throw new NotFoundError(`There is no ${what} ${JSON.stringify(name)}`);
}
