/** What goes wrong behind a route, as the client is told it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { QueryError } from '../analyses/output.ts';
import { EngineClosed, EngineStopped } from '../engine/experiment-engine.ts';
import type { HttpError } from '../http/http-error.ts';
import type { ApiRequest } from '../http/routes.ts';
import { refusing } from './request.ts';

test('an experiment deleted while it is asked is gone; one whose analysis died is a failure of the server', async () => {
  const refused = async (error: Error): Promise<HttpError> => {
    const handle = (): never => {
      throw error;
    };
    const [route] = refusing([{ method: 'GET', path: '/', handle }]);
    return Promise.resolve(route!.handle({} as ApiRequest)).then(
      () => assert.fail('it was answered'),
      (reason: HttpError) => reason,
    );
  };
  const closed = await refused(new EngineClosed());
  assert.deepEqual([closed.status, closed.title], [404, 'No such experiment']);
  const stopped = await refused(new EngineStopped('it ran out of memory'));
  assert.deepEqual([stopped.status, stopped.detail], [500, 'it ran out of memory']);
  const mistaken = await refused(new QueryError('"start" is missing', 'start'));
  assert.deepEqual([mistaken.status, mistaken.extra], [400, { parameter: 'start' }]);
});
