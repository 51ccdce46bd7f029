/**
 * Inserts that bind little: a value costs 60 ns as a number, 150 as a null and more as a text, and a statement 700 besides.
 * So columns that are null are left out of a row, and rows that nobody waits for are gathered.
 */
import type Database from 'better-sqlite3';

type Value = string | number | null;

/** One row at a time, with a statement for each set of columns that isn't null; at most 31 columns. */
export class InsertPresent {
  readonly #database: Database.Database;
  readonly #table: string;
  readonly #columns: readonly string[];
  readonly #statements = new Map<number, Database.Statement>();

  constructor(database: Database.Database, table: string, columns: readonly string[]) {
    this.#database = database;
    this.#table = table;
    this.#columns = columns;
  }

  /** The key of the new row; undefined if there is one like it already. */
  run(row: readonly (Value | undefined)[]): number | undefined {
    let present = 0;
    const bound: Value[] = [];
    for (let i = 0; i < row.length; i++) {
      const value = row[i];
      if (value === null || value === undefined) continue;
      present |= 1 << i;
      bound.push(value);
    }
    const { changes, lastInsertRowid } = this.#statement(present).run(bound);
    return changes === 0 ? undefined : Number(lastInsertRowid);
  }

  #statement(present: number): Database.Statement {
    let statement = this.#statements.get(present);
    if (statement === undefined) {
      const columns = this.#columns.filter((_, i) => present & (1 << i));
      statement = this.#database.prepare(
        `INSERT INTO ${this.#table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')}) ON CONFLICT DO NOTHING`,
      );
      this.#statements.set(present, statement);
    }
    return statement;
  }
}

const MANY = 16;

/** Rows that are there when `flush` has been called, if not before. */
export class InsertMany {
  readonly #one: Database.Statement;
  readonly #many: Database.Statement;
  readonly #width: number;
  #values: Value[] = [];

  constructor(database: Database.Database, table: string, columns: readonly string[]) {
    const row = `(${columns.map(() => '?').join(', ')})`;
    const insert = `INSERT INTO ${table} (${columns.join(', ')}) VALUES`;
    this.#one = database.prepare(`${insert} ${row}`);
    this.#many = database.prepare(`${insert} ${Array(MANY).fill(row).join(', ')}`);
    this.#width = columns.length;
  }

  add(...row: readonly Value[]): void {
    this.#values.push(...row);
    if (this.#values.length < MANY * this.#width) return;
    this.#many.run(this.#values);
    this.#values = [];
  }

  flush(): void {
    for (let i = 0; i < this.#values.length; i += this.#width) this.#one.run(this.#values.slice(i, i + this.#width));
    this.#values = [];
  }

  forget(): void {
    this.#values = [];
  }
}
