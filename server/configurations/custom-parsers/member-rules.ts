/** What parsers of records with named members ask: which of them is the time, and which the type. */
import type { MemberRules } from '../../formats/records/member-values.ts';
import { neededText, optionalText } from './time-parameters.ts';

type Parameters = Readonly<Record<string, unknown>>;

/** Where the time is looked for if no name is given. */
const TIME_NAMES = ['timestamp', '@timestamp', 'time', 'ts', 'datetime', 'date'];

const TIMESTAMP = `Name of what holds the time, inner names joined with dots; the first of ${TIME_NAMES.join(', ')} if empty`;
const EVENT_TYPE = 'Name of what tells the type of an event; all have the title as their type if empty';

export const MEMBER_DESCRIPTORS = [
  { keyName: 'timestamp', description: TIMESTAMP, dataType: 'STRING', required: false },
  { keyName: 'eventType', description: EVENT_TYPE, dataType: 'STRING', required: false },
] as const;

export function memberProperties(examples: readonly string[], typeExamples: readonly string[]) {
  return {
    timestamp: { title: 'Time', description: `${TIMESTAMP}.`, type: 'string', maxLength: 200, examples },
    eventType: {
      title: 'Event type',
      description: `${EVENT_TYPE}.`,
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
