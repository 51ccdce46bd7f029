/**
 * Runs a task in a checkout that may be fresh, on a machine that may have nothing but an older Node: installs what the
 * lock file names if that has not been done, then runs the task under the Node that the project pins.
 * Plain JavaScript without imports from outside Node, since it runs before anything is installed.
 *
 *   node scripts/run.mjs start|build|test|e2e|lint|format|bench|package [arguments]
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..');
const bin = join(root, 'node_modules', '.bin');
const windows = process.platform === 'win32';
const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` };

function run(command, args) {
  const { status, signal, error } = spawnSync(command, args, { cwd: root, env, stdio: 'inherit', shell: windows });
  if (error) {
    console.error(`${command}: ${error.message}`);
    process.exit(1);
  }
  if (signal) process.exit(130);
  if (status !== 0) process.exit(status ?? 1);
}

/** `npm ci`, once per lock file. Packages that are only linked to belong to another checkout, and are left alone. */
function install() {
  const packages = join(root, 'node_modules');
  if (lstatSync(packages, { throwIfNoEntry: false })?.isSymbolicLink()) return;
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const mark = join(packages, '.installed-lock');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === lock) return;
  console.error('Installing the packages of the lock file…');
  run('npm', ['ci', '--loglevel=error']);
  writeFileSync(mark, lock);
}

const node = (...args) => run('node', args);
const build = () => node('esbuild.config.mjs');

const tasks = {
  build: (args) => node('esbuild.config.mjs', ...args),
  start: (args) => {
    build();
    node('scripts/start.mjs', ...args);
  },
  test: (args) => {
    build();
    node('scripts/unit-tests.mjs', ...args);
  },
  e2e: (args) => {
    build();
    node('e2e/run.mjs', ...args);
  },
  lint: () => {
    run('tsc', ['-p', '.']);
    run('biome', ['check', '.']);
    run('depcruise', ['extension', 'server', 'webview', 'client']);
  },
  format: () => run('biome', ['check', '--write', '.']),
  bench: (args) => {
    build();
    node('bench/run.mjs', ...args);
  },
  package: (args) => {
    node('esbuild.config.mjs', '--production');
    run('vsce', ['package', '--no-dependencies', '--no-rewrite-relative-links', '--allow-missing-repository', ...args]);
  },
};

const [name, ...args] = process.argv.slice(2);
const task = tasks[name];
if (!task) {
  console.error(`usage: node scripts/run.mjs ${Object.keys(tasks).join('|')}`);
  process.exit(2);
}
install();
task(args);
