/**
 * Installs the editors that the e2e tests drive, once: code-server (VS Code's own server and workbench, as npm carries
 * it) and playwright-core. Nothing is compiled: every install runs without scripts, which costs only code-server's log
 * files. Chromium is Debian's; it is installed when that can be done without asking.
 *
 * Idempotent: a stamp holds the lock file's hash. First run about 35 s and 600 MB, later ones a few milliseconds.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const here = import.meta.dirname;
const vscode = join(here, 'node_modules/code-server/lib/vscode');

function run(command, args, cwd, environment = {}) {
  const done = spawnSync(command, args, {
    cwd,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  if (done.status !== 0) {
    throw new Error(`${command} ${args.join(' ')} in ${cwd} failed:\n${done.error?.message ?? done.stderr}`);
  }
}

const npm = (args, cwd) =>
  run('npm', [...args, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], cwd);

function installHosts() {
  const stamp = join(here, 'node_modules/.installed');
  const hash = createHash('sha256')
    .update(readFileSync(join(here, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  console.log('Installing code-server and playwright-core into e2e/hosts …');
  npm(['ci'], here);
  npm(['install', '--omit=dev'], vscode);
  npm(['install', '--omit=dev'], join(vscode, 'extensions'));
  run(process.execPath, ['postinstall.mjs'], join(vscode, 'extensions'));
  writeFileSync(stamp, hash);
}

function findChromium() {
  const named = process.env.CHROMIUM;
  return [named, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
    (path) => path && existsSync(path),
  );
}

function installChromium() {
  const found = findChromium();
  if (found) return found;
  const advice = 'No Chromium found. Install one, or name it in the environment variable CHROMIUM.';
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) throw new Error(advice);
  console.log('Installing Chromium from Debian …');
  const quiet = { DEBIAN_FRONTEND: 'noninteractive' };
  run('apt-get', ['update', '-q'], here, quiet);
  run('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium'], here, quiet);
  const installed = findChromium();
  if (!installed) throw new Error(advice);
  return installed;
}

/** Makes the hosts ready and says where they are. Throws an error that names what is missing. */
export function install() {
  const chromium = installChromium();
  installHosts();
  return {
    chromium,
    /** VS Code's server as code-server bundles it: the one that takes a test payload. */
    server: join(vscode, 'out/server-main.js'),
    /** code-server itself: the process that a user runs. */
    codeServer: join(here, 'node_modules/code-server/out/node/entry.js'),
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) console.log(install());
