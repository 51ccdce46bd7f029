/**
 * Which binary is mapped where, when, in which process: from what LTTng-UST tells of it (`mapping-events.ts`).
 *
 * A process has lists of mappings: a new one with each program that it starts. What was before the first list belongs to
 * it. A mapping holds from the event that tells of it until the binary is unloaded, or something else lies there; before,
 * if nothing else did, since threads run on while the list is written. Without the context `vpid`, all is one process.
 *
 * Addresses are doubles; what lies at or above 2^53 is no user space. Cost: an object a mapping, of which a process has
 * some dozens; those beyond a limit are passed over.
 */
import type { EventBatch, FieldInfo, FieldRequest, TraceReader } from '../../formats/reader.ts';
import type { IndexReader, IndexWriter } from '../../index/store/kept.ts';
import type { StringTable } from '../../index/string-table.ts';
import type { Analysis } from '../analysis.ts';
import type { LocationColumns } from './location-columns.ts';
import {
  BUILD_ID,
  CLOSED,
  CYG_PROFILE,
  DEBUG_LINK,
  MAPPED,
  mappingKind,
  NONE,
  OPENED,
  START,
  UNMAPPED,
} from './mapping-events.ts';

/** Mappings of one program. */
const MOST_MAPPINGS = 4096;
/** Mappings of a trace. */
const MOST_IN_ALL = 1 << 18;

export interface Mapping {
  readonly base: number;
  /** The first address behind it. */
  readonly end: number;
  readonly path: string;
  /** Its code can run at any address: those in its tables count from where it was loaded. */
  readonly isMovable: boolean;
  /** ns since the reader's base; `until` is infinite while it lasts. */
  readonly since: number;
  until: number;
  /** Hexadecimal digits. */
  buildId?: string | undefined;
  debugLink?: { readonly name: string; readonly crc: number };
  /** How often the program has asked for it and not given it back. */
  uses: number;
}

/** What one process runs from one start of a program to the next. */
interface Program {
  readonly since: number;
  readonly mappings: Mapping[];
  /** See `programNumber`; 0 until it is asked for. */
  number?: number;
}

export class BinaryMappings implements Analysis {
  readonly keptAs = 'binary mappings 1';
  readonly requests: readonly FieldRequest[] = [
    { name: 'vpid', as: 'number' },
    { name: 'baddr', as: 'key' },
    { name: 'memsz', as: 'number' },
    { name: 'size', as: 'number' },
    { name: 'path', as: 'text' },
    { name: 'sopath', as: 'text' },
    { name: 'is_pic', as: 'number' },
    { name: 'build_id', as: 'text' },
    { name: 'crc', as: 'number' },
    { name: 'filename', as: 'text' },
  ];
  readonly parts: readonly LocationColumns[];
  /** The process of a trace that tells it by its properties only, or −1. */
  readonly #process: number;
  readonly #strings: StringTable;
  /** By event type. */
  readonly #kinds: Uint8Array;
  readonly #isEmpty: boolean;
  readonly #fields: readonly ReadonlySet<string>[];
  readonly #programs = new Map<number, Program[]>();
  readonly #numbers = new Map<string, number>();
  #count = 0;
  /** Mostly the same process is asked about again. */
  #lastPid: number | undefined;
  #lastPrograms: readonly Program[] | undefined;

  /** Undefined where the trace tells no addresses of user-space code. `parts` answer from it. */
  static of(
    reader: TraceReader,
    strings: StringTable,
    parts: (mappings: BinaryMappings) => readonly LocationColumns[],
  ): BinaryMappings | undefined {
    const applies = reader.types.some((type) => mappingKind(type) !== NONE) || tellsAddresses(reader);
    return applies ? new BinaryMappings(reader, strings, parts) : undefined;
  }

  constructor(
    { types, properties }: TraceReader,
    strings: StringTable,
    parts: (mappings: BinaryMappings) => readonly LocationColumns[],
  ) {
    this.#strings = strings;
    this.#kinds = Uint8Array.from(types, mappingKind);
    this.#isEmpty = this.#kinds.every((kind) => kind === NONE);
    this.#fields = types.map(({ fields }) => new Set(fields.map(({ name }) => name)));
    const pid = Number(properties.get('vpid') ?? Number.NaN);
    this.#process = Number.isSafeInteger(pid) ? pid : -1;
    this.parts = parts(this);
  }

  /** What stands at `address` in the process at that time; `pid` is NaN where the event doesn't tell. */
  at(pid: number, time: number, address: number): Mapping | undefined {
    const program = this.#programAt(pid, time);
    let later: Mapping | undefined;
    for (const mapping of program?.mappings ?? []) {
      if (address < mapping.base || address >= mapping.end || time >= mapping.until) continue;
      if (mapping.since <= time) return mapping;
      later ??= mapping;
    }
    return later;
  }

  /** A number for the program that the process runs at that time: addresses mean the same in all that run it. 0: not known. */
  programNumber(pid: number, time: number): number {
    const program = this.#programAt(pid, time);
    const path = program?.mappings[0]?.path;
    if (program === undefined || path === undefined) return 0;
    if (program.number === undefined) {
      program.number = this.#numbers.get(path) ?? this.#numbers.size + 1;
      this.#numbers.set(path, program.number);
    }
    return program.number;
  }

  consume({ length, time, type }: EventBatch, fields: readonly Float64Array[]): void {
    if (this.#isEmpty) return;
    for (let i = 0; i < length; i++) {
      const kind = this.#kinds[type[i]!]!;
      if (kind !== NONE) this.#event(kind, type[i]!, time[i]!, i, fields as Columns);
    }
  }

  finish(): void {
    // What is mapped stays so.
  }

  save(out: IndexWriter): void {
    const programs = [...this.#programs].flatMap(([pid, own]) => own.map((program) => ({ pid, ...program })));
    const all = programs.flatMap(({ mappings }) => mappings);
    const texts = [...new Set(all.map(textOf))];
    const places = new Map(texts.map((text, i) => [text, i]));
    out.column('programs', [
      Float64Array.from(programs.flatMap(({ pid, since, mappings }) => [pid, since, mappings.length])),
    ]);
    out.column('mappings', [
      Float64Array.from(
        all.flatMap(({ base, end, since, until, isMovable }) => [base, end, since, until, Number(isMovable)]),
      ),
    ]);
    out.column('binaries', [Uint32Array.from(all, (mapping) => places.get(textOf(mapping))!)]);
    out.facts('texts', texts);
  }

  load(from: IndexReader): void {
    const programs = from.float64('programs');
    const numbers = from.float64('mappings');
    const binaries = from.uint32('binaries');
    const texts = from.facts('texts') as readonly string[];
    let next = 0;
    for (let p = 0; p < programs.length; p += 3) {
      const mappings: Mapping[] = [];
      for (const last = next + programs[p + 2]!; next < last; next++) {
        const [base, end, since, until, isMovable] = numbers.subarray(next * 5) as unknown as Row;
        const facts = factsOf(texts[binaries[next]!]!);
        mappings.push({ base, end, since, until, isMovable: isMovable === 1, ...facts, uses: 1 });
      }
      this.#programsOf(programs[p]!).push({ since: programs[p + 1]!, mappings });
    }
  }

  #event(kind: number, type: number, time: number, i: number, columns: Columns): void {
    const [vpid, baddr, memsz, size, path, sopath, isPic, buildId, crc, filename] = columns;
    const has = this.#fields[type]!;
    const pid = has.has('vpid') ? vpid[i]! : this.#process;
    const programs = this.#programsOf(pid);
    if (programs.length === 0) programs.push({ since: Number.NEGATIVE_INFINITY, mappings: [] });
    const last = programs.at(-1)!;
    if (kind === START) {
      // The first list tells of what was there before, too. Several processes in one can't be told apart.
      if (last.mappings.length > 0 && pid !== -1) programs.push({ since: time, mappings: [] });
      return;
    }
    const { mappings } = last;
    const base = baddr[i]!;
    if (!(base >= 0)) return;
    const known = mappings.findLast((mapping) => mapping.base === base && mapping.until === Number.POSITIVE_INFINITY);
    if (kind === MAPPED || kind === OPENED) {
      const name = this.#text(has.has('path') ? path[i]! : has.has('sopath') ? sopath[i]! : -1);
      const length = has.has('memsz') ? memsz[i]! : has.has('size') ? size[i]! : 0;
      if (name === undefined) return;
      if (known?.path === name) {
        if (kind === OPENED) known.uses++;
        return;
      }
      // Whatever isn't told otherwise is a library.
      const isMovable = !has.has('is_pic') || isPic[i] !== 0;
      this.#add(mappings, { base, end: base + Math.max(0, length || 0), path: name, isMovable, since: time });
    } else if (known === undefined) return;
    else if (kind === UNMAPPED || (kind === CLOSED && --known.uses <= 0)) known.until = time;
    else if (kind === BUILD_ID && has.has('build_id')) known.buildId = this.#text(buildId[i]!);
    else if (kind === DEBUG_LINK && has.has('filename') && has.has('crc')) {
      const name = this.#text(filename[i]!);
      if (name !== undefined) known.debugLink = { name, crc: crc[i]! };
    }
  }

  #text(id: number): string | undefined {
    return id >= 0 ? this.#strings.text(id) : undefined;
  }

  #add(mappings: Mapping[], facts: Omit<Mapping, 'until' | 'uses'>): void {
    if (mappings.length >= MOST_MAPPINGS || this.#count >= MOST_IN_ALL) return;
    this.#count++;
    const { base, end, since } = facts;
    for (const other of mappings) {
      if (other.until > since && base < other.end && other.base < end) other.until = since;
    }
    mappings.push({ ...facts, until: Number.POSITIVE_INFINITY, uses: 1 });
  }

  #programsOf(pid: number): Program[] {
    let programs = this.#programs.get(pid);
    if (programs === undefined) {
      programs = [];
      this.#programs.set(pid, programs);
      this.#lastPid = undefined;
    }
    return programs;
  }

  #programAt(pid: number, time: number): Program | undefined {
    if (pid !== this.#lastPid) {
      this.#lastPid = pid;
      this.#lastPrograms = this.#programs.get(Number.isNaN(pid) ? this.#process : pid);
    }
    return this.#lastPrograms?.findLast(({ since }) => since <= time);
  }
}

/** Has the trace events that tell where in its code a program was, and a way to know what stands there? */
export function tellsAddresses({ types }: TraceReader): boolean {
  const isMapped = types.some((type) => mappingKind(type) !== NONE);
  return types.some(({ name, fields }) => CYG_PROFILE.test(name) || (isMapped && fields.some(isAddress)));
}

function isAddress({ name, shared }: FieldInfo): boolean {
  return name === 'ip' && shared !== 'packet';
}

function textOf({ path, buildId, debugLink }: Mapping): string {
  return JSON.stringify([path, buildId ?? null, debugLink?.name ?? null, debugLink?.crc ?? null]);
}

function factsOf(text: string): Pick<Mapping, 'path' | 'buildId' | 'debugLink'> {
  const [path, buildId, name, crc] = JSON.parse(text) as [string, string | null, string | null, number | null];
  return {
    path,
    ...(buildId === null ? {} : { buildId }),
    ...(name === null || crc === null ? {} : { debugLink: { name, crc } }),
  };
}

type Row = [base: number, end: number, since: number, until: number, isMovable: number];

type Columns = readonly [
  vpid: Float64Array,
  baddr: Float64Array,
  memsz: Float64Array,
  size: Float64Array,
  path: Float64Array,
  sopath: Float64Array,
  isPic: Float64Array,
  buildId: Float64Array,
  crc: Float64Array,
  filename: Float64Array,
];
