/**
 * The configurations of the workspace, by type.
 *
 * A configuration's id is made of its type and its parameters, so the same one made twice, by whatever route, is one. An
 * update keeps the id, because the client holds it; a later configuration whose id would clash gets the next free one. One
 * that was deleted can be sent back with the id it had, and is what it was.
 */
import { QueryError } from '../analyses/output.ts';
import type { ConfigurationType, ReadableFiles } from '../configurations/configuration-type.ts';
import { object, type Parameters, required, text } from '../engine/parameters.ts';
import { HttpError } from '../http/http-error.ts';
import { stringifyJson } from '../json.ts';
import type { StoredConfiguration, Workspace } from '../workspace/workspace.ts';
import { completed, isComplete } from './check-parameters.ts';
import { changedMeanwhile, checkVersion } from './configuration-version.ts';
import { nameUuid } from './name-uuid.ts';
import { storedParameters } from './stored-models.ts';

export class Configurations {
  readonly #workspace: Workspace;
  readonly #types: readonly ConfigurationType[];
  readonly #files: ReadableFiles;

  constructor(workspace: Workspace, types: readonly ConfigurationType[], files: ReadableFiles) {
    this.#workspace = workspace;
    this.#types = types;
    this.#files = files;
  }

  types(): readonly ConfigurationType[] {
    return this.#types;
  }

  known(id: string): ConfigurationType | undefined {
    const meant = meantId(id);
    return this.#types.find((type) => type.id === meant);
  }

  /** Throws 404. */
  type(id: string): ConfigurationType {
    const type = this.known(id);
    if (!type) throw new HttpError(404, 'No such configuration type', `There is no configuration type "${id}".`);
    return type;
  }

  /** Throws 404 for a type that is neither known nor has configurations from when it was. */
  list(typeId: string): StoredConfiguration[] {
    const stored = this.#workspace.configurations(meantId(typeId));
    return stored.length > 0 ? stored : this.#workspace.configurations(this.type(typeId).id);
  }

  /** Throws 404. `typeId`: undefined if the client did not name it. */
  get(id: string, typeId?: string): StoredConfiguration {
    const known = this.#workspace.configuration(id);
    if (!known || (typeId !== undefined && known.type !== meantId(typeId))) {
      throw new HttpError(404, 'No such configuration', `There is no configuration "${id}"${ofType(typeId)}.`);
    }
    return known;
  }

  /** What the client describes, checked but not stored yet; or the same one if it is stored already. */
  describe(type: ConfigurationType, body: Parameters, sent: Parameters, shared: boolean): StoredConfiguration {
    const former = formerId(body);
    const parameters = former !== undefined && isComplete(type, sent) ? sent : completed(type, sent, this.#files);
    const canonical = canonicalText(parameters);
    for (let attempt = former === undefined ? 0 : -1; ; attempt++) {
      const made = nameUuid([type.id, canonical, ...(attempt === 0 ? [] : [attempt])].join('\n'));
      const id = attempt < 0 ? former! : made;
      const known = this.#workspace.configuration(id);
      if (known && (known.type !== type.id || canonicalText(storedParameters(known)) !== canonical)) continue;
      return known
        ? { ...known, shared: known.shared || shared }
        : { id, type: type.id, ...labels(type, body, parameters), parameters: stringifyJson(parameters), shared };
    }
  }

  /** `isNew`: it was not shared before. */
  create(typeId: string, body: Parameters): { configuration: StoredConfiguration; isNew: boolean } {
    const configuration = this.describe(this.type(typeId), body, parametersIn(body), true);
    const isNew = this.#workspace.configuration(configuration.id)?.shared !== true;
    this.#workspace.putConfiguration(configuration);
    return { configuration, isNew };
  }

  /**
   * Keeps the id. Without `parameters` in the body it is only renamed. Throws 412 if `ifMatch` names another version, or if
   * another server changed it just now.
   */
  update(
    typeId: string,
    id: string,
    body: Parameters,
    ifMatch?: string,
  ): { before: StoredConfiguration; after: StoredConfiguration } {
    const before = this.get(id, typeId);
    checkVersion(before, ifMatch);
    const type = this.type(before.type);
    const old = storedParameters(before);
    const sent = isRenaming(body) ? old : parametersIn(body);
    const isSame = canonicalText(sent) === canonicalText(old);
    const parameters = isSame ? old : completed(type, sent, this.#files);
    const given = isRenaming(body) || 'parameters' in body ? body : {};
    // What the type had called it follows the parameters; what the user called it stays.
    const [was, made] = [labelOf(type, old), labelOf(type, parameters)];
    const after: StoredConfiguration = {
      ...before,
      name: label(given.name, 'name') ?? (before.name === was.name ? made.name : before.name),
      description:
        label(given.description, 'description') ??
        (before.description === was.description ? made.description : before.description),
      parameters: stringifyJson(parameters),
    };
    if (!this.#workspace.replaceConfiguration(before, after)) throw changedMeanwhile(this.get(id, typeId));
    return { before, after };
  }
}

const RENAMING: ReadonlySet<string> = new Set(['name', 'description', 'id', 'sourceTypeId', 'typeId']);

function isRenaming(body: Parameters): boolean {
  const names = Object.keys(body);
  return (names.includes('name') || names.includes('description')) && names.every((name) => RENAMING.has(name));
}

/** Of a name or a description: it goes along with every list of outputs. */
const LONGEST_LABEL = 10_000;

/** By these names, too, the ADR calls two of its types. */
const ALSO_CALLED: ReadonlyMap<string, string> = new Map([
  ['thread.filter.id', 'follow.thread.id'],
  ['custom.call.stacks.id', 'custom.flame.charts.id'],
]);

function meantId(typeId: string): string {
  return ALSO_CALLED.get(typeId) ?? typeId;
}

function ofType(typeId: string | undefined): string {
  return typeId === undefined ? '' : ` of type "${typeId}"`;
}

/** What a body calls its type, by either name. Throws a `QueryError`. */
export function typeIdIn({ typeId, sourceTypeId }: Parameters): string {
  return text(required({ typeId: typeId ?? sourceTypeId }, 'typeId'), 'typeId');
}

/** The parameters of a configuration's body: under `parameters`, or the body itself (as the ADR's later proposal has it). */
function parametersIn(body: Parameters): Parameters {
  return 'parameters' in body ? object(body.parameters, 'parameters') : body;
}

function labels(
  type: ConfigurationType,
  body: Parameters,
  parameters: Parameters,
): { name: string; description: string } {
  const made = type.label(parameters);
  const given = 'parameters' in body ? body : {};
  return {
    name: label(given.name, 'name') ?? made.name,
    description: label(given.description, 'description') ?? made.description,
  };
}

/** Stored parameters may be such that their type has no name for them. */
function labelOf(type: ConfigurationType, parameters: Parameters): { name: string; description: string } {
  try {
    return type.label(parameters);
  } catch {
    return { name: type.name, description: type.description };
  }
}

function label(value: unknown, name: string): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string') throw new QueryError(`"${name}" must be a text`, name);
  if (value.length > LONGEST_LABEL) {
    throw new QueryError(`"${name}" must not have more than ${LONGEST_LABEL} characters`, name);
  }
  // Halves of characters don't survive being stored.
  return value.toWellFormed();
}

const ID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** As our ids look; what other servers call theirs is nothing to us. */
function formerId(body: Parameters): string | undefined {
  return 'parameters' in body && typeof body.id === 'string' && ID.test(body.id) ? body.id : undefined;
}

/** The same text for the same value, whatever the order of its keys. */
function canonicalText(value: unknown): string {
  return stringifyJson(sorted(value));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
}
