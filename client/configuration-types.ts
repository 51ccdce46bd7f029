/** What a menu needs to know of a configuration type. */
import type { ConfigTypeInfo } from './messages.ts';

/** Whether there is anything to fill in. */
export function hasParameters({ schema }: ConfigTypeInfo): boolean {
  return Object.keys((schema.properties as object | undefined) ?? {}).length > 0;
}

/** "…" where a form follows. */
export const menuEntry = (type: ConfigTypeInfo): string => (hasParameters(type) ? `${type.name}…` : type.name);

/** Values as a person reads them, one parameter a line; long ones cut. */
export function parameterLines(
  parameters: Readonly<Record<string, unknown>>,
  schema: ConfigTypeInfo['schema'] | undefined,
): readonly (readonly [name: string, value: string])[] {
  const properties = (schema?.properties ?? {}) as Readonly<Record<string, { readonly title?: string }>>;
  return Object.entries(parameters).map(([name, value]) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    const line = text.replace(/\s+/g, ' ').trim();
    return [properties[name]?.title ?? name, line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line];
  });
}

const LONGEST = 200;
