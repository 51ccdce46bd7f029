/**
 * Which configurations apply to an experiment as a whole (ADR 0011, `…/outputs/config`).
 *
 * One whose type provides outputs applies to every experiment, until it is removed from one; assigning it there again takes
 * that back. One whose type derives outputs applies where it was applied; assigning it derives from every output that takes
 * it. Neither way deletes a stored configuration.
 */
import type { Configuration } from '../analyses/output.ts';
import { object, required, text } from '../engine/parameters.ts';
import { HttpError } from '../http/http-error.ts';
import { ok, type Reply } from '../http/reply.ts';
import type { ApiRequest, Route } from '../http/routes.ts';
import type { StoredConfiguration, Workspace } from '../workspace/workspace.ts';
import { type Configurations, typeIdIn } from './configurations.ts';
import type { DerivedOutputs } from './derived-outputs.ts';
import type { Experiments } from './experiments.ts';
import { toConfiguration } from './stored-models.ts';

const ASSIGNED = '/experiments/:expUUID/outputs/config';

export function assignmentRoutes(
  workspace: Workspace,
  experiments: Experiments,
  configurations: Configurations,
  derived: DerivedOutputs,
): Route[] {
  /** Those that provide outputs, wherever they can, and are not removed from this experiment. */
  const providing = (uuid: string): StoredConfiguration[] => {
    const unassigned = workspace.unassigned(uuid);
    const types = configurations.types().filter(({ provide }) => provide);
    return types
      .flatMap(({ id }) => workspace.configurations(id))
      .filter(({ id, shared }) => shared && !unassigned.includes(id));
  };

  const list = ({ params }: ApiRequest): Reply => {
    const { uuid } = experiments.get(params.expUUID!);
    const byType: Record<string, Configuration[]> = {};
    for (const stored of [...providing(uuid), ...derived.of(uuid).map(({ configuration }) => configuration)]) {
      byType[stored.type] ??= [];
      const known = byType[stored.type]!;
      if (!known.some(({ id }) => id === stored.id)) known.push(toConfiguration(stored));
    }
    return ok(byType);
  };

  const provide = async (uuid: string, id: string): Promise<Reply> => {
    const engine = experiments.engine(uuid);
    const configuration = configurations.get(id);
    if (!configuration.shared || workspace.unassigned(uuid).includes(configuration.id)) {
      workspace.putConfiguration({ ...configuration, shared: true });
      workspace.setUnassigned(uuid, configuration.id, false);
      await engine.configure(toConfiguration(configuration), true);
      experiments.outputsChanged(uuid);
    }
    const outputs = (await engine.outputs()).filter(({ configIds }) => configIds?.includes(configuration.id));
    return ok({ configuration: toConfiguration(configuration), outputs });
  };

  const derive = async (uuid: string, configuration: StoredConfiguration): Promise<Reply> => {
    const outputs = await experiments.engine(uuid).outputs();
    const fitting = outputs.filter(
      ({ capabilities, configSourcesIds }) =>
        capabilities?.canDelete !== true && configSourcesIds?.includes(configuration.type),
    );
    if (fitting.length === 0) {
      const detail = 'No output of this experiment takes configurations of this type.';
      throw new HttpError(400, 'Nothing to configure', detail, { parameter: 'typeId' });
    }
    const made = [];
    for (const { id } of fitting) made.push(await derived.derive(uuid, id, configuration));
    return ok({ configuration: toConfiguration(configuration), outputs: made });
  };

  return [
    { method: 'GET', path: ASSIGNED, handle: list },
    {
      method: 'POST',
      path: ASSIGNED,
      handle: ({ params, body }) => {
        const sent = object(body, 'body');
        const { uuid } = experiments.get(params.expUUID!);
        const typeId = typeIdIn(sent);
        const configuration = configurations.get(text(required(sent, 'configId'), 'configId'), typeId);
        if (!configurations.type(typeId).provide) return derive(uuid, configuration);
        return experiments.inTurn(uuid, () => provide(uuid, configuration.id));
      },
    },
    {
      method: 'DELETE',
      path: `${ASSIGNED}/:configId`,
      handle: async ({ params }) => {
        const { uuid } = experiments.get(params.expUUID!);
        const { configId } = params;
        const used =
          providing(uuid).find(({ id }) => id === configId) ??
          derived.of(uuid).find(({ configuration }) => configuration.id === configId)?.configuration;
        if (!used) {
          const detail = `Configuration "${configId}" does not apply to this experiment.`;
          throw new HttpError(404, 'No such configuration', detail);
        }
        if (configurations.known(used.type)?.provide) workspace.setUnassigned(uuid, used.id, true);
        const deletedOutputs = await derived.deleteMadeWith(used.id, uuid);
        return ok({ ...toConfiguration(used), deletedOutputs });
      },
    },
  ];
}
