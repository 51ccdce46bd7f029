/**
 * What the user opened, a file or a folder, to the traces in it.
 *
 * A folder is searched for folders and files that a format recognises, breadth first, in the order of their paths. A
 * recognised folder is one trace and is not searched. Links are followed, each folder is visited once. Hidden folders
 * and `node_modules` below the opened one are left out, and the search ends at a number of entries and a depth that no
 * set of traces has. What can't be read is noted, not thrown.
 *
 *     recording/ust/uid/0/64-bit   →  name '64-bit'
 *     a/trace.json, b/trace.json   →  names 'a/trace.json', 'b/trace.json'
 */
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { type Format, FormatError, type Notice } from './reader.ts';
import { formatOf, formats } from './registry.ts';

export interface FoundTrace {
  /** Absolute. */
  readonly path: string;
  /** For display; unique among those found. */
  readonly name: string;
  /** Format id. */
  readonly format: string;
}

export interface Search {
  /** Sorted by path. */
  readonly traces: readonly FoundTrace[];
  /** Folders that could not be read, and whether the search ended early. */
  readonly notices: readonly Notice[];
}

export interface SearchLimits {
  readonly depth: number;
  readonly entries: number;
}

const LIMITS: SearchLimits = { depth: 12, entries: 20_000 };

/** Throws a `FormatError` that says what was looked for if there is no trace. */
export async function findTraces(
  path: string,
  signal?: AbortSignal,
  options: { readonly among?: readonly Format[]; readonly limits?: SearchLimits } = {},
): Promise<Search> {
  const { among = formats, limits = LIMITS } = options;
  const root = resolve(path);
  const known = among.map(({ name }) => name).join(', ');
  const kind = await stat(root).catch((error: NodeJS.ErrnoException) => {
    throw new FormatError(error.code === 'ENOENT' ? 'there is no such file or folder' : error.message, root);
  });
  if (!kind.isDirectory()) {
    const found = await traceOfFile(root, among);
    if (found === undefined) throw new FormatError(`this file is no trace in a known format (${known})`, root);
    return { traces: [{ ...found, name: basename(found.path) }], notices: [] };
  }
  const search = new FolderSearch(root, among, limits, signal);
  await search.run();
  if (search.found.length === 0) {
    const problem = search.notices.map(({ message, file }) => `; ${file}: ${message}`).join('');
    throw new FormatError(`no trace in a known format (${known}) was found in this folder${problem}`, root);
  }
  return { traces: named(root, search.found), notices: search.notices };
}

/** The file itself, or the trace folder that it is a part of. */
async function traceOfFile(file: string, among: readonly Format[]): Promise<Candidate | undefined> {
  const own = formatOf(file, among);
  const folder = dirname(file);
  const around = formatOfFolder(folder, own === undefined ? among : [own]);
  if (around !== undefined) return { path: folder, format: around.id };
  return own === undefined ? undefined : { path: file, format: own.id };
}

/** The format of which this very folder is a trace: a folder above traces is none, though a format may know it by them. */
function formatOfFolder(folder: string, among: readonly Format[]): Format | undefined {
  return among.find((format) => format.isTraceFolder?.(folder));
}

interface Candidate {
  readonly path: string;
  readonly format: string;
}

class FolderSearch {
  readonly found: Candidate[] = [];
  readonly notices: Notice[] = [];
  readonly #root: string;
  readonly #among: readonly Format[];
  readonly #limits: SearchLimits;
  readonly #signal: AbortSignal | undefined;
  readonly #seen = new Set<string>();
  #entries = 0;

  constructor(root: string, among: readonly Format[], limits: SearchLimits, signal: AbortSignal | undefined) {
    this.#root = root;
    this.#among = among;
    this.#limits = limits;
    this.#signal = signal;
  }

  async run(): Promise<void> {
    let level = [this.#root];
    for (let depth = 0; level.length > 0; depth++) {
      const next: string[] = [];
      for (const folder of level) {
        if (!(await this.#visit(folder, depth, next))) {
          this.#note(`the search ended after ${this.#limits.entries} files and folders`, this.#root);
          return;
        }
      }
      if (depth === this.#limits.depth && next.length > 0) {
        this.#note(`folders more than ${depth} levels down were not searched`, this.#root);
        return;
      }
      level = next;
    }
  }

  /** False if the search has to end. */
  async #visit(folder: string, depth: number, next: string[]): Promise<boolean> {
    this.#signal?.throwIfAborted();
    try {
      if (!(await this.#isNew(folder))) return true;
      const format = formatOfFolder(folder, this.#among);
      if (format !== undefined) {
        this.found.push({ path: folder, format: format.id });
        return true;
      }
      const names = (await readdir(folder)).sort();
      for (const name of names) {
        if (++this.#entries > this.#limits.entries) return false;
        await this.#look(join(folder, name), name, next);
      }
    } catch (error) {
      this.#signal?.throwIfAborted();
      if (depth === 0) throw new FormatError((error as Error).message, folder);
      this.#note((error as Error).message, folder);
    }
    return true;
  }

  async #look(path: string, name: string, next: string[]): Promise<void> {
    this.#signal?.throwIfAborted();
    // a link that leads nowhere is no trace
    const kind = await stat(path).catch(() => undefined);
    if (kind?.isDirectory()) {
      if (!name.startsWith('.') && name !== 'node_modules') next.push(path);
    } else if (kind?.isFile() && kind.size > 0 && (await this.#isNew(path))) {
      const format = formatOf(path, this.#among);
      if (format !== undefined) this.found.push({ path, format: format.id });
    }
  }

  async #isNew(path: string): Promise<boolean> {
    const real = await realpath(path);
    if (this.#seen.has(real)) return false;
    this.#seen.add(real);
    return true;
  }

  #note(message: string, file: string): void {
    this.notices.push({ message, file });
  }
}

/** Names by the last part of the path, and by as many more as it takes to tell the traces apart. */
function named(root: string, found: readonly Candidate[]): FoundTrace[] {
  const sorted = [...found].sort((a, b) => (a.path < b.path ? -1 : 1));
  const parts = sorted.map(({ path }) =>
    [basename(root), ...relative(root, path).split(sep)].filter((part) => part !== ''),
  );
  const names = parts.map((path) => path.at(-1) ?? '');
  const deepest = Math.max(...parts.map((path) => path.length));
  for (let length = 2; length <= deepest; length++) {
    const uses = new Map<string, number>();
    for (const name of names) uses.set(name, (uses.get(name) ?? 0) + 1);
    names.forEach((name, i) => {
      if ((uses.get(name) ?? 0) > 1) names[i] = parts[i].slice(-length).join('/');
    });
  }
  return sorted.map(({ path, format }, i) => ({ path, name: names[i], format }));
}
