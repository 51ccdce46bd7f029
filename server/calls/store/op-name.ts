/** The name of an op in a call: an internal op ref, or a plain name. */
import { INTERNAL } from '../refs/ref.ts';

/** For people: what the ref calls it, or the plain name. */
export function nameOfOp(opName: string): string {
  if (!opName.startsWith(INTERNAL)) return opName;
  return opName.slice(opName.lastIndexOf('/', opName.indexOf(':', INTERNAL.length)) + 1).split(':', 1)[0]!;
}

/** The same for all versions of an op: a ref up to its colon, or the plain name. */
export function opWithoutVersion(opName: string): string {
  if (!opName.startsWith(INTERNAL)) return opName;
  return opName.slice(0, opName.indexOf(':', INTERNAL.length));
}
