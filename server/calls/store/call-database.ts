/**
 * What the rules of the call service need of a database. All that SQLite and ClickHouse must agree on lies above this
 * line, in `stored-trace-server.ts` (rules) and `../query/` (the meaning of queries); a database only keeps rows.
 *
 * Times are whole microseconds since the epoch. Ids and refs are internal. JSON is text as `JsonText` has it. What has
 * been awaited is durable, and seen by every question asked afterwards (read your writes), whoever asks. All of one call
 * of a method is stored, or nothing. Throws `BackendError` and `BackendTimeout` for what lies in the database.
 */
import type { CallsPlan, RowsPlan } from '../query/plan.ts';

export interface StartPart {
  readonly kind: 'start';
  readonly project_id: string;
  readonly id: string;
  readonly trace_id: string;
  readonly parent_id: string | null;
  readonly op_name: string;
  readonly display_name: string | null;
  readonly started_at: number;
  readonly attributes_dump: string;
  readonly inputs_dump: string;
  readonly input_refs: readonly string[];
  readonly wb_user_id: string | null;
  readonly wb_run_id: string | null;
  readonly wb_run_step: number | null;
  readonly thread_id: string | null;
  readonly turn_id: string | null;
}

export interface EndPart {
  readonly kind: 'end';
  readonly project_id: string;
  readonly id: string;
  readonly ended_at: number;
  readonly exception: string | null;
  readonly output_dump: string | null;
  readonly output_refs: readonly string[];
  readonly summary_dump: string;
  readonly wb_run_step_end: number | null;
}

/** Parts come in any order: an end or a new name that comes before its start is kept until that is there, and the new name wins over that of the start. Of two starts the first stays. */
export type CallPart =
  | StartPart
  | EndPart
  /** null takes the name away. */
  | { readonly kind: 'rename'; readonly project_id: string; readonly id: string; readonly display_name: string | null }
  /** Of a call whose start is there (`descendants` finds no other): gone for good, whatever comes later. */
  | { readonly kind: 'delete'; readonly project_id: string; readonly id: string; readonly deleted_at: number };

/** A call as merged of its parts; columns that were not asked for are null. */
export interface CallRow {
  readonly project_id: string;
  readonly id: string;
  readonly trace_id: string;
  readonly parent_id: string | null;
  readonly op_name: string;
  readonly display_name: string | null;
  readonly started_at: number;
  readonly ended_at: number | null;
  readonly exception: string | null;
  readonly attributes_dump: string | null;
  readonly inputs_dump: string | null;
  readonly output_dump: string | null;
  readonly summary_dump: string | null;
  readonly wb_user_id: string | null;
  readonly wb_run_id: string | null;
  readonly wb_run_step: number | null;
  readonly wb_run_step_end: number | null;
  readonly thread_id: string | null;
  readonly turn_id: string | null;
}

export interface ObjectRow {
  readonly project_id: string;
  readonly object_id: string;
  readonly digest: string;
  readonly content_digest: string;
  readonly kind: 'op' | 'object';
  readonly base_object_class: string | null;
  readonly val_dump: string;
  readonly refs: readonly string[];
  readonly created_at: number;
  readonly deleted_at: number | null;
  readonly wb_user_id: string | null;
  /** Order of first appearance of the digest under its id, from 0, deleted ones counted. */
  readonly version_index: number;
  /** The one that was published last and isn't deleted, an old one that was published again, too. */
  readonly is_latest: boolean;
}

export type NewObject = Omit<ObjectRow, 'deleted_at' | 'version_index' | 'is_latest'>;

export interface ObjectsPlan {
  readonly project_id: string;
  readonly object_ids?: readonly string[];
  readonly digests?: readonly string[];
  readonly version_index?: number;
  readonly base_object_classes?: readonly string[];
  readonly kind?: 'op' | 'object';
  readonly latest_only?: boolean;
  /** Deleted ones, too: for who must tell deleted from unknown. */
  readonly deleted?: boolean;
  readonly without_values?: boolean;
  readonly sort?: readonly { readonly by: 'object_id' | 'created_at'; readonly descending: boolean }[];
  readonly limit?: number;
  readonly offset?: number;
}

export interface NewTable {
  readonly project_id: string;
  readonly digest: string;
  readonly content_digest: string;
  readonly row_digests: readonly string[];
  /** In the same order; null where they are the digests of the rows themselves, since no row has a ref in it. */
  readonly row_content_digests: readonly string[] | null;
  /** Only those that may be new. */
  readonly rows: ReadonlyMap<string, string>;
}

export type FlatTable = 'feedback' | 'llm_token_prices';
/** Its members are the columns. */
export type FlatRow = Readonly<Record<string, string | number | null>>;

export interface CallDatabase {
  insertCallParts(parts: readonly CallPart[]): Promise<void>;
  /** In order of the plan, in batches. Ending the iteration early ends the query. */
  selectCalls(plan: CallsPlan): AsyncIterable<readonly CallRow[]>;
  countCalls(plan: CallsPlan): Promise<number>;
  /** The given calls that are there, and all below them within their traces, not deleted ones. */
  descendants(projectId: string, ids: readonly string[]): Promise<readonly string[]>;

  /** Publishing a digest again makes it visible and latest again; it keeps its `version_index` and `created_at`. */
  insertObject(object: NewObject): Promise<void>;
  /** Without a sort: by `created_at`, then `object_id`, then `version_index`. Ids and digests of a plan are at most 1,000 each. */
  selectObjects(plan: ObjectsPlan): Promise<readonly ObjectRow[]>;
  deleteObjects(projectId: string, objectId: string, digests: readonly string[], at: number): Promise<void>;

  /** Rows that are there already stay as they are. */
  insertTable(table: NewTable): Promise<void>;
  tableDigests(
    projectId: string,
    digest: string,
  ): Promise<
    { readonly row_digests: readonly string[]; readonly row_content_digests: readonly string[] | null } | undefined
  >;
  /** By digest, without reading the lists of their rows; who isn't there is left out. At most 1,000 are asked for at once. */
  tableHeads(
    projectId: string,
    digests: readonly string[],
  ): Promise<ReadonlyMap<string, { readonly row_count: number; readonly content_digest: string }>>;
  /** Rows of whatever tables of the project by digest, `val_dump` each; who isn't there is left out. At most 1,000 are asked for at once. */
  tableRows(projectId: string, digests: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** In the order of the table, or of the plan's sort by fields of the row; duplicates stand as often as they are there. */
  selectTableRows(
    plan: RowsPlan,
  ): Promise<readonly { readonly digest: string; readonly val_dump: string; readonly original_index: number }[]>;

  insertFile(projectId: string, digest: string, name: string, content: Uint8Array): Promise<void>;
  file(projectId: string, digest: string): Promise<Uint8Array | undefined>;

  /**
   * Feedback and prices: flat rows, asked with the query language over their own columns (`../query/columns.ts`). A row
   * takes the place of the one that has its id.
   */
  insertRows(table: FlatTable, rows: readonly FlatRow[]): Promise<void>;
  selectRows(table: FlatTable, plan: RowsPlan): Promise<readonly FlatRow[]>;
  /** Who isn't there is passed over. */
  deleteRows(table: FlatTable, projectId: string, ids: readonly string[]): Promise<void>;
  /** In one step takes away the row of that id, if there is one, and adds the new one, which has an id of its own. */
  replaceRow(table: 'feedback', projectId: string, id: string, row: FlatRow): Promise<void>;

  projects(): Promise<readonly ProjectRow[]>;
  ops(projectId: string): Promise<
    readonly {
      readonly op_name: string;
      readonly calls: number;
      readonly running: number;
      readonly errors: number;
      readonly last_started_at: number;
    }[]
  >;

  close(): Promise<void>;
}

export interface ProjectRow {
  readonly project_id: string;
  readonly calls: number;
  readonly running: number;
  readonly errors: number;
  readonly last_started_at: number | null;
  readonly revision: string;
}
