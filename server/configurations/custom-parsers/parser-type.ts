/**
 * A configuration type out of a way to read records: what all custom parsers share, so that each says only what its records
 * are like.
 */
import { createHash } from 'node:crypto';
import { recordFormat } from '../../formats/records/record-format.ts';
import type { Framing, RecordLayout, RecordParser } from '../../formats/records/record-layout.ts';
import type { Timestamp } from '../../formats/records/timestamp.ts';
import type { ConfigurationType } from '../configuration-type.ts';
import { neededText, type Parameters } from '../parameters.ts';
import { previewRecords } from './parser-preview.ts';
import { suggestTime, timestampsIn } from './time-parameters.ts';

interface Records {
  framing(): Framing;
  parser(time: Timestamp): RecordParser;
}

interface ParserType extends Pick<ConfigurationType, 'id' | 'name' | 'description' | 'schema'> {
  /** Told apart by it: ids of formats, and what is kept of their traces. */
  readonly kind: string;
  /** The events table has a column with the events as they stand in the file. */
  readonly isWithContents: boolean;
  /** For the description of a configuration without one. */
  describe(parameters: Parameters): string;
  /** Throws a `QueryError`. */
  records(parameters: Parameters): Records;
  /** Undefined for parameters that all parsers have. */
  suggest?(parameter: string, text: string): readonly string[] | undefined;
  /** A sentence below the preview. */
  note?(parameters: Parameters): string | undefined;
}

export function parserType({ id, name, description, schema, suggest, note, ...type }: ParserType): ConfigurationType {
  const layout = (parameters: Parameters, of: { id: string; name: string }): RecordLayout => {
    const { framing, parser } = type.records(parameters);
    const timestamps = timestampsIn(parameters);
    return {
      id: `custom-${type.kind}:${of.id}`,
      name: of.name,
      key: createHash('sha256')
        .update(`${type.kind} ${JSON.stringify(parameters)}`)
        .digest('hex'),
      framing,
      parser: (modified) => parser(timestamps(modified)),
    };
  };
  return {
    id,
    name,
    description,
    scope: 'global',
    schema,
    appliesTo: () => false,

    check(parameters) {
      layout(parameters, { id: '', name: '' });
    },

    label: (parameters) => ({ name: neededText(parameters, 'title'), description: type.describe(parameters) }),

    format: (configuration) => recordFormat(layout(configuration.parameters, configuration), type.isWithContents),

    suggest: (_, parameter, text) => suggest?.(parameter, text) ?? suggestTime(parameter, text),

    preview(_, parameters, sample) {
      const titled = { ...parameters, title: parameters.title || 'event' };
      const preview = previewRecords(sample, () => layout(titled, { id: '', name: '' }));
      const said = note?.(parameters);
      return said === undefined ? preview : { ...preview, text: `${preview.text} ${said}` };
    },
  };
}
