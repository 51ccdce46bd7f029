/**
 * A token that outlives the server: for addresses that users copy into their environment. It lies in the data folder,
 * readable for the user only; servers that share the folder share it, also if they look for it at the same time.
 */
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { newToken } from './access.ts';

const FORM = /^[\w-]{43}$/;

/** Throws what the file system does. A file that holds no token is replaced. */
export function keptToken(file: string): string {
  const kept = read(file);
  if (kept !== undefined) return kept;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const own = `${file}.${process.pid}`;
  writeFileSync(own, `${newToken()}\n`, { mode: 0o600 });
  try {
    // Unlike a rename it fails where another server was quicker.
    linkSync(own, file);
  } catch {
    if (read(file) === undefined) renameSync(own, file);
  } finally {
    rmSync(own, { force: true });
  }
  return read(file)!;
}

function read(file: string): string | undefined {
  try {
    const text = readFileSync(file, 'utf8').trim();
    return FORM.test(text) ? text : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
