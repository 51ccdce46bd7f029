/** What the workspace has stored, as the protocol and the engine name it. */
import type { Configuration } from '../analyses/output.ts';
import type { DerivedOutput } from '../engine/protocol.ts';
import { parseJson } from '../json.ts';
import type { StoredConfiguration, StoredOutput } from '../workspace/workspace.ts';

export function toConfiguration(stored: StoredConfiguration): Configuration {
  return {
    id: stored.id,
    name: stored.name,
    description: stored.description,
    sourceTypeId: stored.type,
    parameters: parseJson(stored.parameters) as Record<string, unknown>,
  };
}

export function toDerived({ parent, output, configuration }: StoredOutput): DerivedOutput {
  return { parentId: parent, outputId: output, configuration: toConfiguration(configuration) };
}
