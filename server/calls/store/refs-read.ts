/** `refs_read_batch`: refs of objects and ops, of whatever projects, are read together. */
import { InvalidRequest } from '../errors.ts';
import { parseInternalRef, type Ref, shown } from '../refs/ref.ts';
import { type JsonText, NULL } from '../values/json-text.ts';
import { checkProject } from './check-ids.ts';
import type { ObjectRef, RefReader } from './ref-reader.ts';

const MOST = 1000;

/** In the order of the refs, null where nothing is. */
export async function readRefs(reader: RefReader, refs: readonly string[]): Promise<JsonText[]> {
  if (refs.length > MOST) throw new InvalidRequest(`Too many refs: ${refs.length}, at most ${MOST}`);
  const values = await reader.read(refs.map((text) => objectRef(text, parseInternalRef(text))));
  return values.map((value) => value ?? NULL);
}

function objectRef(text: string, ref: Ref): ObjectRef {
  checkProject(ref.project);
  if (ref.kind === 'table') throw new InvalidRequest(`Table refs not supported: ${shown(text)}`);
  if (ref.kind === 'call') throw new InvalidRequest(`Call refs not supported: ${shown(text)}`);
  if (ref.version === 'latest') {
    throw new InvalidRequest(`Reading refs with 'latest' is not supported: ${shown(text)}`);
  }
  return ref;
}
