/**
 * What goes along when an output or a configuration is deleted, and how it is made again: the outputs made with it, and
 * those made from these in turn, each with its own configuration, which comes back under its id. On another server than ours
 * ids may be others then, since they follow from the parent's id and the configuration's; whoever stood below an old one
 * comes to stand below the new one.
 */
import type { ConfigurationInfo, OutputInfo } from '../messages.ts';
import type { TspClient } from '../tsp/tsp-client.ts';

export interface RemovedOutput {
  readonly experiment: string;
  readonly id: string;
  readonly name: string;
  readonly parentId: string;
  readonly configuration: ConfigurationInfo;
}

/** Of an experiment's outputs, those that go with the ones that `goes` names; parents before children. */
export function removedWith(
  experiment: string,
  outputs: readonly OutputInfo[],
  goes: (output: OutputInfo) => boolean,
): readonly RemovedOutput[] {
  const gone = new Set<string>();
  const removed: RemovedOutput[] = [];
  // A parent may be listed after its child: goes on until nothing more is found.
  for (let before = -1; before < gone.size; ) {
    before = gone.size;
    for (const output of outputs) {
      const { id, name, parentId, configuration, canDelete } = output;
      if (gone.has(id) || !(goes(output) || (parentId !== undefined && gone.has(parentId)))) continue;
      gone.add(id);
      // Others come by themselves with the one above them.
      if (canDelete && parentId !== undefined && configuration)
        removed.push({ experiment, id, name, parentId, configuration });
    }
  }
  return removed;
}

/** Returns what could not be made again, in words. */
export async function makeAgain(client: TspClient, removed: readonly RemovedOutput[]): Promise<readonly string[]> {
  const problems: string[] = [];
  const ids = new Map<string, string>();
  for (const { experiment, id, name, parentId, configuration } of removed) {
    try {
      const wanted = { sourceTypeId: configuration.sourceTypeId, ...asItWas(configuration) };
      ids.set(id, (await client.deriveOutput(experiment, renamed(parentId, ids), wanted)).id);
    } catch (error) {
      problems.push(`“${name}”: ${(error as Error).message}`);
    }
  }
  return problems;
}

/** What makes a configuration that was deleted again. */
export function asItWas({ id, name, description, parameters = {} }: ConfigurationInfo) {
  return { id, name, parameters, ...(description ? { description } : {}) };
}

/** Also of what stands between: the ids of outputs that come with another begin with its id. */
function renamed(id: string, ids: ReadonlyMap<string, string>): string {
  for (const [old, now] of ids) if (id === old || id.startsWith(`${old}:`)) return now + id.slice(old.length);
  return id;
}
