/** Folders outside of which nothing may be read. Paths are compared by their parts; links are the caller's to resolve. */
import { isAbsolute, relative, sep } from 'node:path';

export class AllowedFolders {
  readonly #folders: readonly string[] | undefined;

  /** `folders`: absolute; undefined for no limit. */
  constructor(folders: readonly string[] | undefined) {
    this.#folders = folders;
  }

  includes(path: string): boolean {
    return this.#folders === undefined || this.#folders.some((folder) => isBelow(path, folder));
  }
}

function isBelow(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}
