/**
 * Composes a running server out of its rooms. Used by `serve`, and by tests in process with parts of their own.
 */
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import packageJson from '../package.json' with { type: 'json' };
import type { CallSource } from './calls/feed.ts';
import { openFeed } from './calls/open-feed.ts';
import { CallService } from './calls/service/call-service.ts';
import { OPEN_PATHS, traceWebServer } from './calls/web/trace-web-server.ts';
import type { ConfigurationType } from './configurations/configuration-type.ts';
import { WorkerThreads } from './engine/worker-threads.ts';
import type { Format } from './formats/reader.ts';
import { newToken } from './http/access.ts';
import { createApp } from './http/app.ts';
import { type Certificate, keptCertificate } from './http/certificate.ts';
import { keptToken } from './http/kept-token.ts';
import { type Listening, listen } from './http/listen.ts';
import { clearUnfinished } from './index/store/index-folder.ts';
import { isAlive } from './index/store/is-alive.ts';
import { openSdkDoor, type SdkDoor } from './sdk-door.ts';
import { CallProjects } from './tsp/call-projects.ts';
import { Experiments } from './tsp/experiments.ts';
import type { FindTraces } from './tsp/heddle-routes.ts';
import { Places } from './tsp/places.ts';
import { tspRouters } from './tsp/tsp.ts';
import { Workspace } from './workspace/workspace.ts';

export interface ServerOptions {
  readonly host: string;
  readonly port: number;
  readonly dataFolder: string;
  readonly useToken: boolean;
  readonly allowed: readonly string[] | undefined;
  readonly formats: readonly Format[];
  readonly findTraces: FindTraces;
  readonly configurationTypes: readonly ConfigurationType[];
  /** May modules with configuration types be loaded? */
  readonly modules?: boolean;
  /** The file of the worker that holds an experiment; tests bring their own. */
  readonly worker?: URL;
  /** Start threads for experiments ahead: for servers that stay. */
  readonly startAhead?: boolean;
  /** Of the ClickHouse server that keeps calls; a SQLite file in the data folder does if there is none. */
  readonly clickhouseUrl?: string | undefined;
  /** Also listen for https there; 0: any free port. */
  readonly httpsPort?: number | undefined;
  /** The port of an address for SDKs that outlives the server. */
  readonly sdkPort?: number | undefined;
  /** Told of what went wrong in us; without a request where none asked for it. */
  readonly onFailure: (error: unknown, request?: { readonly method: string; readonly path: string }) => void;
}

export interface RunningServer {
  readonly url: string;
  readonly token: string | undefined;
  /** Base address of the protocol, with the token in its path. */
  readonly tsp: string;
  /** Base address of what lies beside the protocol: `/heddle`, the page, and the call trace service. */
  readonly calls: string;
  /** The same for https, and the certificate that clients have to trust. */
  readonly https: { readonly calls: string; readonly certificate: string } | undefined;
  /** The address that stays, for SDKs; another server that shares the data folder may be the one that answers there. */
  readonly sdk: { readonly url: string; readonly token: string | undefined } | undefined;
  /** Ends everything, whatever is going on. */
  close(): Promise<void>;
}

const PAGE = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../dist/webview' : '../webview', import.meta.url),
);

export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { host, dataFolder, worker, startAhead = false, modules = false } = options;
  const configurationTypes = [...options.configurationTypes];
  const places = new Places(options.allowed);
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const cacheFolder = makeCacheFolder(join(dataFolder, 'cache'));
  const workspace = new Workspace(join(dataFolder, 'workspace.sqlite'));
  const indexFolder = join(dataFolder, 'indexes');
  const threads = new WorkerThreads(worker, startAhead);
  const { clickhouseUrl } = options;
  const source: CallSource =
    clickhouseUrl === undefined
      ? { kind: 'sqlite', file: join(dataFolder, 'calls.sqlite') }
      : { kind: 'clickhouse', url: clickhouseUrl };
  const calls = CallService.over(source, (error) => options.onFailure(error));
  const projects = new CallProjects({
    workspace,
    openFeed: async () => (source.kind === 'sqlite' && !existsSync(source.file) ? undefined : openFeed(source)),
    onFailure: (error) => options.onFailure(error),
  });
  const experiments = new Experiments({
    calls: source,
    workspace,
    configurationTypes,
    places,
    cacheFolder,
    indexFolder,
    threads,
    onFailure: (error) => options.onFailure(error),
  });
  const token = options.useToken ? newToken() : undefined;
  const listening: Listening[] = [];
  const address = (scheme: string, port: number): string => `${scheme}://${urlHost(host)}:${port}`;
  const callRoutes = traceWebServer({
    service: calls,
    version: packageJson.version,
    frontend: () => address('http', listening[0]?.port ?? 0),
    onFailure: options.onFailure,
  });
  const app = createApp({
    access: { token, open: OPEN_PATHS, host, ports: () => listening.map(({ port }) => port) },
    routers: [
      ...tspRouters({ ...options, modules, configurationTypes, workspace, experiments, places, projects }),
      ['/', callRoutes],
    ],
    pageFolder: existsSync(PAGE) ? PAGE : undefined,
    onFailure: options.onFailure,
  });
  const { sdkPort } = options;
  let sdk: RunningServer['sdk'];
  let door: SdkDoor | undefined;
  let certificate: Certificate | undefined;
  try {
    if (options.httpsPort !== undefined) certificate = await keptCertificate(dataFolder, host);
    listening.push(await listen(app, host, options.port));
    if (certificate !== undefined) listening.push(await listen(app, host, options.httpsPort!, certificate));
    if (sdkPort !== undefined) {
      sdk = {
        url: address('http', sdkPort),
        token: options.useToken ? keptToken(join(dataFolder, 'sdk-token')) : undefined,
      };
      const sdkApp = createApp({
        access: { token: sdk.token, open: OPEN_PATHS, host, ports: () => [sdkPort] },
        routers: [['/', callRoutes]],
        pageFolder: undefined,
        onFailure: options.onFailure,
      });
      door = await openSdkDoor(sdkApp, host, sdkPort, options.onFailure);
    }
  } catch (error) {
    for (const { close } of listening) await close();
    workspace.close();
    throw error;
  }
  threads.prepare();
  void clearUnfinished(indexFolder);
  const [plain, secure] = listening;
  const prefix = token === undefined ? '' : `/t/${token}`;
  const url = address('http', plain!.port);
  return {
    url,
    token,
    tsp: `${url}${prefix}/tsp/api`,
    calls: `${url}${prefix}`,
    https: secure &&
      certificate && { calls: `${address('https', secure.port)}${prefix}`, certificate: certificate.file },
    sdk,
    close: async () => {
      await Promise.all([
        door?.close(),
        ...listening.map(({ close }) => close()),
        experiments.closeAll(),
        threads.close(),
        calls.close(),
        projects.close(),
      ]);
      workspace.close();
      rmSync(cacheFolder, { recursive: true, force: true });
    },
  };
}

/** A folder of this process' own; folders of processes that are no more are cleared away. */
function makeCacheFolder(parent: string): string {
  const own = join(parent, String(process.pid));
  mkdirSync(parent, { recursive: true });
  for (const name of readdirSync(parent)) {
    if (name === String(process.pid) || !isAlive(Number(name))) {
      rmSync(join(parent, name), { recursive: true, force: true });
    }
  }
  mkdirSync(own, { recursive: true });
  return own;
}

/** How a client on this machine names the host. */
function urlHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
