/** A Python that can run the weave SDK, with the SDK in a folder of its own, once for each content of the requirements. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { installOnce, run } from '../../server/testing/install-packages.ts';

const REQUIREMENTS = join(import.meta.dirname, 'requirements.txt');
const PACKAGES = join(import.meta.dirname, '../../node_modules/.cache/weave-python');
const ASK = 'import sys, pip; assert sys.version_info >= (3, 10); print(sys.version, sys.executable, sep="\\n")';

export interface Python {
  readonly command: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Or why there is none. */
export async function installPython(): Promise<Python | string> {
  const found = await findPython();
  if (found === undefined) return 'there is no Python ≥ 3.10 with pip';
  const { command, version } = found;
  const lock = Buffer.concat([readFileSync(REQUIREMENTS), Buffer.from(version)]);
  const pip = ['-m', 'pip', 'install', '--quiet', '--no-input', '--disable-pip-version-check', '--no-compile'];
  const options = ['--only-binary=:all:', '--upgrade', '--target', PACKAGES, '--requirement', REQUIREMENTS];
  const missing = await installOnce(PACKAGES, lock, 'Python package index', () =>
    run(command, [...pip, ...options], import.meta.dirname),
  );
  return missing ?? { command, environment: { PYTHONPATH: PACKAGES, PYTHONNOUSERSITE: '1' } };
}

async function findPython(): Promise<{ command: string; version: string } | undefined> {
  for (const name of ['python3', 'python', 'python3.13', 'python3.12', 'python3.11', 'python3.10']) {
    try {
      const { stdout } = await run(name, ['-c', ASK], import.meta.dirname);
      return { command: stdout.trim().split('\n').at(-1) ?? name, version: stdout };
    } catch {
      // Not there, or too old.
    }
  }
  return undefined;
}
