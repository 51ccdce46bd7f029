/** Formats that users describe with configurations (custom parsers), as both the server and its engines need them. */
import type { Configuration } from '../analyses/output.ts';
import type { Format } from '../formats/reader.ts';
import type { ConfigurationType } from './configuration-type.ts';

/** Undefined if the configuration describes none, or none that works: then no trace has it. */
export function configuredFormat(
  types: readonly ConfigurationType[],
  configuration: Configuration,
): Format | undefined {
  try {
    return types.find(({ id }) => id === configuration.sourceTypeId)?.format?.(configuration);
  } catch {
    return undefined;
  }
}
