/** Custom XML parser: files in which an element of some name is an event open as traces. */
import { createHash } from 'node:crypto';
import { QueryError } from '../../analyses/output.ts';
import { ElementFraming } from '../../formats/records/element-framing.ts';
import { recordFormat } from '../../formats/records/record-format.ts';
import type { RecordLayout } from '../../formats/records/record-layout.ts';
import { timestamp } from '../../formats/records/timestamp.ts';
import { XmlParser } from '../../formats/records/xml-parser.ts';
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

const TITLE = 'Name of this kind of files; also the type of their events, where nothing else tells';
const ELEMENT = 'Name of the elements that are events, with its prefix if it has one';
const NAME = /^[\p{L}_:][\p{L}\p{N}_:.-]*$/u;

type Parameters = Readonly<Record<string, unknown>>;

export const customXmlParser: ConfigurationType = {
  id: 'custom.xml.parser.id',
  name: 'Custom XML parser',
  description: 'Open XML files as traces: each element of a given name is an event',
  scope: 'global',
  parameterDescriptors: [
    { keyName: 'title', description: TITLE, dataType: 'STRING', required: true },
    { keyName: 'element', description: ELEMENT, dataType: 'STRING', required: true },
    ...MEMBER_DESCRIPTORS,
    ...TIME_DESCRIPTORS,
  ],
  schema: {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Custom XML parser',
    description: 'XML files opened as traces. Attributes, and children with text, become fields.',
    sample: 'XML file to try it on',
    type: 'object',
    properties: {
      title: {
        title: 'Title',
        description: `${TITLE}.`,
        type: 'string',
        minLength: 1,
        maxLength: 200,
        examples: ['Audit log'],
      },
      element: {
        title: 'Element',
        description: `${ELEMENT}.`,
        type: 'string',
        minLength: 1,
        maxLength: 200,
        examples: ['event', 'record'],
      },
      ...memberProperties(['time', 'header.time'], ['type', 'level']),
      ...TIME_PROPERTIES,
    },
    required: ['title', 'element'],
    additionalProperties: false,
    propertyOrder: ['title', 'element', 'timestamp', 'timestampFormat', 'timeZone', 'eventType'],
  },

  appliesTo: () => false,

  check(parameters) {
    layout(parameters, '', '');
  },

  label(parameters) {
    const title = neededText(parameters, 'title');
    return { name: title, description: `XML files whose elements “${neededText(parameters, 'element')}” are events` };
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
  const element = neededText(parameters, 'element').trim();
  if (!NAME.test(element)) throw new QueryError(`“${element}” is no name of an element`, 'element', 0);
  checkTime(parameters);
  const options = timeOptions(parameters);
  return {
    id: `custom-xml:${id}`,
    name,
    key: createHash('sha256')
      .update(`xml ${JSON.stringify(parameters)}`)
      .digest('hex'),
    framing: () => new ElementFraming(element),
    parser: (modified) => new XmlParser(rules, timestamp(options, modified)),
  };
}
