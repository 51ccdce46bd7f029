/**
 * How much memory each thread of a program has allocated and not freed, from what LTTng-UST's wrapper of the C library
 * tells (`lttng_ust_libc`; `ust_libc` before LTTng-UST 2.5).
 *
 * Sizes are as asked for. A block counts for the thread that allocates it, and against the thread that frees it: a thread
 * that frees what others have allocated goes below 0. Blocks that were allocated before tracing began have no size, and
 * freeing them changes nothing. An address that is handed out again was freed unseen.
 *
 * Threads are told by the context `vtid`, and whose addresses they are by `vpid`; without them, all that happens in a
 * trace is one process (which traces by process name). Cost: 16 B a change and 32–64 B a block in use; about 60 ns an event.
 */
import type { EventBatch, FieldRequest, TraceReader } from '../../formats/reader.ts';
import { KeyTable } from '../../index/key-table.ts';
import { NumberMap } from '../../index/number-map.ts';
import { StepSeries } from '../../index/step-series.ts';
import { loadSeries, saveSeries } from '../../index/step-series-kept.ts';
import type { IndexReader, IndexWriter } from '../../index/store/kept.ts';
import type { StringTable } from '../../index/string-table.ts';
import type { Analysis } from '../analysis.ts';
import type { Attribute, Attributed } from '../attributes.ts';

const CALLS = ['malloc', 'calloc', 'memalign', 'posix_memalign', 'realloc', 'free'] as const;
type Call = (typeof CALLS)[number];
const NONE = -1;
const CALLOC = CALLS.indexOf('calloc');
const POSIX_MEMALIGN = CALLS.indexOf('posix_memalign');
const REALLOC = CALLS.indexOf('realloc');
const FREE = CALLS.indexOf('free');

/** The fields without which a call tells nothing. */
const NEEDED: Readonly<Record<Call, readonly string[]>> = {
  malloc: ['ptr', 'size'],
  calloc: ['ptr', 'size', 'nmemb'],
  memalign: ['ptr', 'size'],
  posix_memalign: ['out_ptr', 'size'],
  realloc: ['ptr', 'size', 'in_ptr'],
  free: ['ptr'],
};
const PROVIDER = /^(?:lttng_)?ust_libc:/;

interface MemoryThread {
  /** −1: not told. */
  readonly tid: number;
  name: string;
  /** Bytes. */
  readonly memory: StepSeries;
}

export class UstMemoryIndex implements Analysis, Attributed {
  readonly stateSystem = { module: 'UST Memory Usage', id: 'org.eclipse.linuxtools.lttng2.ust.analysis.memory' };
  readonly keptAs = 'ust-memory 1';
  readonly requests: readonly FieldRequest[] = [
    { name: 'ptr', as: 'key' },
    { name: 'size', as: 'number' },
    { name: 'nmemb', as: 'number' },
    { name: 'in_ptr', as: 'key' },
    { name: 'out_ptr', as: 'key' },
    { name: 'vtid', as: 'number' },
    { name: 'vpid', as: 'number' },
    { name: 'procname', as: 'text' },
  ];
  /** In order of first appearance. */
  readonly threads: MemoryThread[] = [];
  readonly #strings: StringTable;
  /** By event type. */
  readonly #calls: Int8Array;
  readonly #hasThread: Uint8Array;
  readonly #hasProcess: Uint8Array;
  readonly #hasName: Uint8Array;
  readonly #process: { readonly pid: number; readonly name: string };
  readonly #ids = new KeyTable();
  readonly #sums: number[] = [];
  readonly #names: number[] = [];
  /** By process: the sizes of its blocks in use. */
  readonly #processes = new KeyTable();
  readonly #spaces: NumberMap[] = [];
  #lastPid = Number.NaN;
  #lastBlocks = new NumberMap();
  #lastTid = Number.NaN;
  #lastThread = -1;

  /** Undefined where the trace has no such events. */
  static of(reader: TraceReader, strings: StringTable): UstMemoryIndex | undefined {
    const index = new UstMemoryIndex(reader, strings);
    return index.#calls.some((call) => call !== NONE) ? index : undefined;
  }

  constructor({ types, properties }: TraceReader, strings: StringTable) {
    const fields = types.map(({ fields }) => new Set(fields.map(({ name }) => name)));
    this.#strings = strings;
    this.#calls = Int8Array.from(types, ({ name }, type) => {
      if (!PROVIDER.test(name)) return NONE;
      const call = CALLS.indexOf(name.replace(PROVIDER, '') as Call);
      return call >= 0 && NEEDED[CALLS[call]!].every((field) => fields[type]!.has(field)) ? call : NONE;
    });
    this.#hasThread = Uint8Array.from(fields, (names) => (names.has('vtid') ? 1 : 0));
    this.#hasProcess = Uint8Array.from(fields, (names) => (names.has('vpid') ? 1 : 0));
    this.#hasName = Uint8Array.from(fields, (names) => (names.has('procname') ? 1 : 0));
    const pid = Number(properties.get('vpid') ?? Number.NaN);
    const name = properties.get('procname')?.replaceAll('"', '') ?? '';
    this.#process = { pid: Number.isSafeInteger(pid) ? pid : -1, name };
  }

  consume({ length, time, type }: EventBatch, fields: readonly Float64Array[]): void {
    const [addresses, sizes, counts, inAddresses, outAddresses, threads, pids, names] = fields as Columns;
    for (let i = 0; i < length; i++) {
      const kind = type[i]!;
      const call = this.#calls[kind]!;
      if (call === NONE) continue;
      const address = (call === POSIX_MEMALIGN ? outAddresses : addresses)[i]!;
      const blocks = this.#blocks(this.#hasProcess[kind] === 1 ? pids[i]! : this.#process.pid);
      let change = 0;
      if (call === FREE) change = -known(blocks.take(address));
      else {
        const size = call === CALLOC ? counts[i]! * sizes[i]! : sizes[i]!;
        // A realloc that fails leaves the block as it was.
        if (call === REALLOC && (address !== 0 || size === 0)) change = -known(blocks.take(inAddresses[i]!));
        if (size >= 0 && (address > 0 || address < 0)) {
          change += size - known(blocks.put(address, size));
        }
      }
      const thread = this.#thread(this.#hasThread[kind] === 1 ? threads[i]! : this.#process.pid);
      if (this.#hasName[kind] === 1) this.#names[thread] = names[i]!;
      if (change === 0) continue;
      this.#sums[thread]! += change;
      this.threads[thread]!.memory.push(time[i]!, this.#sums[thread]!);
    }
    this.#names.forEach((name, thread) => {
      if (name >= 0) this.threads[thread]!.name = this.#strings.text(name);
    });
  }

  finish(): void {
    // Threads keep what they had.
  }

  save(out: IndexWriter): void {
    out.facts(
      'names',
      this.threads.map(({ name }) => name),
    );
    out.column('tids', [Float64Array.from(this.threads, ({ tid }) => tid)]);
    saveSeries(
      out,
      this.threads.map(({ memory }) => memory),
    );
  }

  load(from: IndexReader): void {
    const names = from.facts('names') as readonly string[];
    const tids = from.float64('tids');
    for (const [i, memory] of loadSeries(from).entries()) this.threads.push({ tid: tids[i]!, name: names[i]!, memory });
  }

  *attributes(): Iterable<Attribute> {
    for (const { tid, memory } of this.threads) yield { path: [`${tid}`, 'Memory'], values: { steps: memory } };
  }

  #blocks(pid: number): NumberMap {
    // Mostly it is the same process, and often the same thread.
    if (pid === this.#lastPid) return this.#lastBlocks;
    const process = this.#processes.id(pid);
    if (process === this.#spaces.length) this.#spaces.push(new NumberMap());
    this.#lastPid = pid;
    this.#lastBlocks = this.#spaces[process]!;
    return this.#lastBlocks;
  }

  #thread(tid: number): number {
    if (tid === this.#lastTid) return this.#lastThread;
    const told = Number.isNaN(tid) ? -1 : tid;
    const thread = this.#ids.id(told);
    if (thread === this.threads.length) {
      this.threads.push({ tid: told, name: this.#process.name, memory: new StepSeries() });
      this.#sums.push(0);
      this.#names.push(-1);
    }
    this.#lastTid = tid;
    this.#lastThread = thread;
    return thread;
  }
}

/** The size of a block that was in use; 0 if it is not known. */
function known(size: number): number {
  return Number.isNaN(size) ? 0 : size;
}

type Columns = [
  Float64Array,
  Float64Array,
  Float64Array,
  Float64Array,
  Float64Array,
  Float64Array,
  Float64Array,
  Float64Array,
];
