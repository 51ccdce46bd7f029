/** The status-bar item: there only while a server runs or should; how far reading is; a click offers what can be done. */
import { commands, type Disposable, StatusBarAlignment, ThemeColor, window } from 'vscode';
import { readingText } from '../../client/reading-text.ts';
import type { Backend, BackendState } from './backend.ts';
import type { Experiments } from './experiments.ts';
import type { Log } from './log.ts';

const SHOWN: Record<BackendState['kind'], { readonly text: string; readonly tooltip: string } | undefined> = {
  stopped: undefined,
  starting: { text: '$(sync~spin) Traces', tooltip: 'The trace server starts' },
  up: { text: '$(pulse) Traces', tooltip: 'The trace server runs' },
  restarting: { text: '$(sync~spin) Traces', tooltip: 'The trace server ended unexpectedly and restarts' },
  failed: { text: '$(error) Traces', tooltip: 'The trace server does not run' },
};

export function statusItem(backend: Backend, experiments: Experiments): Disposable[] {
  const item = window.createStatusBarItem('heddle.server', StatusBarAlignment.Right, 10);
  item.name = 'Trace server';
  item.command = 'heddle.serverMenu';
  const show = () => {
    const { state } = backend;
    const shown = SHOWN[state.kind];
    void commands.executeCommand('setContext', 'heddle.serverRuns', shown !== undefined);
    if (!shown) return item.hide();
    const reading = state.kind === 'up' ? experiments.known.filter(({ indexing }) => indexing === 'RUNNING') : [];
    const least = Math.min(...reading.map(({ fraction }) => fraction));
    item.text = reading.length > 0 ? `$(loading~spin) Traces ${Math.floor(least * 100)} %` : shown.text;
    const where = state.kind === 'up' ? ` at ${state.address}` : '';
    const told = reading.map((experiment) => `Reading ${experiment.name}: ${readingText(experiment)}`);
    item.tooltip = [...told, `${shown.tooltip}${where}`].join('\n');
    item.backgroundColor = state.kind === 'failed' ? new ThemeColor('statusBarItem.errorBackground') : undefined;
    item.show();
  };
  show();
  return [item, backend.onDidChangeState(show), experiments.onDidChange(show)];
}

export async function serverMenu(backend: Backend, log: Log): Promise<void> {
  const entries = [
    { label: '$(output) Show log', act: () => log.show() },
    ...(backend.owned
      ? [
          { label: '$(debug-restart) Restart', act: () => backend.restart() },
          { label: '$(debug-stop) Stop', act: () => backend.stop() },
        ]
      : []),
  ];
  const where = backend.state.kind === 'up' ? backend.state.address : 'not running';
  const chosen = await window.showQuickPick(entries, { title: `Trace server (${where})` });
  await chosen?.act();
}
