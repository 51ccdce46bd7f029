/**
 * Which paths may be opened, and what lies there.
 *
 * With roots, only what lies below one of them, after links are resolved. Without a token every local program could ask,
 * so then nothing may be opened unless the user has named roots.
 */
import { accessSync, constants, type Dirent, readdirSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { QueryError } from '../analyses/output.ts';
import { AllowedFolders } from '../binaries/allowed-folders.ts';
import { HttpError } from '../http/http-error.ts';

const MOST_ENTRIES = 20_000;

export class Places {
  /** As named and with links resolved. */
  readonly roots: readonly string[] | undefined;
  readonly #allowed: AllowedFolders;

  /** `roots`: undefined for no limit. Throws an error that names the root if one can't be found. */
  constructor(roots: readonly string[] | undefined) {
    this.roots = roots?.flatMap((root) => [resolve(root), realRoot(root)]);
    this.#allowed = new AllowedFolders(this.roots);
  }

  /** The absolute path that a URI or path means. Throws 400, 403, 404 or 406 with the path named. */
  resolve(uri: string, parameter: string): string {
    const path = toPath(uri, parameter);
    this.#check(path, path);
    let real: string;
    try {
      real = realpathSync(path);
      accessSync(real, constants.R_OK);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ENOTDIR') {
        throw new HttpError(404, `No trace at ${path}`, 'There is no such file or folder.');
      }
      throw new HttpError(406, 'Cannot read the trace', `${path}: ${message}`);
    }
    this.#check(real, path);
    const kind = statSync(real);
    // Opening a pipe or a device could wait for ever.
    if (kind.isFile() || kind.isDirectory()) return path;
    throw new HttpError(406, 'Cannot read the trace', `${path} is neither a file nor a folder.`);
  }

  /** Throws 403 if what lies there, or would lie there, may not be opened, or links below it lead to what may not. */
  check(path: string): void {
    this.#checkTarget(path);
    const real = this.roots && target(path);
    if (real === undefined) return;
    for (const link of linksBelow(real)) this.#checkTarget(link);
  }

  allows(path: string): boolean {
    try {
      this.#checkTarget(path);
      return true;
    } catch {
      return false;
    }
  }

  #checkTarget(path: string): void {
    this.#check(path, path);
    const real = target(path);
    if (real !== undefined) this.#check(real, path);
  }

  #check(path: string, named: string): void {
    if (this.#allowed.includes(path)) return;
    const hint = this.roots?.length === 0 ? 'none is; start the server with --allow' : 'see --allow';
    throw new HttpError(403, 'Access denied', `${named} is not below a folder that may be opened (${hint}).`);
  }
}

/** Where a path leads to; undefined if nothing is there. */
function target(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

/** Throws 403 where a folder is too large for a trace, so that looking takes no time that others miss. */
function* linksBelow(path: string): Generator<string> {
  let entries = 0;
  const folders = statSync(path).isDirectory() ? [path] : [];
  for (const folder of folders) {
    for (const entry of entriesOf(folder)) {
      if (++entries > MOST_ENTRIES)
        throw new HttpError(403, 'Access denied', `${path} has too many files for a trace.`);
      const below = join(folder, entry.name);
      if (entry.isSymbolicLink()) yield below;
      else if (entry.isDirectory()) folders.push(below);
    }
  }
}

/** None if the folder can't be read: then nobody reads what is in it. */
function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function realRoot(root: string): string {
  try {
    return realpathSync(root);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'there is no such folder' : message;
    throw new Error(`--allow ${resolve(root)}: ${reason}.`);
  }
}

function toPath(uri: string, parameter: string): string {
  if (uri.includes('\0')) throw new QueryError(`"${parameter}" has a character that no path can have`, parameter);
  if (/^file:/i.test(uri)) {
    try {
      return resolve(fileURLToPath(uri));
    } catch (error) {
      throw new QueryError(`"${parameter}" is not the address of a file: ${(error as Error).message}`, parameter);
    }
  }
  if (!isAbsolute(uri)) throw new QueryError(`"${parameter}" must be an absolute path or a file: address`, parameter);
  return resolve(uri);
}
