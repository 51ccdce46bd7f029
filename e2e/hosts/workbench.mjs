/**
 * A real VS Code workbench for tests: VS Code's server (as code-server carries it) and a headless Chromium.
 *
 * `startServer` gives each run a state folder of its own and its own process group, because the server leaves extension
 * hosts behind when only its own process is ended. `stop` ends the group and deletes the state unless it was given.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { install } from './install.mjs';

const READY = /Extension host agent listening on (\d+)/;

/** Settings for a workbench that shows nothing but what is tested, and does not ask the network. */
export const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'git.enabled': false,
  'window.commandCenter': false,
};

/** The environment of whoever starts the tests must not steer the editor that is tested. */
function cleanEnvironment() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VSCODE|ELECTRON)_/.test(name)));
}

/**
 * Starts a server on a free port. `driver` turns on VS Code's own test driver (the page may then name a test bundle, but
 * dialogs and toasts are off). Resolves to `{ authority, folder, stop() }`.
 */
export async function startServer({ driver = false, settings = {}, vsix = [], extensionsFolder, state } = {}) {
  const hosts = install();
  const folder = state ?? mkdtempSync(join(tmpdir(), 'heddle-workbench-'));
  const extensions = extensionsFolder ?? join(folder, 'extensions');
  mkdirSync(join(folder, 'data/Machine'), { recursive: true });
  writeFileSync(join(folder, 'data/Machine/settings.json'), JSON.stringify({ ...quietSettings, ...settings }));
  const environment = cleanEnvironment();
  const common = ['--server-data-dir', folder, '--extensions-dir', extensions, '--accept-server-license-terms'];

  // One after the other: an extension needs what it depends on.
  for (const file of vsix) {
    const installed = spawnSync(process.execPath, [hosts.server, ...common, '--install-extension', file], {
      env: environment,
      encoding: 'utf8',
    });
    if (installed.status !== 0) throw new Error(`The VSIX does not install:\n${installed.stdout}${installed.stderr}`);
  }

  const server = spawn(
    process.execPath,
    [
      hosts.server,
      ...common,
      ...['--host', '127.0.0.1', '--port', '0', '--without-connection-token'],
      ...['--disable-telemetry', '--disable-workspace-trust'],
      ...(driver ? ['--enable-smoke-test-driver'] : []),
    ],
    { env: environment, stdio: ['ignore', 'pipe', 'pipe'], detached: true },
  );
  let log = '';
  const port = await new Promise((resolve, reject) => {
    const read = (chunk) => {
      log += chunk;
      const ready = READY.exec(log);
      if (ready) resolve(ready[1]);
    };
    server.stdout.on('data', read);
    server.stderr.on('data', read);
    server.once('exit', (code) => reject(new Error(`VS Code's server ended with ${code}:\n${log}`)));
  });

  const kill = (signal) => {
    try {
      process.kill(-server.pid, signal);
    } catch {
      // The whole group is gone already.
    }
  };
  return {
    authority: `127.0.0.1:${port}`,
    folder,
    log: () => log,
    async stop() {
      const gone = new Promise((resolve) => server.once('exit', resolve));
      kill('SIGTERM');
      if (server.exitCode === null && server.signalCode === null) await gone;
      kill('SIGKILL');
      if (!state) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** A browser that can reach nothing but this machine's hosts. */
export function startBrowser() {
  return chromium.launch({
    executablePath: install().chromium,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
