/**
 * The flags of `serve`. A mistake is one clear line, not a stack.
 *
 * `--until-stdin-ends` is for programs that start the server without an IPC channel and want it to end with them: it
 * stops when its standard input is closed, which the system does however the parent dies.
 */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { isLoopback } from './http/access.ts';

export interface Flags {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly dataFolder: string;
  readonly useToken: boolean;
  /** Only what lies below these may be opened; undefined for no limit. */
  readonly allowed: readonly string[] | undefined;
  readonly untilStdinEnds: boolean;
  /** May modules with configuration types be loaded? */
  readonly modules: boolean;
  /** The address of the ClickHouse server that keeps calls; undefined: a SQLite file does. */
  readonly clickhouseUrl: string | undefined;
  /** Also listen for https there; 0: any free port. */
  readonly httpsPort: number | undefined;
  /** Also answer SDKs there, with a token that stays. */
  readonly sdkPort: number | undefined;
}

/** A mistake in the command line. */
export class UsageError extends Error {}

export const USAGE = `Usage: node dist/server/main.js serve [flags]
  --host HOST             address to listen on (127.0.0.1)
  --port PORT             port to listen on (0: any free one)
  --data DIR              where all state is kept (a folder of the user's)
  --no-token              ask for no access token; only on a loopback address, and with --allow
  --allow DIR             only traces below DIR can be opened; may be repeated
  --calls sqlite|clickhouse  what keeps the calls of the call trace service (sqlite: a file in the data folder)
  --clickhouse-url URL    with --calls clickhouse: its HTTP address, http://USER:PASSWORD@HOST:8123/DATABASE
  --https-port PORT       answer https there too, with a certificate made for it (0: any free port)
  --sdk-port PORT         answer clients of the call trace service there too, with a token that stays; the port is taken
                          as soon as it is free
  --modules               let those who have the token load modules with configuration types
  --until-stdin-ends      stop when standard input is closed`;

/** Throws a `UsageError`. */
export function parseFlags(args: readonly string[]): Flags | 'help' {
  const { values, positionals } = parse(args);
  if (values.help) return 'help';
  if (positionals.length !== 1 || positionals[0] !== 'serve')
    throw new UsageError('the command is "serve"; see --help');
  const useToken = !values['no-token'];
  if (!useToken && !isLoopback(values.host)) {
    throw new UsageError(`--no-token is possible on a loopback address only, and "${values.host}" is none`);
  }
  if (!useToken && values.modules) throw new UsageError('--modules is possible with a token only: modules are code');
  return {
    host: values.host.replace(/^\[(.*)\]$/, '$1'),
    port: parsePort('--port', values.port),
    dataFolder: values.data === undefined ? defaultDataFolder() : resolve(values.data),
    useToken,
    allowed: values.allow ?? (useToken ? undefined : []),
    untilStdinEnds: values['until-stdin-ends'],
    modules: values.modules,
    clickhouseUrl: parseCalls(values.calls, values['clickhouse-url']),
    sdkPort: values['sdk-port'] === undefined ? undefined : parsePort('--sdk-port', values['sdk-port'], 1),
    httpsPort: values['https-port'] === undefined ? undefined : parsePort('--https-port', values['https-port']),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        host: { type: 'string', default: '127.0.0.1' },
        port: { type: 'string', default: '0' },
        data: { type: 'string' },
        'no-token': { type: 'boolean', default: false },
        allow: { type: 'string', multiple: true },
        calls: { type: 'string', default: 'sqlite' },
        'clickhouse-url': { type: 'string' },
        'https-port': { type: 'string' },
        'sdk-port': { type: 'string' },
        modules: { type: 'boolean', default: false },
        'until-stdin-ends': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message.split('\n', 1)[0]);
  }
}

function parsePort(flag: string, text: string, least = 0): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= least && port <= 65_535) return port;
  throw new UsageError(`${flag} must be a number from ${least} to 65535, not "${text}"`);
}

/** The address of ClickHouse where that is to keep the calls. Whether it is there is seen with the first request. */
function parseCalls(store: string, url: string | undefined): string | undefined {
  if (store !== 'sqlite' && store !== 'clickhouse') {
    throw new UsageError(`--calls must be sqlite or clickhouse, not "${store}"`);
  }
  if (store === 'sqlite') {
    if (url === undefined) return undefined;
    throw new UsageError('--clickhouse-url goes with --calls clickhouse');
  }
  if (url === undefined) throw new UsageError('--calls clickhouse needs --clickhouse-url, as http://HOST:8123');
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? '')) {
    throw new UsageError(`--clickhouse-url must be an address as http://HOST:8123, not "${url}"`);
  }
  return url;
}

function defaultDataFolder(): string {
  const { env, platform } = process;
  if (platform === 'win32') return join(env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'Heddle');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Heddle');
  return join(env.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'heddle');
}
