/**
 * `npm run test:e2e`: the tests that need a real VS Code workbench.
 *
 * 1. Integration: mocha suites inside the real extension host, through @vscode/test-electron's `runTests`.
 * 2. Journeys: what a user sees and does, with Chromium before the workbench and the packaged extension in it.
 * 3. SDKs: the weave SDK of Python, as its users have it, where there is a Python and a package index.
 *
 * Installs the hosts on first use; leaves screenshots and logs in `e2e/out`. The last line is "N passed, N failed".
 * An argument limits the run: `integration`, `journeys`, `sdks`, or part of a file's name.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { run as runTestFiles } from 'node:test';
import { spec } from 'node:test/reporters';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { writeWorkspace } from './fixtures.ts';
import { install } from './hosts/install.mjs';

const root = resolve(import.meta.dirname, '..');
const out = join(root, 'e2e/out');
const only = process.argv[2];
const totals = { passed: 0, failed: 0, skipped: 0 };

async function integration() {
  const suites = globSync('e2e/integration/*.test.ts', { cwd: root });
  const bundles = join(out, 'integration');
  await build({
    absWorkingDir: root,
    entryPoints: ['e2e/integration/mocha-entry.ts', ...suites],
    outdir: bundles,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
  const workspace = join(out, 'workspace');
  writeWorkspace(root, workspace);
  const result = join(out, 'integration.json');
  const report = join(out, 'integration.txt');
  try {
    await runTests({
      vscodeExecutablePath: join(root, 'e2e/hosts/code-launcher.mjs'),
      extensionDevelopmentPath: root,
      extensionTestsPath: join(bundles, 'mocha-entry.cjs'),
      launchArgs: [workspace],
      extensionTestsEnv: {
        HEDDLE_E2E_OUT: out,
        HEDDLE_E2E_WORKSPACE: workspace,
        HEDDLE_E2E_RESULT: result,
        HEDDLE_E2E_REPORT: report,
        HEDDLE_E2E_SUITES: JSON.stringify(suites.map((file) => join(bundles, basename(file).replace(/\.ts$/, '.cjs')))),
        NODE_PATH: join(root, 'node_modules'),
      },
    });
  } catch (error) {
    console.error(String(error));
    // The suites themselves tell how many failed; anything else is a failure of its own.
    if (!existsSync(result)) totals.failed += 1;
  }
  if (existsSync(report)) console.log(readFileSync(report, 'utf8'));
  if (existsSync(result)) add(JSON.parse(readFileSync(result, 'utf8')));
}

async function journeysAndSdks() {
  const files = globSync('e2e/{journeys,sdks}/*.test.ts', { cwd: root }).filter((file) => !only || file.includes(only));
  packageExtension(root, 'heddle.vsix');
  packageExtension(join(root, 'e2e/third-party'), 'third-party.vsix');
  const stream = runTestFiles({ files: files.map((file) => join(root, file)), concurrency: 1, timeout: 600_000 });
  stream.on('test:pass', ({ details, skip }) => {
    if (details?.type !== 'suite') add(skip ? { skipped: 1 } : { passed: 1 });
  });
  stream.on('test:fail', ({ details }) => {
    if (details?.type !== 'suite') add({ failed: 1 });
  });
  const printed = stream.compose(spec);
  printed.pipe(process.stdout, { end: false });
  await new Promise((done) => printed.once('end', done));
}

/** The journeys take what a user takes: the VSIX. */
function packageExtension(cwd, name) {
  const arguments_ = [
    'package',
    '--no-dependencies',
    '--no-rewrite-relative-links',
    '--allow-missing-repository',
    '--skip-license',
  ];
  const vsce = join(root, 'node_modules/.bin/vsce');
  const made = spawnSync(vsce, [...arguments_, '--out', join(out, name)], { cwd, encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`The extension cannot be packaged:\n${made.stdout}${made.stderr}`);
}

function add({ passed = 0, failed = 0, skipped = 0 }) {
  totals.passed += passed;
  totals.failed += failed;
  totals.skipped += skipped;
}

if (!existsSync(join(root, 'dist/extension/main.cjs'))) throw new Error('Build first: npm run build');
install();
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

if (!only || only === 'integration') await integration();
if (only !== 'integration') await journeysAndSdks();

if (totals.skipped > 0) console.log(`${totals.skipped} skipped`);
console.log(`${totals.passed} passed, ${totals.failed} failed`);
process.exit(totals.failed > 0 ? 1 : 0);
