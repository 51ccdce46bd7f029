/** Custom JSON lines parser: logs with a JSON object in each line open as traces. */
import { JsonParser } from '../../formats/records/json-parser.ts';
import { LineFraming } from '../../formats/records/line-framing.ts';
import { parametersSchema, titleProperty } from '../schema.ts';
import { memberProperties, memberRules } from './member-rules.ts';
import { parserType } from './parser-type.ts';

export const customJsonParser = parserType({
  id: 'custom.json.parser.id',
  name: 'Custom JSON parser',
  description: 'Open logs with a JSON object in each line as traces',
  kind: 'json',
  isWithContents: true,
  schema: parametersSchema({
    title: 'Custom JSON parser',
    description: 'Logs with a JSON object in each line, opened as traces. All members become fields.',
    sample: 'Log file to try it on',
    properties: {
      title: titleProperty(
        'Name of this kind of logs; also the type of their events, where nothing else tells.',
        'Service log',
      ),
      ...memberProperties(['time', 'event.created'], ['event', 'level', 'event.name']),
    },
    required: ['title'],
  }),

  describe: ({ title }) => `Logs with a JSON object in each line: ${title}`,

  records(parameters) {
    const rules = memberRules(parameters);
    return { framing: () => new LineFraming(), parser: (time) => new JsonParser(rules, time) };
  },
});
