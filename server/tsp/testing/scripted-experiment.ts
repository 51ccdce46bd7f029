/**
 * An experiment without a trace behind it, for tests of the protocol: a worker that answers what a test can foresee, with
 * all that is awkward in it (times beyond 2^53, large doubles, keys that clients refuse, outputs that fail or never end).
 *
 * A scripted trace is a text file `*.scripted`; its words say how reading goes: `hold` never ends it, `fail` makes it fail.
 */
import { readFileSync } from 'node:fs';
import { EntryIds } from '../../analyses/entry-ids.ts';
import type { ExperimentIndex, TraceSource, TraceState } from '../../analyses/experiment-index.ts';
import { type Output, type OutputDescriptor, type OutputType, QueryError, type Status } from '../../analyses/output.ts';
import type { ConfigurationType } from '../../configurations/configuration-type.ts';
import { type Format, FormatError, type TraceReader } from '../../formats/reader.ts';

export const START = 1_332_170_682_440_133_097n;
export const END = START + 1_000_000_007n;
export const EVENTS = 240_644;

export const scriptedFormat: Format = {
  id: 'scripted',
  name: 'Scripted trace',
  sniff: (path) => (path.endsWith('.scripted') ? 'certain' : undefined),
  open: async (path) => {
    const script = readFileSync(path, 'utf8');
    if (script.includes('broken')) throw new FormatError('the script is broken', path, 3);
    return new ScriptedReader(script);
  },
};

class ScriptedReader implements TraceReader {
  readonly base = START;
  readonly types = [];
  readonly properties: ReadonlyMap<string, string>;
  readonly columns = [];
  readonly notices = [{ message: 'cut off', file: 'stream_0', offset: 4096 }];
  readonly lost = [];
  readonly progress = { bytesDone: 0, bytesTotal: 1, events: 0 };
  constructor(script: string) {
    this.properties = new Map([
      ['script', script],
      ['constructor', 'guarded'],
    ]);
  }
  async *batches(): AsyncGenerator<never, void, undefined> {}
  async *scan(): AsyncGenerator<never, void, undefined> {}
  cells(): string[][] {
    return [];
  }
  close(): void {}
}

export class ScriptedIndex implements ExperimentIndex {
  readonly notices = [];
  readonly experiment = { traces: [], ids: new EntryIds(0), status: 'COMPLETED' as const };
  readonly #sources: readonly TraceSource[];
  readonly #offsets: Map<string, bigint>;
  #status: Status = 'RUNNING';
  #outputs: readonly Output[] | undefined;
  constructor(sources: readonly TraceSource[]) {
    this.#sources = sources;
    this.#offsets = new Map(sources.map(({ uuid, offset = 0n }) => [uuid, offset]));
  }
  get status(): Status {
    return this.#status;
  }
  get fraction(): number {
    return this.#status === 'RUNNING' ? 0.25 : 1;
  }
  get traces(): readonly TraceState[] {
    const status = this.#status;
    return this.#sources.map((source) => {
      const offset = this.#offsets.get(source.uuid)!;
      return { source, start: START + offset, end: END + offset, offset, events: EVENTS, status };
    });
  }
  shift(offsets: ReadonlyMap<string, bigint>): void {
    for (const [uuid, offset] of offsets) this.#offsets.set(uuid, offset);
  }
  async keep(): Promise<void> {}
  async addSymbols(): Promise<void> {}
  async run(): Promise<void> {
    if (this.#says('hold')) await new Promise(() => {});
    this.#status = this.#says('fail') ? 'FAILED' : 'COMPLETED';
  }
  outputs(): readonly Output[] {
    const status = (): Status => this.#status;
    this.#outputs ??= OUTPUTS.map((output) => ({
      ...output,
      get status() {
        return status();
      },
    }));
    return this.#outputs;
  }
  #says(word: string): boolean {
    return this.#sources.some(({ reader }) => reader.properties.get('script')?.includes(word));
  }
}

const describe = (id: string, type: OutputType): OutputDescriptor => ({ id, name: id, description: `A ${type}`, type });
const never = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
const axis = { label: 'Value', unit: '', dataType: 'NUMBER' } as const;
const timeAxis = { label: 'Time', unit: 'ns', dataType: 'TIMESTAMP' } as const;
const header = { name: 'Name', tooltip: '' };

const OUTPUTS: readonly Omit<Output, 'status'>[] = [
  {
    descriptor: describe('test.timegraph', 'TIME_GRAPH'),
    tree: () => ({
      headers: [header],
      autoExpandLevel: 1,
      entries: [
        { id: 1, labels: ['process'], start: START, end: END },
        {
          id: 2,
          parentId: 1,
          labels: ['thread'],
          hasData: true,
          start: START,
          end: END,
          metadata: { tid: [7], constructor: ['x'] },
        },
      ],
    }),
    states: ({ times, items, filter }) => ({
      looks: [{ label: 'main', style: 'running' }, {}, { label: `${times.length} samples`, style: 'constructor' }],
      rows: items.map((entryId) => ({
        entryId,
        base: START,
        start: Float64Array.of(0, 1, 500),
        end: Float64Array.of(1, 400, 1_000_000_007),
        look: Uint32Array.of(0, 1, 2),
        ...(filter === undefined ? {} : { tags: Uint8Array.of(0, filter.deep ? 1 : 0, 4) }),
      })),
    }),
    arrows: () => [
      {
        base: START,
        start: Float64Array.of(1),
        end: Float64Array.of(5),
        source: Float64Array.of(1),
        target: Float64Array.of(2),
      },
    ],
    tooltip: ({ element }) =>
      new Map([
        ['Element', element.type],
        ['my constructor', 'guarded'],
        ['Source', 'main.c:12'],
      ]),
    styles: () => ({
      running: { values: { 'background-color': '#00ff00', height: 0.5 } },
      constructor: { parentKey: 'running' },
    }),
    annotationCategories: () => ['Lost Events'],
    annotations: ({ categories }) =>
      new Map([
        [
          'Lost Events',
          [
            {
              type: 'CHART',
              time: START,
              duration: 3n,
              entryId: -1,
              label: String(categories),
              style: { values: { color: '#f00' } },
            },
          ],
        ],
      ]),
  },
  {
    descriptor: describe('test.xy', 'TREE_TIME_XY'),
    tree: () => ({ headers: [header], entries: [{ id: 1, labels: ['total'], hasData: true, isDefault: true }] }),
    xy: ({ times, items }) => ({
      title: 'XY',
      series: items.map((seriesId) => ({
        seriesId,
        seriesName: 'total',
        xValues: times,
        yValues: Float64Array.from({ length: times.length }, (_, i) => (i === 0 ? 1.2e18 : i + 0.5)),
        xAxis: timeAxis,
        yAxis: axis,
      })),
    }),
  },
  {
    descriptor: describe('test.generic', 'TREE_GENERIC_XY'),
    tree: () => ({ headers: [header], entries: [{ id: 1, labels: ['density'], hasData: true }] }),
    xy: ({ times, items }) => ({
      title: 'Density',
      series: items.map((seriesId) => ({
        seriesId,
        seriesName: 'density',
        style: { values: { 'series-type': 'bar' } },
        xRanges: Array.from({ length: times.length }, (_, i) => ({ start: BigInt(i), end: BigInt(i) + 1n })),
        yValues: new Float64Array(times.length),
        xAxis: { ...axis, axisDomain: { type: 'range', start: 0n, end: START } },
        yAxis: axis,
      })),
    }),
  },
  {
    descriptor: describe('test.table', 'TABLE'),
    columns: () => [{ id: 0, name: 'Timestamp ns', description: '', type: 'NUMBER' }],
    lines: ({ index = 0, time, count, search, direction }) => ({
      size: EVENTS,
      lowIndex: index,
      columnIds: [0],
      lines: Array.from({ length: count }, (_, i) => ({
        index: index + i,
        cells: [
          {
            content: `${time ?? START} ${search?.get(0) ?? ''} ${direction ?? ''}`.trim(),
            ...(search ? { tags: 8 } : {}),
          },
        ],
      })),
    }),
  },
  {
    descriptor: describe('test.data-tree', 'DATA_TREE'),
    tree: ({ start, isFiltered, extra }) => ({
      headers: [header, { name: 'Info', tooltip: 'info', dataType: 'STRING' }],
      entries: [{ id: 1, labels: ['row', `${start} ${isFiltered} ${JSON.stringify(extra)}`] }],
    }),
  },
  { descriptor: describe('test.none', 'NONE') },
  {
    descriptor: describe('test.slow', 'DATA_TREE'),
    tree: (_query, signal) => never(signal),
  },
  {
    descriptor: describe('test.failing', 'DATA_TREE'),
    tree: () => {
      throw new Error('the state system is gone');
    },
  },
  {
    descriptor: describe('test.crashing', 'DATA_TREE'),
    tree: () =>
      new Promise(() =>
        setImmediate(() => {
          throw new Error('a bug');
        }),
      ),
  },
];

/** Its preview never comes where the filter is "slow"; some filters make it fail. */
export const scriptedType: ConfigurationType = {
  id: 'test.type',
  name: 'Test type',
  description: 'A type for tests',
  scope: 'data_provider',
  schema: {
    type: 'object',
    required: ['title'],
    additionalProperties: false,
    properties: {
      title: { type: 'string', description: 'Title', minLength: 1 },
      filter: { type: 'string' },
      since: { type: 'integer' },
    },
  },
  appliesTo: ({ type }) => type === 'TIME_GRAPH',
  check: ({ filter }) => {
    if (filter === 'bad (') throw new QueryError('")" is missing', 'filter', 5);
  },
  label: ({ title }) => ({ name: String(title), description: `Custom '${title}'` }),
  suggest: (parent, parameter, text) =>
    Array.from({ length: 30 }, (_, i) => `${parent!.descriptor.id} ${parameter} ${text}${i}`),
  preview: (parent, { filter }, sample) => {
    if (filter === 'slow') return new Promise(() => {});
    if (filter === 'bad (') throw new Error('half typed');
    if (filter === 'unknown') throw new QueryError('there is no such thing', 'filter', 0);
    if (filter === 'lacking') throw new QueryError('since is needed', 'since');
    const rows = Array.from({ length: 30 }, (_, i) => [String(i)]);
    return { text: `${parent?.descriptor.id} ${filter} ${sample}`, columns: ['row'], rows };
  },
  derive: (parent, configuration) => ({
    descriptor: {
      id: `${parent.descriptor.id}:${configuration.id}`,
      name: configuration.name,
      description: configuration.description,
      type: 'TIME_GRAPH',
    },
    status: 'COMPLETED',
    tree: () => ({
      headers: [header],
      entries: [{ id: 1, labels: [String(configuration.parameters.filter)], start: START, end: END }],
    }),
    states: (_query, signal) => never(signal),
  }),
};

/** Provides a time graph with a child; parameters may make it fail, or name a file whose content is stored instead. */
export const providingType: ConfigurationType = {
  id: 'test.provider',
  name: 'Test provider',
  description: 'Adds outputs to every experiment',
  scope: 'global',
  schema: {
    type: 'object',
    additionalProperties: false,
    properties: { text: { type: 'string' }, file: { type: 'string', format: 'path' } },
    anyOf: [{ required: ['text'] }, { required: ['file'] }],
  },
  appliesTo: () => false,
  complete: ({ file, ...others }, files) =>
    file === undefined ? others : { text: files.text(String(file), 'file', 20) },
  check: ({ text }) => {
    if (text === 'wrong') throw new QueryError('it is wrong, line 2', 'text', 7);
  },
  label: ({ text }) => ({ name: `Provides ${text}`, description: '' }),
  preview: (parent, { text }, sample) => ({ text: `${parent} ${text} ${sample}` }),
  provide: (_experiment, { id, parameters }) => {
    if (parameters.text === 'throws') throw new Error('it does not fit');
    const tree = () => ({
      headers: [header],
      entries: [{ id: 1, labels: [String(parameters.text)], start: START, end: END }],
    });
    const child: Output = { descriptor: describe(`${id}:child`, 'TIME_GRAPH'), status: 'COMPLETED', tree };
    const made: Output = { descriptor: describe(id, 'NONE'), status: 'COMPLETED', outputs: () => [child] };
    return { outputs: () => [made], close: () => {} };
  },
};

/** Describes a format: scripted traces whose files end as the parameter says. */
export const parsingType: ConfigurationType = {
  id: 'test.parser',
  name: 'Test parser',
  description: 'Reads one more kind of traces',
  scope: 'global',
  schema: { type: 'object', required: ['ending'], properties: { ending: { type: 'string' } } },
  appliesTo: () => false,
  check: () => {},
  label: ({ ending }) => ({ name: `Files *${ending}`, description: '' }),
  format: ({ id, name, parameters: { ending } }) => ({
    id: `parsed:${id}`,
    name,
    sniff: (path) => (path.endsWith(String(ending)) ? 'certain' : undefined),
    open: async (path) => new ScriptedReader(`${ending}: ${readFileSync(path, 'utf8')}`),
  }),
};
