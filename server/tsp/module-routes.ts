/** Registering modules with configuration types. They are code: only a server that was started with `--modules` loads any. */
import { object, required, text } from '../engine/parameters.ts';
import { HttpError } from '../http/http-error.ts';
import { ok } from '../http/reply.ts';
import type { Route } from '../http/routes.ts';
import { typeModel } from './configuration-routes.ts';
import type { TypeModule, TypeModules } from './type-modules.ts';

const PATH = '/config/modules';

/** `allowed`: does the server load modules at all? */
export function moduleRoutes(modules: TypeModules, allowed: boolean): Route[] {
  const pathIn = (body: unknown): string => {
    if (!allowed) throw new HttpError(403, 'Access denied', 'This server loads no modules; start it with --modules.');
    return text(required(object(body, 'body'), 'path'), 'path');
  };
  return [
    { method: 'GET', path: PATH, handle: () => ok(modules.list().map(moduleModel)) },
    {
      method: 'POST',
      path: PATH,
      handle: async ({ body }) => ok(moduleModel(await modules.add(pathIn(body)))),
    },
    {
      method: 'DELETE',
      path: PATH,
      handle: async ({ body }) => {
        const path = pathIn(body);
        const removed = await modules.remove(path);
        if (!removed) throw new HttpError(404, 'No such module', `${path} is not registered.`);
        return ok(moduleModel(removed));
      },
    },
  ];
}

function moduleModel({ path, types }: TypeModule): unknown {
  return { path, types: types.map(typeModel) };
}
