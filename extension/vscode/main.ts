/**
 * The extension's composition: makes the parts, gives each what it needs, registers commands and views. VS Code loads it
 * when a view of ours is opened, a command is run, a trace is opened "with" us, or a panel of ours comes back after a
 * reload; nothing of it runs before, and the server starts only when something has to be asked.
 */
import { commands, type ExtensionContext, env, Uri, window, workspace } from 'vscode';
import type { ExperimentInfo, OutputInfo, StoredConfiguration } from '../../client/messages.ts';
import type { HeddleApi } from './api.ts';
import { Backend } from './backend.ts';
import { FileChooser } from './choose-file.ts';
import { ConfigurationCommands } from './configuration-commands.ts';
import { Configurations } from './configurations.ts';
import { ConfigurationsTree } from './configurations-tree.ts';
import { DerivedOutputs } from './derived-outputs.ts';
import { Experiments } from './experiments.ts';
import { ExplorerCommands } from './explorer-commands.ts';
import { Cancelled, reportingTo } from './failures.ts';
import { FormPanels } from './form-panels.ts';
import { createLog } from './log.ts';
import { ManagerPanel } from './manager-panel.ts';
import { NewConfiguration, type Target } from './new-configuration.ts';
import { TraceOpener } from './open-traces.ts';
import { OutputCommands, typesInMenus } from './output-commands.ts';
import { OutputsTree } from './outputs-tree.ts';
import { resetShift, shiftTrace } from './shift-trace.ts';
import { serverMenu, statusItem } from './status-item.ts';
import { EDITOR_TYPE, TraceEditor } from './trace-editor.ts';
import { type TraceNode, type TracesNode, TracesTree } from './traces-tree.ts';
import { TypeModules } from './type-modules.ts';
import { registerViewCommands, ViewPanels } from './view-panels.ts';

let running: Backend | undefined;

export function activate(context: ExtensionContext): HeddleApi {
  const log = createLog();
  const reporting = reportingTo(log);
  const backend = new Backend(context, log);
  running = backend;
  const experiments = new Experiments(backend, { window: context.workspaceState, user: context.globalState });
  const opener = new TraceOpener(backend, experiments);
  const configurations = new Configurations(backend, experiments);
  const files = new FileChooser(context.workspaceState);
  const created = (experiment: string, output: OutputInfo): Promise<void> => outputs.created(experiment, output);
  const panels: ViewPanels = new ViewPanels(context, backend, experiments, {
    customise: (experiment, outputId, typeId, parameters) =>
      withOutput(experiment, outputId, async (target) =>
        fresh.over(target, await configurations.type(typeId), parameters),
      ),
    changeOutput: (experiment, outputId, change) => derived.change(experiment, outputId, change),
  });
  const forms = new FormPanels(context.extensionUri, {
    ...{ backend, experiments, configurations, files, drafts: context.workspaceState, created },
    stored: async (configuration, sample) => {
      await showStored(configuration);
      // A parser was made to read this file.
      if (sample !== undefined) await openWith(Uri.file(sample), configuration.configuration.id);
    },
  });
  const fresh = new NewConfiguration({ backend, experiments, configurations, forms, created });
  const derived = new DerivedOutputs({ backend, experiments, configurations, forms, fresh, created });
  const modules = new TypeModules(backend, configurations, log);
  const withOutput = async <T>(experiment: string, outputId: string, act: (target: Target) => Promise<T>) => {
    const output = await experiments.findOutput(experiment, outputId);
    if (!output) throw new Error('This output is not there any more.');
    return act({ experiment, output });
  };

  const show = async (experiment: ExperimentInfo) => {
    await panels.show(experiment);
    return experiment;
  };
  const openAndShow = async (uris: readonly Uri[]) => show(await opener.open(uris.map(({ fsPath }) => fsPath)));
  const openWith = async ({ fsPath }: Uri, parser: string) => show(await opener.openWith(fsPath, parser));
  const open = (uris: readonly Uri[]) => reporting('open the trace', () => openAndShow(uris));

  const tracesTree = new TracesTree(experiments, (uris) => void open(uris));
  const traces = window.createTreeView('heddle.traces', {
    treeDataProvider: tracesTree,
    dragAndDropController: tracesTree,
  });
  const types = typesInMenus(context.extension.packageJSON);
  const outputsTree = new OutputsTree(experiments, configurations, new Set(types));
  const view = window.createTreeView('heddle.outputs', { treeDataProvider: outputsTree, showCollapseAll: true });
  const outputs = new OutputCommands({ experiments, configurations, panels, fresh, derived, tree: outputsTree, view });
  const storedTree = new ConfigurationsTree(configurations, () => backend.state.kind === 'up');
  const storedView = window.createTreeView('heddle.configurations', {
    treeDataProvider: storedTree,
    showCollapseAll: true,
  });
  const configurationCommands = new ConfigurationCommands({
    ...{ configurations, experiments, forms, files, fresh, outputs, view: storedView },
  });
  const manager = new ManagerPanel(context.extensionUri, {
    ...{ configurations, experiments, files, fresh, outputs, commands: configurationCommands },
  });
  /** What was stored for itself is shown where it is listed. */
  const showStored = async ({ configuration }: StoredConfiguration) => {
    const node = await storedTree.find(configuration.id);
    if (node && storedView.visible) await storedView.reveal(node, { select: true, focus: false });
    window.setStatusBarMessage(`$(check) Stored “${configuration.name}”`, 5000);
  };

  const showActive = () => {
    const { active } = experiments;
    view.description = active?.name;
    void commands.executeCommand('setContext', 'heddle.hasActive', active !== undefined);
  };
  showActive();

  const on = (command: string, act: (...args: never[]) => unknown) => commands.registerCommand(command, act);
  const editor = new TraceEditor(opener, panels);
  context.subscriptions.push(
    ...[
      log,
      experiments,
      configurations,
      panels,
      forms,
      manager,
      traces,
      view,
      storedView,
      ...statusItem(backend, experiments),
      ...registerViewCommands(panels),
    ],
    experiments.onDidChangeActive(showActive),
    experiments.onDidChange(showActive),
    workspace.onDidChangeConfiguration((change) => {
      if (!change.affectsConfiguration('heddle.server.url')) return;
      void reporting('change the server', async () => {
        await backend.reset();
        experiments.forget();
      });
    }),
    window.registerCustomEditorProvider(EDITOR_TYPE, editor, { webviewOptions: { retainContextWhenHidden: true } }),
    on('heddle.open', () => reporting('open the trace', async () => openAndShow(await chooseTraces()))),
    on('heddle.openResource', (clicked?: Uri, selected?: Uri[]) => {
      const uris = selected?.length ? selected : clicked ? [clicked] : [];
      return uris.length > 0 ? open(uris) : commands.executeCommand('heddle.open');
    }),
    on('heddle.openExperiment', ({ experiment }: TracesNode) => {
      experiments.setActive(experiment.uuid);
      return reporting('show the trace', () => panels.show(experiment));
    }),
    on('heddle.closeExperiment', ({ experiment }: TracesNode) =>
      reporting('close the trace', async () => {
        await opener.close(experiment.uuid);
        const choice = await window.showInformationMessage(
          `Closed “${experiment.name}”. Its files are as they were.`,
          'Undo',
        );
        if (choice) await openAndShow(experiment.traces.map(({ path }) => Uri.file(path)));
      }),
    ),
    on('heddle.cancelReading', ({ experiment }: TracesNode) =>
      reporting('cancel the reading', () => opener.cancelReading(experiment.uuid)),
    ),
    on('heddle.reread', ({ experiment }: TracesNode) =>
      reporting('read the trace again', () => opener.reread(experiment.uuid)),
    ),
    ...[['heddle.shiftTrace', shiftTrace] as const, ['heddle.resetShift', resetShift] as const].map(
      ([command, shift]) =>
        on(command, (node: TraceNode) =>
          reporting('shift the trace', async () => {
            await shift(await backend.session(), node);
            await experiments.refresh();
            panels.moved(node.experiment.uuid);
          }),
        ),
    ),
    on('heddle.addSymbols', ({ experiment }: TracesNode) =>
      reporting('take the symbol map', async () => {
        const path = await chooseSymbolMap();
        await (await backend.session()).addSymbols(experiment.uuid, path);
        panels.reload(experiment.uuid);
      }),
    ),
    on('heddle.refresh', () =>
      reporting('refresh', async () => {
        for (const { uuid } of await experiments.refresh()) experiments.outputsMayDiffer(uuid);
        configurations.refresh();
      }),
    ),
    on('heddle.showLog', () => log.show()),
    on('heddle.serverMenu', () => reporting('do that', () => serverMenu(backend, log))),
    on('heddle.restartServer', () => reporting('restart the trace server', () => backend.restart())),
    on('heddle.stopServer', () => reporting('stop the trace server', () => backend.stop())),
    on('heddle.customiseExperiment', (node?: TracesNode) =>
      reporting('open the form', async () => {
        const experiment = node?.experiment ?? experiments.active;
        if (!experiment) throw new Error('No trace is open.');
        await fresh.chooseFor(experiment);
      }),
    ),
    on('heddle.configurations.open', () => manager.show()),
    ...outputs.register(reporting, types),
    ...configurationCommands.register(reporting),
    ...new ExplorerCommands({ configurations, files, fresh, openWith }).register(reporting),
  );

  return {
    version: 1,
    openTraces: openAndShow,
    closeExperiment: (uuid) => opener.close(uuid),
    get experiments() {
      return experiments.known;
    },
    onDidChangeExperiments: experiments.onDidChange,
    get activeExperiment() {
      return experiments.active;
    },
    onDidChangeActiveExperiment: experiments.onDidChangeActive,
    outputs: (experiment) => experiments.outputs(experiment),
    onDidChangeOutputs: experiments.onDidChangeOutputs,
    showOutput: (experiment, outputId) => outputs.show(experiment, outputId),
    registerConfigurationTypes: (module) => modules.register(module.fsPath),
    configurationTypes: () => configurations.types(),
    configurations: () => configurations.stored(),
    onDidChangeConfigurations: configurations.onDidChange,
    customise: (experiment, outputId, typeId, parameters) =>
      withOutput(experiment, outputId, async (target) => {
        const type = await configurations.type(typeId);
        if (parameters) return fresh.make(target, type, parameters);
        await fresh.over(target, type);
        return undefined;
      }),
    get serverProcess() {
      return backend.state.kind === 'up' ? backend.state.pid : undefined;
    },
  };
}

/** VS Code waits for it, for a few seconds. */
export function deactivate(): Promise<void> | undefined {
  return running?.dispose();
}

async function chooseSymbolMap(): Promise<string> {
  const title = 'Symbol map: what nm prints for the traced program';
  const [file] = (await window.showOpenDialog({ title, openLabel: 'Use symbols' })) ?? [];
  if (!file) throw new Cancelled();
  return file.fsPath;
}

/** Files and folders in one dialog where the platform has one, else the user says which first. */
async function chooseTraces(): Promise<readonly Uri[]> {
  const common = { canSelectMany: true, openLabel: 'Open trace', title: 'Open files or folders as one experiment' };
  const together = process.platform === 'darwin' || env.remoteName !== undefined;
  let folders = true;
  let files = true;
  if (!together) {
    const choice = await window.showQuickPick(['Files…', 'Folders…'], { title: 'Open a trace' });
    if (choice === undefined) throw new Cancelled();
    files = choice === 'Files…';
    folders = !files;
  }
  const uris = await window.showOpenDialog({ ...common, canSelectFiles: files, canSelectFolders: folders });
  if (!uris || uris.length === 0) throw new Cancelled();
  return uris;
}
