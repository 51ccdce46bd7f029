/**
 * Digests, by the rule that clients know: SHA-256 over the Python-style text of a value, keys in their order, in
 * base64url with X and Y in the place of its two signs. The value is the one that the store sees, with internal refs.
 */
import { createHash, hash } from 'node:crypto';
import type { JsonText } from './json-text.ts';
import { pythonBytes } from './python-text.ts';

/** Of an object, or of a row of a table. */
export function digestOf(value: JsonText): string {
  return plain(hash('sha256', pythonBytes(value), 'base64url'));
}

/** Of the bytes alone; the name is no part of it. */
export function fileDigest(content: Uint8Array): string {
  return plain(hash('sha256', content, 'base64url'));
}

/** In hexadecimal, unlike the others. */
export function tableDigest(rowDigests: Iterable<string>): string {
  const all = createHash('sha256');
  for (const digest of rowDigests) all.update(digest);
  return all.digest('hex');
}

function plain(base64url: string): string {
  return base64url.replaceAll('-', 'X').replaceAll('_', 'Y');
}
