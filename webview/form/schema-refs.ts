/** Follows a reference into the schema's own definitions; what stands beside the reference counts too. */
import type { RJSFSchema } from '@rjsf/utils';

export function resolved(schema: RJSFSchema, root: RJSFSchema): RJSFSchema {
  const { $ref, ...beside } = schema;
  const name = /^#\/\$defs\/([^/]+)$/.exec($ref ?? '')?.[1];
  const target = name === undefined ? undefined : root.$defs?.[name];
  return typeof target === 'object' ? { ...(target as RJSFSchema), ...beside } : schema;
}
