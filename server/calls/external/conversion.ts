/**
 * The ids and refs of one request and of its reply, in both directions. What was looked up once is remembered, over a
 * whole stream, too. Only texts that begin like a ref are refs: keys, and refs within a longer text, stay as they are.
 */
import { InvalidExternalRef, InvalidInternalRef, InvalidRequest, TraceServerError } from '../errors.ts';
import { replaceStrings } from '../refs/in-values.ts';
import { EXTERNAL, INTERNAL, PRIVATE, parseExternalRef, shown } from '../refs/ref.ts';
import type { JsonText } from '../values/json-text.ts';
import type { Access, IdConverter } from './id-converter.ts';

type Optional<T> = T | null | undefined;

export class Conversion {
  readonly #converter: IdConverter;
  readonly #internal = new Map<string, string>();
  readonly #external = new Map<string, string | undefined>();
  readonly #writable = new Set<string>();
  readonly #users = new Map<string, string>();
  readonly #userIds = new Map<string, string>();

  constructor(converter: IdConverter) {
    this.#converter = converter;
  }

  /** From here on the names that the request uses. */
  projectIn(project: string, access: Access = 'read'): string {
    const known = this.#internal.get(project);
    if (known !== undefined && (access === 'read' || this.#writable.has(project))) return known;
    const id = this.#converter.projectToInternal(project, access);
    if (access === 'write') this.#writable.add(project);
    this.#internal.set(project, id);
    this.#external.set(id, project);
    return id;
  }

  userIn<T extends Optional<string>>(user: T): T | string {
    if (!user) return user;
    let id = this.#userIds.get(user);
    if (id === undefined) {
      id = this.#converter.userToInternal(user);
      this.#userIds.set(user, id);
    }
    return id;
  }

  /** `entity/project/run`. */
  runIn<T extends Optional<string>>(run: T): T | string {
    if (!run) return run;
    const at = run.lastIndexOf('/');
    if (at < 1 || at === run.length - 1)
      throw new InvalidRequest(`a run is named "entity/project/run": not ${shown(run)}`);
    return `${this.projectIn(run.slice(0, at))}:${run.slice(at + 1)}`;
  }

  /** A text that may be a ref; others stay as they are. */
  textIn<T extends Optional<string>>(text: T): T | string {
    if (!text) return text;
    if (text.startsWith(INTERNAL)) this.#refuse(text);
    return text.startsWith(EXTERNAL) ? this.#converted(text) : text;
  }

  /** A text that has to be a ref. */
  refIn(text: string): string {
    parseExternalRef(text);
    return this.textIn(text);
  }

  textsIn<T extends Optional<readonly string[]>>(texts: T): T | string[] {
    return texts ? texts.map((text) => this.textIn(text)) : texts;
  }

  valueIn<T extends Optional<JsonText>>(value: T): T | JsonText {
    if (!value) return value;
    replaceStrings(value, INTERNAL, (text) => this.#refuse(text));
    return replaceStrings(value, EXTERNAL, (text) => this.#converted(text));
  }

  /** `asked`: what the caller calls the project that the reply has to be about. */
  projectOut(id: string, asked: string): string {
    if (id !== this.#internal.get(asked)) throw new TraceServerError('Internal Error - Project Mismatch');
    return asked;
  }

  /** Undefined for projects that the user may not see. */
  projectNameOut(id: string): string | undefined {
    if (!this.#external.has(id)) this.#external.set(id, this.#converter.projectToExternal(id));
    return this.#external.get(id);
  }

  /** What is no user's id, as `system`, stays. */
  userOut<T extends Optional<string>>(user: T): T | string {
    if (!user) return user;
    let name = this.#users.get(user);
    if (name === undefined) {
      name = this.#converter.userToExternal(user) ?? user;
      this.#users.set(user, name);
    }
    return name;
  }

  /** Null for a run of a project that the user may not see. */
  runOut(run: string | null): string | null {
    if (!run) return run;
    const at = run.indexOf(':');
    const project = this.projectNameOut(run.slice(0, at));
    return project === undefined ? null : `${project}/${run.slice(at + 1)}`;
  }

  textOut<T extends Optional<string>>(text: T): T | string {
    if (!text) return text;
    if (text.startsWith(EXTERNAL)) this.#refuseStored(text);
    return text.startsWith(INTERNAL) ? this.#refOut(text) : text;
  }

  valueOut<T extends Optional<JsonText>>(value: T): T | JsonText {
    if (!value) return value;
    replaceStrings(value, EXTERNAL, (text) => this.#refuseStored(text));
    return replaceStrings(value, INTERNAL, (text) => this.#refOut(text));
  }

  /** The same error, with what its message tells of ids and refs put into the words of the caller. */
  errorOut(error: unknown): unknown {
    if (!(error instanceof TraceServerError) || error instanceof InvalidExternalRef) return error;
    error.message = error.message.replace(/weave-trace-internal:\/\/\/[^/\s"',]+\/[^\s"',]*/g, (ref) =>
      this.#refOut(ref),
    );
    for (const [project, id] of this.#internal) error.message = error.message.replaceAll(id, () => project);
    return error;
  }

  #converted(text: string): string {
    const entity = text.indexOf('/', EXTERNAL.length);
    const project = text.indexOf('/', entity + 1);
    if (entity <= EXTERNAL.length || project <= entity + 1)
      throw new InvalidExternalRef(`${shown(text)}: it has to name entity, project and kind`);
    return `${INTERNAL}${this.projectIn(text.slice(EXTERNAL.length, project))}${text.slice(project)}`;
  }

  #refOut(text: string): string {
    const end = text.indexOf('/', INTERNAL.length);
    if (end < 0) throw new InvalidInternalRef(`${shown(text)}: it has to name project and kind`);
    const project = this.projectNameOut(text.slice(INTERNAL.length, end));
    return project === undefined ? PRIVATE + text.slice(end + 1) : `${EXTERNAL}${project}${text.slice(end)}`;
  }

  #refuse(text: string): never {
    throw new InvalidExternalRef(`Encountered unexpected ref format: ${shown(text)}`);
  }

  #refuseStored(text: string): never {
    throw new InvalidInternalRef(`Encountered unexpected ref format: ${shown(text)}`);
  }
}
