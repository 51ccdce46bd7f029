/**
 * The projects of the call service as experiments: each is one, with one trace, as soon as anybody lists experiments,
 * without anyone having created it. They are rows of the workspace like all others, so outputs, bookmarks and arrangement
 * belong to them as to any; their paths lead to no file. Who deletes one closes it and forgets these; the calls stay, and so
 * it is there again when experiments are listed next.
 */
import type { OutsideFeed } from '../calls/feed.ts';
import { CALLS_FORMAT, callsPath } from '../formats/calls/format.ts';
import { ok } from '../http/reply.ts';
import type { Route } from '../http/routes.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { nameUuid } from './name-uuid.ts';

/** Those of a service that doesn't answer are listed as they were. */
const PATIENCE_MS = 1000;

export interface CallProject {
  /** As people name it, "entity/project". */
  readonly project_id: string;
  readonly experiment: string;
}

export interface CallProjectsOptions {
  readonly workspace: Workspace;
  /** Undefined while nothing has been recorded. */
  readonly openFeed: () => Promise<OutsideFeed | undefined>;
  readonly onFailure: (error: unknown) => void;
}

export class CallProjects {
  readonly #options: CallProjectsOptions;
  /** Internal ids. */
  #known: readonly string[] = [];
  #feed: OutsideFeed | undefined;
  #asking: Promise<void> | undefined;

  constructor(options: CallProjectsOptions) {
    this.#options = options;
  }

  /** All projects that have calls, with their experiments, which are there from now on. Never rejects. */
  async list(): Promise<readonly CallProject[]> {
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined;
    });
    await this.#asking;
    return this.#known.flatMap((id) => {
      const name = this.#feed?.projectName(id);
      return name === undefined ? [] : [this.#stored(id, name)];
    });
  }

  async close(): Promise<void> {
    await this.#feed?.close();
  }

  async #ask(): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('the call service does not tell its projects')), PATIENCE_MS);
    });
    try {
      this.#known = await Promise.race([this.#projects(), late]);
    } catch (error) {
      this.#options.onFailure(error);
    } finally {
      clearTimeout(timer);
    }
  }

  async #projects(): Promise<readonly string[]> {
    this.#feed ??= await this.#options.openFeed();
    return (await this.#feed?.projects()) ?? [];
  }

  #stored(projectId: string, project: string): CallProject {
    const { workspace } = this.#options;
    const path = callsPath(projectId);
    const trace = nameUuid(path);
    const experiment = nameUuid(`${path}/experiment`);
    if (workspace.trace(trace) === undefined) {
      const name = free(project, (name) => workspace.traceNamed(name) !== undefined);
      workspace.addTrace({ uuid: trace, name, path, format: CALLS_FORMAT });
    }
    if (workspace.experiment(experiment) === undefined) {
      const names = new Set(workspace.experiments().map(({ name }) => name));
      workspace.addExperiment(
        experiment,
        free(project, (name) => names.has(name)),
        [trace],
      );
    }
    return { project_id: project, experiment };
  }
}

/** The user may have given the name to something else. */
function free(name: string, isTaken: (name: string) => boolean): string {
  let free = name;
  for (let n = 1; isTaken(free); n++) free = n === 1 ? `${name} (calls)` : `${name} (calls ${n})`;
  return free;
}

export function callProjectRoutes(projects: CallProjects): Route[] {
  return [{ method: 'GET', path: '/calls/experiments', handle: async () => ok(await projects.list()) }];
}
