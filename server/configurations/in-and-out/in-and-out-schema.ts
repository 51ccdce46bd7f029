/** What a configuration of In-And-Out consists of. Each specifier needs two regexes; the rest has defaults that suit most. */
import { objectSchema, parametersSchema } from '../schema.ts';

const context = (which: string) => ({
  description:
    `Regex that is looked for in the fields of the event that ${which}, written “fd=3, ret=0”. Events without a match ` +
    'are passed over. What it finds, its first group if it has one, is the context: segments of different contexts ' +
    'have rows of their own, and where both regexes for contexts are given, in and out must have found the same. Empty: any fields.',
  type: 'string',
  format: 'regex',
  maxLength: 1000,
  default: '',
  examples: ['fd=(\\d+)'],
});

export const IN_AND_OUT_SCHEMA = parametersSchema({
  title: 'In and out analysis',
  description:
    'Measures the time from events that go in to events that come out. Shown as a flame chart, and as statistics, table, times and density of latencies.',
  properties: {
    specifiers: {
      title: 'Specifiers',
      description:
        'What is measured; several are shown together. A list of objects with inRegex and outRegex (names of the events ' +
        'that open and close), and optionally classifier, label, contextInRegex and contextOutRegex.',
      type: 'array',
      minItems: 1,
      maxItems: 100,
      items: objectSchema({
        title: 'Specifier',
        properties: {
          inRegex: {
            title: 'In',
            description:
              'Regex for the whole name of the events that open a segment. A group pairs it with what comes out.',
            type: 'string',
            format: 'regex',
            minLength: 1,
            maxLength: 1000,
            examples: ['syscall_entry_(.*)', '(\\S*)_entry', 'irq_handler_entry'],
          },
          outRegex: {
            title: 'Out',
            description:
              'Regex for the whole name of the events that close one. If both regexes have a group, both must have found the same in it.',
            type: 'string',
            format: 'regex',
            minLength: 1,
            maxLength: 1000,
            examples: ['syscall_exit_(.*)', '(\\S*)_exit', 'irq_handler_exit'],
          },
          classifier: {
            title: 'By',
            description:
              'What belongs together: in and out must tell the same. TID, PID, CPU, another column of the events table, or a field of both events. Empty: everything belongs together.',
            type: 'string',
            maxLength: 200,
            default: 'TID',
            examples: ['TID', 'CPU', 'PID', 'irq'],
          },
          label: {
            title: 'Label',
            description:
              'What a segment is called. {0} is what In has found in the name (its first group, or all of it), {1} what Out has; {2} and {3} the same of the contexts.',
            type: 'string',
            maxLength: 200,
            default: '{0}',
            examples: ['{0}', '{0} to {1}', 'Latency', '{0} of {2}'],
          },
          contextInRegex: { title: 'Context of in', ...context('opens') },
          contextOutRegex: { title: 'Context of out', ...context('closes') },
        },
        required: ['inRegex', 'outRegex'],
      }),
      default: [{ inRegex: '', outRegex: '' }],
    },
  },
  required: ['specifiers'],
});
