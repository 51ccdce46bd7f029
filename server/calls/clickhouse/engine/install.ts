/**
 * ClickHouse itself, as a library, for tests: installed into this folder by the first test that needs it, 550 MB in some
 * ten seconds.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { installPackages } from '../../../testing/install-packages.ts';

const HERE = import.meta.dirname;

/** Why there is no engine; undefined if there is one. */
export async function installEngine(): Promise<string | undefined> {
  const missing = await installPackages(HERE);
  if (missing !== undefined) return missing;
  try {
    createRequire(join(HERE, 'package.json'))('chdb');
    return undefined;
  } catch (error) {
    return `ClickHouse's engine doesn't run on ${process.platform}-${process.arch}: ${(error as Error).message}`;
  }
}
