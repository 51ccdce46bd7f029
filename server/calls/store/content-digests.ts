/**
 * Digests of content that are the same in all projects: a ref in a value counts as its kind, its name and the content
 * digest of what it refers to, a call as its id. What is unknown counts as its ref without the project. So a value
 * without refs has its own digest. Asks the database a few times, however many refs there are.
 */
import { refsIn, replaceStrings } from '../refs/in-values.ts';
import { INTERNAL, parseInternalRef, printInternalRef, type Ref } from '../refs/ref.ts';
import { digestOf } from '../values/digest.ts';
import { JsonText } from '../values/json-text.ts';
import type { CallDatabase } from './call-database.ts';
import { inChunks } from './in-chunks.ts';

/** Rows that refer to rows that refer to rows count as their digests from here on. */
const DEEPEST = 3;
/** No name of an internal project has a colon. */
const NO_PROJECT = ':';

export class ContentDigests {
  readonly #database: CallDatabase;

  constructor(database: CallDatabase) {
    this.#database = database;
  }

  /** Of values of which the digests are known already. */
  of(values: readonly JsonText[], digests: readonly string[]): Promise<readonly string[]> {
    return this.#of(values, digests, 0);
  }

  async #of(values: readonly JsonText[], digests: readonly string[], depth: number): Promise<readonly string[]> {
    const texts = new Set(values.flatMap((value) => refsIn(value)));
    const refs = new Map<string, Ref>();
    for (const text of texts) if (text.startsWith(INTERNAL)) refs.set(text, parseInternalRef(text));
    if (refs.size === 0) return digests;
    const counted = await this.#counted(refs, depth);
    return values.map((value, i) => {
      const without = replaceStrings(value, INTERNAL, (text) => counted.get(text) ?? text);
      return without === value ? digests[i]! : digestOf(without);
    });
  }

  /** What each ref counts as. */
  async #counted(refs: ReadonlyMap<string, Ref>, depth: number): Promise<ReadonlyMap<string, string>> {
    const objects = new Wanted();
    const tables = new Wanted();
    const rows = new Wanted();
    for (const ref of refs.values()) {
      if (ref.kind === 'table') tables.add(ref.project, ref.digest);
      else if (ref.kind !== 'call') objects.add(ref.project, versioned(ref));
      for (const step of stepsOf(ref)) if (step.edge === 'id') rows.add(ref.project, step.value);
    }
    await objects.find((project, names) => this.#objects(project, names));
    await tables.find(async (project, digests) => {
      const heads = await this.#database.tableHeads(project, digests);
      return new Map([...heads].map(([digest, head]) => [digest, head.content_digest]));
    });
    if (depth < DEEPEST) await rows.find((project, digests) => this.#rows(project, digests, depth + 1));
    const counted = new Map<string, string>();
    for (const [text, ref] of refs) {
      counted.set(text, printInternalRef(withContent(ref, objects, tables, rows)));
    }
    return counted;
  }

  /** By `NAME:DIGEST`; deleted ones, too. */
  async #objects(project: string, names: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const parted = names.map((name) => name.split(':') as [string, string]);
    const found = await this.#database.selectObjects({
      project_id: project,
      object_ids: [...new Set(parted.map(([id]) => id))],
      digests: [...new Set(parted.map(([, digest]) => digest))],
      deleted: true,
      without_values: true,
    });
    return new Map(found.map((object) => [`${object.object_id}:${object.digest}`, object.content_digest]));
  }

  async #rows(project: string, digests: readonly string[], depth: number): Promise<ReadonlyMap<string, string>> {
    const found = [...(await this.#database.tableRows(project, digests))];
    const values = found.map(([, value]) => new JsonText(value));
    const content = await this.#of(
      values,
      found.map(([digest]) => digest),
      depth,
    );
    return new Map(found.map(([digest], i) => [digest, content[i]!]));
  }
}

function stepsOf(ref: Ref) {
  return ref.kind === 'table' ? [] : ref.extra;
}

function withContent(ref: Ref, objects: Wanted, tables: Wanted, rows: Wanted): Ref {
  const { project } = ref;
  if (ref.kind === 'table') {
    return { ...ref, project: NO_PROJECT, digest: tables.content(project, ref.digest) ?? ref.digest };
  }
  const extra = ref.extra.map((step) =>
    step.edge === 'id' ? { ...step, value: rows.content(project, step.value) ?? step.value } : step,
  );
  if (ref.kind === 'call') return { ...ref, project: NO_PROJECT, extra };
  return { ...ref, project: NO_PROJECT, version: objects.content(project, versioned(ref)) ?? ref.version, extra };
}

function versioned(ref: { readonly name: string; readonly version: string }): string {
  return `${ref.name}:${ref.version}`;
}

/** What is asked for by project, and the content digests that are found of it. */
class Wanted {
  readonly #projects = new Map<string, Map<string, string | undefined>>();

  add(project: string, key: string): void {
    const keys = this.#projects.get(project);
    if (keys === undefined) this.#projects.set(project, new Map([[key, undefined]]));
    else keys.set(key, undefined);
  }

  async find(look: (project: string, keys: readonly string[]) => Promise<ReadonlyMap<string, string>>): Promise<void> {
    for (const [project, known] of this.#projects) {
      for (const keys of inChunks([...known.keys()])) {
        for (const [key, content] of await look(project, keys)) known.set(key, content);
      }
    }
  }

  content(project: string, key: string): string | undefined {
    return this.#projects.get(project)?.get(key);
  }
}
