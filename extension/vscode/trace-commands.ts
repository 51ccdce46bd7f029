/** The commands of experiments and their traces: from the tree, the Explorer and the palette. */
import { commands, type Disposable, env, Uri, window } from 'vscode';
import type { ExperimentInfo } from '../../client/messages.ts';
import type { Backend } from './backend.ts';
import type { Experiments } from './experiments.ts';
import { Cancelled, type Reporting } from './failures.ts';
import type { NewConfiguration } from './new-configuration.ts';
import type { TraceOpener } from './open-traces.ts';
import { resetShift, shiftTrace } from './shift-trace.ts';
import type { TraceNode, TracesNode } from './traces-tree.ts';
import { offerUndo } from './undo.ts';
import type { ViewPanels } from './view-panels.ts';

interface Parts {
  readonly backend: Backend;
  readonly experiments: Experiments;
  readonly opener: TraceOpener;
  readonly panels: ViewPanels;
  readonly fresh: NewConfiguration;
  /** Opens what is there as one experiment, and shows it. */
  readonly open: (uris: readonly Uri[]) => Promise<ExperimentInfo>;
}

export function traceCommands(parts: Parts, reporting: Reporting): Disposable[] {
  const { backend, experiments, opener, panels, fresh, open } = parts;
  const on = <A extends unknown[]>(command: string, what: string, act: (...args: A) => Promise<unknown>) =>
    commands.registerCommand(command, (...args: A) => reporting(what, () => act(...args)));
  const shift = async (by: typeof shiftTrace | typeof resetShift, node: TraceNode) => {
    await by(await backend.session(), node);
    await experiments.refresh();
    panels.moved(node.experiment.uuid);
  };
  return [
    on('heddle.open', 'open the trace', async () => open(await chooseTraces())),
    on('heddle.openResource', 'open the trace', async (clicked?: Uri, selected?: Uri[]) => {
      const uris = selected?.length ? selected : clicked ? [clicked] : await chooseTraces();
      await open(uris);
    }),
    on('heddle.openExperiment', 'show the trace', async ({ experiment }: TracesNode) => {
      experiments.setActive(experiment.uuid);
      await panels.show(experiment);
    }),
    on('heddle.closeExperiment', 'close the trace', async ({ experiment: { uuid, name, traces } }: TracesNode) => {
      await opener.close(uuid);
      await offerUndo(`Closed “${name}”. Its files are as they were.`, async () => {
        await open(traces.map(({ path }) => Uri.file(path)));
        return [];
      });
    }),
    on('heddle.cancelReading', 'cancel the reading', ({ experiment }: TracesNode) =>
      opener.cancelReading(experiment.uuid),
    ),
    on('heddle.reread', 'read the trace again', ({ experiment }: TracesNode) => opener.reread(experiment.uuid)),
    on('heddle.shiftTrace', 'shift the trace', (node: TraceNode) => shift(shiftTrace, node)),
    on('heddle.resetShift', 'shift the trace', (node: TraceNode) => shift(resetShift, node)),
    on('heddle.addSymbols', 'take the symbol map', async ({ experiment }: TracesNode) => {
      const path = await chooseSymbolMap();
      await (await backend.session()).addSymbols(experiment.uuid, path);
      panels.reload(experiment.uuid);
    }),
    on('heddle.customiseExperiment', 'open the form', async (node?: TracesNode) => {
      const experiment = node?.experiment ?? experiments.active;
      if (!experiment) throw new Error('No trace is open.');
      await fresh.chooseFor(experiment);
    }),
  ];
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
