/**
 * What lies where in the memory of each process of a trace: binaries, from when to when.
 *
 * A process has lists of mappings: a new one with each program that it starts. What was before the first list belongs to
 * it. A mapping holds from the event that tells of it until the binary is unloaded, or something else lies there; before,
 * if nothing else did, since programs run on while the list is written, and libraries while they are loaded.
 *
 * Addresses are doubles; what lies at or above 2^53 is no user space. Cost: an object a mapping, of which a process has
 * some dozens; those beyond a limit are passed over.
 */
import type { IndexReader, IndexWriter, Kept } from '../../index/store/kept.ts';

/** Mappings of one program. */
const MOST_MAPPINGS = 4096;
/** Mappings of a trace. */
const MOST_IN_ALL = 1 << 18;

/** Where nothing tells processes apart. */
export const NO_PROCESS = -1;

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

export class MappedMemory implements Kept {
  /** The process of events that don't tell it. */
  readonly #process: number;
  readonly #programs = new Map<number, Program[]>();
  readonly #numbers = new Map<string, number>();
  #count = 0;
  /** Mostly the same process is asked about again. */
  #lastPid: number | undefined;
  #lastPrograms: readonly Program[] | undefined;

  constructor(process: number) {
    this.#process = process;
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

  /** The process starts to list what it has mapped. */
  begin(pid: number, since: number): void {
    const programs = this.#programsOf(pid);
    // The first list tells of what was there before, too. Several processes in one can't be told apart.
    const isFirst = programs.at(-1)!.mappings.length === 0;
    if (!isFirst && this.#own(pid) !== NO_PROCESS) programs.push({ since, mappings: [] });
  }

  /** What was mapped last at `base` and still is. */
  lasting(pid: number, base: number): Mapping | undefined {
    const { mappings } = this.#programsOf(pid).at(-1)!;
    return mappings.findLast((mapping) => mapping.base === base && mapping.until === Number.POSITIVE_INFINITY);
  }

  /** Whatever lay there is gone. */
  map(pid: number, facts: Omit<Mapping, 'until' | 'uses'>): void {
    const { mappings } = this.#programsOf(pid).at(-1)!;
    if (mappings.length >= MOST_MAPPINGS || this.#count >= MOST_IN_ALL) return;
    this.#count++;
    const { base, end, since } = facts;
    for (const other of mappings) {
      if (other.until > since && base < other.end && other.base < end) other.until = since;
    }
    mappings.push({ ...facts, until: Number.POSITIVE_INFINITY, uses: 1 });
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
      const [pid, since] = [programs[p]!, programs[p + 1]!];
      const own = this.#programs.get(pid) ?? [];
      own.push({ since, mappings });
      this.#programs.set(pid, own);
    }
  }

  #own(pid: number): number {
    return Number.isNaN(pid) ? this.#process : pid;
  }

  /** Of the process, at least one. */
  #programsOf(pid: number): Program[] {
    const own = this.#own(pid);
    let programs = this.#programs.get(own);
    if (programs === undefined) {
      programs = [{ since: Number.NEGATIVE_INFINITY, mappings: [] }];
      this.#programs.set(own, programs);
      this.#lastPid = undefined;
    }
    return programs;
  }

  #programAt(pid: number, time: number): Program | undefined {
    if (pid !== this.#lastPid) {
      this.#lastPid = pid;
      this.#lastPrograms = this.#programs.get(this.#own(pid));
    }
    return this.#lastPrograms?.findLast(({ since }) => since <= time);
  }
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
