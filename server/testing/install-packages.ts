/**
 * Packages that only some tests need, in folders of their own with their own lock files: the first test that needs them
 * installs them. Test files run in processes of their own, so one of them installs and the others wait for it.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

/** Whoever has held the lock for longer was killed. */
const LOCK_LIMIT_MS = 5 * 60_000;
const UNREACHABLE =
  /EAI_AGAIN|ENOTFOUND|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|NewConnectionError|No matching distribution found/;

/**
 * Installs with npm what the lock file of `folder` names. Answers why that can't be had: no registry; undefined if it is
 * there. (`npm ci` would insist on packages for other platforms, which not every registry has.)
 */
export function installPackages(folder: string): Promise<string | undefined> {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  return installOnce(
    join(folder, 'node_modules'),
    readFileSync(join(folder, 'package-lock.json')),
    'npm registry',
    () => run(npm, ['install', '--no-save', ...options], folder),
  );
}

/**
 * Has `install` fill the folder `into`, once for each content of `lock`, whoever asks. Answers why not, if `from` can't be
 * reached; rejects with what went wrong otherwise.
 */
export async function installOnce(
  into: string,
  lock: Uint8Array,
  from: string,
  install: () => Promise<unknown>,
): Promise<string | undefined> {
  const wanted = createHash('sha256').update(lock).digest('hex');
  const stamp = join(into, '.installed');
  const busy = join(into, '.installing');
  mkdirSync(into, { recursive: true });
  while (!isInstalled(stamp, wanted)) {
    if (!takeLock(busy)) {
      await pause(200);
      continue;
    }
    try {
      if (isInstalled(stamp, wanted)) continue;
      await install();
      writeFileSync(stamp, wanted);
    } catch (error) {
      const told = (error as { stderr?: string }).stderr?.trim() || (error as Error).message;
      const [why] = told.split('\n').filter((line) => UNREACHABLE.test(line));
      if (why !== undefined) return `the ${from} can't be reached: ${why.trim()}`;
      throw new Error(`${into} could not be filled: ${told}`);
    } finally {
      rmSync(busy, { recursive: true, force: true });
    }
  }
  return undefined;
}

export function run(command: string, args: readonly string[], cwd: string): Promise<{ stdout: string }> {
  return promisify(execFile)(command, args, { cwd, shell: process.platform === 'win32', maxBuffer: 1 << 26 });
}

function isInstalled(stamp: string, wanted: string): boolean {
  try {
    return readFileSync(stamp, 'utf8') === wanted;
  } catch {
    return false;
  }
}

function takeLock(path: string): boolean {
  try {
    mkdirSync(path);
    return true;
  } catch {
    const since = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
    if (since !== undefined && Date.now() - since > LOCK_LIMIT_MS) rmSync(path, { recursive: true, force: true });
    return false;
  }
}
