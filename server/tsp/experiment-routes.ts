/** Experiments: traces put on one time axis. Creating one opens it; deleting one closes it and cancels what it was doing. */
import { QueryError } from '../analyses/output.ts';
import { list, required, text } from '../engine/parameters.ts';
import { CALLS_FORMAT } from '../formats/calls/format.ts';
import { HttpError } from '../http/http-error.ts';
import { ok, type Reply } from '../http/reply.ts';
import type { ApiRequest, Route } from '../http/routes.ts';
import type { StoredExperiment, Workspace } from '../workspace/workspace.ts';
import type { CallProjects } from './call-projects.ts';
import type { Experiments } from './experiments.ts';
import { nameUuid } from './name-uuid.ts';
import type { Places } from './places.ts';
import { parametersOf } from './request.ts';

export function experimentRoutes(
  workspace: Workspace,
  experiments: Experiments,
  places: Places,
  projects: CallProjects | undefined,
): Route[] {
  const create = async (request: ApiRequest): Promise<Reply> => {
    const parameters = parametersOf(request);
    const name = text(required(parameters, 'name'), 'name');
    const traces = [...new Set(list(required(parameters, 'traces'), 'traces', text))];
    if (name === '' || name.length > 1000) throw new QueryError('"name" must have 1 to 1000 characters', 'name');
    if (traces.length === 0) throw new QueryError('"traces" must name at least one trace', 'traces');
    const stored = traces.map((trace) => workspace.trace(trace));
    // 204: the protocol's answer for a trace that has not been created yet.
    if (stored.some((trace) => trace === undefined)) return { status: 204 };
    for (const trace of stored) if (trace!.format !== CALLS_FORMAT) places.resolve(trace!.path, 'traces');
    const uuid = nameUuid(name);
    const known = workspace.experiment(uuid);
    if (known && !sameTraces(known, traces)) {
      throw new HttpError(
        409,
        `The experiment (${name}) already exists and both differ`,
        'An experiment of this name holds other traces. Choose another name.',
        { experiment: experiments.model(known) },
      );
    }
    if (!known) workspace.addExperiment(uuid, name, traces);
    try {
      await experiments.open(uuid);
    } catch (error) {
      if (!known) workspace.deleteExperiment(uuid);
      throw error;
    }
    return ok(experiments.model(experiments.get(uuid)));
  };

  return [
    {
      method: 'GET',
      path: '/experiments',
      handle: async () => {
        await projects?.list();
        return ok(workspace.experiments().map((experiment) => experiments.model(experiment)));
      },
    },
    { method: 'POST', path: '/experiments', handle: create },
    {
      method: 'GET',
      path: '/experiments/:expUUID',
      handle: async ({ params }) => {
        if (workspace.experiment(params.expUUID!) === undefined) await projects?.list();
        const experiment = experiments.get(params.expUUID!);
        experiments.engine(experiment.uuid);
        return ok(experiments.model(experiment));
      },
    },
    {
      method: 'DELETE',
      path: '/experiments/:expUUID',
      handle: async ({ params }) => {
        const experiment = experiments.get(params.expUUID!);
        const model = experiments.model(experiment);
        workspace.deleteExperiment(experiment.uuid);
        await experiments.close(experiment.uuid);
        return ok(model);
      },
    },
  ];
}

function sameTraces(experiment: StoredExperiment, traces: readonly string[]): boolean {
  return experiment.traces.length === traces.length && experiment.traces.every((trace) => traces.includes(trace.uuid));
}
