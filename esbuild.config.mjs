/**
 * Makes `dist/`: one bundle a side, nothing to install beside it.
 *   dist/server/     ES modules for Node ≥ 22.14 (or Electron as Node), with better-sqlite3's prebuilt binaries
 *   dist/extension/  CommonJS for the extension host; `vscode` stays outside
 *   dist/webview/    scripts and styles for the webviews and the plain page
 *   dist/THIRD-PARTY-NOTICES.txt  the licences of the packages in them
 * `--watch` keeps them fresh; `--production` minifies and leaves source maps out.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { build, context } from 'esbuild';
import { thirdPartyNotices } from './scripts/third-party-notices.mjs';

const watch = process.argv.includes('--watch');
const production = process.argv.includes('--production');

const common = {
  bundle: true,
  logLevel: 'warning',
  metafile: true,
  sourcemap: production ? false : 'linked',
  minify: production,
  // tsp-typescript-client gets its transport and its JSON from client/tsp/transport.ts, so these two are never called.
  alias: { 'json-bigint': './client/tsp/replaced.cjs', 'node-fetch': './client/tsp/replaced.cjs' },
};

const server = {
  ...common,
  entryPoints: {
    main: 'server/main.ts',
    worker: 'server/engine/worker.ts',
    'calls-thread': 'server/calls/service/worker.ts',
    'ctf-thread': 'server/formats/ctf/parallel/ctf-thread.ts',
  },
  outdir: 'dist/server',
  platform: 'node',
  format: 'esm',
  target: 'node22',
  splitting: true,
  loader: { '.node': 'empty' },
  // Bundled CommonJS packages call `require` for Node's own modules.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
};

const extension = {
  ...common,
  entryPoints: { main: 'extension/vscode/main.ts' },
  outdir: 'dist/extension',
  outExtension: { '.js': '.cjs' },
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  external: ['vscode'],
};

const webview = {
  ...common,
  entryPoints: {
    view: 'webview/view/main.tsx',
    form: 'webview/form/main.tsx',
    configurations: 'webview/configurations/main.tsx',
    calls: 'webview/calls/main.tsx',
    page: 'webview/page/main.tsx',
  },
  outdir: 'dist/webview',
  platform: 'browser',
  format: 'iife',
  target: 'es2024',
  minify: true,
  define: { 'process.env.NODE_ENV': '"production"' },
  alias: { ...common.alias, 'markdown-to-jsx/react': './webview/form/plain-text.tsx' },
  jsx: 'automatic',
};

function copyFiles() {
  const native = 'node_modules/better-sqlite3/prebuilds';
  mkdirSync('dist/server/native', { recursive: true });
  for (const file of readdirSync(native)) cpSync(`${native}/${file}`, `dist/server/native/${file}`);
  mkdirSync('dist/webview', { recursive: true });
  cpSync('webview/page/page.html', 'dist/webview/page.html');
}

/** A side whose entry is not there yet is left out. */
function existing(options) {
  const entryPoints = Object.fromEntries(Object.entries(options.entryPoints).filter(([, path]) => existsSync(path)));
  return { ...options, entryPoints };
}

/**
 * A CommonJS package that is loaded by `import()` has lost its names in the bundle, all but `default`, unlike in Node.
 * A file of ours that imports it statically can be loaded late instead.
 */
function checkLateImports({ outputs }) {
  for (const { entryPoint = '', exports } of Object.values(outputs)) {
    if (/node_modules\/.*\.c?js$/.test(entryPoint) && String(exports) === 'default') {
      throw new Error(`import('${entryPoint}') has nothing but a default in the bundle: import it statically`);
    }
  }
}

if (!watch) rmSync('dist', { recursive: true, force: true });
copyFiles();
const metafiles = [];
for (const options of [server, extension, webview].map(existing)) {
  if (Object.keys(options.entryPoints).length === 0) continue;
  if (watch) await (await context(options)).watch();
  else metafiles.push((await build(options)).metafile);
}
metafiles.forEach(checkLateImports);
if (!watch) writeFileSync('dist/THIRD-PARTY-NOTICES.txt', thirdPartyNotices(metafiles));
