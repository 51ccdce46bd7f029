/**
 * What TSP requests have in common: a body `{parameters: {…}}`, and mistakes that are answered with 400 and the name of
 * the parameter.
 */
import { QueryError } from '../analyses/output.ts';
import { refusalBody } from '../engine/answer.ts';
import { EngineClosed, EngineStopped } from '../engine/experiment-engine.ts';
import { object, type Parameters } from '../engine/parameters.ts';
import { HttpError } from '../http/http-error.ts';
import type { ApiRequest, Route } from '../http/routes.ts';

/** The body's `parameters`; empty if there are none. */
export function parametersOf(request: ApiRequest): Parameters {
  return object(object(request.body, 'body').parameters, 'parameters');
}

/** The same routes, with the errors of those below turned into replies. */
export function refusing(routes: readonly Route[]): Route[] {
  return routes.map((route) => ({
    ...route,
    handle: async (request) => {
      try {
        return await route.handle(request);
      } catch (error) {
        if (error instanceof QueryError) throw refusal(error);
        if (error instanceof EngineClosed) throw new HttpError(404, 'No such experiment', `${error.message}.`);
        if (error instanceof EngineStopped) throw new HttpError(500, 'The analysis has stopped', error.message);
        throw error;
      }
    },
  }));
}

function refusal(error: QueryError): HttpError {
  const { title, detail, ...extra } = refusalBody(error);
  return new HttpError(400, title as string, detail as string, extra);
}
