/** What all custom parsers ask about times. */
import { QueryError } from '../../analyses/output.ts';
import { TimestampFormatError } from '../../formats/records/pattern-timestamp.ts';
import { type Timestamp, timestamp } from '../../formats/records/timestamp.ts';
import { optionalText, type Parameters } from '../parameters.ts';
import { suggestNames } from '../suggest.ts';

const ZONES = 'UTC, local, an offset such as +02:00, or a name such as Europe/Berlin';

const FORMATS = [
  'ISO 8601',
  'yyyy-MM-dd HH:mm:ss.SSS',
  'yyyy-MM-dd HH:mm:ss,SSS',
  'dd/MMM/yyyy:HH:mm:ss Z',
  'MMM d HH:mm:ss',
  'HH:mm:ss.SSS',
  'EEE MMM d HH:mm:ss yyyy',
  'MM/dd/yyyy hh:mm:ss a',
  'epoch s',
  'epoch ms',
  'epoch us',
  'epoch ns',
];

export const TIME_PROPERTIES = {
  timestampFormat: {
    title: 'Format of times',
    description:
      'How times are written. Empty: ISO 8601, or a number of s, ms, µs or ns since 1970, by its looks. Else a pattern: ' +
      "yyyy MM dd HH mm ss, MMM for the month's name, S for decimals, hh with a for AM and PM, Z for a zone; what a text " +
      "leaves out, such as the year, comes from the file's date.",
    type: 'string',
    maxLength: 100,
    examples: FORMATS.slice(1, 6),
  },
  timeZone: {
    title: 'Time zone',
    description: `Where times say no zone: ${ZONES}.`,
    type: 'string',
    maxLength: 100,
    default: 'UTC',
    examples: ['UTC', 'local', '+02:00'],
  },
} as const;

/** By the time at which a file was changed last, s since the epoch: what reads its timestamps. Throws a `QueryError`. */
export function timestampsIn(parameters: Parameters): (modified: number) => Timestamp {
  const options = { format: optionalText(parameters, 'timestampFormat'), zone: optionalText(parameters, 'timeZone') };
  try {
    timestamp(options, 0);
  } catch (error) {
    if (error instanceof TimestampFormatError) throw new QueryError(error.message, 'timestampFormat', error.position);
    if (!(error instanceof RangeError)) throw error;
    throw new QueryError(`“${options.zone}” is no time zone; there are ${ZONES}`, 'timeZone', 0);
  }
  return (modified) => timestamp(options, modified);
}

export function suggestTime(parameter: string, text: string): readonly string[] {
  if (parameter === 'timestampFormat') return suggestNames(text, FORMATS);
  if (parameter !== 'timeZone') return [];
  return suggestNames(text, ['UTC', 'local', '+00:00', ...Intl.supportedValuesOf('timeZone')]);
}
