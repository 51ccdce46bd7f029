/**
 * The outputs of an experiment, and how they are customised: today's way (`POST …/outputs/{output}` with a whole
 * configuration) and the ADR's (`…/outputs/{output}/configs` with the id of a stored one). Both end in the same derived output.
 */
import { object, required, text } from '../engine/parameters.ts';
import { HttpError } from '../http/http-error.ts';
import { ok, type Reply } from '../http/reply.ts';
import type { ApiRequest, Route } from '../http/routes.ts';
import { typeModel } from './configuration-routes.ts';
import type { Configurations } from './configurations.ts';
import type { DerivedOutputs } from './derived-outputs.ts';
import type { Experiments } from './experiments.ts';
import { withRow } from './row-parameters.ts';

const OUTPUTS = '/experiments/:expUUID/outputs';
const OUTPUT = `${OUTPUTS}/:outputId`;

export function outputRoutes(
  experiments: Experiments,
  configurations: Configurations,
  derived: DerivedOutputs,
): Route[] {
  const derive = async ({ params, body, signal }: ApiRequest): Promise<Reply> => {
    const wanted = object(body, 'body');
    const output = await derived.output(params.expUUID!, params.outputId!);
    const typeId = text(
      wanted.sourceTypeId ?? required({ sourceTypeId: wanted.typeId }, 'sourceTypeId'),
      'sourceTypeId',
    );
    const type = configurations.type(typeId);
    if (!output.configSourcesIds?.includes(type.id)) {
      throw new HttpError(400, 'No such configuration type', `"${typeId}" can't be applied to "${output.name}".`, {
        parameter: 'sourceTypeId',
      });
    }
    const sent = object(wanted.parameters, 'parameters');
    const parameters = await withRow(type, sent, output, experiments.engine(params.expUUID!), signal);
    const configuration = configurations.describe(type, { ...wanted, parameters }, parameters, false);
    return ok(await derived.derive(params.expUUID!, output.id, configuration));
  };

  const apply = async ({ params, body }: ApiRequest): Promise<Reply> => {
    const sent = object(body, 'body');
    const configId = params.configId ?? text(required(sent, 'configId'), 'configId');
    const typeId = sent.typeId ?? sent.sourceTypeId ?? undefined;
    experiments.get(params.expUUID!);
    const configuration = configurations.get(configId, typeId === undefined ? undefined : text(typeId, 'typeId'));
    configurations.type(configuration.type);
    return ok(await derived.derive(params.expUUID!, params.outputId!, configuration));
  };

  return [
    {
      method: 'GET',
      path: OUTPUTS,
      handle: async ({ params }) => ok(await experiments.engine(params.expUUID!).outputs()),
    },
    {
      method: 'GET',
      path: OUTPUT,
      handle: async ({ params }) => ok(await derived.output(params.expUUID!, params.outputId!)),
    },
    { method: 'POST', path: OUTPUT, handle: derive },
    {
      method: 'GET',
      path: `${OUTPUT}/configTypes`,
      handle: async ({ params }) => {
        const { configSourcesIds = [] } = await derived.output(params.expUUID!, params.outputId!);
        return ok(configSourcesIds.map((id) => typeModel(configurations.type(id))));
      },
    },
    {
      method: 'GET',
      path: `${OUTPUT}/configTypes/:typeId`,
      handle: async ({ params }) => {
        const { configSourcesIds = [], name } = await derived.output(params.expUUID!, params.outputId!);
        const type = configurations.known(params.typeId!);
        if (type && configSourcesIds.includes(type.id)) return ok(typeModel(type));
        throw new HttpError(404, 'No such configuration type', `"${params.typeId}" can't be applied to "${name}".`);
      },
    },
    { method: 'POST', path: `${OUTPUT}/configs`, handle: apply },
    { method: 'POST', path: `${OUTPUT}/configs/:configId`, handle: apply },
    {
      method: 'DELETE',
      path: `${OUTPUT}/:derivedOutputId`,
      handle: async ({ params }) =>
        ok(await derived.delete(experiments.get(params.expUUID!).uuid, params.outputId!, params.derivedOutputId!)),
    },
  ];
}
