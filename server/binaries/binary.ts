/**
 * One binary that a trace has mapped, with the file that holds its debug information where that is another one: its
 * functions, and the source lines of its code, which are read when they are first asked for.
 *
 * A file that is not the one that ran (its build id differs) is not used. Debug files are looked for as debuggers do: by
 * build id and by debug link, beside the binary and below the system's folder for them.
 */
import { posix } from 'node:path';
import type { Pausing } from '../index/row-order.ts';
import { BinaryError } from './byte-file.ts';
import { type DebugLink, ElfFile } from './elf-file.ts';
import type { FileSystem } from './file-system.ts';
import { FunctionTable } from './function-table.ts';
import { LineTable } from './line-table.ts';

const DEBUG_FOLDER = '/usr/lib/debug';

/** As the trace tells it. */
export interface BinaryFacts {
  /** On the machine that was traced. */
  readonly path: string;
  /** Hexadecimal digits. */
  readonly buildId?: string;
  readonly debugLink?: DebugLink;
}

/** Something of this file can't be used. */
export type Tell = (message: string, file: string) => void;

export class Binary {
  /** The address that the first loaded byte has in the tables. */
  readonly loadAddress: number;
  readonly functions: FunctionTable | undefined;
  /** Once it has been read. */
  lines: LineTable | undefined;
  /** The file that holds source lines. */
  readonly #linesIn: string | undefined;
  #reading: Promise<void> | undefined;

  constructor(loadAddress: number, functions: FunctionTable | undefined, linesIn: string | undefined) {
    this.loadAddress = loadAddress;
    this.functions = functions;
    this.#linesIn = linesIn;
  }

  /** Of memory. */
  get bytes(): number {
    return (this.functions?.bytes ?? 0) + (this.lines?.bytes ?? 0);
  }

  readLines(pace: Pausing, tell: Tell): Promise<void> {
    this.#reading ??= this.#readLines(pace, tell).catch((error) => {
      this.#reading = undefined;
      throw error;
    });
    return this.#reading;
  }

  async #readLines(pace: Pausing, tell: Tell): Promise<void> {
    if (this.#linesIn === undefined) return;
    const path = this.#linesIn;
    const elf = await usable(ElfFile.open(path), path, tell);
    this.lines = elf && (await usable(LineTable.of(elf, pace), path, tell));
    await elf?.close();
  }
}

/** Undefined if no file is there. Tells of what is there but can't be used. Throws what `pace` throws. */
export async function readBinary(
  facts: BinaryFacts,
  files: FileSystem,
  pace: Pausing,
  tell: Tell,
): Promise<Binary | undefined> {
  const opened: ElfFile[] = [];
  const open = async (path: string): Promise<ElfFile | undefined> => {
    const real = await files.find(path);
    const elf = real && (await usable(ElfFile.open(real), real, tell));
    if (!elf) return undefined;
    opened.push(elf);
    return elf;
  };
  try {
    const main = await sameBuild(await open(facts.path), facts.buildId, tell);
    const isWhole = main?.has('.symtab') && main.has('.debug_line');
    const debug = isWhole ? undefined : await debugFile(facts, main, open, pace, tell);
    const elfs = [main, debug].filter((elf) => elf !== undefined);
    if (elfs.length === 0) return undefined;
    let functions: FunctionTable | undefined;
    for (const name of ['.symtab', '.dynsym'] as const) {
      for (const elf of elfs) functions ??= await usable(FunctionTable.of(elf, name, pace), elf.path, tell);
    }
    return new Binary(elfs[0]!.loadAddress, functions, elfs.find((elf) => elf.has('.debug_line'))?.path);
  } finally {
    for (const elf of opened) await elf.close();
  }
}

/** What is read, unless the file stands in the way of it. */
async function usable<T>(reading: Promise<T>, path: string, tell: Tell): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (!(error instanceof BinaryError) && (error as NodeJS.ErrnoException).code === undefined) throw error;
    tell(`It can't be read for debug information: ${(error as Error).message}`, path);
    return undefined;
  }
}

type Open = (path: string) => Promise<ElfFile | undefined>;

async function sameBuild(
  elf: ElfFile | undefined,
  buildId: string | undefined,
  tell: Tell,
): Promise<ElfFile | undefined> {
  if (elf === undefined || buildId === undefined) return elf;
  if ((await buildIdOf(elf)) === buildId) return elf;
  tell('Binaries of this machine are not used that differ (by build id) from those that were traced.', elf.path);
  return undefined;
}

async function debugFile(
  facts: BinaryFacts,
  main: ElfFile | undefined,
  open: Open,
  pace: Pausing,
  tell: Tell,
): Promise<ElfFile | undefined> {
  const buildId = facts.buildId ?? (main && (await buildIdOf(main)));
  if (buildId !== undefined && /^[0-9a-f]{4,}$/.test(buildId)) {
    const path = posix.join(DEBUG_FOLDER, '.build-id', buildId.slice(0, 2), `${buildId.slice(2)}.debug`);
    const elf = await open(path);
    if (elf !== undefined && (await buildIdOf(elf)) === buildId) return elf;
  }
  const link = (main && (await main.debugLink().catch(() => undefined))) ?? facts.debugLink;
  if (link === undefined || link.name.includes('/') || link.name.includes('\0')) return undefined;
  const folder = posix.dirname(facts.path);
  for (const place of [folder, posix.join(folder, '.debug'), posix.join(DEBUG_FOLDER, folder)]) {
    const path = posix.join(place, link.name);
    if (path === facts.path) continue;
    const elf = await open(path);
    if (elf !== undefined && (await usable(elf.file.checksum(pace), elf.path, tell)) === link.crc) return elf;
  }
  return undefined;
}

async function buildIdOf(elf: ElfFile): Promise<string | undefined> {
  return elf.buildId().catch(() => undefined);
}
