/** A document asks for more than there is room for. */
import type { Place } from '../document.ts';

/** Names the element that does so. */
export function tooMuch({ line, column }: Place, what: string): Error {
  return new Error(`Line ${line}, column ${column} of the document: ${what}`);
}
