/** What all custom parsers ask about times. */
import { QueryError } from '../../analyses/output.ts';
import { TimestampFormatError } from '../../formats/records/pattern-timestamp.ts';
import { type TimestampOptions, timestamp } from '../../formats/records/timestamp.ts';

type Parameters = Readonly<Record<string, unknown>>;

const FORMAT =
  'How times are written. Empty: ISO 8601, or a number of s, ms, µs or ns since 1970, by its looks. Else a pattern: ' +
  "yyyy MM dd HH mm ss, MMM for the month's name, S for decimals, hh with a for AM and PM, Z for a zone; what a text " +
  "leaves out, such as the year, comes from the file's date";
const ZONE = 'Where times say no zone: UTC, local, an offset such as +02:00, or a name such as Europe/Berlin';

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

export const TIME_DESCRIPTORS = [
  { keyName: 'timestampFormat', description: FORMAT, dataType: 'STRING', required: false },
  { keyName: 'timeZone', description: ZONE, dataType: 'STRING', required: false },
] as const;

export const TIME_PROPERTIES = {
  timestampFormat: {
    title: 'Format of times',
    description: `${FORMAT}.`,
    type: 'string',
    maxLength: 100,
    examples: FORMATS.slice(1, 6),
  },
  timeZone: {
    title: 'Time zone',
    description: `${ZONE}.`,
    type: 'string',
    maxLength: 100,
    default: 'UTC',
    examples: ['UTC', 'local', '+02:00'],
  },
} as const;

export function timeOptions(parameters: Parameters): TimestampOptions {
  return { format: optionalText(parameters, 'timestampFormat'), zone: optionalText(parameters, 'timeZone') };
}

/** Throws a `QueryError`. */
export function checkTime(parameters: Parameters): void {
  const options = timeOptions(parameters);
  try {
    timestamp(options, 0);
  } catch (error) {
    if (error instanceof TimestampFormatError) throw new QueryError(error.message, 'timestampFormat', error.position);
    if (!(error instanceof RangeError)) throw error;
    throw new QueryError(`“${options.zone}” is no time zone; ${ZONE.slice(ZONE.indexOf(':') + 2)}`, 'timeZone', 0);
  }
}

export function suggestTime(parameter: string, text: string): readonly string[] {
  if (parameter === 'timestampFormat') return containing(FORMATS, text);
  if (parameter !== 'timeZone') return [];
  return containing(['UTC', 'local', '+00:00', ...Intl.supportedValuesOf('timeZone')], text);
}

/** Those that contain the text, those that begin with it first. 20 at most. */
export function containing(values: readonly string[], text: string): readonly string[] {
  const wanted = text.trim().toLowerCase();
  const rank = (value: string): number => (value.toLowerCase().startsWith(wanted) ? 0 : 1);
  const found = values.filter((value) => value.toLowerCase().includes(wanted));
  return found.sort((a, b) => rank(a) - rank(b)).slice(0, 20);
}

/** Undefined where it is absent or blank. */
export function optionalText(parameters: Parameters, name: string): string | undefined {
  const value = parameters[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw new QueryError(`"${name}" must be a text`, name);
  return value.trim() === '' ? undefined : value;
}

export function neededText(parameters: Parameters, name: string): string {
  const value = optionalText(parameters, name);
  if (value === undefined) throw new QueryError(`"${name}" must not be empty`, name);
  return value;
}
