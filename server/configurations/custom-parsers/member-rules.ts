/** What parsers of records with named members ask: which of them is the time, and which the type. */
import type { MemberRules } from '../../formats/records/member-parser.ts';
import { neededText, optionalText, type Parameters } from '../parameters.ts';
import { TIME_PROPERTIES } from './time-parameters.ts';

/** Where the time is looked for if no name is given. */
const TIME_NAMES = ['timestamp', '@timestamp', 'time', 'ts', 'datetime', 'date'];

export function memberProperties(timeExamples: readonly string[], typeExamples: readonly string[]) {
  return {
    timestamp: {
      title: 'Time',
      description: `Name of what holds the time, inner names joined with dots; the first of ${TIME_NAMES.join(', ')} if empty.`,
      type: 'string',
      maxLength: 200,
      examples: timeExamples,
    },
    ...TIME_PROPERTIES,
    eventType: {
      title: 'Event type',
      description: 'Name of what tells the type of an event; all have the title as their type if empty.',
      type: 'string',
      maxLength: 200,
      examples: typeExamples,
    },
  } as const;
}

/** Paths may also be written as "header/@time". */
export function memberRules(parameters: Parameters): MemberRules {
  const plain = (path: string): string => path.trim().replaceAll('/@', '.').replaceAll('/', '.');
  const time = optionalText(parameters, 'timestamp');
  const type = optionalText(parameters, 'eventType');
  return {
    timeNames: time === undefined ? TIME_NAMES : [plain(time), time.trim().replace(/^@/, '')],
    typeName: type === undefined ? undefined : plain(type),
    type: neededText(parameters, 'title'),
  };
}
