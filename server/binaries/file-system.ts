/**
 * The files of the machine that was traced, as far as they may be read here: this machine's own, or a copy below a folder.
 * Paths are those of the trace, which may name anything: only absolute ones are taken, and none leads out of the copy or
 * of the folders that may be read.
 */
import { realpath } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { AllowedFolders } from './allowed-folders.ts';

export interface FileSystemOptions {
  /** Outside of these folders (absolute, links resolved) nothing is read; absent for no limit. */
  readonly allowed?: readonly string[];
  /** Where the traced machine's file system lies; absent where it is this machine's. */
  readonly root?: string;
}

export class FileSystem {
  readonly #allowed: AllowedFolders;
  readonly #root: string | undefined;

  constructor({ allowed, root }: FileSystemOptions) {
    this.#allowed = new AllowedFolders(allowed);
    this.#root = root;
  }

  /** Where the file at `path` of the traced machine really lies; undefined if there is none that may be read. */
  async find(path: string): Promise<string | undefined> {
    if (!posix.isAbsolute(path) || path.includes('\0') || path.includes('\\')) return undefined;
    // A Windows machine is not the one that was traced: there such a path names something else, or another machine.
    if (this.#root === undefined && process.platform === 'win32') return undefined;
    // A path with two slashes first may mean another machine.
    const own = posix.normalize(path).replace(/^\/+/, '/');
    const here = this.#root === undefined ? own : join(this.#root, own);
    if (!this.#allowed.includes(here)) return undefined;
    const real = await realpath(here).catch(() => undefined);
    return real !== undefined && this.#allowed.includes(real) ? real : undefined;
  }
}

/** Where nothing may be read. */
export const NO_FILES = new FileSystem({ allowed: [] });
