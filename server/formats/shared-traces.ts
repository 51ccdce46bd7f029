/**
 * Where tests find real traces: the folder `shared/traces` beside the project's checkout. It is not part of the project,
 * so a test that needs it is skipped, with a message, where it is missing.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** The absolute path of a real trace, or undefined where there is none. */
export function sharedTrace(relative: string): string | undefined {
  const path = resolve(import.meta.dirname, '../../../shared/traces', relative);
  return existsSync(path) ? path : undefined;
}
