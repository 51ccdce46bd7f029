/** What a menu needs to know of a configuration type. */
import type { ConfigTypeInfo } from './messages.ts';

/** Whether there is anything to fill in. */
export function hasParameters({ schema }: ConfigTypeInfo): boolean {
  return Object.keys((schema.properties as object | undefined) ?? {}).length > 0;
}

/** "…" where a form follows. */
export const menuEntry = (type: ConfigTypeInfo): string => (hasParameters(type) ? `${type.name}…` : type.name);
