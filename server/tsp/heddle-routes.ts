/**
 * What our own viewer needs beyond the protocol, below `/heddle`: which traces lie below a folder, how far indexing is and
 * what the user should know about it (also whether a trace has changed since), which files hold symbols, and where the
 * view keeps its arrangement.
 */

import { object, required, text } from '../engine/parameters.ts';
import type { Search } from '../formats/find-traces.ts';
import { type Format, FormatError, type Notice } from '../formats/reader.ts';
import { HttpError } from '../http/http-error.ts';
import { ok } from '../http/reply.ts';
import type { Route } from '../http/routes.ts';
import { parseJson, replyMap, stringifyJson } from '../json.ts';
import type { StoredExperiment, Workspace } from '../workspace/workspace.ts';
import type { Experiments } from './experiments.ts';
import type { Places } from './places.ts';

/** Every trace at or below a path, in the order of their paths. */
export type FindTraces = (
  path: string,
  signal: AbortSignal,
  options?: { readonly among: readonly Format[] },
) => Promise<Search> | Search;

const LAYOUT_LIMIT = 1024 * 1024;

export function heddleRoutes(
  workspace: Workspace,
  experiments: Experiments,
  places: Places,
  findTraces: FindTraces,
): Route[] {
  const progress = (experiment: StoredExperiment): unknown => {
    experiments.look(experiment.uuid);
    const now = experiments.progress(experiment.uuid);
    const changedFiles = (now?.traces ?? []).flatMap(({ changed = [] }) => changed);
    const names = new Map(experiment.traces.map(({ uuid, name }) => [uuid, name]));
    const about = (message: string): Notice => ({ message });
    return {
      ...experiments.model(experiment),
      fraction: now?.fraction ?? 0,
      status: now?.status ?? 'CLOSED',
      events: now?.events ?? 0,
      outputsRevision: experiments.outputsRevision(experiment.uuid),
      live: now?.liveRevision !== undefined,
      ...(now?.liveRevision === undefined ? {} : { liveRevision: now.liveRevision }),
      ...(now?.eventsPerSecond === undefined ? {} : { eventsPerSecond: now.eventsPerSecond }),
      ...(now?.secondsLeft === undefined ? {} : { secondsLeft: now.secondsLeft }),
      changed: changedFiles.length > 0,
      changedFiles,
      offsets: replyMap(experiment.traces.map(({ uuid, offset }) => [uuid, String(offset)] as const)),
      notices: [
        ...(now?.message === undefined ? [] : [about(now.message)]),
        ...(now?.traces ?? []).flatMap(({ uuid, notices }) => notices.map((n) => ({ trace: names.get(uuid), ...n }))),
      ],
    };
  };

  return [
    {
      method: 'GET',
      path: '/status',
      handle: () => ok({ status: 'UP', experiments: workspace.experiments().map(progress) }),
    },
    {
      method: 'GET',
      path: '/experiments/:expUUID/progress',
      handle: ({ params }) => ok(progress(experiments.get(params.expUUID!))),
    },
    {
      method: 'POST',
      path: '/experiments/:expUUID/cancel',
      handle: async ({ params }) => {
        const experiment = experiments.get(params.expUUID!);
        await experiments.cancel(experiment.uuid);
        return ok(progress(experiment));
      },
    },
    {
      method: 'POST',
      path: '/experiments/:expUUID/reread',
      handle: async ({ params }) => {
        const experiment = experiments.get(params.expUUID!);
        await experiments.reread(experiment.uuid);
        return ok(progress(experiment));
      },
    },
    {
      method: 'POST',
      path: '/find-traces',
      handle: async ({ body, signal }) => {
        const path = places.resolve(text(required(object(body, 'body'), 'path'), 'path'), 'path');
        try {
          const { traces, notices } = await findTraces(path, signal);
          // A link may lead out of what may be opened.
          return ok({ traces: traces.filter((found) => places.allows(found.path)), notices });
        } catch (error) {
          if (error instanceof FormatError) throw new HttpError(501, 'Trace type not supported', error.message);
          throw error;
        }
      },
    },
    {
      method: 'POST',
      path: '/experiments/:expUUID/symbols',
      handle: async ({ params, body }) => {
        const { uuid } = experiments.get(params.expUUID!);
        const path = places.resolve(text(required(object(body, 'body'), 'path'), 'path'), 'path');
        await experiments.engine(uuid).addSymbols(path);
        workspace.addSymbolMap(uuid, path);
        return ok({ symbolMaps: workspace.symbolMaps(uuid) });
      },
    },
    {
      method: 'GET',
      path: '/layout/:expUUID',
      handle: ({ params }) => {
        const layout = workspace.layout(experiments.get(params.expUUID!).uuid);
        return layout === undefined ? { status: 204 } : ok(parseJson(layout));
      },
    },
    {
      method: 'POST',
      path: '/layout/:expUUID',
      handle: ({ params, body }) => {
        const { uuid } = experiments.get(params.expUUID!);
        const layout = stringifyJson(object(body, 'body'));
        if (layout.length > LAYOUT_LIMIT) throw new HttpError(413, 'Request too large', 'A layout may have 1 MiB.');
        workspace.setLayout(uuid, layout);
        return ok(parseJson(layout));
      },
    },
  ];
}
