/** All stored configurations with where each is used: what a page that manages them shows. */
import type { Configuration } from '../analyses/output.ts';
import { ok } from '../http/reply.ts';
import type { Route } from '../http/routes.ts';
import type { StoredConfiguration, Workspace } from '../workspace/workspace.ts';
import { versionOf } from './configuration-version.ts';
import type { Experiments } from './experiments.ts';
import { toConfiguration } from './stored-models.ts';
import type { TraceFormats } from './trace-formats.ts';

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
  readonly traces?: readonly { readonly uuid: string; readonly name: string }[];
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

  const tracesIn = (stored: StoredConfiguration): Pick<KnownConfiguration, 'traces'> => {
    const format = formats.of(stored);
    if (format === undefined) return {};
    const traces = workspace.traces().filter((trace) => trace.format === format.id);
    return { traces: traces.map(({ uuid, name }) => ({ uuid, name })) };
  };

  return [
    {
      method: 'GET',
      path: '/configurations',
      handle: async () => {
        const uses = await usesById();
        return ok(
          workspace.allConfigurations().map(
            (stored): KnownConfiguration => ({
              configuration: toConfiguration(stored),
              etag: versionOf(stored),
              shared: stored.shared,
              uses: uses.get(stored.id) ?? [],
              ...tracesIn(stored),
            }),
          ),
        );
      },
    },
  ];
}
