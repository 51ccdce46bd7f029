/**
 * The texts of single events for the events table, decoded from the file at the event's offset. Cost: one read and one
 * small JSON text an event, so it suits the rows on a screen.
 */

import type { ByteSource } from '../byte-source.ts';
import type { FieldRequest, TableColumn, Track } from '../reader.ts';
import { ByteInterner } from './byte-interner.ts';
import { MAX_EVENT } from './document-scanner.ts';
import { EventScanner, ID_ABSENT, ID_HEX, NO_TEXT, TEXT_KEY } from './event-scanner.ts';
import { INCOMPLETE } from './json-bytes.ts';
import { phaseLetter } from './phases.ts';

type CellColumn = Omit<TableColumn, 'scanned'> & { readonly from?: FieldRequest };

const CELL_COLUMNS: readonly CellColumn[] = [
  { name: 'Name', description: 'Name of the event', type: 'STRING', from: { name: 'name', as: 'text' } },
  { name: 'Category', description: 'Categories of the event', type: 'STRING', from: { name: 'cat', as: 'text' } },
  {
    name: 'Phase',
    description: 'Phase letter: what kind of event it is',
    type: 'STRING',
    from: { name: 'ph', as: 'text' },
  },
  { name: 'Process', description: 'Process name and id', type: 'STRING', from: { name: '$track', as: 'number' } },
  { name: 'Thread', description: 'Thread name and id', type: 'STRING', from: { name: '$track', as: 'number' } },
  {
    name: 'Duration',
    description: 'Duration of a complete event, in nanoseconds',
    type: 'DURATION',
    from: { name: 'dur', as: 'number' },
  },
  { name: 'ID', description: 'Id that ties events together', type: 'STRING', from: { name: 'id', as: 'text' } },
  { name: 'Args', description: 'Arguments of the event, as JSON', type: 'STRING' },
];

/** `tracks` is asked only once events are. */
export function cellColumns(tracks: () => readonly Track[]): readonly TableColumn[] {
  return CELL_COLUMNS.map(({ from: request, ...column }): TableColumn => {
    if (request === undefined) return column;
    if (request.name !== '$track') return { ...column, scanned: { request } };
    const texts = new Map<number, string>();
    const text = (track: number): string => {
      const { pid, tid, threadName } = tracks()[track]!;
      if (column.name === 'Thread') return named(threadName, tid);
      return named(tracks().findLast((other) => other.pid === pid)?.processName, pid);
    };
    const known = (track: number): string => {
      const told = texts.get(track) ?? text(track);
      texts.set(track, told);
      return told;
    };
    return { ...column, scanned: { request, text: known } };
  });
}

const FIRST_READ = 1 << 12;
/** Longer arguments are cut, and end in '…'. */
const MAX_ARGS = 10_000;
const MAX_RAW_ARGS = 1 << 16;

export class EventCells {
  readonly #source: ByteSource;
  readonly #tracks: readonly Track[];
  readonly #texts = new ByteInterner();
  readonly #event = new EventScanner(this.#texts);
  #bytes = Buffer.alloc(FIRST_READ + 1);
  #threads: Map<string, Track> | undefined;
  #processes: Map<string, Track> | undefined;

  constructor(source: ByteSource, tracks: readonly Track[]) {
    this.#source = source;
    this.#tracks = tracks;
  }

  row(offset: number, columns: readonly number[]): string[] {
    const found = this.#read(offset);
    return columns.map((column) => (found ? this.#cell(CELL_COLUMNS[column]?.name) : ''));
  }

  /** False if the event can't be read any more (the file has changed). */
  #read(offset: number): boolean {
    for (let size = FIRST_READ; ; size *= 4) {
      if (this.#bytes.length <= size) this.#bytes = Buffer.alloc(size + 1);
      const read = this.#source.readAt(this.#bytes.subarray(0, size), offset);
      this.#bytes[read] = 0;
      const result = read > 0 ? this.#event.scan(this.#bytes, 0, read) : 0;
      if (result > 0) return true;
      if (result !== INCOMPLETE || read < size || size > MAX_EVENT) return false;
    }
  }

  #cell(name: string | undefined): string {
    const event = this.#event;
    switch (name) {
      case 'Name':
        return this.#text(event.name);
      case 'Category':
        return this.#text(event.cat);
      case 'Phase':
        return phaseLetter(event.phase);
      case 'Process': {
        const pid = this.#key(event.pid);
        this.#processes ??= new Map(this.#tracks.map((track) => [track.pid, track]));
        return named(this.#processes.get(pid)?.processName, pid);
      }
      case 'Thread': {
        const tid = this.#key(event.tid);
        this.#threads ??= new Map(this.#tracks.map((track) => [`${track.pid}\n${track.tid}`, track]));
        return named(this.#threads.get(`${this.#key(event.pid)}\n${tid}`)?.threadName, tid);
      }
      case 'Duration':
        return event.hasDur && !Number.isNaN(event.dur.totalNanos) ? String(event.dur.totalNanos) : '';
      case 'ID':
        if (event.idForm === ID_ABSENT) return '';
        return event.idForm === ID_HEX ? `0x${event.id.toString(16)}` : this.#key(event.id);
      case 'Args':
        return compact(
          this.#bytes.toString('utf8', event.argsStart, Math.min(event.argsEnd, event.argsStart + MAX_RAW_ARGS)),
        );
      default:
        return '';
    }
  }

  #text(id: number): string {
    return id === NO_TEXT ? '' : this.#texts.text(id);
  }

  #key(key: number): string {
    return key <= TEXT_KEY ? this.#texts.text(TEXT_KEY - key) : String(key);
  }
}

function named(name: string | undefined, id: string): string {
  return name === undefined || name === '' ? id : `${name} (${id})`;
}

/** JSON without the space between its tokens; numbers stay as they are written, however long. */
function compact(json: string): string {
  const dense = json.replace(/("(?:[^"\\]|\\.)*")|\s+/gs, (_, text) => text ?? '');
  return dense.length > MAX_ARGS ? `${dense.slice(0, MAX_ARGS)}…` : dense;
}
