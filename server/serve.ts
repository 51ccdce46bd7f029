/**
 * The command `serve`: from flags to a listening server, one ready line on stdout, logs on stderr, and a clean end.
 *
 * The server must not outlive the window that started it. Started with an IPC channel (as the extension does), it ends
 * when the channel closes, which happens however the parent dies; started with `--until-stdin-ends`, when stdin closes.
 * SIGTERM and SIGINT end it with code 0; a second one at once.
 */
import pino from 'pino';
import { configurationTypes } from './configurations/registry.ts';
import { type Flags, parseFlags, USAGE, UsageError } from './flags.ts';
import { findTraces } from './formats/find-traces.ts';
import { formats } from './formats/registry.ts';
import { type RunningServer, startServer } from './start-server.ts';

/** Well below the 5 s within which the server has to be gone. */
const STOP_LIMIT_MS = 3_000;

const log = pino(
  { level: process.env.HEDDLE_LOG ?? 'info', base: undefined },
  pino.destination({ dest: 2, sync: true }),
);

export async function serve(args: readonly string[]): Promise<void> {
  const flags = readFlags(args);
  if (flags === undefined) return;
  process.on('uncaughtException', (error) => {
    log.fatal(error, 'unexpected error');
    process.exit(1);
  });
  let server: RunningServer;
  try {
    server = await startServer({
      startAhead: true,
      ...flags,
      formats,
      findTraces,
      configurationTypes,
      onFailure: (error, request) =>
        log.error({ err: error, ...request }, request ? 'request failed' : 'something failed'),
    });
  } catch (error) {
    process.stderr.write(`Heddle can't start: ${explain(error as NodeJS.ErrnoException, flags)}\n`);
    process.exit(1);
  }
  endWithParent(flags, stopper(server));
  if (flags.allowed?.length === 0) log.warn('without a token and without --allow, no trace can be opened');
  const { url, token = null, tsp, calls, https, sdk } = server;
  process.stdout.write(`${JSON.stringify({ url, token, tsp, calls, pid: process.pid, https, sdk })}\n`);
  log.info({ url, data: flags.dataFolder }, 'listening');
  if (https) log.info({ port: flags.httpsPort, certificate: https.certificate }, 'also listening for https');
}

function readFlags(args: readonly string[]): Flags | undefined {
  try {
    const flags = parseFlags(args);
    if (flags !== 'help') return flags;
    process.stdout.write(`${USAGE}\n`);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  }
  return undefined;
}

function stopper(server: RunningServer): (reason: string) => void {
  let stopping = false;
  return (reason) => {
    if (stopping) process.exit(0);
    stopping = true;
    log.info({ reason }, 'stopping');
    setTimeout(() => process.exit(0), STOP_LIMIT_MS).unref();
    server
      .close()
      .catch((error: unknown) => log.error(error, 'could not end in good order'))
      .finally(() => process.exit(0));
  };
}

function endWithParent(flags: Flags, stop: (reason: string) => void): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    // One listener is always there: a signal that has arrived but was not told yet would be lost with the last one.
    const before = process.listeners(signal);
    process.on(signal, () => stop(signal));
    for (const listener of before) process.off(signal, listener);
  }
  if (process.channel) process.on('disconnect', () => stop('the parent has gone'));
  if (flags.untilStdinEnds) process.stdin.on('end', () => stop('standard input has ended')).resume();
}

function explain(error: NodeJS.ErrnoException & { port?: number }, flags: Flags): string {
  const { host, port, dataFolder } = flags;
  if (error.code === 'EADDRINUSE') return `port ${error.port ?? port} of ${host} is in use.`;
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') return `this machine has no address "${host}".`;
  const database = String((error.cause as NodeJS.ErrnoException | undefined)?.code).startsWith('SQLITE');
  if (database || error.path?.startsWith(dataFolder)) {
    return `the data folder ${dataFolder} can't be used: ${error.message}`;
  }
  return error.message;
}
