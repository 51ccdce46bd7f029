/** Custom text parser: logs in lines of text, read by regular expressions with named groups, open as traces. */
import { GroupPattern } from '../../filter/group-pattern.ts';
import { LineFraming } from '../../formats/records/line-framing.ts';
import { TextParser } from '../../formats/records/text-parser.ts';
import type { Parameters } from '../parameters.ts';
import { objectSchema, parametersSchema, titleProperty } from '../schema.ts';
import { suggestNames } from '../suggest.ts';
import { parserType } from './parser-type.ts';
import { READY_PATTERNS } from './ready-patterns.ts';
import { GROUP_TYPES, textRules } from './text-rules.ts';
import { TIME_PROPERTIES } from './time-parameters.ts';

const EXAMPLES = {
  examples: READY_PATTERNS.map(({ pattern }) => pattern),
  exampleNames: READY_PATTERNS.map(({ name }) => name),
};
const PATTERN = {
  title: 'Pattern',
  description:
    'Regular expression that is matched at the begin of each line. Its named groups, (?<name>…), become fields; one of ' +
    'them holds the time: (?<time>…).',
  type: 'string',
  format: 'regex',
  maxLength: 1000,
};

export const customTextParser = parserType({
  id: 'custom.text.parser.id',
  name: 'Custom text parser',
  description: 'Open logs in lines of text as traces: patterns say what a line means',
  kind: 'text',
  isWithContents: false,
  schema: parametersSchema({
    title: 'Custom text parser',
    description: 'Logs in lines of text, opened as traces.',
    sample: 'Log file to try it on',
    properties: {
      title: titleProperty(
        'Name of this kind of logs; also the type of their events, where nothing else tells.',
        'Server log',
      ),
      pattern: { ...PATTERN, ...EXAMPLES },
      ...TIME_PROPERTIES,
      otherLines: {
        title: 'Lines that match nothing',
        description:
          'continue: they belong to the event before, as the lines of a stack trace do, and are added to its message ' +
          '(the group called message, or the last one; a field “message” of their own where that holds numbers). skip: they are left out.',
        enum: ['continue', 'skip'],
        default: 'continue',
      },
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
        items: objectSchema({
          properties: {
            pattern: PATTERN,
            eventType: {
              title: 'Event type',
              description: 'Type of the events that it finds.',
              type: 'string',
              maxLength: 200,
            },
          },
          required: ['pattern'],
        }),
      },
      groupTypes: {
        title: 'Types of groups',
        description: 'What groups hold, where it is not a number whenever all values look like numbers, and text else.',
        type: 'array',
        maxItems: 256,
        items: objectSchema({
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
        }),
      },
    },
    required: ['title', 'pattern'],
  }),

  describe: ({ title }) => `Logs in lines of text: ${title}`,

  records(parameters) {
    const rules = textRules(parameters);
    return { framing: () => new LineFraming(), parser: (time) => new TextParser(rules, time) };
  },

  suggest: (parameter, text) => (parameter.endsWith('pattern') ? suggestNames(text, EXAMPLES.examples) : undefined),

  note: engineNote,
});

/** Patterns for which no bound of steps is known are read by the slower engine: worth saying while one types. */
function engineNote({ pattern }: Parameters): string | undefined {
  try {
    if (typeof pattern !== 'string' || new GroupPattern(pattern).nativeLength > 0) return undefined;
    return 'This pattern is read slowly, some 3 MB a second: a repetition in it can split a line in many ways.';
  } catch {
    return undefined;
  }
}
