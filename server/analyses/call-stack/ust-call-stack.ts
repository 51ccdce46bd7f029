/**
 * Call stacks of programs that are compiled with -finstrument-functions and traced by LTTng-UST: the events
 * `lttng_ust_cyg_profile` (entry and exit tell the address) and `lttng_ust_cyg_profile_fast` (the exit does not).
 *
 * Threads need the context `vtid`. Without `vpid`, all belong to a process UNKNOWN. An exit leaves the innermost call,
 * whatever its address; one without a call is passed over.
 */
import type { EventBatch, FieldRequest, TraceReader } from '../../formats/reader.ts';
import { Float64Column, Uint32Column } from '../../index/columns.ts';
import { KeyTable } from '../../index/key-table.ts';
import type { IndexReader, IndexWriter } from '../../index/store/kept.ts';
import type { StringTable } from '../../index/string-table.ts';
import { addressText } from '../addresses.ts';
import type { CodePlace } from '../debug-info/code-place.ts';
import type { Pace } from '../pace.ts';
import type { Symbols } from '../symbols/symbols.ts';
import type { CallProcess } from './call-process.ts';
import { CallStackIndex, type CallStackKind } from './call-stack-index.ts';
import type { CallTrack } from './call-track.ts';

const ENTRY = 1;
const EXIT = 2;
/** The process may run another program from here on. */
const STARTED = 3;
const ROLES: ReadonlyMap<string, number> = new Map([
  ['lttng_ust_cyg_profile:func_entry', ENTRY],
  ['lttng_ust_cyg_profile:func_exit', EXIT],
  ['lttng_ust_cyg_profile_fast:func_entry', ENTRY],
  ['lttng_ust_cyg_profile_fast:func_exit', EXIT],
  ['lttng_ust_statedump:start', STARTED],
]);
/** Process and thread ids of Linux are below 2^22; larger ones fall back to texts. */
const ID_LIMIT = 2 ** 25;

interface Program {
  readonly addresses: KeyTable;
  readonly values: Uint32Column;
}

export class UstCallStack extends CallStackIndex {
  readonly kind: CallStackKind = {
    id: 'org.eclipse.tracecompass.lttng2.ust.core.analysis.callstack',
    name: 'LTTng-UST CallStack (new)',
  };
  readonly keptAs = 'call-stack-ust 2';
  readonly requests: readonly FieldRequest[] = [
    { name: 'addr', as: 'key' },
    { name: 'vtid', as: 'key' },
    { name: 'vpid', as: 'key' },
    { name: 'procname', as: 'text' },
    { name: '$cpu', as: 'number' },
  ];

  readonly #strings: StringTable;
  readonly #symbols: Symbols;
  /** By event type. */
  readonly #roles: Uint8Array;
  readonly #hasVpid: Uint8Array;
  readonly #hasName: Uint8Array;
  /** By program, of which each has addresses of its own: ids of its functions, and these as values among all functions. */
  readonly #programs = new Map<number, Program>();
  /** By function, where it was met first: the process (NaN if it isn't told) and the time. */
  readonly #pids = new Float64Column();
  readonly #times = new Float64Column();
  readonly #threads = new KeyTable();
  readonly #threadNames = new Map<string, number>();
  readonly #tracks: CallTrack[] = [];
  readonly #processes = new Map<string, CallProcess>();

  /** Undefined where the trace has no such events. */
  static of(reader: TraceReader, strings: StringTable, symbols: Symbols): UstCallStack | undefined {
    const calls = reader.types.some(
      ({ name, fields }) => ROLES.get(name) === ENTRY && fields.some((field) => field.name === 'vtid'),
    );
    return calls ? new UstCallStack(reader, strings, symbols) : undefined;
  }

  constructor(reader: TraceReader, strings: StringTable, symbols: Symbols) {
    super();
    this.#strings = strings;
    this.#symbols = symbols;
    const having = (wanted: string): Uint8Array =>
      Uint8Array.from(reader.types, ({ fields }) => (fields.some(({ name }) => name === wanted) ? 1 : 0));
    const hasVtid = having('vtid');
    this.#hasVpid = having('vpid');
    this.#hasName = having('procname');
    this.#roles = Uint8Array.from(reader.types, ({ name }, type) => {
      const role = ROLES.get(name) ?? 0;
      return role === STARTED || hasVtid[type] === 1 ? role : 0;
    });
  }

  /** Takes new symbols into account. */
  rename(): void {
    this.functions.rename((value) => this.#symbols.nameOf(this.#place(value)));
  }

  /** Reads the binaries that functions lie in, and names these by them. */
  async readSymbols(pace: Pace): Promise<void> {
    await this.#symbols.prepare(this.#places(), false, pace);
    this.rename();
  }

  override async sourceOf(value: number, pace: Pace): Promise<string | undefined> {
    const place = this.#place(value);
    await this.#symbols.prepare([place], true, pace);
    return this.#symbols.sourceText(place);
  }

  consume(batch: EventBatch, fields: readonly Float64Array[]): void {
    const [addr, vtid, vpid, procname, cpus] = fields as Columns;
    const { length, time, type } = batch;
    const roles = this.#roles;
    let lastThread = Number.NaN;
    let lastProcess = Number.NaN;
    let track: CallTrack | undefined;
    let program = this.#program(0);
    for (let i = 0; i < length; i++) {
      const t = type[i]!;
      const role = roles[t]!;
      if (role === 0) continue;
      if (role === STARTED) {
        lastThread = Number.NaN;
        continue;
      }
      const process = this.#hasVpid[t] === 1 ? vpid[i]! : -1;
      if (vtid[i] !== lastThread || process !== lastProcess) {
        lastThread = vtid[i]!;
        lastProcess = process;
        track = this.#track(lastThread, lastProcess, this.#hasName[t] === 1 ? procname[i]! : -1);
        program = this.#program(
          this.#symbols.memory?.programNumber(process === -1 ? Number.NaN : process, time[i]!) ?? 0,
        );
      }
      const cpu = cpus[i]!;
      if (cpu >= 0) track!.runsOn(cpu, time[i]!);
      if (role === ENTRY) {
        const id = program.addresses.id(addr[i]!);
        if (id === program.values.length) {
          program.values.push(this.#addFunction(addr[i]!, process === -1 ? Number.NaN : process, time[i]!));
        }
        track!.enter(time[i]!, program.values.data[id]!);
      } else {
        track!.leave(time[i]!);
      }
    }
  }

  override finish(end: number): void {
    super.finish(end);
    // Some functions may have been met before it was told where they were loaded.
    this.rename();
  }

  override save(out: IndexWriter): void {
    super.save(out);
    out.column('pids', [this.#pids.items]);
    out.column('times', [this.#times.items]);
  }

  /** Symbols may be others than when it was saved. */
  override load(from: IndexReader): void {
    super.load(from);
    this.#pids.load(from.float64('pids'));
    this.#times.load(from.float64('times'));
    this.rename();
  }

  #addFunction(key: number, pid: number, time: number): number {
    const hex = addressText(this.#strings, key);
    this.#pids.push(pid);
    this.#times.push(time);
    const name = this.#symbols.nameOf({ pid, time, address: Number(hex) });
    return this.functions.add({ name: name ?? hex, address: hex });
  }

  #program(number: number): Program {
    let program = this.#programs.get(number);
    if (program === undefined) {
      program = { addresses: new KeyTable(), values: new Uint32Column() };
      this.#programs.set(number, program);
    }
    return program;
  }

  #place(value: number): CodePlace {
    const address = Number(this.functions.facts(value).address);
    return { pid: this.#pids.data[value]!, time: this.#times.data[value]!, address };
  }

  *#places(): Iterable<CodePlace> {
    for (let value = 0; value < this.functions.size; value++) yield this.#place(value);
  }

  /** The integer that a key stands for. */
  #decimal(key: number): string {
    return key >= 0 ? String(key) : this.#strings.text(-1 - key);
  }

  #track(tid: number, pid: number, name: number): CallTrack {
    const small = tid >= 0 && tid < ID_LIMIT && pid >= -1 && pid < ID_LIMIT;
    const id = this.#threads.id(small ? (pid + 1) * ID_LIMIT + tid : this.#largeThread(tid, pid));
    const known = this.#tracks[id];
    if (known !== undefined) return known;
    const tidText = this.#decimal(tid);
    const label = name >= 0 ? `${this.#strings.text(name)}-${tidText}` : tidText;
    const track = this.addTrack(this.#process(pid), { name: label, tid: tidText });
    this.#tracks.push(track);
    return track;
  }

  #largeThread(tid: number, pid: number): number {
    const text = `${pid}/${tid}`;
    const number = this.#threadNames.get(text) ?? this.#threadNames.size;
    this.#threadNames.set(text, number);
    return -1 - number;
  }

  #process(pid: number): CallProcess {
    const text = pid === -1 ? undefined : this.#decimal(pid);
    const key = text ?? '';
    let process = this.#processes.get(key);
    if (process === undefined) {
      process = this.addProcess(text, text ?? 'UNKNOWN');
      this.#processes.set(key, process);
    }
    return process;
  }
}

type Columns = readonly [
  addr: Float64Array,
  vtid: Float64Array,
  vpid: Float64Array,
  procname: Float64Array,
  cpus: Float64Array,
];
