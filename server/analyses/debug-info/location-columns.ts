/**
 * Columns of the events table that tell where in its code a program was: in which binary, function and source line. The
 * address is that of a function which an event tells of by itself (`cyg_profile`), or the context `ip`.
 *
 * Cells are made for the lines that somebody looks at; binaries that these lie in are read when they are first needed.
 */
import type { FieldRequest, TableColumn, TraceReader } from '../../formats/reader.ts';
import { StringTable } from '../../index/string-table.ts';
import type { Pace } from '../pace.ts';
import type { Symbols } from '../symbols/symbols.ts';
import { tellsAddresses } from './binary-mappings.ts';
import type { CodePlace } from './code-place.ts';
import { CYG_PROFILE } from './mapping-events.ts';

const STRIDE = 64;

interface LocationColumn extends TableColumn {
  readonly text: (symbols: Symbols, place: CodePlace) => string | undefined;
  /** What has to be read for it. */
  readonly needs: 'nothing' | 'functions' | 'lines';
}

const COLUMNS: readonly LocationColumn[] = [
  {
    name: 'Binary Location',
    description: 'The binary that the event comes from, and where in it',
    type: 'STRING',
    text: (symbols, place) => symbols.binaryText(place),
    needs: 'nothing',
  },
  {
    name: 'Function Location',
    description: 'The function that the event comes from, and where in it',
    type: 'STRING',
    text: (symbols, place) => symbols.functionText(place),
    needs: 'functions',
  },
  {
    name: 'Source Location',
    description: 'The line of source code that the event comes from',
    type: 'STRING',
    text: (symbols, place) => symbols.sourceText(place),
    needs: 'lines',
  },
];

/** The columns that the events of this trace have. */
export function locationColumns(reader: TraceReader): readonly TableColumn[] {
  return tellsAddresses(reader) ? COLUMNS : [];
}

const REQUESTS: readonly FieldRequest[] = [
  { name: 'addr', as: 'key' },
  { name: 'ip', as: 'key' },
  { name: 'vpid', as: 'key' },
];

export class LocationColumns {
  readonly #reader: TraceReader;
  readonly #symbols: Symbols;
  /** By event type: which of the fields tells the address, −1 for none. */
  readonly #sources: Int8Array;
  readonly #hasProcess: Uint8Array;

  constructor(reader: TraceReader, symbols: Symbols) {
    this.#reader = reader;
    this.#symbols = symbols;
    const fields = reader.types.map((type) => new Set(type.fields.map(({ name }) => name)));
    this.#sources = Int8Array.from(reader.types, ({ name }, type) => {
      if (CYG_PROFILE.test(name) && fields[type]!.has('addr')) return 0;
      return fields[type]!.has('ip') ? 1 : -1;
    });
    this.#hasProcess = Uint8Array.from(fields, (names) => (names.has('vpid') ? 1 : 0));
  }

  /** The cells of events [from, to) in the columns of these names, row by row. */
  async cells(from: number, to: number, names: readonly string[], pace: Pace): Promise<string[][]> {
    const columns = names.flatMap((name) => COLUMNS.find((column) => column.name === name) ?? []);
    const places = await this.#places(from, to);
    const needs = columns.map((column) => column.needs);
    if (needs.some((need) => need !== 'nothing')) {
      const known = places.filter((place) => place !== undefined);
      await this.#symbols.prepare(known, needs.includes('lines'), pace);
    }
    const rows: string[][] = [];
    for (const [i, place] of places.entries()) {
      rows.push(columns.map(({ text }) => (place === undefined ? '' : (text(this.#symbols, place) ?? ''))));
      if (i % STRIDE === 0) await pace.pause();
    }
    return rows;
  }

  async #places(from: number, to: number): Promise<(CodePlace | undefined)[]> {
    const places: (CodePlace | undefined)[] = [];
    for await (const { length, time, type, fields } of this.#reader.scan(from, to, REQUESTS, new StringTable())) {
      for (let i = 0; i < length; i++) {
        const source = this.#sources[type[i]!]!;
        const address = source < 0 ? -1 : fields[source]![i]!;
        const pid = this.#hasProcess[type[i]!] === 1 ? fields[2]![i]! : Number.NaN;
        places.push(address >= 0 ? { pid, time: time[i]!, address } : undefined);
      }
    }
    return places;
  }
}
