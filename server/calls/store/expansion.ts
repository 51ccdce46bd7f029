/**
 * Puts objects in the place of the refs that stand at given places of calls. Places less deep go first, since a deeper one
 * may lie in an object that came in by them. Of a batch of calls all refs of one depth are read together.
 *
 * An object that is a JSON object is given `_ref`, the ref that stood there. A ref of something that isn't there, or that
 * leads into another project, stays.
 */
import { InvalidRequest, RequestTooLarge } from '../errors.ts';
import { callNames } from '../query/fields.ts';
import type { Call } from '../trace-server.ts';
import { memberOf, valueAt, withMember, withValueAt } from '../values/json-members.ts';
import type { JsonText } from '../values/json-text.ts';
import { type ObjectRef, type RefReader, refAt } from './ref-reader.ts';

const MOST_PLACES = 100;
/** Of all calls of a batch, in characters. */
const MOST_IN_ALL = 256 * 2 ** 20;

const COLUMNS = {
  inputs_dump: 'inputs',
  output_dump: 'output',
  attributes_dump: 'attributes',
  summary_dump: 'summary',
} as const;

interface Place {
  readonly column: (typeof COLUMNS)[keyof typeof COLUMNS];
  readonly path: readonly (string | number)[];
}

export class Expansion {
  readonly #reader: RefReader;
  /** From the top to the depth. */
  readonly #levels: readonly (readonly Place[])[];

  /** Throws for names that are no fields. */
  constructor(reader: RefReader, names: readonly string[]) {
    this.#reader = reader;
    if (names.length > MOST_PLACES) throw new InvalidRequest(`expand_columns: more than ${MOST_PLACES}`);
    const byDepth = Map.groupBy(names.flatMap(placeOf), ({ path }) => path.length);
    this.#levels = [...byDepth].sort(([a], [b]) => a - b).map(([, places]) => places);
  }

  /** In the calls themselves. */
  async expand(calls: readonly Call[]): Promise<void> {
    for (const places of this.#levels) await this.#expand(calls, places);
  }

  async #expand(calls: readonly Call[], places: readonly Place[]): Promise<void> {
    const found: { readonly call: Call; readonly place: Place; readonly text: JsonText; readonly ref: ObjectRef }[] =
      [];
    for (const call of calls) {
      for (const place of places) {
        const value = call[place.column];
        const text = value ? valueAt(value, place.path) : undefined;
        const ref = text && refAt(text.text, 0);
        if (!text || !ref || ref.kind === 'table' || ref.kind === 'call' || ref.project !== call.project_id) continue;
        found.push({ call, place, text, ref });
      }
    }
    if (found.length === 0) return;
    const objects = await this.#reader.read(found.map(({ ref }) => ref));
    let characters = 0;
    for (const [i, { call, place, text }] of found.entries()) {
      const object = objects[i];
      if (object === undefined) continue;
      characters += object.text.length;
      if (characters > MOST_IN_ALL) throw new RequestTooLarge('what expand_columns brings in is too large');
      call[place.column] = withValueAt(call[place.column]!, place.path, withRef(object, text));
    }
  }
}

function withRef(object: JsonText, ref: JsonText): JsonText {
  const takesOne = object.text[0] === '{' && memberOf(object, '_ref') === undefined;
  return takesOne ? withMember(object, '_ref', ref) : object;
}

/** Of a field that is no JSON there is nothing to expand. */
function placeOf(name: string): Place[] {
  const field = callNames([])(name);
  if (field === null || 'is' in field || field.type !== 'json') return [];
  return [{ column: COLUMNS[field.column as keyof typeof COLUMNS], path: field.path }];
}
