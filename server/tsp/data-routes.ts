/**
 * Every question for data: forwarded to the experiment's engine, whose reply goes out byte by byte as it is. Who names the
 * frames' media type in `Accept` gets what is large as typed columns (`docs/binary-replies.md`), all others JSON.
 * All of them are cancelled in the engine when the client hangs up.
 */

import { FRAME_TYPE } from '../engine/frame-writer.ts';
import type { Operation } from '../engine/protocol.ts';
import { ok, type Reply } from '../http/reply.ts';
import type { ApiRequest, Route } from '../http/routes.ts';
import type { Experiments } from './experiments.ts';
import { parametersOf } from './request.ts';

const OUTPUTS = '/experiments/:expUUID/outputs';

const OPERATIONS: readonly Operation[] = [
  'data/tree',
  'XY/tree',
  'XY/xy',
  'genericXY/tree',
  'genericXY/xy',
  'timeGraph/tree',
  'timeGraph/states',
  'timeGraph/arrows',
  'timeGraph/tooltip',
  'table/columns',
  'table/lines',
];

const FRAMED: ReadonlySet<Operation> = new Set<Operation>([
  'XY/xy',
  'genericXY/xy',
  'timeGraph/states',
  'timeGraph/arrows',
  'table/lines',
]);

export function dataRoutes(experiments: Experiments): Route[] {
  const ask =
    (operation: Operation) =>
    async (request: ApiRequest): Promise<Reply> => {
      const engine = experiments.engine(request.params.expUUID!);
      const parameters =
        operation === 'annotationCategories' ? Object.fromEntries(request.query) : parametersOf(request);
      const framed = FRAMED.has(operation) && request.accept.includes(FRAME_TYPE);
      const answer = await engine.ask(operation, request.params.outputId!, parameters, request.signal, framed);
      return { status: answer.status, bytes: new Uint8Array(answer.body), type: answer.type };
    };

  return [
    ...OPERATIONS.map((operation): Route => {
      const [kind, what] = operation.split('/');
      return { method: 'POST', path: `${OUTPUTS}/${kind}/:outputId/${what}`, handle: ask(operation) };
    }),
    { method: 'POST', path: `${OUTPUTS}/:outputId/style`, handle: ask('style') },
    { method: 'GET', path: `${OUTPUTS}/:outputId/annotations`, handle: ask('annotationCategories') },
    { method: 'POST', path: `${OUTPUTS}/:outputId/annotations`, handle: ask('annotations') },
    {
      method: 'GET',
      path: `${OUTPUTS}/markerSets`,
      handle: ({ params }) => {
        experiments.get(params.expUUID!);
        return ok({ status: 'COMPLETED', statusMessage: 'Completed', model: [] });
      },
    },
  ];
}
