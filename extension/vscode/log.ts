/**
 * The output channel "Heddle": what the server writes (JSON lines of its logger, or plain text) and what the extension
 * has to say, each at its level.
 */
import { type LogOutputChannel, window } from 'vscode';

export interface Log {
  /** One line from the server. */
  server(line: string): void;
  info(text: string): void;
  error(text: string): void;
  show(): void;
  dispose(): void;
}

function write(channel: LogOutputChannel, line: string): void {
  try {
    const { level, msg, time: _time, pid: _pid, hostname: _host, ...rest } = JSON.parse(line);
    const details = Object.keys(rest).length > 0 ? ` ${JSON.stringify(rest)}` : '';
    const text = `[server] ${msg ?? ''}${details}`;
    if (level >= 50) channel.error(text);
    else if (level >= 40) channel.warn(text);
    else if (level >= 30) channel.info(text);
    else channel.debug(text);
  } catch {
    channel.info(`[server] ${line}`);
  }
}

export function createLog(): Log {
  const channel = window.createOutputChannel('Heddle', { log: true });
  return {
    server: (line) => write(channel, line),
    info: (text) => channel.info(text),
    error: (text) => channel.error(text),
    show: () => channel.show(true),
    dispose: () => channel.dispose(),
  };
}
