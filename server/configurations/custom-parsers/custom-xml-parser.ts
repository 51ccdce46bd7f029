/** Custom XML parser: files in which an element of some name is an event open as traces. */
import { QueryError } from '../../analyses/output.ts';
import { ElementFraming } from '../../formats/records/element-framing.ts';
import { XmlParser } from '../../formats/records/xml-parser.ts';
import { neededText } from '../parameters.ts';
import { parametersSchema, titleProperty } from '../schema.ts';
import { memberProperties, memberRules } from './member-rules.ts';
import { parserType } from './parser-type.ts';

const NAME = /^[\p{L}_:][\p{L}\p{N}_:.-]*$/u;

export const customXmlParser = parserType({
  id: 'custom.xml.parser.id',
  name: 'Custom XML parser',
  description: 'Open XML files as traces: each element of a given name is an event',
  kind: 'xml',
  isWithContents: true,
  schema: parametersSchema({
    title: 'Custom XML parser',
    description: 'XML files opened as traces. Attributes, and children with text, become fields.',
    sample: 'XML file to try it on',
    properties: {
      title: titleProperty(
        'Name of this kind of files; also the type of their events, where nothing else tells.',
        'Audit log',
      ),
      element: {
        title: 'Element',
        description: 'Name of the elements that are events, with its prefix if it has one.',
        type: 'string',
        minLength: 1,
        maxLength: 200,
        examples: ['event', 'record'],
      },
      ...memberProperties(['time', 'header.time'], ['type', 'level']),
    },
    required: ['title', 'element'],
  }),

  describe: (parameters) => `XML files whose elements “${neededText(parameters, 'element')}” are events`,

  records(parameters) {
    const rules = memberRules(parameters);
    const element = neededText(parameters, 'element').trim();
    if (!NAME.test(element)) throw new QueryError(`“${element}” is no name of an element`, 'element', 0);
    return { framing: () => new ElementFraming(element), parser: (time) => new XmlParser(rules, time) };
  },
});
