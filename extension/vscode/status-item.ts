/** The status-bar item: there only while a server runs or should; a click offers what can be done with it. */
import { commands, type Disposable, StatusBarAlignment, ThemeColor, window } from 'vscode';
import type { Backend, BackendState } from './backend.ts';
import type { Log } from './log.ts';

const SHOWN: Record<BackendState['kind'], { readonly text: string; readonly tooltip: string } | undefined> = {
  stopped: undefined,
  starting: { text: '$(sync~spin) Traces', tooltip: 'The trace server starts' },
  up: { text: '$(pulse) Traces', tooltip: 'The trace server runs' },
  restarting: { text: '$(sync~spin) Traces', tooltip: 'The trace server ended unexpectedly and restarts' },
  failed: { text: '$(error) Traces', tooltip: 'The trace server does not run' },
};

export function statusItem(backend: Backend): Disposable[] {
  const item = window.createStatusBarItem('heddle.server', StatusBarAlignment.Right, 10);
  item.name = 'Trace server';
  item.command = 'heddle.serverMenu';
  const show = ({ state }: Backend) => {
    const shown = SHOWN[state.kind];
    void commands.executeCommand('setContext', 'heddle.serverRuns', shown !== undefined);
    if (!shown) return item.hide();
    item.text = shown.text;
    const where = state.kind === 'up' ? ` at ${state.address}` : '';
    item.tooltip = `${shown.tooltip}${where}`;
    item.backgroundColor = state.kind === 'failed' ? new ThemeColor('statusBarItem.errorBackground') : undefined;
    item.show();
  };
  show(backend);
  return [item, backend.onDidChangeState(() => show(backend))];
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
