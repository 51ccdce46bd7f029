/**
 * Names of projects and users as people know them, and the ids under which stores keep them. A converter answers for one
 * user: what that user may not read does not exist. Ids are base64url with padding, names are not empty.
 */
import { InvalidRequest } from '../errors.ts';
import { shown } from '../refs/ref.ts';

export type Access = 'read' | 'write';

export interface IdConverter {
  /** Of `entity/project`. Throws `InvalidRequest`, `NotFoundError` (not there, or not for this user) and `Forbidden`. */
  projectToInternal(project: string, access: Access): string;
  /** Undefined if there is no such project for this user. */
  projectToExternal(id: string): string | undefined;
  /** Of an unknown user an id that nobody has: who asks for what such a user did finds nothing. */
  userToInternal(user: string): string;
  userToExternal(id: string): string | undefined;
  /** Creates the project if the user may. The name of the project without entity. */
  ensureProjectExists(entity: string, project: string): string;
}

/** Every project and every user that is named is there; the id is the name. For one machine, and for tests. */
export const IDENTITY: IdConverter = {
  projectToInternal(project) {
    return toBase64(checkedProject(project));
  },
  projectToExternal(id) {
    const name = fromBase64(id);
    return name?.includes('/') ? name : undefined;
  },
  userToInternal: toBase64,
  userToExternal: fromBase64,
  ensureProjectExists(entity, project) {
    checkedProject(`${entity}/${project}`);
    return project;
  },
};

/** The name, if it is one: two parts that survive in a database and in a ref. */
export function checkedProject(name: string): string {
  const parts = name.split('/');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is them that are refused
  const well = parts.length === 2 && !/^\/|\/$|[\u0000-\u001f\u007f]/.test(name) && name.isWellFormed();
  if (well && name.length <= 300) return name;
  throw new InvalidRequest(
    `a project is named "entity/project", each without slash or control character: not ${shown(name)}`,
  );
}

/** Base64url with padding. */
export function toBase64(text: string): string {
  return Buffer.from(text).toString('base64').replaceAll('+', '-').replaceAll('/', '_');
}

/** Undefined for what `toBase64` never gives. */
function fromBase64(id: string): string | undefined {
  const text = Buffer.from(id, 'base64url').toString();
  return text !== '' && toBase64(text) === id ? text : undefined;
}
