/** Bookmarks: named times or ranges of an experiment, kept until they are deleted or the experiment is. */
import { randomUUID } from 'node:crypto';
import { QueryError } from '../analyses/output.ts';
import { int64, required, text } from '../engine/parameters.ts';
import { HttpError } from '../http/http-error.ts';
import { ok } from '../http/reply.ts';
import type { ApiRequest, Route } from '../http/routes.ts';
import type { StoredBookmark, Workspace } from '../workspace/workspace.ts';
import type { Experiments } from './experiments.ts';
import { parametersOf } from './request.ts';

export function bookmarkRoutes(workspace: Workspace, experiments: Experiments): Route[] {
  const find = ({ params }: ApiRequest): StoredBookmark => {
    const bookmark = workspace.bookmark(experiments.get(params.expUUID!).uuid, params.bookmarkUUID!);
    if (!bookmark) throw new HttpError(404, 'Bookmark not found', `There is no bookmark ${params.bookmarkUUID}.`);
    return bookmark;
  };
  const put = (request: ApiRequest, uuid: string): StoredBookmark => {
    const experiment = experiments.get(request.params.expUUID!);
    const parameters = parametersOf(request);
    const name = text(required(parameters, 'name'), 'name');
    const start = int64(required(parameters, 'start'), 'start');
    const end = int64(required(parameters, 'end'), 'end');
    if (start > end) throw new QueryError('Start time cannot be after end time', 'start');
    const bookmark = { uuid, name, start, end };
    workspace.putBookmark(experiment.uuid, bookmark);
    return bookmark;
  };

  const all = '/experiments/:expUUID/bookmarks';
  const one = `${all}/:bookmarkUUID`;
  return [
    {
      method: 'GET',
      path: all,
      handle: ({ params }) => ok(workspace.bookmarks(experiments.get(params.expUUID!).uuid).map(model)),
    },
    { method: 'POST', path: all, handle: (request) => ok(model(put(request, randomUUID()))) },
    { method: 'GET', path: one, handle: (request) => ok(model(find(request))) },
    { method: 'PUT', path: one, handle: (request) => ok(model(put(request, find(request).uuid))) },
    {
      method: 'DELETE',
      path: one,
      handle: (request) => {
        const bookmark = find(request);
        workspace.deleteBookmark(bookmark.uuid);
        return ok(model(bookmark));
      },
    },
  ];
}

/** The specification says `uuid`, the published TypeScript client `UUID`. */
function model(bookmark: StoredBookmark): unknown {
  return { ...bookmark, UUID: bookmark.uuid };
}
