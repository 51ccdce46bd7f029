/**
 * Traces: files and folders that the user has named. Naming one only looks at what it is; it is read when an experiment
 * opens it. Deleting one forgets it and never touches the user's files, whatever `deleteTrace` says.
 */
import { basename } from 'node:path';
import { QueryError } from '../analyses/output.ts';
import { required, text } from '../engine/parameters.ts';
import type { Format } from '../formats/reader.ts';
import { formatOf } from '../formats/registry.ts';
import { HttpError } from '../http/http-error.ts';
import { ok } from '../http/reply.ts';
import type { Route } from '../http/routes.ts';
import type { StoredTrace, Workspace } from '../workspace/workspace.ts';
import type { CallProjects } from './call-projects.ts';
import type { Experiments } from './experiments.ts';
import { nameUuid } from './name-uuid.ts';
import type { Places } from './places.ts';
import { parametersOf } from './request.ts';
import type { TraceFormats } from './trace-formats.ts';

export interface TraceRoutesParts {
  readonly workspace: Workspace;
  readonly experiments: Experiments;
  readonly places: Places;
  readonly formats: TraceFormats;
  readonly projects: CallProjects | undefined;
}

export function traceRoutes({ workspace, experiments, places, formats, projects }: TraceRoutesParts): Route[] {
  const find = (uuid: string): StoredTrace => {
    const trace = workspace.trace(uuid);
    if (!trace) throw new HttpError(404, 'No such trace', `There is no trace ${uuid}.`);
    return trace;
  };

  return [
    {
      method: 'GET',
      path: '/traces',
      handle: async () => {
        await projects?.list();
        return ok(workspace.traces().map((trace) => experiments.traceModel(trace)));
      },
    },
    {
      method: 'POST',
      path: '/traces',
      handle: (request) => {
        const parameters = parametersOf(request);
        const path = places.resolve(text(required(parameters, 'uri'), 'uri'), 'uri');
        const name = optionalText(parameters.name, 'name') ?? (basename(path) || path);
        const forced = optionalText(parameters.typeID, 'typeID');
        const format = chooseFormat(path, formats.all(), forced);
        const uuid = nameUuid(`${path}/${name}`);
        const known = workspace.traceNamed(name);
        if (known && (known.uuid !== uuid || (forced !== undefined && known.format !== format.id))) {
          throw new HttpError(
            409,
            `The trace (${name}) already exists and both differ`,
            `A trace of this name is open from ${known.path}. Choose another name.`,
            { trace: experiments.traceModel(known) },
          );
        }
        if (!known) workspace.addTrace({ uuid, name, path, format: format.id });
        return ok(experiments.traceModel(find(uuid)));
      },
    },
    { method: 'GET', path: '/traces/:uuid', handle: ({ params }) => ok(experiments.traceModel(find(params.uuid!))) },
    {
      method: 'DELETE',
      path: '/traces/:uuid',
      handle: ({ params }) => {
        const trace = find(params.uuid!);
        const model = experiments.traceModel(trace);
        if (workspace.isTraceInUse(trace.uuid)) {
          throw new HttpError(
            409,
            'The trace is in use by at least one experiment thus cannot be deleted',
            'Delete the experiments that contain it first.',
            { trace: model },
          );
        }
        workspace.deleteTrace(trace.uuid);
        return ok(model);
      },
    },
  ];
}

/**
 * The format that the client names, by its own id or by that of the configuration that describes it, or the one that knows
 * the trace. Throws 501 with what was tried.
 */
function chooseFormat(path: string, formats: readonly Format[], forced: string | undefined): Format {
  if (forced !== undefined) {
    const format = formats.find(({ id }) => id === forced || id.endsWith(`:${forced}`));
    if (format) return format;
    const known = formats.map(({ id }) => id).join(', ');
    throw new HttpError(501, 'Trace type not supported', `There is no trace type "${forced}". Known are: ${known}.`);
  }
  const best = formatOf(path, formats);
  if (best) return best;
  const tried = formats.map(({ name }) => name).join(', ');
  throw new HttpError(501, 'Trace type not supported', `${path} holds no trace of a known format (tried: ${tried}).`);
}

function optionalText(value: unknown, name: string): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const result = text(value, name);
  if (result.length > 1000) throw new QueryError(`"${name}" is too long`, name);
  return result;
}
