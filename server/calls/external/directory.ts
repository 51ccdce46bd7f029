/**
 * A server that people share knows its projects and users by ids of its own, so that renaming either changes no stored
 * call, and lets each user see only the projects of the entities that the user belongs to. What a user may not read is
 * told apart from what is not there in no answer.
 */
import { Forbidden, NotFoundError } from '../errors.ts';
import { type Access, checkedProject, type IdConverter, toBase64 } from './id-converter.ts';

/** Ids are base64url with padding. Asked for each request: cheap, and always as it is now. */
export interface Directory {
  project(name: string): { readonly id: string; readonly entity: string } | undefined;
  /** `entity/project`. */
  projectName(id: string): string | undefined;
  createProject(entity: string, project: string): void;
  userId(name: string): string | undefined;
  userName(id: string): string | undefined;
  /** What the user may do with the projects of the entity: nothing if undefined, and everything to read if `write`. */
  access(user: string, entity: string): Access | undefined;
}

export class DirectoryConverter implements IdConverter {
  readonly #directory: Directory;
  readonly #user: string;

  /** What `user`, by name, asks for is converted. */
  constructor(directory: Directory, user: string) {
    this.#directory = directory;
    this.#user = user;
  }

  projectToInternal(name: string, access: Access): string {
    const project = this.#directory.project(checkedProject(name));
    const granted = project && this.#directory.access(this.#user, project.entity);
    if (granted === undefined) throw new NotFoundError(`There is no project ${JSON.stringify(name)}`);
    if (access === 'write' && granted !== 'write') throw new Forbidden(`${JSON.stringify(name)} can only be read`);
    return project!.id;
  }

  projectToExternal(id: string): string | undefined {
    const name = this.#directory.projectName(id);
    return name !== undefined && this.#directory.access(this.#user, entityOf(name)) !== undefined ? name : undefined;
  }

  userToInternal(user: string): string {
    return this.#directory.userId(user) ?? toBase64(`nobody:${user}`);
  }

  userToExternal(id: string): string | undefined {
    return this.#directory.userName(id);
  }

  ensureProjectExists(entity: string, project: string): string {
    const name = checkedProject(`${entity}/${project}`);
    if (this.#directory.project(name) === undefined && this.#directory.access(this.#user, entity) === 'write') {
      this.#directory.createProject(entity, project);
    }
    this.projectToInternal(name, 'read');
    return project;
  }
}

function entityOf(project: string): string {
  return project.slice(0, project.indexOf('/'));
}
