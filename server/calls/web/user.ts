/** Who asks: the name in HTTP Basic. SDKs that send a key say `api`; that, or none, is who runs this server. */
import type { IncomingMessage } from 'node:http';
import { userInfo } from 'node:os';
import { InvalidRequest } from '../errors.ts';

const MAX_LENGTH = 256;

export function localUser(): string {
  try {
    return userInfo().username || 'local';
  } catch {
    return 'local';
  }
}

/** Throws an `InvalidRequest` for what is no name. */
export function userOf(request: IncomingMessage, local: string): string {
  const basic = /^basic +([^ ]+)/i.exec(request.headers.authorization ?? '');
  if (basic === null) return local;
  const credentials = Buffer.from(basic[1]!, 'base64').toString('utf8');
  const name = credentials.slice(0, Math.max(0, credentials.indexOf(':')));
  if (name === '' || name === 'api') return local;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  if (name.length > MAX_LENGTH || /[\x00-\x1f\x7f\ufffd]/.test(name)) {
    throw new InvalidRequest(`A user name has at most ${MAX_LENGTH} characters, none of them a control character.`);
  }
  return name;
}
