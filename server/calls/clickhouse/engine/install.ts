/**
 * ClickHouse itself, as a library, for tests: installed into this folder by the first test that needs it, 550 MB in some
 * ten seconds. Test files run in processes of their own, so one of them installs and the others wait for it. (`npm ci`
 * would insist on the engine's packages for other platforms, which not every registry has.)
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

const HERE = import.meta.dirname;
const STAMP = join(HERE, 'node_modules/.installed');
const LOCK = join(HERE, '.installing');
/** Whoever has held it for longer was killed. */
const LOCK_LIMIT_MS = 5 * 60_000;

/** Why there is no engine; undefined if there is one. */
export async function installEngine(): Promise<string | undefined> {
  const wanted = createHash('sha256')
    .update(readFileSync(join(HERE, 'package-lock.json')))
    .digest('hex');
  while (!isInstalled(wanted)) {
    if (!takeLock()) {
      await pause(200);
      continue;
    }
    try {
      if (isInstalled(wanted)) continue;
      const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
      const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
      await promisify(execFile)(npm, ['install', '--no-save', ...options], {
        cwd: HERE,
        shell: process.platform === 'win32',
      });
      writeFileSync(STAMP, wanted);
    } catch (error) {
      const told = (error as { stderr?: string }).stderr?.trim() || (error as Error).message;
      if (/EAI_AGAIN|ENOTFOUND|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH/.test(told))
        return `the npm registry, from which ClickHouse's engine comes, can't be reached: ${told.split('\n')[0]}`;
      throw new Error(`ClickHouse's engine could not be installed into ${HERE}: ${told}`);
    } finally {
      rmSync(LOCK, { recursive: true, force: true });
    }
  }
  try {
    createRequire(join(HERE, 'package.json'))('chdb');
    return undefined;
  } catch (error) {
    return `ClickHouse's engine doesn't run on ${process.platform}-${process.arch}: ${(error as Error).message}`;
  }
}

function isInstalled(wanted: string): boolean {
  try {
    return readFileSync(STAMP, 'utf8') === wanted;
  } catch {
    return false;
  }
}

function takeLock(): boolean {
  try {
    mkdirSync(LOCK);
    return true;
  } catch {
    const since = statSync(LOCK, { throwIfNoEntry: false })?.mtimeMs;
    if (since !== undefined && Date.now() - since > LOCK_LIMIT_MS) rmSync(LOCK, { recursive: true, force: true });
    return false;
  }
}
