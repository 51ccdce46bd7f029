/**
 * The configuration types that an engine knows: ours, and those of modules, which come and go. They also describe formats of
 * traces.
 */
import { fileURLToPath } from 'node:url';
import type { Configuration } from '../analyses/output.ts';
import type { ConfigurationType } from '../configurations/configuration-type.ts';
import { configuredFormat } from '../configurations/configured-format.ts';
import { loadModuleTypes } from '../configurations/module-types.ts';
import type { Format, Notice } from '../formats/reader.ts';
import type { TraceToOpen, TypeChange } from './protocol.ts';

export class KnownTypes {
  /** Changes in place. */
  readonly list: readonly ConfigurationType[];
  readonly #list: ConfigurationType[];

  constructor(own: readonly ConfigurationType[]) {
    this.#list = [...own];
    this.list = this.#list;
  }

  find(id: string): ConfigurationType | undefined {
    return this.#list.find((type) => type.id === id);
  }

  /** Answers what can't be loaded; outputs that need it are listed with the reason. */
  async change({ load, forget }: TypeChange): Promise<Notice[]> {
    for (const id of forget) {
      const place = this.#list.findIndex((type) => type.id === id);
      if (place >= 0) this.#list.splice(place, 1);
    }
    const failures: Notice[] = [];
    for (const href of load) {
      try {
        const types = await loadModuleTypes(href);
        this.#list.push(...types.filter(({ id }) => this.find(id) === undefined));
      } catch (error) {
        const message = `Configuration types could not be loaded: ${(error as Error).message}`;
        failures.push({ message, file: fileURLToPath(href) });
      }
    }
    return failures;
  }

  /** The format of this id that one of the configurations describes. Throws if there is none. */
  describedFormat(
    { format: id, formatName }: Pick<TraceToOpen, 'format' | 'formatName'>,
    configurations: readonly Configuration[],
  ): { format: Format; by: Configuration } {
    for (const by of configurations) {
      const format = configuredFormat(this.#list, by);
      if (format?.id === id) return { format, by };
    }
    throw new Error(
      formatName === undefined
        ? `the format "${id}" is not known; the custom parser that read this trace may have been deleted`
        : `“${formatName}”, the custom parser that read this trace, has been deleted`,
    );
  }
}
