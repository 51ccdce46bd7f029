/** What the workspace keeps, as its callers see it, and how a row of the database becomes that. */

export type Row = Readonly<Record<string, unknown>>;

export interface StoredTrace {
  readonly uuid: string;
  readonly name: string;
  readonly path: string;
  /** Format id. */
  readonly format: string;
  /** What the configuration was called that described the format, where it was deleted. */
  readonly reader?: string;
  readonly figures: Figures;
}

/** What was known of a trace when it was last open. */
export interface Figures {
  readonly start: bigint;
  readonly end: bigint;
  readonly events: number;
  readonly properties: Readonly<Record<string, string>>;
}

export interface StoredExperiment {
  readonly uuid: string;
  readonly name: string;
  /** In the user's order. */
  readonly traces: readonly ExperimentTrace[];
}

export interface ExperimentTrace extends StoredTrace {
  /** How much later than the trace says its events are shown in this experiment, ns. */
  readonly offset: bigint;
}

export interface StoredConfiguration {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly description: string;
  /** JSON text. */
  readonly parameters: string;
  /** False: made together with one output, and goes with the last one. */
  readonly shared: boolean;
}

export interface StoredOutput {
  readonly experiment: string;
  readonly output: string;
  readonly parent: string;
  readonly configuration: StoredConfiguration;
  /** Id of the configuration by which the parent is there, or one above it, where that is no stored output itself: it is provided, or listed below a derived one. */
  readonly provider?: string;
}

export interface StoredBookmark {
  readonly uuid: string;
  readonly name: string;
  readonly start: bigint;
  readonly end: bigint;
}

export function toTrace(row: Row): StoredTrace {
  return {
    uuid: row.uuid as string,
    name: row.name as string,
    path: row.path as string,
    format: row.format as string,
    ...(row.reader === null ? {} : { reader: row.reader as string }),
    figures: {
      start: row.start as bigint,
      end: row.end as bigint,
      events: Number(row.events),
      properties: JSON.parse(row.properties as string) as Record<string, string>,
    },
  };
}

export function toConfiguration(row: Row): StoredConfiguration {
  return {
    id: row.id as string,
    type: row.type as string,
    name: row.name as string,
    description: row.description as string,
    parameters: row.parameters as string,
    shared: row.shared === 1n,
  };
}

export function toOutput(row: Row): StoredOutput {
  return {
    experiment: row.experiment as string,
    output: row.output as string,
    parent: row.parent as string,
    configuration: toConfiguration(row),
    ...(row.provider === null ? {} : { provider: row.provider as string }),
  };
}

export function toBookmark(row: Row): StoredBookmark {
  return { uuid: row.uuid as string, name: row.name as string, start: row.start as bigint, end: row.end as bigint };
}
