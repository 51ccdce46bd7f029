/**
 * Which binary is mapped where, when, in which process: from what LTTng-UST tells of it (`mapping-events.ts`). Without the
 * context `vpid`, and without a word on it in the trace's properties, all is one process.
 */
import type { EventBatch, FieldInfo, FieldRequest, TraceReader } from '../../formats/reader.ts';
import type { IndexReader, IndexWriter } from '../../index/store/kept.ts';
import type { StringTable } from '../../index/string-table.ts';
import type { Analysis } from '../analysis.ts';
import type { LocationColumns } from './location-columns.ts';
import { MappedMemory, NO_PROCESS } from './mapped-memory.ts';
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

const REQUESTS: readonly FieldRequest[] = [
  { name: 'vpid', as: 'key' },
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

export class BinaryMappings implements Analysis {
  readonly keptAs = 'binary mappings 1';
  readonly requests: readonly FieldRequest[];
  readonly memory: MappedMemory;
  readonly parts: readonly LocationColumns[];
  readonly #strings: StringTable;
  /** By event type. */
  readonly #kinds: Uint8Array;
  readonly #isEmpty: boolean;
  readonly #fields: readonly ReadonlySet<string>[];

  /** Undefined where the trace tells no addresses of user-space code. */
  static of(reader: TraceReader, strings: StringTable, parts: readonly LocationColumns[]): BinaryMappings | undefined {
    const applies = reader.types.some((type) => mappingKind(type) !== NONE) || tellsAddresses(reader);
    return applies ? new BinaryMappings(reader, strings, parts) : undefined;
  }

  constructor({ types, properties }: TraceReader, strings: StringTable, parts: readonly LocationColumns[]) {
    this.#strings = strings;
    this.#kinds = Uint8Array.from(types, mappingKind);
    this.#isEmpty = this.#kinds.every((kind) => kind === NONE);
    this.requests = this.#isEmpty ? [] : REQUESTS;
    this.#fields = types.map(({ fields }) => new Set(fields.map(({ name }) => name)));
    const pid = Number(properties.get('vpid') ?? Number.NaN);
    this.memory = new MappedMemory(Number.isSafeInteger(pid) ? pid : NO_PROCESS);
    this.parts = parts;
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
    this.memory.save(out);
  }

  load(from: IndexReader): void {
    this.memory.load(from);
  }

  #event(kind: number, type: number, time: number, i: number, columns: Columns): void {
    const [vpid, baddr, memsz, size, path, sopath, isPic, buildId, crc, filename] = columns;
    const has = this.#fields[type]!;
    const pid = has.has('vpid') ? vpid[i]! : Number.NaN;
    if (kind === START) {
      this.memory.begin(pid, time);
      return;
    }
    const base = baddr[i]!;
    if (!(base >= 0)) return;
    const known = this.memory.lasting(pid, base);
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
      this.memory.map(pid, { base, end: base + Math.max(0, length || 0), path: name, isMovable, since: time });
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
}

/** Has the trace events that tell where in its code a program was, and a way to know what stands there? */
export function tellsAddresses({ types }: TraceReader): boolean {
  const isMapped = types.some((type) => mappingKind(type) !== NONE);
  return types.some(({ name, fields }) => CYG_PROFILE.test(name) || (isMapped && fields.some(isAddress)));
}

function isAddress({ name, shared }: FieldInfo): boolean {
  return name === 'ip' && shared !== 'packet';
}

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
