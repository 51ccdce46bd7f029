/**
 * Configuration types and configurations, for all experiments. Serves today's API and the older proposal (ADR 0011):
 * `GET /config` lists the types, `POST /config/types/{type}` creates like `POST …/configs`, with or without the wrapper.
 */
import type { ConfigurationType } from '../configurations/configuration-type.ts';
import { parameterDescriptors } from '../configurations/schema.ts';
import { object } from '../engine/parameters.ts';
import { ok, type Reply } from '../http/reply.ts';
import type { ApiRequest, Route } from '../http/routes.ts';
import type { ChangedConfigurations } from './changed-configurations.ts';
import { checkVersion, versioned } from './configuration-version.ts';
import type { Configurations } from './configurations.ts';
import { toConfiguration } from './stored-models.ts';

export function configurationRoutes(configurations: Configurations, changed: ChangedConfigurations): Route[] {
  const listTypes = (): Reply => ok(configurations.types().map(typeModel));
  const create = async ({ params, body }: ApiRequest): Promise<Reply> => {
    const { configuration, isNew } = configurations.create(params.typeId!, object(body, 'body'));
    if (isNew) await changed.stored(configuration);
    return versioned(configuration);
  };
  const type = '/config/types/:typeId';
  const all = `${type}/configs`;
  const one = `${all}/:configId`;

  return [
    { method: 'GET', path: '/config', handle: listTypes },
    { method: 'GET', path: '/config/types', handle: listTypes },
    { method: 'GET', path: type, handle: ({ params }) => ok(typeModel(configurations.type(params.typeId!))) },
    { method: 'POST', path: type, handle: create },
    {
      method: 'GET',
      path: all,
      handle: ({ params }) => ok(configurations.list(params.typeId!).map(toConfiguration)),
    },
    { method: 'POST', path: all, handle: create },
    {
      method: 'GET',
      path: one,
      handle: ({ params }) => versioned(configurations.get(params.configId!, params.typeId!)),
    },
    {
      method: 'PUT',
      path: one,
      handle: async ({ params, body, ifMatch }) => {
        const { typeId, configId } = params;
        const { before, after } = configurations.update(typeId!, configId!, object(body, 'body'), ifMatch);
        await changed.stored(after, before);
        return versioned(after);
      },
    },
    {
      method: 'DELETE',
      path: one,
      handle: async ({ params, ifMatch }) => {
        const configuration = configurations.get(params.configId!, params.typeId!);
        checkVersion(configuration, ifMatch);
        return ok({ ...toConfiguration(configuration), ...(await changed.delete(configuration)) });
      },
    },
  ];
}

/** Today's members, and those of the ADR: `scope`, and `isRequired` beside `required`. */
export function typeModel(type: ConfigurationType): unknown {
  return {
    id: type.id,
    name: type.name,
    description: type.description,
    scope: type.scope,
    parameterDescriptors: parameterDescriptors(type.schema).map((parameter) => ({
      ...parameter,
      isRequired: parameter.required,
    })),
    schema: type.schema,
  };
}
