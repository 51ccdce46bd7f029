/**
 * A host without a server: a synthetic trace of any depth and length, computed when asked. For working on the view alone and
 * for its end-to-end tests; the same question always gives the same answer.
 *
 * Function f at depth d lasts about BASE_NS / 3^d; a window is answered with the states that cover its samples, at most one
 * per sample and row, as the server does.
 */
import type {
  Arrows,
  Bookmark,
  Entry,
  ExperimentInfo,
  HostEvent,
  Lines,
  LinesRequest,
  OutputInfo,
  OutputType,
  States,
  TimeWindow,
  Tree,
  ViewerHost,
  XY,
} from '../../../client/messages.ts';
import { hashName } from '../../theme/data-colours.ts';

export interface MockOptions {
  readonly threads?: number;
  readonly depth?: number;
  /** ns */
  readonly length?: number;
  readonly events?: number;
  /** Milliseconds every answer takes. */
  readonly delay?: number;
  readonly indexing?: boolean;
  readonly notices?: readonly string[];
  /** Output ids whose questions fail. */
  readonly failing?: readonly string[];
}

const NAMES = (
  'main run poll dispatch parse lex read write flush render layout paint commit hash lookup insert evict compress ' +
  'encode decode allocate collect sweep resolve bind validate serialize deserialize schedule wake sleep acquire release ' +
  'http::Server::accept std::vector<int>::push_back json_parse_value v8::internal::Compiler::Compile memcpy'
).split(' ');

const OUTPUTS: readonly OutputInfo[] = [
  output('org.example.FlameChart', 'Flame chart', 'TIME_GRAPH', 'Call stacks over time', { canCreate: true }),
  output('org.example.FlameGraph', 'Flame graph', 'GANTT_CHART', 'Calls by callers, summed up'),
  output('org.example.Cpu', 'CPU usage', 'TREE_TIME_XY', 'Per process and thread'),
  output('org.example.HistogramDataProvider', 'Histogram', 'TREE_TIME_XY', 'Events over time'),
  output('org.example.Density', 'Function density', 'TREE_GENERIC_XY', 'Durations of functions'),
  output('org.example.Statistics', 'Function duration statistics', 'DATA_TREE', 'Per function'),
  output('org.example.Events', 'Events table', 'TABLE', 'Every event'),
];

function output(
  id: string,
  name: string,
  type: OutputType,
  description: string,
  more: Partial<OutputInfo> = {},
): OutputInfo {
  return { id, name, type, description, canCreate: false, canDelete: false, ...more };
}

const random = (...seed: number[]): number => hashName(seed.join(':')) / 2 ** 32;

export class MockHost implements ViewerHost {
  readonly #options: Required<MockOptions>;
  readonly #listeners = new Set<(event: HostEvent) => void>();
  #bookmarks: Bookmark[] = [];
  #layout: Readonly<Record<string, unknown>> | undefined;
  #fraction: number;

  constructor(options: MockOptions = {}) {
    this.#options = {
      threads: 6,
      depth: 14,
      length: 12e9,
      events: 10_000_000,
      delay: 30,
      indexing: false,
      notices: [],
      failing: [],
      ...options,
    };
    this.#fraction = this.#options.indexing ? 0.2 : 1;
    if (this.#options.indexing) this.#grow();
  }

  onEvent = (listener: (event: HostEvent) => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  emit(event: HostEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  #grow(): void {
    setTimeout(() => {
      this.#fraction = Math.min(1, this.#fraction + 0.05);
      this.emit({ kind: 'experiment', experiment: this.#info() });
      if (this.#fraction < 1) this.#grow();
    }, 400);
  }

  #info(): ExperimentInfo {
    const { length, events, notices } = this.#options;
    return {
      uuid: 'mock',
      name: 'Synthetic trace',
      base: '1714567890123456789',
      start: 0,
      end: length * this.#fraction,
      events: Math.round(events * this.#fraction),
      indexing: this.#fraction < 1 ? 'RUNNING' : 'COMPLETED',
      fraction: this.#fraction,
      traces: [{ uuid: 'mock-trace', name: 'synthetic', path: '/traces/synthetic', events, properties: {} }],
      notices,
    };
  }

  async #answer<T>(outputId: string, make: () => T): Promise<T> {
    await new Promise((resolve) => setTimeout(resolve, this.#options.delay));
    if (this.#options.failing.includes(outputId)) throw new Error('The index file is damaged at offset 0x3f20.');
    return make();
  }

  get #status() {
    return this.#fraction < 1 ? ('RUNNING' as const) : ('COMPLETED' as const);
  }

  async cancelReading() {
    this.#fraction = 1;
  }

  async reread() {
    this.#fraction = 0.2;
    this.#grow();
  }

  experiment() {
    return this.#answer('', () => this.#info());
  }

  outputs() {
    return this.#answer('', () => OUTPUTS);
  }

  tree(outputId: string, _type: OutputType, window?: TimeWindow & { selectionOnly?: boolean }): Promise<Tree> {
    return this.#answer(outputId, () => {
      const base = { status: this.#status, statusMessage: '' };
      if (outputId.endsWith('Statistics')) return { ...base, ...this.#statistics(window?.selectionOnly === true) };
      if (outputId.endsWith('Cpu')) return { ...base, ...this.#cpuTree() };
      if (/Histogram|Density/.test(outputId))
        return {
          ...base,
          headers: [{ name: 'Name', tooltip: '' }],
          entries: [
            { id: 0, parentId: -1, labels: ['Synthetic trace'], hasData: false },
            { id: 1, parentId: 0, labels: ['Total'], hasData: true, isDefault: true },
            { id: 2, parentId: 0, labels: ['Lost'], hasData: true },
          ],
        };
      return { ...base, ...this.#threadTree() };
    });
  }

  #threadTree() {
    const { threads, depth, length } = this.#options;
    const entries: Entry[] = [];
    const add = (id: number, parentId: number, label: string, hasData: boolean) =>
      entries.push({ id, parentId, labels: [label], hasData, start: 0, end: length });
    add(0, -1, 'synthetic', false);
    add(1, 0, 'server (1234)', false);
    for (let t = 0; t < threads; t++) {
      const id = 1000 * (t + 1);
      add(id, 1, `${t === 0 ? 'main' : `worker-${t}`} (${1234 + t})`, false);
      for (let d = 0; d < depth; d++) add(id + d + 1, id, `${t === 0 ? 'main' : `worker-${t}`} (${1234 + t})`, true);
    }
    return { headers: [{ name: 'Name', tooltip: '' }], entries };
  }

  #cpuTree() {
    const entries: Entry[] = [{ id: 0, parentId: -1, labels: ['Total', '', ''], hasData: true, isDefault: true }];
    for (let i = 1; i <= 8; i++)
      entries.push({
        id: i,
        parentId: 0,
        labels: [`worker-${i}`, String(1234 + i), `${(random(i) * 30).toFixed(1)} %`],
        hasData: true,
        isDefault: i < 3,
      });
    const headers = ['Process', 'TID', '%'].map((name) => ({ name, tooltip: name }));
    return { headers, entries };
  }

  #statistics(selection: boolean) {
    const headers = [
      'Name',
      'Minimum',
      'Maximum',
      'Average',
      'Standard deviation',
      'Count',
      'Total',
      'Min time range',
    ].map((name, i) => ({
      name,
      tooltip: name,
      dataType: i === 0 ? 'STRING' : i === 5 ? 'NUMBER' : i === 7 ? 'TIME_RANGE' : 'DURATION',
    }));
    const row = (id: number, parentId: number, name: string): Entry => {
      const scale = 10 ** (3 + random(id) * 5);
      const at = 1714567890123456789n + BigInt(Math.floor(random(id, 2) * this.#options.length));
      return {
        id,
        parentId,
        labels: [
          name,
          String(Math.round(scale * 0.1)),
          String(Math.round(scale * 9)),
          String(Math.round(scale)),
          String(Math.round(scale * 0.7)),
          String(Math.round(random(id, 1) * 1e6)),
          String(Math.round(scale * random(id, 1) * 1e5)),
          `[${at},${at + BigInt(Math.round(scale * 0.1))}]`,
        ],
        hasData: true,
      };
    };
    const entries = [row(1, -1, 'Synthetic trace'), row(2, 1, 'Total')];
    entries.push(...NAMES.map((name, i) => row(10 + i, 2, name)));
    if (selection) {
      entries.push(row(500, 1, 'Selection'));
      entries.push(...NAMES.slice(0, 9).map((name, i) => row(510 + i, 500, name)));
    }
    return { headers, entries };
  }

  states(outputId: string, window: TimeWindow, items: readonly number[]): Promise<States> {
    return this.#answer(outputId, () => this.#states(window, items));
  }

  #states(window: TimeWindow, items: readonly number[]): States {
    const end = this.#options.length * this.#fraction;
    const step = Math.max(1, (window.end - window.start) / Math.max(1, window.samples - 1));
    const rows: number[] = [];
    const offsets = [0];
    const [starts, ends, labels]: [number[], number[], number[]] = [[], [], []];
    for (const item of items) {
      const depth = (item % 1000) - 1;
      if (depth < 0) continue;
      const thread = Math.floor(item / 1000);
      const length = 3e9 / 2.6 ** depth;
      for (let time = Math.max(0, window.start); time < Math.min(window.end, end); ) {
        const index = Math.floor(time / length);
        const [from, to] = [index * length, (index + 1) * length];
        const fill = 0.55 + 0.44 * random(thread, depth, index);
        const stop = Math.min(end, from + length * fill);
        const inside = depth === 0 || random(thread, depth - 1, Math.floor(from / (length * 2.6))) > 0.25;
        if (inside && stop > window.start) {
          starts.push(Math.round(from));
          ends.push(Math.round(stop));
          labels.push(Math.floor(random(thread, depth, index, 7) ** 1.6 * NAMES.length));
        }
        time = Math.max(to, time + step);
      }
      rows.push(item);
      offsets.push(starts.length);
    }
    return {
      status: this.#status,
      rows: Float64Array.from(rows),
      offsets: Uint32Array.from(offsets),
      start: Float64Array.from(starts),
      end: Float64Array.from(ends),
      look: Uint32Array.from(labels),
      looks: NAMES.map((label) => ({ label })),
      tags: new Uint8Array(starts.length),
    };
  }

  arrows(outputId: string, window: TimeWindow): Promise<Arrows> {
    return this.#answer(outputId, () => {
      const list: number[] = [];
      const gap = this.#options.length / 60;
      for (let i = Math.ceil(window.start / gap); i * gap < window.end && i < 60; i++) list.push(i);
      const thread = (i: number, seed: number) => 1000 * (1 + Math.floor(random(i, seed) * this.#options.threads)) + 2;
      return {
        status: 'COMPLETED',
        start: Float64Array.from(list, (i) => i * gap),
        end: Float64Array.from(list, (i) => (i + 0.4) * gap),
        source: Float64Array.from(list, (i) => thread(i, 1)),
        target: Float64Array.from(list, (i) => thread(i, 2)),
      };
    });
  }

  tooltip(outputId: string, entryId: number, time: number) {
    return this.#answer(
      outputId,
      () =>
        [
          ['Address', `0x${Math.floor(random(entryId, time) * 2 ** 47).toString(16)}`],
          ['Source', 'src/server/loop.cc:214'],
        ] as const,
    );
  }

  xy(outputId: string, type: OutputType, window: TimeWindow, items: readonly number[]): Promise<XY> {
    return this.#answer(outputId, () => {
      const axis = { label: 'Time', unit: 'ns', dataType: 'TIMESTAMP' };
      if (type === 'TREE_GENERIC_XY') {
        const bins = 24;
        const ranges = Float64Array.from({ length: bins * 2 }, (_, i) => Math.ceil(i / 2) * 250_000);
        const y = Float64Array.from({ length: bins }, (_, i) => Math.round(9000 * Math.exp(-(((i - 6) / 4) ** 2))));
        const xAxis = { label: 'Duration', unit: 'ns', dataType: 'DURATION' };
        const yAxis = { label: 'Number of calls', unit: '', dataType: 'NUMBER' };
        const series = items.map((id) => ({ id, name: `series ${id}`, ranges, y, xAxis, yAxis }));
        return { status: this.#status, title: 'Function density', series };
      }
      const step = (window.end - window.start) / (window.samples - 1);
      const histogram = outputId.includes('Histogram');
      const x = Float64Array.from({ length: window.samples }, (_, i) => window.start + i * step);
      const yAxis = { label: histogram ? 'Events' : 'CPU', unit: histogram ? '' : '%', dataType: 'NUMBER' };
      const series = items.map((id) => ({
        id,
        name: id === 0 ? 'Total' : `worker-${id}`,
        style: { values: { 'series-type': histogram ? 'bar' : id === 0 ? 'area' : 'line' } },
        x,
        y: x.map((time) => curve(time, id, histogram ? step / 50 : 100)),
        xAxis: axis,
        yAxis,
      }));
      return { status: this.#status, title: '', series };
    });
  }

  columns(outputId: string) {
    return this.#answer(outputId, () =>
      ['Timestamp', 'Timestamp ns', 'Trace', 'CPU', 'Event type', 'Contents'].map((name, id) => ({
        id,
        name,
        description: name,
        type: id === 1 ? 'TIMESTAMP' : id === 3 ? 'NUMBER' : 'STRING',
      })),
    );
  }

  filterProblem(outputId: string): Promise<undefined> {
    return this.#answer(outputId, () => undefined);
  }

  lines(outputId: string, request: LinesRequest): Promise<Lines> {
    return this.#answer(outputId, () => {
      const { events, length } = this.#options;
      const size = Math.round(events * this.#fraction);
      const gap = length / events;
      let first = request.index ?? Math.ceil((request.time ?? 0) / gap);
      const pattern = Object.values(request.search ?? {})[0];
      if (pattern && request.direction) {
        const step = request.direction === 'NEXT' ? 1 : -1;
        while (first >= 0 && first < size && !line(first, gap).cells.some((cell) => cell.includes(pattern)))
          first += step;
        if (first < 0 || first >= size) return { status: 'COMPLETED', size, lowIndex: 0, columnIds: [], lines: [] };
      }
      const count = Math.max(0, Math.min(request.count, size - first));
      return {
        status: this.#status,
        size,
        lowIndex: first,
        columnIds: [0, 1, 2, 3, 4, 5],
        lines: Array.from({ length: count }, (_, i) => line(first + i, gap)),
      };
    });
  }

  styles() {
    return Promise.resolve({});
  }

  annotations(outputId: string) {
    return this.#answer(outputId, () => [
      { category: 'Lost events', time: this.#options.length * 0.62, duration: 2e7, entryId: -1, label: '1,234 lost' },
    ]);
  }

  configTypes() {
    return this.#answer('', () => [{ id: 'custom', name: 'Custom flame charts', schema: { type: 'object' } }]);
  }

  derive(): Promise<never> {
    return Promise.reject(new Error('The synthetic trace has no configurations.'));
  }

  bookmarks() {
    return Promise.resolve(this.#bookmarks);
  }

  addBookmark(name: string, start: number, end: number) {
    const bookmark = { uuid: `b${this.#bookmarks.length}`, name, start, end };
    this.#bookmarks = [...this.#bookmarks, bookmark];
    return Promise.resolve(bookmark);
  }

  deleteBookmark(uuid: string) {
    this.#bookmarks = this.#bookmarks.filter((bookmark) => bookmark.uuid !== uuid);
    return Promise.resolve();
  }

  saveLayout(layout: Readonly<Record<string, unknown>>) {
    this.#layout = layout;
    return Promise.resolve();
  }

  loadLayout() {
    return Promise.resolve(this.#layout);
  }

  openCall() {
    return Promise.resolve();
  }
  changeOutput() {
    return Promise.resolve();
  }

  customise() {
    return Promise.resolve();
  }
}

function curve(time: number, id: number, scale: number): number {
  const slow = Math.sin(time / 9e8 + id) * 0.5 + 0.5;
  const fast = random(Math.floor(time / 2e7), id) * 0.4;
  return Math.round(scale * (slow * 0.6 + fast) * 100) / 100;
}

function line(index: number, gap: number) {
  const at = Math.round(index * gap);
  const ns = 1714567890123456789n + BigInt(at);
  const name = NAMES[hashName(`e${index}`) % NAMES.length]!;
  const cells = [
    `14:51:${30 + Math.floor(at / 1e9)}.${String(at % 1e9).padStart(9, '0')}`,
    String(ns),
    'synthetic',
    String(index % 8),
    `ust:${name}`,
    `call_site=0x${hashName(`c${index}`).toString(16)}, addr=${name}, depth=${index % 14}`,
  ];
  return { index, cells, tags: 0 };
}
