/**
 * A kind of customisation that the user can apply to an output (ADR: configuration source type).
 *
 * Adding a type is adding one folder here (its schema, its derive function, its docs) and one line in `registry.ts`.
 * The HTTP thread uses what describes it, the schema, `check` and `label`; the engine uses `appliesTo`, `check` and `derive`.
 */
import type { Experiment } from '../analyses/experiment-output.ts';
import type { Configuration, Later, Output, OutputDescriptor } from '../analyses/output.ts';
import type { Format } from '../formats/reader.ts';
import type { Parameters } from './parameters.ts';

export const SCOPES = ['global', 'experiment', 'trace', 'data_provider', 'tree', 'self'] as const;
export type Scope = (typeof SCOPES)[number];

/** Rows of a preview at the most. */
export const PREVIEW_ROWS = 20;

/** What would come of parameters as they stand: a sentence, and where it helps, a small table. */
export interface Preview {
  readonly text: string;
  readonly columns?: readonly string[];
  readonly rows?: readonly (readonly string[])[];
}

/** The files of the server's machine, as far as they may be read (`--allow`). */
export interface ReadableFiles {
  /**
   * The text (UTF-8) of a file that a parameter names. Throws a `QueryError` or an `HttpError` that names the file and why,
   * also if it has more than `most` bytes.
   */
  text(uri: string, parameter: string, most: number): string;
}

/**
 * What a configuration does is said by which of `derive`, `provide` and `format` its type has:
 * `derive`: applied to an output, makes another one below it; scopes data_provider, tree, self and experiment.
 * `provide`: once stored, adds outputs to every experiment that it fits; scope global.
 * `format`: once stored, traces of one more kind can be opened; scope global.
 */
export interface ConfigurationType {
  readonly id: string;
  /** Shown in menus; "…" is appended there when a form follows. */
  readonly name: string;
  readonly description: string;
  readonly scope: Scope;
  /**
   * JSON Schema (2020-12) of `parameters`; titles, descriptions, defaults and examples make the form. Keywords of ours:
   * `metadata`, where the scope is `tree`: under which names rows tell a property (case does not matter); `format` of a
   * text: `filter`, `regex`, `path` (a file on the server's machine), `multi-line` or `xml`, for which forms have fields of
   * their own; `sample` of the whole: the label of one more field, for a file to try it on, whose path goes to `preview`;
   * `exampleNames` beside `examples`: what each is for.
   */
  readonly schema: Readonly<Record<string, unknown>>;
  /**
   * False for all outputs where there is no `derive`. `itself`: for types that apply to a kind of outputs, whatever their
   * ids; absent while it is still to be made.
   */
  appliesTo(output: OutputDescriptor, itself?: Output): boolean;
  /**
   * Checks what a schema can't (a filter's syntax). Throws a `QueryError` that names the parameter ("specifiers.0.inRegex")
   * and the position. Runs on both sides, without a trace; parameters that satisfy the schema.
   */
  check(parameters: Parameters): void;
  /** The name and description of a configuration for which the client gave none. */
  label(parameters: Parameters): { name: string; description: string };
  /**
   * What clients also say for the same, in the words of the schema: a number written as text, one text for a list. Runs
   * before the schema is asked, which refuses what this leaves as it is: any types. May throw a `QueryError`.
   */
  normalise?(parameters: Parameters): Parameters;
  /**
   * Parameters as they are to be stored, where that is not as they were sent: the content of a file that was named. They
   * satisfy the schema. Runs in the HTTP thread before `check` and `preview`; throws a `QueryError`, or what `files` throws.
   */
  complete?(parameters: Parameters, files: ReadableFiles): Parameters;
  /** A new output over `parent`. Its id is derived from the parent's id and the configuration's id. May answer RUNNING at first. */
  derive?(parent: Output, configuration: Configuration): Output;
  /** The outputs that it adds to an experiment; asked again while the experiment is read, hands out the same ones. */
  provide?(experiment: Experiment, configuration: Configuration): Provided;
  /** The format of traces that it can read. Its id is made of the configuration's. */
  format?(configuration: Configuration): Format;
  /** Values that fit where the user types `text` into a parameter ("columns.0"): names of fields, of functions. 20 at most, best first. No `parent` where the scope is global. */
  suggest?(parent: Output | undefined, parameter: string, text: string): readonly string[];
  /**
   * Shown while the user types; parameters may still be incomplete or wrong. Within 300 ms, or nothing. `sample`: a file to
   * try it on. A `QueryError` that names a parameter is told at its field: the output has no such column, no such thread.
   */
  preview?(parent: Output | undefined, parameters: Parameters, sample?: string): Later<Preview | undefined>;
}

/** What a configuration adds to one experiment. */
export interface Provided {
  outputs(): readonly Output[];
  close(): void;
}
