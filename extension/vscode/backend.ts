/**
 * The one TSP session of the window. The server behind it is the bundled one, started on first use, or the one that
 * the user names in the settings. When the bundled server comes back on another port after a death, `session()` is a
 * new one and `onDidChangeState` tells; nobody keeps a session across an `await` that may outlast a server.
 */
import { join } from 'node:path';
import { type Disposable, EventEmitter, type ExtensionContext, workspace } from 'vscode';
import { CallClient } from '../../client/calls/call-client.ts';
import { TspSession } from '../../client/session/tsp-session.ts';
import type { Log } from './log.ts';
import { type Ready, type SdkAddress, ServerProcess, type ServerState } from './server-process.ts';

export type BackendState =
  | { readonly kind: 'stopped' | 'starting' }
  | { readonly kind: 'up'; readonly address: string; readonly pid?: number }
  | { readonly kind: 'restarting' | 'failed'; readonly message: string };

export class Backend implements Disposable {
  readonly #changed = new EventEmitter<BackendState>();
  readonly onDidChangeState = this.#changed.event;
  readonly #server: ServerProcess;
  #state: BackendState = { kind: 'stopped' };
  #session: TspSession | undefined;
  #calls: CallClient | undefined;
  #sdk: SdkAddress | undefined;
  #prepare: (session: TspSession) => Promise<void> = async () => {};
  #prepared: Promise<void> = Promise.resolve();

  constructor(context: ExtensionContext, log: Log) {
    this.#server = new ServerProcess({
      command: process.execPath,
      args: () => [
        join(context.extensionPath, 'dist/server/main.js'),
        'serve',
        '--data',
        join(context.globalStorageUri.fsPath, 'server'),
        // What asks for one has the token already, and is as trusted as this process.
        '--modules',
        ...sdkPort(),
      ],
      // In an Electron host the executable is the editor itself, which this variable turns into Node.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      log: (line) => log.server(line),
      onState: (state) => this.#serverState(state),
    });
  }

  get state(): BackendState {
    return this.#state;
  }

  /** Whether the server is ours to restart and stop. */
  get owned(): boolean {
    return namedServer() === undefined;
  }

  /** What each server is told before anybody uses it. It must not reject. */
  beforeUse(prepare: (session: TspSession) => Promise<void>): void {
    this.#prepare = prepare;
  }

  /** Starts the server if it does not run. */
  async session(): Promise<TspSession> {
    const url = namedServer();
    if (url === undefined) await this.#server.start();
    else if (this.#session === undefined || this.#state.kind !== 'up' || this.#state.address !== url)
      this.#begin(
        { tsp: url, calls: url.replace(/\/tsp\/api$/, ''), sdk: { url: url.replace(/\/tsp\/api$/, '') } },
        { kind: 'up', address: url },
      );
    // Set by the state change that `start` waited for; it may be gone once the server is prepared.
    const session = this.#session as TspSession;
    await this.#prepared;
    return session;
  }

  /** The call trace service of the same server, which is started if it does not run. */
  async calls(): Promise<CallClient> {
    await this.session();
    return this.#calls as CallClient;
  }

  /** Where SDKs send calls, today and tomorrow; undefined if the user wants no such place. Starts the server. */
  async sdk(): Promise<SdkAddress | undefined> {
    await this.session();
    return this.#sdk;
  }

  async restart(): Promise<void> {
    await this.#server.restart();
  }

  async stop(): Promise<void> {
    await this.#server.stop();
  }

  /** The settings changed: the next use goes to the server that they name now. */
  async reset(): Promise<void> {
    this.#session = undefined;
    await this.#server.stop();
    this.#set({ kind: 'stopped' });
  }

  dispose(): Promise<void> {
    this.#changed.dispose();
    return this.#server.stop();
  }

  #serverState(state: ServerState): void {
    if (state.kind !== 'up') {
      this.#session = undefined;
      this.#set(state);
      return;
    }
    const { url, pid } = state.ready;
    this.#begin(state.ready, { kind: 'up', address: url, pid });
  }

  #begin({ tsp, calls, sdk }: Pick<Ready, 'tsp' | 'calls' | 'sdk'>, state: BackendState): void {
    this.#session = new TspSession({ url: tsp });
    this.#calls = new CallClient(calls);
    this.#sdk = sdk;
    this.#prepared = this.#prepare(this.#session);
    this.#set(state);
  }

  #set(state: BackendState): void {
    this.#state = state;
    this.#changed.fire(state);
  }
}

function namedServer(): string | undefined {
  const url = workspace.getConfiguration('heddle').get<string>('server.url', '').trim();
  return url === '' ? undefined : url.replace(/\/+$/, '');
}

/** Settings may change until the next start. */
function sdkPort(): string[] {
  const port = workspace.getConfiguration('heddle').get('calls.port', 0);
  return Number.isInteger(port) && port > 0 && port < 65_536 ? ['--sdk-port', String(port)] : [];
}
