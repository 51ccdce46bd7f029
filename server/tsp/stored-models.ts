/** What the workspace has stored, as the protocol and the engine name it. */
import type { Configuration } from '../analyses/output.ts';
import { object, type Parameters } from '../engine/parameters.ts';
import type { DerivedOutput } from '../engine/protocol.ts';
import { parseJson } from '../json.ts';
import type { StoredConfiguration, StoredOutput } from '../workspace/workspace.ts';

export function toConfiguration(stored: StoredConfiguration): Configuration {
  return {
    id: stored.id,
    name: stored.name,
    description: stored.description,
    sourceTypeId: stored.type,
    parameters: storedParameters(stored),
  };
}

/** None where somebody's hand, or a broken disk, left what is none: its type then says what is missing, all others work. */
export function storedParameters({ parameters }: StoredConfiguration): Parameters {
  try {
    return object(parseJson(parameters), 'parameters');
  } catch {
    return {};
  }
}

export function toDerived({ parent, output, configuration }: StoredOutput): DerivedOutput {
  return { parentId: parent, outputId: output, configuration: toConfiguration(configuration) };
}
