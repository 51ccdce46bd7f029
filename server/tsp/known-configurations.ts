/** All stored configurations with where each is used: what a page that manages them shows. */
import type { Configuration } from '../analyses/output.ts';
import { ok } from '../http/reply.ts';
import type { Route } from '../http/routes.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { versionOf } from './configuration-version.ts';
import type { Experiments } from './experiments.ts';
import { toConfiguration } from './stored-models.ts';
import type { ReadTrace, TraceFormats } from './trace-formats.ts';

interface Use {
  readonly experiment: string;
  readonly experimentName: string;
  readonly outputId: string;
  readonly outputName: string;
}

interface KnownConfiguration {
  readonly configuration: Configuration;
  readonly etag: string;
  readonly shared: boolean;
  /** Outputs that it made; those that it provides by itself only of experiments that are open. */
  readonly uses: readonly Use[];
  /** Traces in a format that it describes; absent if it describes none. */
  readonly traces?: readonly ReadTrace[];
}

export function knownConfigurationRoutes(
  workspace: Workspace,
  experiments: Experiments,
  formats: TraceFormats,
): Route[] {
  const usesById = async (): Promise<ReadonlyMap<string, readonly Use[]>> => {
    const uses = new Map<string, Use[]>();
    for (const { uuid: experiment, name: experimentName } of workspace.experiments()) {
      const seen = new Set<string>();
      const add = (id: string, outputId: string, outputName: string): void => {
        if (seen.has(outputId)) return;
        seen.add(outputId);
        if (!uses.has(id)) uses.set(id, []);
        uses.get(id)!.push({ experiment, experimentName, outputId, outputName });
      };
      for (const { id, name, configuration } of await experiments.knownOutputs(experiment)) {
        if (configuration) add(configuration.id, id, name);
      }
      for (const { output, configuration } of workspace.derivedOutputs(experiment)) {
        add(configuration.id, output, configuration.name);
      }
    }
    return uses;
  };

  return [
    {
      method: 'GET',
      path: '/configurations',
      handle: async () => {
        const uses = await usesById();
        return ok(
          workspace.allConfigurations().map((stored): KnownConfiguration => {
            const traces = formats.traces(stored);
            return {
              configuration: toConfiguration(stored),
              etag: versionOf(stored),
              shared: stored.shared,
              uses: uses.get(stored.id) ?? [],
              ...(traces === undefined ? {} : { traces }),
            };
          }),
        );
      },
    },
  ];
}
