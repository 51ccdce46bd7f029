/**
 * The experiments of the workspace and their engines.
 *
 * An experiment's engine starts when the experiment is created, and after a restart of the server with the first question
 * about it; until then it is CLOSED, with the figures of last time. One engine per experiment; closing ends it at once.
 */
import { join } from 'node:path';
import type { OutputDescriptor } from '../analyses/output.ts';
import type { CallSource } from '../calls/feed.ts';
import type { ConfigurationType } from '../configurations/configuration-type.ts';
import { EngineStopped, ExperimentEngine, type Progress } from '../engine/experiment-engine.ts';
import type { WorkerThreads } from '../engine/worker-threads.ts';
import { CALLS_FORMAT } from '../formats/calls/format.ts';
import { HttpError } from '../http/http-error.ts';
import type { StoredExperiment, StoredTrace, Workspace } from '../workspace/workspace.ts';
import { type ExperimentModel, experimentModel, span, type TraceModel, traceModel } from './experiment-models.ts';
import type { Places } from './places.ts';
import { toConfiguration, toDerived } from './stored-models.ts';
import { Turns } from './turns.ts';

export interface ExperimentsOptions {
  readonly workspace: Workspace;
  /** May grow later. */
  readonly configurationTypes: readonly ConfigurationType[];
  /** What is known from before may lie where this server may not look. */
  readonly places: Places;
  /** For files that readers keep while a trace is open; each engine gets a folder of its own below, and removes it. */
  readonly cacheFolder: string;
  /** For the indexes of traces, which outlive the server. */
  readonly indexFolder: string;
  readonly threads: WorkerThreads;
  /** Where the calls lie of traces that are projects of the call service. */
  readonly calls?: CallSource | undefined;
  /** Told what could not be stored though nobody waits for it. */
  readonly onFailure: (error: unknown) => void;
}

export class Experiments {
  readonly #options: ExperimentsOptions;
  readonly #engines = new Map<string, ExperimentEngine>();
  readonly #turns = new Turns();
  /** Experiments that go on growing, once they have been told to be all there. */
  readonly #live = new Set<string>();
  readonly #revisions = new Map<string, number>();
  readonly #firstRevision = Date.now();
  /** Addresses of the modules with types of others, which engines load when they start. */
  modules: readonly string[] = [];
  #opened = 0;

  constructor(options: ExperimentsOptions) {
    this.#options = options;
  }

  /** Throws 404. */
  get(uuid: string): StoredExperiment {
    const experiment = this.#options.workspace.experiment(uuid);
    if (!experiment) throw new HttpError(404, 'No such experiment', `There is no experiment ${uuid}.`);
    return experiment;
  }

  /** The engine, started if it was not. Throws 404, or 403 if a trace may not be opened. */
  engine(uuid: string): ExperimentEngine {
    const running = this.#engines.get(uuid);
    if (running) return running;
    const { workspace, configurationTypes, places, cacheFolder, indexFolder, threads, calls } = this.#options;
    const providing = configurationTypes.filter(({ provide, format }) => provide || format);
    const { traces } = this.get(uuid);
    const unassigned = workspace.unassigned(uuid);
    for (const { path, format } of traces) if (format !== CALLS_FORMAT) places.check(path);
    const engine = new ExperimentEngine(
      {
        traces: traces.map(({ uuid, name, path, format, offset, reader }) => ({
          ...{ uuid, name, path, format, offset },
          ...(reader === undefined ? {} : { formatName: reader }),
        })),
        derived: workspace.derivedOutputs(uuid).map(toDerived),
        configurations: providing
          .flatMap(({ id }) => workspace.configurations(id))
          .filter(({ id, shared }) => shared && !unassigned.includes(id))
          .map(toConfiguration),
        modules: this.modules,
        symbolMaps: workspace.symbolMaps(uuid),
        binaries: places.roots === undefined ? {} : { allowed: places.roots },
        cacheFolder: join(cacheFolder, `${uuid}-${this.#opened++}`),
        indexFolder,
        ...(calls === undefined ? {} : { calls }),
      },
      { onProgress: (progress) => this.#progressed(uuid, progress), threads },
    );
    this.#engines.set(uuid, engine);
    return engine;
  }

  /** Starts the engine, also after a death of the one before. */
  async open(uuid: string): Promise<void> {
    if (this.#engines.get(uuid)?.alive === false) await this.close(uuid);
    this.engine(uuid);
  }

  /** Reads the traces of an experiment again, as they are now; all else of it stays. Throws as `engine` does. */
  async reread(uuid: string): Promise<void> {
    await this.close(uuid);
    this.engine(uuid);
    this.outputsChanged(uuid);
  }

  /** Moves traces in time: what is shown of them from then on, and what is told of the experiment, is so. Throws 404. */
  async shift(uuid: string, offsets: ReadonlyMap<string, bigint>): Promise<void> {
    this.#options.workspace.setOffsets(this.get(uuid).uuid, offsets);
    const engine = this.#engines.get(uuid);
    if (engine?.alive) await engine.shift(offsets);
  }

  /** Has all open experiments know of a change; an engine that has died is left alone. */
  async inOpenOnes(change: (engine: ExperimentEngine, uuid: string) => Promise<void>): Promise<void> {
    const tell = async (uuid: string): Promise<void> => {
      const engine = this.running(uuid);
      if (engine === undefined) return;
      try {
        await change(engine, uuid);
        this.outputsChanged(uuid);
      } catch (error) {
        // It died, or was closed, meanwhile: what is stored is what it opens with next time.
        if (!(error instanceof EngineStopped)) throw error;
      }
    };
    await Promise.all([...this.#engines.keys()].map((uuid) => this.inTurn(uuid, () => tell(uuid))));
  }

  /** Changes of an experiment's outputs go one after the other, so that what is stored and what its engine has agree. */
  inTurn<T>(uuid: string, change: () => Promise<T>): Promise<T> {
    return this.#turns.take(uuid, change);
  }

  /** The engine, if it runs and lives. */
  running(uuid: string): ExperimentEngine | undefined {
    const engine = this.#engines.get(uuid);
    return engine?.alive ? engine : undefined;
  }

  /** The outputs of an open experiment; none of one that is not. */
  async knownOutputs(uuid: string): Promise<readonly OutputDescriptor[]> {
    try {
      return (await this.running(uuid)?.outputs()) ?? [];
    } catch (error) {
      if (error instanceof EngineStopped) return [];
      throw error;
    }
  }

  /** Outputs were derived, removed, provided or made anew. */
  outputsChanged(uuid: string): void {
    this.#revisions.set(uuid, this.outputsRevision(uuid) + 1);
  }

  /** Rises with each change of an experiment's outputs, also over restarts. */
  outputsRevision(uuid: string): number {
    return this.#revisions.get(uuid) ?? this.#firstRevision;
  }

  /** Ends the reading of an open experiment; what was read stays. */
  async cancel(uuid: string): Promise<void> {
    await this.#engines.get(uuid)?.cancel();
  }

  /** Has it looked whether traces of an open experiment have changed on the disk. */
  look(uuid: string): void {
    this.#engines.get(uuid)?.look();
  }

  progress(uuid: string): Progress | undefined {
    return this.#engines.get(uuid)?.progress;
  }

  async close(uuid: string): Promise<void> {
    const engine = this.#engines.get(uuid);
    this.#engines.delete(uuid);
    if (this.#live.delete(uuid)) this.#remember(engine!.progress);
    await engine?.close();
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.#engines.keys()].map((uuid) => this.close(uuid)));
  }

  model(experiment: StoredExperiment): ExperimentModel {
    return experimentModel(experiment, this.progress(experiment.uuid));
  }

  /** A trace by itself, without an offset: as it stands in any experiment that is open, else as it was last time. */
  traceModel(trace: StoredTrace): TraceModel {
    const open = [...this.#engines.values()].find(({ progress }) =>
      progress.traces.some(({ uuid }) => uuid === trace.uuid),
    );
    return traceModel(trace, open?.progress);
  }

  /** What goes on growing is remembered when it is all there, and again when it is closed. */
  #progressed(uuid: string, progress: Progress): void {
    const isLive = progress.liveRevision !== undefined;
    if ((progress.status === 'RUNNING' && !isLive) || (isLive && this.#live.has(uuid))) return;
    if (isLive) this.#live.add(uuid);
    this.#options.threads.prepare();
    this.#remember(progress);
  }

  #remember(progress: Progress): void {
    for (const trace of progress.traces) {
      if (trace.status !== 'COMPLETED' && progress.liveRevision === undefined) continue;
      const { uuid, nbEvents: events, properties } = trace;
      try {
        this.#options.workspace.setFigures(uuid, { ...span(trace, -trace.offset), events, properties });
      } catch (error) {
        // A full disk, say: the figures come again with the next reading, and no question hangs on them now.
        this.#options.onFailure(error);
      }
    }
  }
}
