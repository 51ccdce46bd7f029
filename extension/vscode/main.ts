/**
 * The extension's composition: makes the parts, gives each what it needs, registers commands and views. VS Code loads it
 * when a view of ours is opened, a command is run, a trace is opened "with" us, or a panel of ours comes back after a
 * reload; nothing of it runs before, and the server starts only when something has to be asked.
 */
import { commands, type ExtensionContext, Uri, window, workspace } from 'vscode';
import type { StoredConfiguration } from '../../client/configuration-messages.ts';
import type { ExperimentInfo, OutputInfo } from '../../client/messages.ts';
import type { HeddleApi } from './api.ts';
import { Backend } from './backend.ts';
import { Calls } from './calls/calls.ts';
import { FileChooser } from './choose-file.ts';
import { ConfigurationCommands } from './configuration-commands.ts';
import { Configurations } from './configurations.ts';
import { type ConfigurationsNode, ConfigurationsTree } from './configurations-tree.ts';
import { DerivedOutputs } from './derived-outputs.ts';
import { Experiments } from './experiments.ts';
import { ExplorerCommands } from './explorer-commands.ts';
import { reportingTo } from './failures.ts';
import { FormPanels } from './form-panels.ts';
import { createLog } from './log.ts';
import { ManagerPanel } from './manager-panel.ts';
import { NewConfiguration, type Target } from './new-configuration.ts';
import { TraceOpener } from './open-traces.ts';
import { OutputCommands, typesInMenus } from './output-commands.ts';
import { OutputsTree } from './outputs-tree.ts';
import { reveal } from './reveal.ts';
import { serverMenu, statusItem } from './status-item.ts';
import { traceCommands } from './trace-commands.ts';
import { EDITOR_TYPE, TraceEditor } from './trace-editor.ts';
import { TracesTree } from './traces-tree.ts';
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
    openCall: async (project, id) => calls.openCall(project, id),
  });
  const forms = new FormPanels(context.extensionUri, {
    ...{ backend, experiments, configurations, files, drafts: context.workspaceState, created, reporting },
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
  const calls = new Calls({
    ...{ extension: context.extensionUri, backend, experiments, files, views: panels, reporting },
    memory: context.globalState,
  });
  /** What was stored for itself is shown where it is listed. */
  const showStored = async ({ configuration }: StoredConfiguration) => {
    if (storedView.visible) await reveal<ConfigurationsNode>(storedView, () => storedTree.find(configuration.id));
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
      calls,
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
    ...traceCommands({ backend, experiments, opener, panels, fresh, open: openAndShow }, reporting),
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
    on('heddle.configurations.open', () => manager.show()),
    ...outputs.register(reporting, types),
    ...configurationCommands.register(reporting),
    ...new ExplorerCommands({
      ...{ configurations, files, fresh, openWith },
      show: (experiment, outputId) => outputs.show(experiment, outputId),
    }).register(reporting),
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
