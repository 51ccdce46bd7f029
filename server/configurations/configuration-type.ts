/**
 * A kind of customisation that the user can apply to an output (ADR: configuration source type).
 *
 * Adding a type is adding one folder here (its schema, its derive function, its docs) and one line in `registry.ts`.
 * The HTTP thread uses what describes it, the schema, `check` and `label`; the engine uses `appliesTo`, `check` and `derive`.
 */
import type { Configuration, Output, OutputDescriptor } from '../analyses/output.ts';

export type Scope = 'global' | 'experiment' | 'trace' | 'data_provider' | 'tree' | 'self';

export interface ParameterDescriptor {
  readonly keyName: string;
  readonly description: string;
  readonly dataType: 'STRING' | 'NUMBER';
  readonly required: boolean;
}

export interface ConfigurationType {
  readonly id: string;
  /** Shown in menus; "…" is appended there when a form follows. */
  readonly name: string;
  readonly description: string;
  readonly scope: Scope;
  readonly parameterDescriptors: readonly ParameterDescriptor[];
  /**
   * JSON Schema (2020-12) of `parameters`; titles, descriptions, defaults and examples make the form. Where the scope is
   * `tree`, a property's keyword `metadata` lists under which names rows tell it (case does not matter).
   */
  readonly schema: Readonly<Record<string, unknown>>;
  appliesTo(output: OutputDescriptor): boolean;
  /** Checks what a schema can't (a filter's syntax). Throws a `QueryError` that names the parameter and the position. Runs on both sides, without a trace. */
  check(parameters: Readonly<Record<string, unknown>>): void;
  /** The name and description of a configuration for which the client gave none. */
  label(parameters: Readonly<Record<string, unknown>>): { name: string; description: string };
  /** A new output over `parent`. Its id is derived from the parent's id and the configuration's id. May answer RUNNING at first. */
  derive(parent: Output, configuration: Configuration): Output;
}
