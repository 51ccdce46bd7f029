/**
 * Reads what refs refer to. All refs that are asked for together go on together: of each round the objects and rows that
 * they have come to are read at once, then each ref takes its steps in the text of the value. Where a step begins at a
 * value that is a ref itself, it is followed, within the project; a table's ref needs a row.
 *
 * Memory is bounded: values are read in portions by their size, and what is read for one answer in all.
 */
import { RequestTooLarge } from '../errors.ts';
import { INTERNAL, isInternalRef, parseInternalRef, type Ref, type Step } from '../refs/ref.ts';
import { beginWithin } from '../values/json-members.ts';
import { behindString, behindValue } from '../values/json-scan.ts';
import { JsonText } from '../values/json-text.ts';
import type { CallDatabase } from './call-database.ts';

export type ObjectRef = Ref & { readonly kind: 'object' | 'op' };

/** In characters. */
const MOST_AT_ONCE = 16 * 2 ** 20;
const MOST_IN_ALL = 256 * 2 ** 20;
/** To look through for what steps lead to. */
const MOST_LOOKED_THROUGH = 2 ** 31;
const MOST_PORTION = 500;
/** Refs to refs to refs, before a ref is taken to lead nowhere. */
const MOST_FOLLOWED = 100;
/** A piece of a text keeps all of the text alive; of a longer one than this it is copied. */
const LARGE = 65_536;

/** What has to be read next: an object's `NAME:DIGEST`, or a row's digest. */
interface Target {
  readonly project: string;
  readonly from: 'objects' | 'rows';
  readonly key: string;
}

interface Walk extends Target {
  readonly index: number;
  readonly steps: readonly Step[];
  readonly followed: number;
}

export class RefReader {
  readonly #database: CallDatabase;

  constructor(database: CallDatabase) {
    this.#database = database;
  }

  /** In the order of the refs; undefined where nothing is. Throws `RequestTooLarge` if it is too much in all. */
  async read(refs: readonly ObjectRef[]): Promise<(JsonText | undefined)[]> {
    const values = new Array<JsonText | undefined>(refs.length).fill(undefined);
    let characters = 0;
    let lookedThrough = 0;
    let walks = refs.map((ref, index): Walk => ({ index, ...objectTarget(ref), steps: ref.extra, followed: 0 }));
    while (walks.length > 0) {
      const next: Walk[] = [];
      for await (const [walk, value] of this.#arrive(walks)) {
        if (walk.steps.length > 0) lookedThrough += value.length;
        if (lookedThrough > MOST_LOOKED_THROUGH) throw new RequestTooLarge('the refs lead through too large values');
        const end = walkOn(walk, value);
        if (end === undefined) continue;
        if ('key' in end) next.push(end);
        else {
          values[walk.index] = end;
          characters += end.text.length;
          if (characters > MOST_IN_ALL) throw new RequestTooLarge('what the refs refer to is too large for one answer');
        }
      }
      walks = next;
    }
    return values;
  }

  /** Each walk with the value that it has come to, if there is one. */
  async *#arrive(walks: readonly Walk[]): AsyncGenerator<readonly [Walk, string]> {
    const groups = Map.groupBy(walks, ({ from, project }) => `${from} ${project}`);
    for (const group of groups.values()) {
      const { project, from } = group[0]!;
      const byKey = Map.groupBy(group, ({ key }) => key);
      const keys = [...byKey.keys()];
      let portion = 8;
      for (let at = 0; at < keys.length; ) {
        const some = keys.slice(at, at + portion);
        at += portion;
        let characters = 0;
        for (const [key, text] of await this.#read(project, from, some)) {
          characters += text.length;
          for (const walk of byKey.get(key) ?? []) yield [walk, text];
        }
        portion = Math.max(
          1,
          Math.min(MOST_PORTION, Math.floor((MOST_AT_ONCE * some.length) / (characters + 1)), portion * 10),
        );
      }
    }
  }

  async #read(project: string, from: Target['from'], keys: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (from === 'rows') return this.#database.tableRows(project, keys);
    const parted = keys.map((key) => key.split(':') as [string, string]);
    const found = await this.#database.selectObjects({
      project_id: project,
      object_ids: [...new Set(parted.map(([id]) => id))],
      digests: [...new Set(parted.map(([, digest]) => digest))],
    });
    return new Map(found.map((object) => [`${object.object_id}:${object.digest}`, object.val_dump]));
  }
}

/** The ref in a value that is nothing else; the value begins at `at`. */
export function refAt(text: string, at: number): Ref | undefined {
  if (!text.startsWith(INTERNAL, at + 1) || text[at] !== '"') return undefined;
  const ref = JSON.parse(text.slice(at, behindString(text, at))) as string;
  return isInternalRef(ref) ? parseInternalRef(ref) : undefined;
}

function objectTarget({ project, name, version }: ObjectRef): Target {
  return { project, from: 'objects', key: `${name}:${version}` };
}

/** To the value at the end, or to what has to be read for it; undefined where there is nothing. */
function walkOn(walk: Walk, text: string): JsonText | Walk | undefined {
  let begin = 0;
  for (const [at, step] of walk.steps.entries()) {
    const ref = refAt(text, begin);
    if (ref !== undefined) return follow(walk, ref, at);
    if (step.edge === 'id') return undefined;
    const next = beginWithin(text, begin, step.edge === 'index' ? Number(step.value) : step.value);
    if (next === undefined) return undefined;
    begin = next;
  }
  if (begin === 0) return new JsonText(text);
  const value = text.slice(begin, behindValue(text, begin));
  return new JsonText(text.length > LARGE ? copied(value) : value);
}

function follow(walk: Walk, ref: Ref, at: number): Walk | undefined {
  if (ref.project !== walk.project || ref.kind === 'call' || walk.followed === MOST_FOLLOWED) return undefined;
  const { index, project } = walk;
  const followed = walk.followed + 1;
  if (ref.kind === 'table') {
    const row = walk.steps[at]!;
    if (row.edge !== 'id') return undefined;
    return { index, project, from: 'rows', key: row.value, steps: walk.steps.slice(at + 1), followed };
  }
  return { index, ...objectTarget(ref), steps: [...ref.extra, ...walk.steps.slice(at)], followed };
}

function copied(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le');
}
