/**
 * A form's host without a server, for working on the form alone: a type with every kind of field, trying that finds fault
 * with unbalanced brackets, suggestions out of a few names. `edited` gives it something to edit, `conflict` has somebody
 * else change it before it is sent.
 */
import type {
  Attempt,
  AttemptOptions,
  Draft,
  FormContent,
  FormHost,
  Submitted,
} from '../../../client/configuration-messages.ts';
import type { Parameters } from '../../../client/messages.ts';

const text = (title: string, more: object = {}) => ({ type: 'string', title, ...more });

export const everyField: FormContent['type'] = {
  id: 'every.field',
  name: 'Every kind of field',
  scope: 'data_provider',
  schema: {
    title: 'Every kind of field',
    description: 'One of each kind of field that a configuration type can ask for.',
    sample: 'Sample file',
    type: 'object',
    propertyOrder: ['title', 'filter'],
    properties: {
      depth: {
        type: 'integer',
        title: 'Depth',
        description: 'Calls deeper than this are left out.',
        minimum: 1,
        maximum: 9,
      },
      exact: { type: 'boolean', title: 'Exact', description: 'Slower, but nothing is left out.', default: true },
      mode: {
        title: 'Line',
        description: 'How the values become a line.',
        type: 'string',
        oneOf: [
          { const: 'steps', title: 'Steps' },
          { const: 'lines', title: 'Lines' },
        ],
        default: 'steps',
      },
      columns: {
        title: 'Columns',
        description: 'Names of columns of the events table.',
        type: 'array',
        minItems: 1,
        items: text('Column', { minLength: 1 }),
      },
      specifiers: {
        title: 'Specifiers',
        description: 'What begins and what ends a segment.',
        type: 'array',
        items: {
          title: 'Specifier',
          type: 'object',
          required: ['inRegex', 'outRegex'],
          properties: {
            label: text('Label', { default: 'latency' }),
            inRegex: text('In', { format: 'regex', minLength: 1, examples: ['syscall_entry_(.*)'] }),
            outRegex: text('Out', { format: 'regex', minLength: 1, examples: ['syscall_exit_(.*)'] }),
          },
        },
      },
      file: text('File', { format: 'path', description: 'A file on the server’s machine.' }),
      document: text('Document', { format: 'xml', maxLength: 1_000_000, description: 'The analysis as XML.' }),
      title: text('Title', {
        minLength: 1,
        maxLength: 40,
        description: 'Name in the list of outputs.',
        examples: ['Slow parsing'],
      }),
      filter: text('Filter', {
        format: 'filter',
        minLength: 1,
        description: 'Calls to show, in the filter language. A word looks for it in names.',
        examples: ['Duration > 10ms', 'label matches ^parse'],
      }),
    },
    required: ['title', 'filter', 'columns', 'mode'],
  },
};

const NAMES = ['label', 'Duration', 'TID', 'PID', 'Thread', 'Process', '"Start Time"', '"End Time"', 'depth', 'CPU'];

export class MockForm implements FormHost {
  readonly #content: FormContent;
  #conflict: boolean;
  readonly log: unknown[] = [];

  constructor({
    edited = false,
    conflict = false,
    draft,
  }: { edited?: boolean; conflict?: boolean; draft?: Draft } = {}) {
    this.#conflict = conflict;
    const parameters = {
      title: 'Slow parsing',
      filter: 'Duration > 10ms && label matches ^parse',
      columns: ['tid', 'cpu'],
    };
    const use = { experiment: 'e', experimentName: 'web shop', outputId: 'o', outputName: 'Slow parsing' };
    const stored = { configuration: { id: 'c', name: 'Slow parsing', sourceTypeId: everyField.id, parameters } };
    this.#content = {
      type: everyField,
      output: {
        ...{ id: 'o', name: 'Flame Chart', description: '', type: 'TIME_GRAPH' },
        canCreate: true,
        canDelete: false,
      },
      canBrowse: true,
      ...(edited ? { edited: { ...stored, etag: '"1"', shared: true, uses: [use, { ...use, outputId: 'p' }] } } : {}),
      ...(draft ? { draft } : {}),
    };
  }

  async form() {
    return this.#content;
  }

  async saveDraft(draft: Draft) {
    this.log.push(draft);
  }

  async attempt(parameters: Parameters, { suggest }: AttemptOptions = {}): Promise<Attempt> {
    await new Promise((resolve) => setTimeout(resolve, 60));
    const word = /[\w"]*$/.exec(suggest?.text ?? '')?.[0].toLowerCase() ?? '';
    const suggestions = NAMES.filter((name) => name.toLowerCase().replace('"', '').startsWith(word.replace('"', '')));
    const errors = [...unbalanced(parameters)];
    if (errors.length > 0) return { errors, suggestions };
    const rows = Array.from({ length: 8 }, (_, i) => [String(1200 + i), `parse_${i}`, `${(i + 1) * 1.7} ms`]);
    const preview = { text: '1,234 of 9,876 calls match.', columns: ['TID', 'Label', 'Duration'], rows };
    return { errors, suggestions, preview };
  }

  async browse() {
    return '/traces/sample.log';
  }

  async loadText() {
    return { name: 'a.xml', text: '<tmfxml>\n\t<stateProvider id="a">\n\t\t<broken(\n\t</stateProvider>\n</tmfxml>\n' };
  }

  async submit(parameters: Parameters, more?: Parameters): Promise<Submitted> {
    this.log.push({ parameters, ...more });
    const { edited } = this.#content;
    if (this.#conflict && edited) {
      this.#conflict = false;
      const theirs = { ...edited.configuration.parameters, filter: 'Duration > 99ms' };
      return { conflict: { ...edited, etag: '"2"', configuration: { ...edited.configuration, parameters: theirs } } };
    }
    return { refusal: { message: 'Not stored', detail: 'a mock stores nothing', parameter: 'filter', position: 4 } };
  }

  async cancel() {
    this.log.push('cancelled');
  }
}

/** Each text with more brackets opened than closed, at the last one opened. */
function* unbalanced(value: unknown, path: readonly string[] = []): Generator<Attempt['errors'][number]> {
  if (typeof value === 'string') {
    const [open, close] = [value.split('(').length, value.split(')').length];
    const position = value.lastIndexOf('(');
    if (open > close) yield { parameter: path.join('.'), message: 'this bracket is not closed', position };
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, item] of Object.entries(value)) yield* unbalanced(item, [...path, name]);
  }
}
