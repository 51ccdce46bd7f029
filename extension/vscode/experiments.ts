/**
 * What the window knows of the server: the experiments, which of them is active, and the outputs of each, as the trees
 * and panels show them. The server is the truth; this is read anew after everything that changes it, and in short
 * intervals while something is indexed.
 *
 * A window that never opened a trace never starts a server to ask for one: `#mayHave` is remembered between windows.
 */
import { type Disposable, EventEmitter, type Memento } from 'vscode';
import type { ExperimentInfo, OutputInfo } from '../../client/messages.ts';
import type { Backend } from './backend.ts';
import { isOfCalls } from './calls/is-of-calls.ts';

const INTERVAL = 400;
const MAY_HAVE = 'mayHaveExperiments';
const ACTIVE = 'activeExperiment';

export class Experiments implements Disposable {
  readonly #backend: Backend;
  readonly #memory: { readonly window: Memento; readonly user: Memento };
  readonly #changed = new EventEmitter<void>();
  readonly #activeChanged = new EventEmitter<ExperimentInfo | undefined>();
  readonly #outputsChanged = new EventEmitter<string>();
  /** The list, or one experiment's state, changed. */
  readonly onDidChange = this.#changed.event;
  readonly onDidChangeActive = this.#activeChanged.event;
  /** The outputs of the experiment with this id may be others now. */
  readonly onDidChangeOutputs = this.#outputsChanged.event;

  #list: readonly ExperimentInfo[] | undefined;
  #reading: Promise<readonly ExperimentInfo[]> | undefined;
  #active: string | undefined;
  readonly #outputs = new Map<string, Promise<readonly OutputInfo[]>>();
  readonly #lastOutputs = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;
  readonly #subscription: Disposable;

  constructor(backend: Backend, memory: { readonly window: Memento; readonly user: Memento }) {
    this.#backend = backend;
    this.#memory = memory;
    this.#active = memory.window.get(ACTIVE);
    this.#subscription = backend.onDidChangeState(({ kind }) => this.#serverChanged(kind));
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#subscription.dispose();
    for (const emitter of [this.#changed, this.#activeChanged, this.#outputsChanged]) emitter.dispose();
  }

  /** What was last read. */
  get known(): readonly ExperimentInfo[] {
    return this.#list ?? [];
  }

  get active(): ExperimentInfo | undefined {
    return this.known.find(({ uuid }) => uuid === this.#active);
  }

  find(uuid: string): ExperimentInfo | undefined {
    return this.known.find((experiment) => experiment.uuid === uuid);
  }

  /** Another server may be meant from now on. */
  forget(): void {
    clearTimeout(this.#timer);
    this.#list = undefined;
    this.#outputs.clear();
    this.#changed.fire();
    this.#activeChanged.fire(undefined);
  }

  /** Reads the list if it has not been read. */
  async list(): Promise<readonly ExperimentInfo[]> {
    if (this.#list) return this.#list;
    if (!this.#memory.user.get(MAY_HAVE, false) && this.#backend.owned && this.#backend.state.kind === 'stopped')
      return [];
    return this.refresh();
  }

  refresh(): Promise<readonly ExperimentInfo[]> {
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  setActive(uuid: string | undefined): void {
    if (this.#active === uuid) return;
    this.#active = uuid;
    void this.#memory.window.update(ACTIVE, uuid);
    this.#activeChanged.fire(this.active);
  }

  outputs(uuid: string): Promise<readonly OutputInfo[]> {
    const held = this.#outputs.get(uuid);
    if (held) return held;
    const read = this.#backend.session().then((session) => session.outputs(uuid));
    this.#outputs.set(uuid, read);
    read.then(
      (outputs) => {
        this.#lastOutputs.set(uuid, JSON.stringify(outputs));
        // Asking for the outputs of a closed experiment opens it.
        if (this.find(uuid)?.indexing === 'CLOSED') void this.refresh().catch(() => {});
      },
      () => this.#outputs.delete(uuid),
    );
    return read;
  }

  /** Some outputs are there only when it is known what the trace holds: waits for that if need be. */
  async findOutput(uuid: string, outputId: string): Promise<OutputInfo | undefined> {
    const find = async () => (await this.outputs(uuid)).find(({ id }) => id === outputId);
    const found = await find();
    if (found) return found;
    await this.refresh();
    await this.indexed(uuid);
    return find();
  }

  /** Resolves to true when nothing is left to index, to false after `limit` ms. */
  indexed(uuid: string, limit?: number): Promise<boolean> {
    const done = () => this.find(uuid)?.indexing !== 'RUNNING';
    if (done()) return Promise.resolve(true);
    return new Promise((resolve) => {
      const end = (value: boolean) => {
        clearTimeout(timer);
        listening.dispose();
        resolve(value);
      };
      const timer = limit === undefined ? undefined : setTimeout(end, limit, false);
      const listening = this.onDidChange(() => done() && end(true));
    });
  }

  /** To be called after outputs were created or deleted. */
  outputsMayDiffer(uuid: string): void {
    this.#outputs.delete(uuid);
    this.#outputsChanged.fire(uuid);
  }

  /** A view heard of these while its experiment is indexed. */
  heardOutputs(uuid: string, outputs: readonly OutputInfo[]): void {
    const text = JSON.stringify(outputs);
    if (this.#lastOutputs.get(uuid) === text) return;
    this.#lastOutputs.set(uuid, text);
    this.#outputs.set(uuid, Promise.resolve(outputs));
    this.#outputsChanged.fire(uuid);
  }

  async #read(): Promise<readonly ExperimentInfo[]> {
    clearTimeout(this.#timer);
    const session = await this.#backend.session();
    const before = this.#list;
    const list = await session.experiments();
    this.#list = list;
    void this.#memory.user.update(MAY_HAVE, list.length > 0);
    if (JSON.stringify(before) !== JSON.stringify(list)) this.#announce(before ?? [], list);
    if (list.some(({ indexing }) => indexing === 'RUNNING')) {
      this.#timer = setTimeout(() => void this.refresh().catch(() => {}), INTERVAL);
    }
    return list;
  }

  #announce(before: readonly ExperimentInfo[], list: readonly ExperimentInfo[]): void {
    // A trace that is closed and opened again has its old id.
    const kept = new Set(before.map(({ uuid }) => uuid)).intersection(new Set(list.map(({ uuid }) => uuid)));
    for (const held of [this.#outputs, this.#lastOutputs]) {
      for (const uuid of held.keys()) if (!kept.has(uuid)) held.delete(uuid);
    }
    const activeBefore = before.find(({ uuid }) => uuid === this.#active);
    // Nobody opened the projects of calls that are there.
    if (!this.active) this.#active = list.findLast((experiment) => !isOfCalls(experiment))?.uuid;
    this.#changed.fire();
    if (activeBefore?.uuid !== this.active?.uuid) this.#activeChanged.fire(this.active);
    for (const { uuid, indexing, outputsRevision } of list) {
      // Some outputs are offered only once it is known what the trace holds; others are made here or by another client.
      const was = before.find((experiment) => experiment.uuid === uuid);
      if (was && (was.indexing !== indexing || was.outputsRevision !== outputsRevision)) this.outputsMayDiffer(uuid);
    }
  }

  /** What is known stays on screen while there is no server, and is read anew when there is one again. */
  #serverChanged(kind: Backend['state']['kind']): void {
    if (kind !== 'up' || this.#list === undefined) return;
    this.#outputs.clear();
    void this.refresh().then(
      (list) => {
        for (const { uuid } of list) this.outputsMayDiffer(uuid);
      },
      () => {},
    );
  }
}
