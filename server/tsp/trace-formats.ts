/**
 * The formats in which traces can be opened now: our own, and after them those that stored configurations describe. Ours
 * are asked first, so where two are equally sure of a file, ours has it.
 *
 * A described format is made once for each wording of its configuration.
 */

import type { ConfigurationType } from '../configurations/configuration-type.ts';
import { configuredFormat } from '../configurations/configured-format.ts';
import type { Format } from '../formats/reader.ts';
import type { StoredConfiguration, Workspace } from '../workspace/workspace.ts';
import { toConfiguration } from './stored-models.ts';

export interface ReadTrace {
  readonly uuid: string;
  readonly name: string;
}

export class TraceFormats {
  readonly #own: readonly Format[];
  readonly #types: readonly ConfigurationType[];
  readonly #workspace: Workspace;
  readonly #made = new Map<string, { readonly of: string; readonly format: Format | undefined }>();

  constructor(own: readonly Format[], types: readonly ConfigurationType[], workspace: Workspace) {
    this.#own = own;
    this.#types = types;
    this.#workspace = workspace;
  }

  all(): readonly Format[] {
    const stored = this.#types.filter(({ format }) => format).flatMap(({ id }) => this.#workspace.configurations(id));
    const described = stored.filter(({ shared }) => shared).map((configuration) => this.of(configuration));
    return [...this.#own, ...described.filter((format) => format !== undefined)];
  }

  /** It is to be made again: its type is another. */
  forget(configurationId: string): void {
    this.#made.delete(configurationId);
  }

  /** The traces in the format that a configuration describes; undefined if it describes none. */
  traces(stored: StoredConfiguration): readonly ReadTrace[] | undefined {
    const format = this.of(stored);
    if (format === undefined) return undefined;
    const traces = this.#workspace.traces().filter((trace) => trace.format === format.id);
    return traces.map(({ uuid, name }) => ({ uuid, name }));
  }

  /** The format that a configuration describes, if it does. */
  of(stored: StoredConfiguration): Format | undefined {
    const text = [stored.type, stored.name, stored.parameters].join('\n');
    const known = this.#made.get(stored.id);
    if (known?.of === text) return known.format;
    const format = configuredFormat(this.#types, toConfiguration(stored));
    this.#made.set(stored.id, { of: text, format });
    return format;
  }
}
