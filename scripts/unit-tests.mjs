/** Runs every `*.test.ts` that lies beside the code, and passes arguments on to Node's test runner. */
import { spawnSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { availableParallelism } from 'node:os';

const files = globSync('{client,extension,server,webview}/**/*.test.ts', { exclude: ['**/node_modules/**'] }).sort();
if (files.length === 0) throw new Error('no tests found');
if (!existsSync('dist/server/main.js')) throw new Error('build first');
const flags = [
  '--test',
  '--test-timeout=120000',
  `--test-concurrency=${availableParallelism()}`,
  '--disable-warning=ExperimentalWarning',
];
const env = { ...process.env, NODE_COMPILE_CACHE: 'node_modules/.cache/compiled' };
const { status } = spawnSync(process.execPath, [...flags, ...process.argv.slice(2), ...files], {
  stdio: 'inherit',
  env,
});
process.exit(status ?? 1);
