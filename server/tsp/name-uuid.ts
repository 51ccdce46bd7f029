/**
 * UUIDs made of a name (RFC 9562, version 3, without a name space), as the reference server makes them: the same trace or
 * experiment has the same UUID whenever and wherever it is opened.
 */
import { createHash } from 'node:crypto';

export function nameUuid(name: string): string {
  const digest = createHash('md5').update(name, 'utf8').digest();
  digest[6] = (digest[6]! & 0x0f) | 0x30;
  digest[8] = (digest[8]! & 0x3f) | 0x80;
  const hex = digest.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
