/**
 * The form of ids inside: what a store takes is decided here, so that each value in a database is one that can be read
 * again, in whatever layer. Throws before anything is stored. A user's or a project's id is looked at once, then known.
 */
import { InvalidFieldError, InvalidRequest } from '../errors.ts';
import { INTERNAL, parseInternalRef, shown } from '../refs/ref.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const SPAN = /^[0-9a-f]{16}$/;
const TRACE = /^[0-9a-f]{32}$/;
const MOST_KNOWN = 1000;

const known = new Set<string>();

export function checkProject(id: string): void {
  if (!isEncoded(id)) throw new InvalidRequest(`project_id: ${shown(id)} is no internal id (base64url)`);
}

export function checkUser(id: string | null | undefined): void {
  if (id != null && !isEncoded(id)) throw new InvalidRequest(`wb_user_id: ${shown(id)} is no internal id (base64url)`);
}

/** Of methods that must know who asks. */
export function requireUser(id: string | null | undefined): string {
  if (id == null) throw new InvalidRequest('wb_user_id cannot be None');
  checkUser(id);
  return id;
}

export function checkRun(id: string | null | undefined): void {
  if (id == null) return;
  const [project, run, ...more] = id.split(':');
  if (!isEncoded(project!) || !run || more.length > 0) {
    throw new InvalidRequest(`wb_run_id: ${shown(id)} is not an internal project id and a run, parted by ':'`);
  }
}

export function checkCallId(name: 'id' | 'parent_id' | 'call_id', id: string): void {
  if (!UUID.test(id) && !SPAN.test(id)) {
    throw new InvalidRequest(`${name}: ${shown(id)} is no lower-case UUID, and not 16 hexadecimal digits`);
  }
}

export function checkUuid(name: string, id: string): void {
  if (!UUID.test(id)) throw new InvalidRequest(`${name}: ${shown(id)} is no lower-case UUID`);
}

export function checkTraceId(id: string): void {
  if (!UUID.test(id) && !TRACE.test(id)) {
    throw new InvalidRequest(`trace_id: ${shown(id)} is no lower-case UUID, and not 32 hexadecimal digits`);
  }
}

export function checkOpName(name: string): void {
  if (name.startsWith(INTERNAL)) {
    if (parseInternalRef(name).kind !== 'op') throw new InvalidRequest(`op_name: ${shown(name)} is no ref of an op`);
  } else if (name.length > 128) throw new InvalidRequest(`op_name: ${shown(name)} is longer than 128 characters`);
}

export function checkDisplayName(name: string | null | undefined): void {
  if (name != null && name.length > 1024) throw new InvalidRequest('display_name is longer than 1024 characters');
}

export function checkObjectId(id: string): void {
  if (!/^[\p{L}\p{N}_.-]{1,128}$/u.test(id)) {
    throw new InvalidFieldError(`object_id: ${shown(id)} is not 1 to 128 letters, digits, '_', '.' and '-'`);
  }
}

/** Base64url with padding, of a text that isn't empty. */
function isEncoded(id: string): boolean {
  if (known.has(id)) return true;
  if (id === '' || id.length > 4096) return false;
  const bytes = Buffer.from(id, 'base64url');
  const text = bytes.toString('base64url');
  if (text.padEnd(Math.ceil(text.length / 4) * 4, '=') !== id) return false;
  if (known.size === MOST_KNOWN) known.clear();
  known.add(id);
  return true;
}
