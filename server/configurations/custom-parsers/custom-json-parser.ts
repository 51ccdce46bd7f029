/** Custom JSON lines parser: logs with a JSON object in each line open as traces. */
import { createHash } from 'node:crypto';
import { JsonParser } from '../../formats/records/json-parser.ts';
import { LineFraming } from '../../formats/records/line-framing.ts';
import { recordFormat } from '../../formats/records/record-format.ts';
import type { RecordLayout } from '../../formats/records/record-layout.ts';
import { timestamp } from '../../formats/records/timestamp.ts';
import type { ConfigurationType } from '../configuration-type.ts';
import { MEMBER_DESCRIPTORS, memberProperties, memberRules } from './member-rules.ts';
import { previewRecords } from './parser-preview.ts';
import {
  checkTime,
  neededText,
  suggestTime,
  TIME_DESCRIPTORS,
  TIME_PROPERTIES,
  timeOptions,
} from './time-parameters.ts';

const TITLE = 'Name of this kind of logs; also the type of their events, where nothing else tells';

type Parameters = Readonly<Record<string, unknown>>;

export const customJsonParser: ConfigurationType = {
  id: 'custom.json.parser.id',
  name: 'Custom JSON parser',
  description: 'Open logs with a JSON object in each line as traces',
  scope: 'global',
  parameterDescriptors: [
    { keyName: 'title', description: TITLE, dataType: 'STRING', required: true },
    ...MEMBER_DESCRIPTORS,
    ...TIME_DESCRIPTORS,
  ],
  schema: {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Custom JSON parser',
    description: 'Logs with a JSON object in each line, opened as traces. All members become fields.',
    sample: 'Log file to try it on',
    type: 'object',
    properties: {
      title: {
        title: 'Title',
        description: `${TITLE}.`,
        type: 'string',
        minLength: 1,
        maxLength: 200,
        examples: ['Service log'],
      },
      ...memberProperties(['time', 'event.created'], ['event', 'level', 'event.name']),
      ...TIME_PROPERTIES,
    },
    required: ['title'],
    additionalProperties: false,
    propertyOrder: ['title', 'timestamp', 'timestampFormat', 'timeZone', 'eventType'],
  },

  appliesTo: () => false,

  check(parameters) {
    layout(parameters, '', '');
  },

  label(parameters) {
    const title = neededText(parameters, 'title');
    return { name: title, description: `Logs with a JSON object in each line: ${title}` };
  },

  format(configuration) {
    return recordFormat(layout(configuration.parameters, configuration.id, configuration.name), true);
  },

  suggest: (_, parameter, text) => suggestTime(parameter, text),

  preview: (_, parameters, sample) =>
    previewRecords(sample, () => layout({ ...parameters, title: parameters.title || 'event' }, '', '')),
};

/** Throws a `QueryError`. */
function layout(parameters: Parameters, id: string, name: string): RecordLayout {
  const rules = memberRules(parameters);
  checkTime(parameters);
  const options = timeOptions(parameters);
  return {
    id: `custom-json:${id}`,
    name,
    key: createHash('sha256')
      .update(`json ${JSON.stringify(parameters)}`)
      .digest('hex'),
    framing: () => new LineFraming(),
    parser: (modified) => new JsonParser(rules, timestamp(options, modified)),
  };
}
