/** How an output describes itself that was made of another one with a configuration. */
import type { Configuration, OutputDescriptor } from './output.ts';

/** Of the parent's type, unless it is told another. */
export function derivedDescriptor(
  parent: OutputDescriptor,
  configuration: Configuration,
  type = parent.type,
): OutputDescriptor {
  const { id, name, description } = configuration;
  return {
    id: `${parent.id}:${id}`,
    name,
    description,
    type,
    parentId: parent.id,
    configuration,
    configIds: [id],
    capabilities: { canCreate: false, canDelete: true },
  };
}
