/**
 * What is kept of a trace answers as the trace does: every question to every output, byte for byte, before and after; and
 * what can't be used is made anew.
 */
import assert from 'node:assert/strict';
import {
  appendFileSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { crc32 } from 'node:zlib';
import { openExperiment } from '../analyses/open-experiment.ts';
import type { EventBatch, Format } from '../formats/reader.ts';
import { formatById, formatOf } from '../formats/registry.ts';
import { sharedTrace } from '../formats/shared-traces.ts';
import { ExperimentServer } from './experiment-server.ts';
import type { FromWorker, Operation, ToWorker, TraceProgress } from './protocol.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'heddle-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const OPERATIONS: readonly Operation[] = [
  'data/tree',
  'timeGraph/tree',
  'timeGraph/states',
  'timeGraph/arrows',
  'timeGraph/tooltip',
  'XY/xy',
  'table/columns',
  'table/lines',
  'style',
  'annotationCategories',
  'annotations',
];

const WITHIN_A_WINDOW: ReadonlySet<Operation> = new Set([
  'timeGraph/states',
  'timeGraph/arrows',
  'timeGraph/tooltip',
  'XY/xy',
  'table/lines',
  'annotations',
]);

/** Of an output; where it has more, some of all. */
const MOST_ROWS = 1000;

type Batches = AsyncGenerator<EventBatch, void, undefined>;

interface Tree {
  readonly model: { readonly entries: readonly { readonly id: number }[] };
}

/** An experiment of some traces, in this thread. */
class Opened {
  readonly server: ExperimentServer;
  progress: Extract<FromWorker, { kind: 'progress' }> | undefined;
  readonly #waiting = new Map<number, (message: FromWorker) => void>();
  readonly #done: Promise<void>;
  #next = 0;
  #told: (() => void) | undefined;
  /** How many traces were read, event by event. */
  read = 0;

  /** `reading` stands between the reader and its user. */
  constructor(paths: readonly string[], reading: (batches: Batches) => Batches = (batches) => batches) {
    const traces = paths.map((path, i) => ({ uuid: String(i), name: 'trace', path, format: formatOf(path)!.id }));
    this.server = new ExperimentServer(
      { traces, derived: [], symbolMaps: [], cacheFolder: join(folder, 'cache'), indexFolder: join(folder, 'indexes') },
      { formatById: (id) => this.#counting(formatById(id)!, reading), openExperiment, configurationTypes: [] },
      (message) => this.#receive(message),
    );
    this.#done = this.server.run();
  }

  static async of(...paths: readonly string[]): Promise<Opened> {
    const opened = new Opened(paths);
    await opened.#done;
    return opened;
  }

  get trace(): TraceProgress {
    return this.progress!.traces[0]!;
  }
  get done(): Promise<void> {
    return this.#done;
  }

  async outputs(): Promise<readonly string[]> {
    const reply = await this.#request({ kind: 'outputs', id: this.#next });
    assert.equal(reply.kind, 'descriptors');
    return reply.outputs.map(({ id }) => id);
  }

  async ask(operation: Operation, outputId: string, parameters: Record<string, unknown>): Promise<string> {
    const reply = await this.#request({ kind: 'ask', id: this.#next, operation, outputId, parameters });
    assert.equal(reply.kind, 'answer');
    return Buffer.from(reply.body).toString();
  }

  addSymbols(path: string): Promise<FromWorker> {
    return this.#request({ kind: 'symbols', id: this.#next, path });
  }

  /** What a user could see of it, by question. */
  async everything(): Promise<Map<string, string>> {
    const { traces } = this.progress!;
    const seen = new Map([['traces', JSON.stringify(traces, (_, v) => (typeof v === 'bigint' ? String(v) : v))]]);
    const start = traces.map((trace) => trace.start).reduce((a, b) => (a < b ? a : b));
    const end = traces.map((trace) => trace.end).reduce((a, b) => (a > b ? a : b));
    const events = traces.reduce((sum, { nbEvents }) => sum + nbEvents, 0);
    const part = (end - start) / 10n;
    const windows = [
      { start, end, nbTimes: 400 },
      { start: start + part * 4n, end: start + part * 5n, nbTimes: 100 },
    ];
    for (const output of await this.outputs()) {
      const tree = JSON.parse(await this.ask('timeGraph/tree', output, {})) as Tree;
      const every = Math.ceil(tree.model.entries.length / MOST_ROWS);
      const items = tree.model.entries.filter((_, row) => row % every === 0).map(({ id }) => id);
      for (const operation of OPERATIONS) {
        for (const [w, requested_timerange] of windows.entries()) {
          if (w > 0 && !WITHIN_A_WINDOW.has(operation)) continue;
          const parameters = {
            requested_timerange,
            requested_items: items,
            ...(operation === 'table/lines' ? { requested_table_count: 50 } : {}),
            ...(operation === 'table/lines' ? { requested_table_index: Math.floor((events * w) / 2) } : {}),
          };
          if (operation !== 'timeGraph/tooltip') {
            seen.set(`${output} ${operation} ${w}`, await this.ask(operation, output, parameters));
            continue;
          }
          for (const item of items.slice(0, 20)) {
            const time = requested_timerange.start + part / 3n;
            const element = { elementType: 'STATE', time, duration: 1n, entryId: item };
            const question = { requested_times: [time], requested_items: [item], requested_element: element };
            seen.set(`${output} tooltip ${w} ${item}`, await this.ask(operation, output, question));
          }
        }
      }
    }
    return seen;
  }

  #request(message: Exclude<ToWorker, { kind: 'open' }> & { id: number }): Promise<FromWorker> {
    this.#next++;
    return new Promise((resolve) => {
      this.#waiting.set(message.id, resolve);
      this.server.receive(message);
    });
  }

  /** Calls back once, with the next progress. */
  onProgress(told: () => void): void {
    this.#told = told;
  }

  #receive(message: FromWorker): void {
    if (message.kind !== 'progress') {
      this.#waiting.get(message.id)?.(message);
      return;
    }
    this.progress = message;
    this.#told?.();
  }

  #counting(format: Format, reading: (batches: Batches) => Batches): Format {
    return {
      ...format,
      open: async (path, cache) => {
        const reader = await format.open(path, cache);
        const batches = reader.batches.bind(reader);
        reader.batches = (requests, strings) => {
          this.read++;
          return reading(batches(requests, strings));
        };
        return reader;
      },
    };
  }
}

const index = (): string => join(folder, 'indexes', readdirSync(join(folder, 'indexes'))[0]!);

/** Where answers differ, says which and how, and not both at length. */
function assertSame(before: Map<string, string>, after: Map<string, string>): void {
  assert.deepEqual([...after.keys()], [...before.keys()]);
  for (const [question, answer] of before) {
    const other = after.get(question)!;
    if (other === answer) continue;
    let at = 0;
    while (other[at] === answer[at]) at++;
    assert.equal(other.slice(Math.max(0, at - 100), at + 100), answer.slice(Math.max(0, at - 100), at + 100), question);
  }
}

const TRACES = [
  'trace-event/chrome-startup-36mb.json.gz',
  'trace-event/big_trace.json',
  'trace-event/main_thread_has_unclosed_slices.json',
  'ctf/cyg-profile/glxgears-cyg-profile',
  'ctf/many-threads',
  'ctf/perf-kernel-ctf',
  'ctf/kernel-lttng-layout',
  'ctf/memory',
  'ctf/debuginfo-test-app3',
  'ctf/funky_trace',
  'ctf/synctraces/scp_dest',
  'ctf/ros2',
  'ctf/CTF2-7.0-smalltrace',
];

for (const name of TRACES) {
  const path = sharedTrace(name);
  test(`${name}: what is kept answers as the trace does`, { skip: !path && 'no shared traces' }, async () => {
    const before = await Opened.of(path!);
    const after = await Opened.of(path!);
    assert.deepEqual([before.read, after.read, after.progress!.status], [1, 0, 'COMPLETED']);
    assertSame(await before.everything(), await after.everything());
  });
}

/** A Trace Event file with some calls, a counter, async slices, flows and threads with names. */
function writeTrace(name: string, calls: number): string {
  const path = join(folder, name);
  const events: object[] = [{ ph: 'M', name: 'thread_name', pid: 1, tid: 1, ts: 0, args: { name: 'main' } }];
  for (let i = 0; i < calls; i++) {
    const at = { pid: 1, tid: 1 + (i % 3), cat: 'c', ts: 100 + 10 * (i ^ 1) };
    events.push({ ...at, ph: 'X', name: `f${i % 7}`, dur: 8 });
    events.push({ ...at, ph: 'C', name: 'heap', args: { used: i } });
    events.push({ ...at, ph: i % 2 === 0 ? 's' : 'f', bp: 'e', name: 'flow', id: i >> 1 });
    events.push({ ...at, ph: 'b', name: 'op', id: i }, { ...at, ph: 'e', name: 'op', id: i, ts: at.ts + 15 });
  }
  writeFileSync(path, JSON.stringify({ traceEvents: events, metadata: { made: 'here' } }));
  return path;
}

test('traces of one experiment are kept each on its own, and shared with other experiments', async () => {
  const [a, b, c] = ['a.json', 'b.json', 'c.json'].map((name, i) => writeTrace(name, 20 + i));
  const first = await Opened.of(a!, b!);
  assert.equal(first.read, 2);
  const seen = await first.everything();
  const again = await Opened.of(a!, b!);
  assert.equal(again.read, 0);
  assertSame(seen, await again.everything());
  const other = await Opened.of(b!, c!, a!);
  assert.equal(other.read, 1);
});

test('a trace that has changed since is read again, and its index takes the place of the old one', async () => {
  const path = writeTrace('trace.json', 20);
  await Opened.of(path);
  writeTrace('trace.json', 30);
  const changed = await Opened.of(path);
  assert.equal(changed.read, 1);
  assert.equal(changed.trace.nbEvents, 1 + 30 * 5);
  const [only, ...others] = readdirSync(join(folder, 'indexes'));
  assert.ok(only);
  assert.deepEqual(others, []);
  assert.equal((await Opened.of(path)).read, 0);
});

test('an index that is damaged in any way is made anew, and the answers are right', async () => {
  const path = writeTrace('trace.json', 200);
  const seen = await (await Opened.of(path)).everything();
  const whole = readFileSync(index());
  const damages: readonly (() => void)[] = [
    () => truncateSync(index(), whole.length / 2),
    () => truncateSync(index(), 0),
    () => writeFileSync(index(), whole.subarray(0, -1)),
    () => appendFileSync(index(), 'more'),
    () => writeFileSync(index(), Buffer.from(whole).fill(0, whole.length / 2)),
    () => copyFileSync(path, index()),
  ];
  for (const damage of damages) {
    damage();
    const opened = await Opened.of(path);
    assert.equal(opened.read, 1);
    assertSame(seen, await opened.everything());
    assert.ok(readFileSync(index()).equals(whole), 'made anew');
  }
  assert.equal((await Opened.of(path)).read, 0);
});

test('an index of other analyses, or one that fails to load, is removed and made anew', async () => {
  const path = writeTrace('trace.json', 200);
  const seen = await (await Opened.of(path)).everything();
  const whole = readFileSync(index());
  // Whole by its checksum, but without what an analysis wants of it.
  for (const [from, to] of [
    ['call-stack-trace-event 1', 'call-stack-trace-event 0'],
    ['trace-event 1', 'trace-event 0'],
    ['arrows/target', 'arrows/tarpit'],
  ]) {
    writeFileSync(index(), rewritten(whole, from!, to!));
    const opened = await Opened.of(path);
    assert.equal(opened.read, 1, from);
    assertSame(seen, await opened.everything());
    assert.ok(readFileSync(index()).equals(whole), 'made anew');
  }
});

/** With other words in its table and facts, and checksums that fit again. */
function rewritten(whole: Buffer, from: string, to: string): Buffer {
  const changed = Buffer.from(whole.toString('latin1').replaceAll(from, to), 'latin1');
  assert.ok(!changed.equals(whole), `no ${from}`);
  const checksum = Buffer.alloc(4);
  const tableBytes = changed.readUInt32LE(24);
  checksum.writeUInt32LE(crc32(changed.subarray(64, 64 + tableBytes)));
  checksum.copy(changed, 28);
  checksum.copy(changed, changed.length - 16);
  return changed;
}

test('what could not be read to its end is not kept', async () => {
  const failed = new Opened([writeTrace('trace.json', 20)], async function* (batches) {
    for await (const batch of batches) yield batch;
    throw new Error('the disk is gone');
  });
  await failed.done;
  assert.equal(failed.progress!.status, 'FAILED');
  assert.equal(failed.trace.nbEvents, 101);
  assert.ok(!existsSync(join(folder, 'indexes')));
});

test('where nothing can be kept, the user is told, and the experiment is there nevertheless', async () => {
  const path = writeTrace('trace.json', 20);
  writeFileSync(join(folder, 'indexes'), 'a file where the folder should be');
  const opened = await Opened.of(path);
  assert.equal(opened.progress!.status, 'COMPLETED');
  assert.match(opened.trace.notices.map(({ message }) => message).join(), /index is not kept for the next opening/);
});

test('functions of a trace that was loaded take names from symbols that are found later', async () => {
  const shared = sharedTrace('ctf/cyg-profile/glxgears-cyg-profile');
  if (shared === undefined) return;
  const path = join(folder, 'trace');
  cpSync(shared, path, { recursive: true });
  await Opened.of(path);
  const loaded = await Opened.of(path);
  const chart = (await loaded.outputs()).find((id) => id.endsWith('CallStackDataProvider'))!;
  const text = async (): Promise<string> => {
    const { start, end } = loaded.trace;
    const { model } = JSON.parse(await loaded.ask('timeGraph/tree', chart, {})) as Tree;
    const requested_items = model.entries.map(({ id }) => id);
    const requested_timerange = { start, end, nbTimes: 200 };
    return loaded.ask('timeGraph/states', chart, { requested_timerange, requested_items });
  };
  assert.equal(loaded.read, 0);
  assert.ok(!(await text()).includes('draw_gears'));
  await loaded.addSymbols(join(shared, '..', 'cyg-profile-mapping.txt'));
  assert.ok((await text()).includes('draw_gears'));
});

test('a trace that grows while it is open is noticed', async () => {
  const path = writeTrace('trace.json', 20);
  const opened = await Opened.of(path);
  assert.equal(opened.trace.changed, undefined);
  appendFileSync(path, ' ');
  const told = new Promise<void>((resolve) => opened.onProgress(resolve));
  opened.server.receive({ kind: 'look' });
  await told;
  assert.deepEqual(opened.trace.changed, [path]);
});

test('a trace that grows while it is read is told, and its index not kept', async () => {
  const path = writeTrace('trace.json', 2000);
  const opened = new Opened([path]);
  while (opened.read === 0) await new Promise((resolve) => setImmediate(resolve));
  appendFileSync(path, ' ');
  await opened.done;
  assert.deepEqual(opened.trace.changed, [path]);
  assert.ok(!existsSync(join(folder, 'indexes')));
});
