/**
 * What happens in a project, for who follows it: the live experiment. A call is told each time that something of it was
 * stored, as it is then, in the order of storing; who has seen all changes up to a cursor asks for those behind it.
 * Cheap to ask often: a look at one index when there is nothing new.
 */
export interface CallChange {
  readonly id: string;
  readonly trace_id: string;
  readonly parent_id: string | null;
  /** An internal op ref, or a plain name. */
  readonly op_name: string;
  readonly display_name: string | null;
  /** Microseconds since the epoch. */
  readonly started_at: number;
  readonly ended_at: number | null;
  readonly exception: string | null;
  readonly wb_user_id: string | null;
  /** `summary` as it was sent; null while the call runs. */
  readonly summary_dump: string | null;
  readonly deleted: boolean;
}

/** What a model's tokens cost, as stored: the call's time and `pricing_level` decide which one holds. */
export interface ModelPrice {
  readonly llm_id: string;
  /** `default` for all projects, else the project's own. */
  readonly pricing_level: string;
  /** Microseconds since the epoch. */
  readonly effective_date: number;
  readonly prompt_token_cost: number;
  readonly completion_token_cost: number;
}

export interface CallFeed {
  /** At most `limit` changes behind `cursor` (undefined: from the beginning), only of calls whose start is there; and where to go on. Fewer than `limit` with the same cursor if there is nothing more now. */
  changes(
    projectId: string,
    cursor: string | undefined,
    limit: number,
  ): Promise<{ readonly changes: readonly CallChange[]; readonly cursor: string }>;
  /** For tooltips and tables, by id: JSON texts. */
  details(
    projectId: string,
    ids: readonly string[],
  ): Promise<
    ReadonlyMap<
      string,
      { readonly inputs_dump: string; readonly attributes_dump: string; readonly output_dump: string | null }
    >
  >;
  /** All that may hold for calls of the project. */
  prices(projectId: string): Promise<readonly ModelPrice[]>;
  /** Internal ids of the projects that have calls, in any order; cheap, without counting. */
  projects(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** The same in the words of people: names of users, refs as they are outside. */
export interface OutsideFeed extends CallFeed {
  /** "entity/project"; undefined if nobody knows it. */
  projectName(projectId: string): string | undefined;
}

/** Where an engine's thread finds the calls. */
export type CallSource =
  | { readonly kind: 'sqlite'; readonly file: string }
  | { readonly kind: 'clickhouse'; readonly url: string };
