/**
 * While somebody types, some parameters are not there yet. What a type's own check says of the others is worth knowing, so
 * it is given something in their place: what the schema says where it describes them, a default or an example.
 */
import type { ErrorObject } from 'ajv/dist/2020.js';
import type { Parameters } from '../engine/parameters.ts';

type Members = Record<string, unknown>;

/** The paths of what is missing or empty. Undefined if that is not all that is wrong. */
export function missingIn(errors: readonly ErrorObject[]): readonly (readonly string[])[] | undefined {
  const missing: string[][] = [];
  for (const { keyword, instancePath, params } of errors) {
    const path = partsOf(instancePath);
    const isEmpty = (keyword === 'minLength' || keyword === 'minItems') && params.limit === 1;
    if (keyword === 'required') missing.push([...path, params.missingProperty as string]);
    else if (isEmpty) missing.push(path);
    else return undefined;
  }
  return missing;
}

/** A JSON pointer's. */
export function partsOf(instancePath: string): string[] {
  return instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** What the schema says of a parameter; nothing where it has none of this path. */
export function describedAt(schema: Readonly<Members>, path: readonly string[]): Readonly<Members> {
  return path.reduce<Readonly<Members>>(
    (described, part) => ((described.properties as Members | undefined)?.[part] ?? described.items ?? {}) as Members,
    schema,
  );
}

/** A copy with something in each place for which the schema has anything. */
export function withStandIns(
  schema: Readonly<Members>,
  parameters: Parameters,
  missing: readonly (readonly string[])[],
): Parameters {
  const filled = structuredClone(parameters) as Members;
  for (const path of missing) {
    const described = describedAt(schema, path);
    const standIn = described.default ?? (described.examples as unknown[] | undefined)?.[0];
    if (standIn === undefined) continue;
    const at = path.slice(0, -1).reduce((within, part) => within[part] as Members, filled);
    at[path.at(-1)!] = standIn;
  }
  return filled;
}
