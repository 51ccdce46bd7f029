/**
 * What the rows of all outputs call the same thing by (ADR 0011), so that clients can go from one output's row to another's
 * and to the parameters of a configuration. They stand beside the keys that Trace Compass's outputs have.
 */
import type { TreeEntry } from './output.ts';

interface Facts {
  readonly 'thread-name'?: string | undefined;
  readonly 'host-id'?: string | undefined;
  readonly tid?: string | number | undefined;
  readonly pid?: string | number | undefined;
  readonly ppid?: string | number | undefined;
  readonly cpu?: number | undefined;
}

/** Those that are known. */
export function commonKeys(facts: Facts): NonNullable<TreeEntry['metadata']> {
  const known = Object.entries(facts).filter(([, value]) => value !== undefined);
  return Object.fromEntries(known.map(([key, value]) => [key, [value]]));
}
