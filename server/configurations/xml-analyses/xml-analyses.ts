/**
 * XML Data-driven analyses: a document in Trace Compass's language, uploaded by path or by content, whose views appear in
 * every experiment that has a trace which they fit.
 *
 * A file is read once, when it is told: its text is stored beside its path, so it may go or change afterwards.
 */
import { DocumentError, parseDocument, type XmlDocument } from '../../analyses/data-driven/document.ts';
import { analysesOf, DocumentOutputs } from '../../analyses/data-driven/views/document-outputs.ts';
import { QueryError } from '../../analyses/output.ts';
import type { ConfigurationType, ReadableFiles } from '../configuration-type.ts';
import { optionalText, type Parameters } from '../parameters.ts';
import { parametersSchema } from '../schema.ts';
import { documentPreview } from './document-preview.ts';
import { OutputNames } from './output-names.ts';

const MOST_BYTES = 256 * 1024;
const NAME = 'XML Data-driven analyses';
const EXAMPLE = `<tmfxml>
  <stateProvider id="my.threads" version="1">
    <head><label value="Threads"/></head>
    <eventHandler eventName="sched_switch">
      <stateChange>
        <stateAttribute type="constant" value="CPUs"/>
        <stateAttribute type="eventField" value="cpu"/>
        <stateValue type="eventField" value="next_comm"/>
      </stateChange>
    </eventHandler>
  </stateProvider>
  <timeGraphView id="my.threads.view">
    <head><analysis id="my.threads"/><label value="Who runs where"/></head>
    <entry path="CPUs/*"><display type="self"/></entry>
  </timeGraphView>
</tmfxml>`;

export const xmlAnalyses: ConfigurationType = {
  id: 'org.eclipse.tracecompass.tmf.core.config.xmlsourcetype',
  name: NAME,
  description: 'Data-driven analyses described in XML',
  scope: 'global',
  schema: parametersSchema({
    title: 'XML analysis',
    description:
      'State providers, patterns and views in the XML language of Trace Compass. Name a file, or write the analyses here.',
    properties: {
      path: {
        title: 'File',
        description: 'File with the analyses (.xml), on the machine of the server; it is read when this is applied.',
        type: 'string',
        format: 'path',
        maxLength: 4096,
      },
      content: {
        title: 'XML',
        description: 'The analyses themselves, as XML, in place of a file.',
        type: 'string',
        format: 'xml',
        examples: [EXAMPLE],
      },
    },
  }),

  appliesTo: () => false,

  /** A file that can't be read any more does not matter where its text is sent along, as by whoever sends back what it got. */
  complete(parameters, files) {
    const path = text(parameters, 'path').trim();
    const content = text(parameters, 'content');
    if (path === '') return content === '' ? {} : { content };
    if (content === '') return { path, content: files.text(path, 'path', MOST_BYTES) };
    const read = textOf(files, path);
    if (read !== undefined && read !== content) {
      throw new QueryError('"content" is not what is in the file "path"; send one of the two', 'content');
    }
    return { path, content };
  },

  check(parameters) {
    const content = text(parameters, 'content');
    if (content === '') throw new QueryError('"path" or "content" is needed: a file, or the analyses as XML', 'path');
    if (Buffer.byteLength(content) > MOST_BYTES) {
      throw new QueryError(`"content" has more than ${MOST_BYTES} bytes`, 'content');
    }
    try {
      parsed(content);
    } catch (error) {
      if (error instanceof DocumentError) throw refusal(error, text(parameters, 'path'), content);
      throw error;
    }
  },

  label(parameters) {
    const name = fileName(text(parameters, 'path')) ?? firstLabel(text(parameters, 'content'));
    return { name, description: `XML Data-driven analysis: ${name}` };
  },

  provide(experiment, configuration) {
    const names = OutputNames.of(experiment);
    const document = parsed(text(configuration.parameters, 'content'));
    const outputs = new DocumentOutputs(experiment, document, (id) => names.take(id, configuration));
    return {
      outputs: () => outputs.outputs(),
      close: () => {
        names.release(configuration);
        outputs.close();
      },
    };
  },

  preview(_parent, parameters) {
    const content = text(parameters, 'content');
    if (content === '') return undefined;
    try {
      return documentPreview(parsed(content));
    } catch {
      // What is wrong with it is said by `check`.
      return undefined;
    }
  },
};

function text(parameters: Parameters, name: 'path' | 'content'): string {
  return optionalText(parameters, name) ?? '';
}

/** The last one: a request looks at the same text to check it, to name it and to show what it is. */
let last: { readonly content: string; readonly document: XmlDocument } | undefined;

/** Throws a `DocumentError`. */
function parsed(content: string): XmlDocument {
  if (last?.content !== content) last = { content, document: parseDocument(content) };
  return last.document;
}

function textOf(files: ReadableFiles, path: string): string | undefined {
  try {
    return files.text(path, 'path', MOST_BYTES);
  } catch {
    return undefined;
  }
}

/** The position is one in the content, so it is told where that was sent. */
function refusal({ problems }: DocumentError, path: string, content: string): QueryError {
  const file = path === '' ? '' : `${path}, `;
  const message = problems.map(({ line, column, message }) => `${file}line ${line}, column ${column}: ${message}`);
  const [{ line, column }] = problems as [DocumentError['problems'][0]];
  return path === ''
    ? new QueryError(message.join('\n'), 'content', offsetOf(content, line, column))
    : new QueryError(message.join('\n'), 'path');
}

/** Both count from 1. */
function offsetOf(content: string, line: number, column: number): number {
  let start = 0;
  for (let at = 1; at < line; at++) start = content.indexOf('\n', start) + 1;
  return start + column - 1;
}

/** Without folders and ending; also of a `file:` address, and of a path of another system. */
function fileName(path: string): string | undefined {
  const last = path.split(/[/\\]/).at(-1)!;
  const name = (/^file:/i.test(path) ? unescaped(last) : last).replace(/\.[^.]+$/, '');
  return name === '' ? undefined : name;
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function firstLabel(content: string): string {
  try {
    const document = parsed(content);
    const [analysis] = analysesOf(document);
    const [view] = [...document.timeGraphViews, ...document.xyViews];
    return analysis?.label ?? view?.label ?? view?.id ?? NAME;
  } catch {
    return NAME;
  }
}
