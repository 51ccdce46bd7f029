/**
 * Which outputs are others now, though their ids are the same: their configuration was changed, or they were gone and came
 * back; with them everything below them. Whoever shows one asks for it anew.
 */
import type { OutputInfo } from '../../client/messages.ts';

/** `before`: what was last known of an output, also of one that has been away since; undefined if it is new. */
export function remadeOutputs(
  outputs: readonly OutputInfo[],
  before: (id: string) => { readonly output: OutputInfo; readonly wasAway: boolean } | undefined,
): ReadonlySet<string> {
  const remade = new Set<string>();
  for (const output of outputs) {
    const was = before(output.id);
    if (was && (was.wasAway || madeOf(was.output) !== madeOf(output))) remade.add(output.id);
  }
  // A child may be listed before its parent.
  for (let size = -1; remade.size > size && remade.size > 0; ) {
    size = remade.size;
    for (const { id, parentId } of outputs) if (parentId !== undefined && remade.has(parentId)) remade.add(id);
  }
  return remade;
}

const madeOf = ({ type, configuration }: OutputInfo): string =>
  JSON.stringify([type, configuration?.id, configuration?.parameters]);
