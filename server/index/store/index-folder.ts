/**
 * The folder of all kept indexes: one file a trace, named after what the trace is known by, so that a new index takes the
 * place of an old one. Several servers share it: files appear whole, by renaming, and whoever has read one needs it no more.
 *
 * All indexes together have a bounded size; those that were not used for the longest time go first.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat, statfs, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { IndexDraft } from './index-draft.ts';
import { type OpenIndex, openIndex } from './index-file.ts';
import { isAlive } from './is-alive.ts';

const MOST = 20 * 2 ** 30;
/** Of what would be free without any index. */
const SHARE = 0.25;
/** A file that is being written changes all the time; one that has not for so long (ms) was left, whoever has its process' number now. */
const LEFT_BEHIND = 10 * 60 * 1000;
const KEPT = '.index';
const UNFINISHED = '.unfinished';

/** The place for the index of one trace. */
export class KeptIndex {
  readonly #folder: string;
  readonly #path: string;
  readonly #key: string;
  readonly #most: number;
  #opening: Promise<OpenIndex | undefined> | undefined;

  /**
   * `name` stays the same as long as it is the same trace; `key` changes with all that its index depends on. `most` bytes
   * for all indexes in the folder.
   */
  constructor(folder: string, name: string, key: string, most = MOST) {
    this.#folder = folder;
    this.#path = join(folder, createHash('sha256').update(name).digest('hex').slice(0, 32) + KEPT);
    this.#key = key;
    this.#most = most;
  }

  /** Undefined if there is none that is whole and fits. Opened once, also if it is asked for again. */
  open(): Promise<OpenIndex | undefined> {
    this.#opening ??= this.#open();
    return this.#opening;
  }

  async #open(): Promise<OpenIndex | undefined> {
    try {
      const index = await openIndex(this.#path, this.#key);
      const now = new Date();
      await utimes(this.#path, now, now).catch(() => undefined);
      return index;
    } catch {
      return undefined;
    }
  }

  /** What it holds can't be used. */
  async remove(): Promise<void> {
    (await this.#opening)?.close();
    this.#opening = undefined;
    await rm(this.#path, { force: true });
  }

  /** Resolves once the index is safe on the disk; without one if it would be too large. Throws what the disk says. */
  async write(draft: IndexDraft, pause: () => Promise<void>): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    if (!(await this.#makeRoom(draft.size))) return;
    const unfinished = `${this.#path}.${process.pid}.${randomUUID()}${UNFINISHED}`;
    try {
      await draft.write(unfinished, this.#key, pause);
      await rename(unfinished, this.#path);
    } catch (error) {
      await rm(unfinished, { force: true });
      throw error;
    }
    await synced(this.#folder);
  }

  async #makeRoom(needed: number): Promise<boolean> {
    await clearUnfinished(this.#folder);
    const { bavail, bsize } = await statfs(this.#folder);
    const files = await this.#files();
    let used = files.reduce((sum, { size }) => sum + size, 0);
    const limit = Math.min(this.#most, (bavail * bsize + used) * SHARE);
    if (needed > limit) return false;
    for (const { path, size } of files) {
      if (used + needed <= limit) break;
      await rm(path, { force: true });
      used -= size;
    }
    return true;
  }

  /** All other indexes, the least recently used first. */
  async #files(): Promise<readonly { path: string; size: number }[]> {
    const files: { path: string; size: number; used: number }[] = [];
    for (const name of await readdir(this.#folder)) {
      const path = join(this.#folder, name);
      const found = await stat(path).catch(() => undefined);
      if (found === undefined || path === this.#path) continue;
      if (name.endsWith(KEPT)) files.push({ path, size: found.size, used: found.mtimeMs });
    }
    return files.sort((a, b) => a.used - b.used);
  }
}

/** Removes what servers that are no more have left half written. Also called when a server starts. */
export async function clearUnfinished(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    if (!name.endsWith(UNFINISHED)) continue;
    const path = join(folder, name);
    const writer = Number(name.split('.').at(-3));
    const found = await stat(path).catch(() => undefined);
    const isLeft = found !== undefined && (!isAlive(writer) || Date.now() - found.mtimeMs > LEFT_BEHIND);
    if (isLeft) await rm(path, { force: true });
  }
}

/** A rename lasts once its folder is on the disk. Not all systems can be asked for that. */
async function synced(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
