#!/usr/bin/env node
/**
 * Looks like a VS Code executable to `@vscode/test-electron`, but runs the extension in VS Code's server with a headless
 * Chromium as its window. Understands the arguments that `runTests` passes: a folder to open, the extension under
 * development, the test bundle. Variables named HEDDLE_E2E_* are handed on to the
 * extension host.
 *
 * The workbench itself starts the tests and reports through two functions that it looks for in its page:
 * `codeAutomationExit(code)` and `codeAutomationLog(type, arguments)`. The exit code of this process is the tests'; when
 * it is not 0, the workbench's log and a picture of it are left in HEDDLE_E2E_OUT.
 */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { format } from 'node:util';
import { startBrowser, startServer } from './workbench.mjs';

const TIME_LIMIT = Number(process.env.HEDDLE_E2E_TIME_LIMIT ?? 240_000);

function parse(argv) {
  const parsed = { development: [], tests: undefined, folder: undefined, extensions: undefined };
  for (const argument of argv) {
    const [name, value] = argument.startsWith('--') ? argument.slice(2).split(/=(.*)/s) : ['folder', argument];
    if (name === 'extensionDevelopmentPath') parsed.development.push(resolve(value));
    else if (name === 'extensionTestsPath') parsed.tests = resolve(value);
    else if (name === 'extensions-dir') parsed.extensions = value;
    else if (name === 'folder') parsed.folder = resolve(value);
  }
  return parsed;
}

function address(authority, { development, tests, folder }) {
  const remote = (path) => `vscode-remote://${authority}${path}`;
  const payload = development.map((path) => ['extensionDevelopmentPath', remote(path)]);
  if (tests) payload.push(['extensionTestsPath', remote(tests)]);
  const passed = Object.entries(process.env).filter(([name]) => name.startsWith('HEDDLE_E2E_'));
  payload.push(['extensionEnvironment', JSON.stringify(Object.fromEntries(passed))]);
  const url = new URL(`http://${authority}/`);
  if (folder) url.searchParams.set('folder', folder);
  else url.searchParams.set('ew', 'true');
  url.searchParams.set('payload', JSON.stringify(payload));
  return url.href;
}

const options = parse(process.argv.slice(2));
const server = await startServer({ driver: true, extensionsFolder: options.extensions });
const browser = await startBrowser();
let code = 2;
const log = [];
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const ended = new Promise((resolve) => page.exposeFunction('codeAutomationExit', resolve));
  await page.exposeFunction('codeAutomationLog', (type, values) => {
    log.push(`[${type}] ${format(...values)}`);
  });
  await page.goto(address(server.authority, options));
  const late = new Promise((resolve) => setTimeout(resolve, TIME_LIMIT, 124).unref());
  code = await Promise.race([ended, late]);
  if (code === 124) console.error(`The tests did not end within ${TIME_LIMIT / 1000} s.`);
  if (code !== 0 && process.env.HEDDLE_E2E_OUT) {
    writeFileSync(`${process.env.HEDDLE_E2E_OUT}/workbench.log`, log.join('\n'));
    await page.screenshot({ path: `${process.env.HEDDLE_E2E_OUT}/integration-failure.png` });
  }
} finally {
  await browser.close();
  await server.stop();
}
process.exit(code);
