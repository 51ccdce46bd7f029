/** Files with symbols as `nm` prints them: those that lie beside a trace, and any that somebody names. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { NmMap } from './nm-map.ts';

const KNOWN_NAMES = new Set(['cyg-profile-mapping.txt', 'symbols.txt']);
const LARGEST_FILE = 256 * 2 ** 20;

/**
 * The maps beside a trace: in its folder `*.map`, `symbols.txt` and `cyg-profile-mapping.txt`, in the folder above the
 * latter two. Files that can't be read or hold no symbols are passed over: they were only guessed at.
 */
export async function mapsBeside(tracePath: string): Promise<NmMap[]> {
  const folder = (await isFolder(tracePath)) ? tracePath : dirname(tracePath);
  const above = dirname(folder);
  const candidates = [
    ...(await names(folder))
      .filter((name) => KNOWN_NAMES.has(name) || name.endsWith('.map'))
      .map((name) => join(folder, name)),
    ...(await names(above)).filter((name) => KNOWN_NAMES.has(name)).map((name) => join(above, name)),
  ];
  const maps = await Promise.all(candidates.map((path) => readMap(path).catch(() => undefined)));
  return maps.filter((map) => map !== undefined);
}

/** Throws if the file can't be read; undefined if it holds no symbols. */
export async function readMap(path: string): Promise<NmMap | undefined> {
  const found = await stat(path);
  // Reading a pipe could wait for ever.
  if (!found.isFile()) throw new Error(`${path} is not a file`);
  const { size } = found;
  if (size > LARGEST_FILE) throw new RangeError(`${path}: ${size} bytes are too many for a symbol map`);
  return NmMap.parse(await readFile(path, 'utf8'));
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

async function names(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}
