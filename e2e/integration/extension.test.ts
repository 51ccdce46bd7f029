/** The extension in the real extension host: what it opens, what it offers, and how it gets over a server's death. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ConfigurationTarget, commands, extensions, Uri, window, workspace } from 'vscode';
import type { ExperimentInfo } from '../../client/messages.ts';
import type { HeddleApi } from '../../extension/vscode/api.ts';
import { largeTrace } from '../fixtures.ts';

const folder = process.env.HEDDLE_E2E_WORKSPACE as string;
const inWorkspace = (name: string) => Uri.file(join(folder, name));

/** Resolves when `holds` does, asked at each change. */
function until(api: HeddleApi, holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    if (holds()) return resolve();
    const listening = api.onDidChangeExperiments(() => {
      if (!holds()) return;
      listening.dispose();
      resolve();
    });
  });
}

async function indexed(api: HeddleApi, { uuid }: ExperimentInfo): Promise<ExperimentInfo> {
  const now = () => api.experiments.find((experiment) => experiment.uuid === uuid);
  await until(api, () => now()?.indexing === 'COMPLETED');
  return now() as ExperimentInfo;
}

const tabs = () => window.tabGroups.all.flatMap((group) => group.tabs.map(({ label }) => label));

/** The host hears of a new tab a moment later. */
async function tab(label: string): Promise<void> {
  while (!tabs().includes(label)) {
    await new Promise((resolve) => {
      const listening = window.tabGroups.onDidChangeTabs(() => {
        listening.dispose();
        resolve(undefined);
      });
    });
  }
}

suite('the extension', () => {
  const extension = extensions.getExtension<HeddleApi>('heddle.heddle');
  let api: HeddleApi;

  test('is not active before it is used, and no server runs', () => {
    assert.ok(extension);
    assert.equal(extension.isActive, false);
  });

  test('is activated by a command, without starting a server', async () => {
    await commands.executeCommand('heddle.showLog');
    assert.equal(extension?.isActive, true);
    api = extension?.exports as HeddleApi;
    assert.equal(api.version, 1);
    assert.deepEqual(api.experiments, []);
    assert.equal(api.serverProcess, undefined);
  });

  test('opens a file from the Explorer’s menu, shows it, and makes it the active one', async () => {
    await commands.executeCommand('heddle.openResource', inWorkspace('kitchen.json'));
    const { activeExperiment } = api;
    assert.ok(activeExperiment);
    const kitchen = await indexed(api, activeExperiment);
    assert.equal(kitchen.name, 'kitchen.json');
    assert.equal(kitchen.traces.length, 1);
    assert.ok(kitchen.events > 0);
    await tab('kitchen.json');
    assert.ok(api.serverProcess);
  });

  test('offers its outputs', async () => {
    const outputs = await api.outputs(api.activeExperiment?.uuid as string);
    const types = new Set(outputs.map(({ type }) => type));
    for (const type of ['TABLE', 'TIME_GRAPH', 'TREE_TIME_XY', 'DATA_TREE'] as const) {
      assert.ok(types.has(type), `${type} among ${[...types]}`);
    }
  });

  test('shows what is open already instead of opening it twice', async () => {
    const before = api.activeExperiment?.uuid;
    const again = await api.openTraces([inWorkspace('kitchen.json')]);
    assert.equal(again.uuid, before);
    assert.equal(api.experiments.length, 1);
  });

  test('makes one experiment of several paths', async () => {
    const copy = inWorkspace('kitchen-2.json');
    copyFileSync(inWorkspace('kitchen.json').fsPath, copy.fsPath);
    const both = await indexed(api, await api.openTraces([inWorkspace('kitchen.json'), copy]));
    assert.equal(both.name, 'kitchen.json and 1 more');
    assert.equal(both.traces.length, 2);
    await api.closeExperiment(both.uuid);
    rmSync(copy.fsPath);
  });

  test('makes one experiment of what is selected in the Explorer', async () => {
    const copy = inWorkspace('kitchen-3.json');
    copyFileSync(inWorkspace('kitchen.json').fsPath, copy.fsPath);
    await commands.executeCommand('heddle.openResource', copy, [copy, inWorkspace('kitchen.json')]);
    const { activeExperiment } = api;
    assert.equal(activeExperiment?.traces.length, 2);
    await api.closeExperiment(activeExperiment.uuid);
    rmSync(copy.fsPath);
  });

  test('opens a file “with” the trace view', async () => {
    const copy = inWorkspace('kitchen-4.json');
    copyFileSync(inWorkspace('kitchen.json').fsPath, copy.fsPath);
    await commands.executeCommand('vscode.openWith', copy, 'heddle.trace');
    await until(api, () => api.experiments.some(({ name }) => name === 'kitchen-4.json'));
    const { uuid } = api.experiments.find(({ name }) => name === 'kitchen-4.json') as ExperimentInfo;
    await tab('kitchen-4.json');
    await api.closeExperiment(uuid);
    rmSync(copy.fsPath);
  });

  test('opens a CTF folder, also when its metadata file is named', async function () {
    const ctf = inWorkspace('glxgears');
    if (!existsSync(ctf.fsPath)) this.skip();
    const experiment = await indexed(api, await api.openTraces([ctf]));
    assert.ok(experiment.events > 0);
    const same = await api.openTraces([Uri.joinPath(ctf, 'metadata')]);
    assert.equal(same.uuid, experiment.uuid);
    await api.closeExperiment(experiment.uuid);
  });

  test('says of a file without a trace that there is none, and which', async () => {
    await assert.rejects(api.openTraces([inWorkspace('no-trace.json')]), /no-trace\.json/);
    await assert.rejects(api.openTraces([inWorkspace('not-there')]), /not-there/);
  });

  test('shows each output in the one view', async () => {
    const experiment = await api.openTraces([inWorkspace('kitchen.json')]);
    for (const { id, type } of await api.outputs(experiment.uuid)) {
      if (type !== 'NONE') await api.showOutput(experiment.uuid, id);
    }
    assert.equal(tabs().filter((label) => label === 'kitchen.json').length, 1);
  });

  test('recovers when the server is killed while it indexes, with all that was open', async () => {
    const large = inWorkspace('large.json');
    writeFileSync(large.fsPath, largeTrace(1_500_000));
    const before = api.experiments.map(({ uuid }) => uuid);
    const { uuid } = await api.openTraces([large]);
    const killed = api.serverProcess as number;
    assert.equal(api.experiments.find((known) => known.uuid === uuid)?.indexing, 'RUNNING');
    process.kill(killed, 'SIGKILL');
    await until(api, () => api.serverProcess !== killed && api.serverProcess !== undefined);
    const after = await indexed(api, { uuid } as ExperimentInfo);
    assert.equal(after.events, 1_500_000);
    assert.deepEqual(api.experiments.map((known) => known.uuid).sort(), [...before, uuid].sort());
    await api.closeExperiment(uuid);
    rmSync(large.fsPath);
  });

  test('closing an experiment while it is indexed leaves the others', async () => {
    const large = inWorkspace('large.json');
    writeFileSync(large.fsPath, largeTrace(1_500_000));
    const { uuid } = await api.openTraces([large]);
    await api.closeExperiment(uuid);
    assert.deepEqual(
      api.experiments.map(({ name }) => name),
      ['kitchen.json'],
    );
    rmSync(large.fsPath);
  });

  test('goes to another server that the settings name, and back', async () => {
    const own = api.serverProcess as number;
    const data = mkdtempSync(join(tmpdir(), 'heddle-other-'));
    const main = join(extension?.extensionPath as string, 'dist/server/main.js');
    const other = spawn(process.execPath, [main, 'serve', '--data', data], {
      stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
    });
    const [line] = await once(createInterface(other.stdout as NodeJS.ReadableStream), 'line');
    const settings = workspace.getConfiguration('heddle');
    await settings.update('server.url', JSON.parse(line).tsp, ConfigurationTarget.Workspace);
    await until(api, () => api.experiments.length === 0);
    const { uuid } = await api.openTraces([inWorkspace('kitchen.json')]);
    assert.equal(api.serverProcess, undefined);
    assert.throws(() => process.kill(own, 0), 'the bundled server has ended');
    await api.closeExperiment(uuid);
    await settings.update('server.url', undefined, ConfigurationTarget.Workspace);
    other.kill();
    await until(api, () => api.serverProcess === undefined && api.experiments.length === 0);
    await api.openTraces([inWorkspace('kitchen.json')]);
    assert.ok(api.serverProcess);
    rmSync(data, { recursive: true, force: true });
  });

  test('stops the server when told to, and starts it again on the next use', async () => {
    const first = api.serverProcess as number;
    await commands.executeCommand('heddle.stopServer');
    assert.equal(api.serverProcess, undefined);
    assert.throws(() => process.kill(first, 0));
    const { name } = await api.openTraces([inWorkspace('kitchen.json')]);
    assert.equal(name, 'kitchen.json');
    assert.ok(api.serverProcess);
  });
});
