/**
 * Modules with configuration types of others, as an extension registers them. They are loaded here, to check what users
 * send, and in every engine, to make outputs. They are not remembered: whoever brings a module registers it again with each
 * server; until then configurations of its types are kept, and outputs made with them are listed as failed.
 *
 * One registration goes on at a time. One that fails leaves everything as it was.
 */
import { stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import { QueryError } from '../analyses/output.ts';
import type { ConfigurationType } from '../configurations/configuration-type.ts';
import { loadModuleTypes } from '../configurations/module-types.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { ChangedConfigurations } from './changed-configurations.ts';
import { compileSchema } from './check-parameters.ts';
import type { Experiments } from './experiments.ts';
import { Turns } from './turns.ts';

const MOST_BYTES = 16 * 1024 * 1024;

export interface TypeModule {
  readonly path: string;
  readonly types: readonly ConfigurationType[];
}

interface Loaded extends TypeModule {
  /** Differs with each version of the file. */
  readonly href: string;
}

export class TypeModules {
  readonly #types: ConfigurationType[];
  readonly #workspace: Workspace;
  readonly #experiments: Experiments;
  readonly #changed: ChangedConfigurations;
  readonly #modules = new Map<string, Loaded>();
  readonly #turns = new Turns();

  /** `types`: all that are known; modules add to them. */
  constructor(
    types: ConfigurationType[],
    workspace: Workspace,
    experiments: Experiments,
    changed: ChangedConfigurations,
  ) {
    this.#types = types;
    this.#workspace = workspace;
    this.#experiments = experiments;
    this.#changed = changed;
  }

  list(): readonly TypeModule[] {
    return [...this.#modules.values()];
  }

  /** Registered again it is the same, unless the file has changed. Throws a `QueryError` that says what is wrong. */
  add(path: string): Promise<TypeModule> {
    return this.#turns.take('', () => this.#add(path));
  }

  /** Undefined if it is not registered. */
  remove(path: string): Promise<TypeModule | undefined> {
    return this.#turns.take('', async () => {
      const known = this.#modules.get(path);
      if (known) await this.#replace(known, undefined);
      return known;
    });
  }

  async #add(path: string): Promise<TypeModule> {
    const refuse = (reason: string): never => {
      throw new QueryError(`${path}: ${reason}`, 'path');
    };
    if (!isAbsolute(path)) refuse('this is no absolute path');
    const known = this.#modules.get(path);
    let loaded: Loaded;
    try {
      const file = await stat(path, { bigint: true });
      // Importing reads a device or a pipe for ever.
      if (!file.isFile()) refuse('this is no file');
      if (file.size > MOST_BYTES) refuse(`it has more than ${MOST_BYTES} bytes`);
      const { mtimeNs, size } = file;
      const href = `${pathToFileURL(path).href}?version=${mtimeNs}-${size}`;
      if (known?.href === href) return known;
      loaded = { path, href, types: await loadModuleTypes(href) };
    } catch (error) {
      if (error instanceof QueryError) throw error;
      return refuse(error instanceof Error ? error.message : String(error));
    }
    const others = this.#types.filter((type) => !known?.types.includes(type)).map(({ id }) => id);
    for (const type of loaded.types) {
      if (others.includes(type.id)) refuse(`there is another type "${type.id}"`);
      others.push(type.id);
      try {
        compileSchema(type);
      } catch (error) {
        refuse(`the schema of the type "${type.id}" is none: ${(error as Error).message}`);
      }
    }
    await this.#replace(known, loaded);
    return loaded;
  }

  async #replace(before: Loaded | undefined, after: Loaded | undefined): Promise<void> {
    const gone = before?.types ?? [];
    const come = after?.types ?? [];
    for (const type of gone) this.#types.splice(this.#types.indexOf(type), 1);
    this.#types.push(...come);
    if (before) this.#modules.delete(before.path);
    if (after) this.#modules.set(after.path, after);
    this.#experiments.modules = [...this.#modules.values()].map(({ href }) => href);
    const change = { load: after ? [after.href] : [], forget: gone.map(({ id }) => id) };
    await this.#experiments.inOpenOnes((engine) => engine.changeTypes(change));
    for (const id of new Set([...gone, ...come].map((type) => type.id))) {
      for (const configuration of this.#workspace.configurations(id)) await this.#changed.typeChanged(configuration);
    }
  }
}
