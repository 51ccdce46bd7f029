/** Custom text parser: logs in lines of text, read by regular expressions with named groups, open as traces. */
import { createHash } from 'node:crypto';
import { GroupPattern } from '../../filter/group-pattern.ts';
import { LineFraming } from '../../formats/records/line-framing.ts';
import { recordFormat } from '../../formats/records/record-format.ts';
import type { RecordLayout } from '../../formats/records/record-layout.ts';
import { TextParser } from '../../formats/records/text-parser.ts';
import { timestamp } from '../../formats/records/timestamp.ts';
import type { ConfigurationType } from '../configuration-type.ts';
import { previewRecords } from './parser-preview.ts';
import { READY_PATTERNS } from './ready-patterns.ts';
import { GROUP_TYPES, textRules } from './text-rules.ts';
import {
  checkTime,
  containing,
  neededText,
  suggestTime,
  TIME_DESCRIPTORS,
  TIME_PROPERTIES,
  timeOptions,
} from './time-parameters.ts';

const TITLE = 'Name of this kind of logs; also the type of their events, where nothing else tells';
const PATTERN =
  'Regular expression that is matched at the begin of each line. Its named groups, (?<name>…), become fields; one of ' +
  'them holds the time: (?<time>…)';

type Parameters = Readonly<Record<string, unknown>>;

export const customTextParser: ConfigurationType = {
  id: 'custom.text.parser.id',
  name: 'Custom text parser',
  description: 'Open logs in lines of text as traces: patterns say what a line means',
  scope: 'global',
  parameterDescriptors: [
    { keyName: 'title', description: TITLE, dataType: 'STRING', required: true },
    { keyName: 'pattern', description: PATTERN, dataType: 'STRING', required: false },
    ...TIME_DESCRIPTORS,
  ],
  schema: {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Custom text parser',
    description: 'Logs in lines of text, opened as traces.',
    sample: 'Log file to try it on',
    type: 'object',
    properties: {
      title: {
        title: 'Title',
        description: `${TITLE}.`,
        type: 'string',
        minLength: 1,
        maxLength: 200,
        examples: ['Server log'],
      },
      pattern: {
        title: 'Pattern',
        description: `${PATTERN}.`,
        type: 'string',
        format: 'regex',
        maxLength: 1000,
        examples: READY_PATTERNS.map(({ pattern }) => pattern),
      },
      ...TIME_PROPERTIES,
      timestampGroup: {
        title: 'Group with the time',
        description: 'Name of the group that holds the time, where it is not called time or timestamp.',
        type: 'string',
        maxLength: 100,
      },
      eventTypeGroup: {
        title: 'Group with the event type',
        description: 'Name of the group that tells of which type an event is.',
        type: 'string',
        maxLength: 100,
        examples: ['level'],
      },
      patterns: {
        title: 'More patterns',
        description: 'For lines that say different things: the first pattern that matches a line counts.',
        type: 'array',
        maxItems: 50,
        items: {
          type: 'object',
          properties: {
            pattern: { title: 'Pattern', description: `${PATTERN}.`, type: 'string', format: 'regex', maxLength: 1000 },
            eventType: {
              title: 'Event type',
              description: 'Type of the events that it finds.',
              type: 'string',
              maxLength: 200,
            },
          },
          required: ['pattern'],
          additionalProperties: false,
          propertyOrder: ['pattern', 'eventType'],
        },
      },
      groupTypes: {
        title: 'Types of groups',
        description: 'What groups hold, where it is not a number whenever all values look like numbers, and text else.',
        type: 'array',
        maxItems: 256,
        items: {
          type: 'object',
          properties: {
            group: { title: 'Group', description: 'Name of the group.', type: 'string', minLength: 1, maxLength: 100 },
            type: {
              title: 'Type',
              description: 'hex: a number with or without 0x; duration: as 12ms or 1.5 s, in ns.',
              enum: Object.keys(GROUP_TYPES),
              default: 'number',
            },
          },
          required: ['group', 'type'],
          additionalProperties: false,
          propertyOrder: ['group', 'type'],
        },
      },
      otherLines: {
        title: 'Lines that match nothing',
        description:
          'continue: they belong to the event before, as the lines of a stack trace do, and are added to its message ' +
          '(the group called message, or the last one). skip: they are left out.',
        enum: ['continue', 'skip'],
        default: 'continue',
      },
    },
    required: ['title'],
    additionalProperties: false,
    propertyOrder: [
      'title',
      'pattern',
      'timestampFormat',
      'timeZone',
      'otherLines',
      'timestampGroup',
      'eventTypeGroup',
      'patterns',
      'groupTypes',
    ],
  },

  appliesTo: () => false,

  check(parameters) {
    textRules(parameters);
    checkTime(parameters);
  },

  label(parameters) {
    const title = neededText(parameters, 'title');
    return { name: title, description: `Logs in lines of text: ${title}` };
  },

  format(configuration) {
    return recordFormat(layout(configuration.parameters, configuration.id, configuration.name), false);
  },

  suggest(_, parameter, text) {
    if (parameter.endsWith('pattern'))
      return containing(
        READY_PATTERNS.map(({ pattern }) => pattern),
        text,
      );
    return suggestTime(parameter, text);
  },

  preview(_, parameters, sample) {
    const titled = { title: 'event', ...parameters };
    const preview = previewRecords(sample, () => layout({ ...titled, title: titled.title || 'event' }, '', ''));
    return { ...preview, text: `${preview.text}${engineNote(parameters)}` };
  },
};

/** Throws a `QueryError`. */
function layout(parameters: Parameters, id: string, name: string): RecordLayout {
  const rules = textRules(parameters);
  checkTime(parameters);
  const options = timeOptions(parameters);
  return {
    id: `custom-text:${id}`,
    name,
    key: createHash('sha256')
      .update(`text ${JSON.stringify(parameters)}`)
      .digest('hex'),
    framing: () => new LineFraming(),
    parser: (modified) => new TextParser(rules, timestamp(options, modified)),
  };
}

/** Patterns for which no bound of steps is known are read by the slower engine: worth saying while one types. */
function engineNote({ pattern }: Parameters): string {
  try {
    if (typeof pattern !== 'string' || new GroupPattern(pattern).nativeLength > 0) return '';
    return ' This pattern is read slowly, some 3 MB a second: a repetition in it can split a line in many ways.';
  } catch {
    return '';
  }
}
