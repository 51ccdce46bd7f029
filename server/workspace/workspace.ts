/**
 * What the user has and would miss if it were lost: traces and experiments that are open, configurations, the outputs
 * derived with them, bookmarks, symbol maps, and how a view is arranged. Every change is on disk when its method returns.
 *
 * Rows only; what they mean (which names clash, which replies follow) is decided by those who call. Parameters and
 * layouts are JSON text that nobody looks into here. All 64-bit times are `bigint`.
 */
import type { Database } from 'better-sqlite3';
import { openWorkspace } from './database.ts';
import {
  type Figures,
  type Row,
  type StoredBookmark,
  type StoredConfiguration,
  type StoredExperiment,
  type StoredOutput,
  type StoredTrace,
  toBookmark,
  toConfiguration,
  toOutput,
  toTrace,
} from './stored.ts';

export type {
  Figures,
  StoredBookmark,
  StoredConfiguration,
  StoredExperiment,
  StoredOutput,
  StoredTrace,
} from './stored.ts';

const DERIVED = `SELECT d.experiment, d.output, d.parent, d.provider, c.id, c.type, c.name, c.description, c.parameters, c.shared
  FROM derived_output d JOIN configuration c ON c.id = d.configuration`;
const FORGET_ORPHANS = `DELETE FROM configuration
  WHERE shared = 0 AND id NOT IN (SELECT configuration FROM derived_output)`;

export class Workspace {
  readonly #database: Database;

  constructor(file: string) {
    this.#database = openWorkspace(file);
  }

  close(): void {
    this.#database.close();
  }

  // Traces

  traces(): StoredTrace[] {
    return this.#all('SELECT * FROM trace ORDER BY rowid').map(toTrace);
  }

  trace(uuid: string): StoredTrace | undefined {
    return map(this.#one('SELECT * FROM trace WHERE uuid = ?', uuid), toTrace);
  }

  traceNamed(name: string): StoredTrace | undefined {
    return map(this.#one('SELECT * FROM trace WHERE name = ?', name), toTrace);
  }

  addTrace(trace: Pick<StoredTrace, 'uuid' | 'name' | 'path' | 'format'>): void {
    this.#run(
      'INSERT INTO trace (uuid, name, path, format) VALUES (?, ?, ?, ?)',
      trace.uuid,
      trace.name,
      trace.path,
      trace.format,
    );
  }

  setFigures(uuid: string, figures: Figures): void {
    this.#run(
      'UPDATE trace SET start = ?, end = ?, events = ?, properties = ? WHERE uuid = ?',
      figures.start,
      figures.end,
      figures.events,
      JSON.stringify(figures.properties),
      uuid,
    );
  }

  /** Remembers what is about to be deleted, see `StoredTrace`. */
  setReader(uuid: string, name: string): void {
    this.#run('UPDATE trace SET reader = ? WHERE uuid = ?', name, uuid);
  }

  deleteTrace(uuid: string): void {
    this.#run('DELETE FROM trace WHERE uuid = ?', uuid);
  }

  isTraceInUse(uuid: string): boolean {
    return this.#one('SELECT 1 FROM experiment_trace WHERE trace = ?', uuid) !== undefined;
  }

  // Experiments

  experiments(): StoredExperiment[] {
    return this.#all('SELECT * FROM experiment ORDER BY rowid').map((row) => this.#toExperiment(row));
  }

  experiment(uuid: string): StoredExperiment | undefined {
    return map(this.#one('SELECT * FROM experiment WHERE uuid = ?', uuid), (row) => this.#toExperiment(row));
  }

  addExperiment(uuid: string, name: string, traces: readonly string[]): void {
    this.#atomically(() => {
      this.#run('INSERT INTO experiment (uuid, name) VALUES (?, ?)', uuid, name);
      for (const [position, trace] of traces.entries()) {
        this.#run('INSERT INTO experiment_trace (experiment, position, trace) VALUES (?, ?, ?)', uuid, position, trace);
      }
    });
  }

  /** Those of other traces stay. */
  setOffsets(experiment: string, offsets: ReadonlyMap<string, bigint>): void {
    this.#atomically(() => {
      for (const [trace, offset] of offsets) {
        this.#run(
          'UPDATE experiment_trace SET offset = ? WHERE experiment = ? AND trace = ?',
          offset,
          experiment,
          trace,
        );
      }
    });
  }

  /** With its bookmarks, layout, derived outputs, and the configurations that only those used. */
  deleteExperiment(uuid: string): void {
    this.#atomically(() => {
      this.#run('DELETE FROM experiment WHERE uuid = ?', uuid);
      this.#run(FORGET_ORPHANS);
    });
  }

  // Configurations and what is derived with them

  configurations(type: string): StoredConfiguration[] {
    return this.#all('SELECT * FROM configuration WHERE type = ? ORDER BY rowid', type).map(toConfiguration);
  }

  allConfigurations(): StoredConfiguration[] {
    return this.#all('SELECT * FROM configuration ORDER BY rowid').map(toConfiguration);
  }

  configuration(id: string): StoredConfiguration | undefined {
    return map(this.#one('SELECT * FROM configuration WHERE id = ?', id), toConfiguration);
  }

  /** Adds it, or replaces the one with the same id. */
  putConfiguration(c: StoredConfiguration): void {
    this.#run(
      `INSERT INTO configuration VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET
         name = excluded.name, description = excluded.description, parameters = excluded.parameters, shared = excluded.shared`,
      c.id,
      c.type,
      c.name,
      c.description,
      c.parameters,
      c.shared ? 1 : 0,
    );
  }

  /** False, and nothing is changed, if it is not as it was `before` any more. */
  replaceConfiguration(before: StoredConfiguration, after: StoredConfiguration): boolean {
    const { id, name, description, parameters } = before;
    const changed = this.#run(
      `UPDATE configuration SET name = ?, description = ?, parameters = ?, shared = ?
         WHERE id = ? AND name = ? AND description = ? AND parameters = ?`,
      ...[after.name, after.description, after.parameters, after.shared ? 1 : 0],
      ...[id, name, description, parameters],
    );
    return changed > 0;
  }

  /** With every output derived with it, or from what it provides, and the configurations that only those used. */
  deleteConfiguration(id: string): void {
    this.#atomically(() => {
      this.#run('DELETE FROM configuration WHERE id = ?', id);
      this.#run(FORGET_ORPHANS);
    });
  }

  /** Ids of the shared configurations that are not to apply to this experiment, though they could. */
  unassigned(experiment: string): string[] {
    return this.#all('SELECT configuration FROM unassigned WHERE experiment = ?', experiment).map(
      ({ configuration }) => configuration as string,
    );
  }

  setUnassigned(experiment: string, configuration: string, unassigned: boolean): void {
    if (unassigned) this.#run('INSERT OR IGNORE INTO unassigned VALUES (?, ?)', experiment, configuration);
    else this.#run('DELETE FROM unassigned WHERE experiment = ? AND configuration = ?', experiment, configuration);
  }

  derivedOutputs(experiment: string): StoredOutput[] {
    return this.#all(`${DERIVED} WHERE d.experiment = ? ORDER BY d.rowid`, experiment).map(toOutput);
  }

  outputsDerivedWith(configuration: string): StoredOutput[] {
    return this.#all(`${DERIVED} WHERE c.id = ? ORDER BY d.rowid`, configuration).map(toOutput);
  }

  addDerivedOutput(output: StoredOutput): void {
    this.#atomically(() => {
      if (this.configuration(output.configuration.id) === undefined) this.putConfiguration(output.configuration);
      this.#run(
        'INSERT OR REPLACE INTO derived_output VALUES (?, ?, ?, ?, ?)',
        output.experiment,
        output.output,
        output.parent,
        output.configuration.id,
        output.provider ?? null,
      );
    });
  }

  /** With its configuration, if nothing else uses that and it was not stored on its own. */
  deleteDerivedOutput(experiment: string, output: string): void {
    this.#atomically(() => {
      this.#run('DELETE FROM derived_output WHERE experiment = ? AND output = ?', experiment, output);
      this.#run(FORGET_ORPHANS);
    });
  }

  // Bookmarks

  bookmarks(experiment: string): StoredBookmark[] {
    return this.#all('SELECT * FROM bookmark WHERE experiment = ? ORDER BY start, rowid', experiment).map(toBookmark);
  }

  bookmark(experiment: string, uuid: string): StoredBookmark | undefined {
    return map(this.#one('SELECT * FROM bookmark WHERE experiment = ? AND uuid = ?', experiment, uuid), toBookmark);
  }

  putBookmark(experiment: string, bookmark: StoredBookmark): void {
    this.#run(
      `INSERT INTO bookmark VALUES (?, ?, ?, ?, ?) ON CONFLICT (uuid) DO UPDATE SET
         name = excluded.name, start = excluded.start, end = excluded.end`,
      bookmark.uuid,
      experiment,
      bookmark.name,
      bookmark.start,
      bookmark.end,
    );
  }

  deleteBookmark(uuid: string): void {
    this.#run('DELETE FROM bookmark WHERE uuid = ?', uuid);
  }

  // Symbol maps that the user has named

  /** Absolute paths, in the order in which they were named. */
  symbolMaps(experiment: string): string[] {
    return this.#all('SELECT path FROM symbol_map WHERE experiment = ? ORDER BY rowid', experiment).map(
      ({ path }) => path as string,
    );
  }

  addSymbolMap(experiment: string, path: string): void {
    this.#run('INSERT OR IGNORE INTO symbol_map VALUES (?, ?)', experiment, path);
  }

  // The view's arrangement

  /** JSON text. */
  layout(experiment: string): string | undefined {
    return map(this.#one('SELECT value FROM layout WHERE experiment = ?', experiment), (row) => row.value as string);
  }

  setLayout(experiment: string, value: string): void {
    this.#run('INSERT OR REPLACE INTO layout VALUES (?, ?)', experiment, value);
  }

  #toExperiment(row: Row): StoredExperiment {
    const traces = this.#all(
      'SELECT t.*, e.offset FROM trace t JOIN experiment_trace e ON e.trace = t.uuid WHERE e.experiment = ? ORDER BY e.position',
      row.uuid,
    );
    return {
      uuid: row.uuid as string,
      name: row.name as string,
      traces: traces.map((trace) => ({ ...toTrace(trace), offset: trace.offset as bigint })),
    };
  }

  #all(sql: string, ...values: unknown[]): Row[] {
    return this.#database.prepare(sql).all(...values) as Row[];
  }
  #one(sql: string, ...values: unknown[]): Row | undefined {
    return this.#database.prepare(sql).get(...values) as Row | undefined;
  }
  /** How many rows it changed. */
  #run(sql: string, ...values: unknown[]): number {
    return this.#database.prepare(sql).run(...values).changes;
  }
  #atomically(change: () => void): void {
    this.#database.transaction(change).immediate();
  }
}

function map<A, B>(value: A | undefined, change: (value: A) => B): B | undefined {
  return value === undefined ? undefined : change(value);
}
