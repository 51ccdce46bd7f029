/** The rows of the list: types, and below each what is stored of it. */
import type { ManagerContent, StoredConfiguration } from '../../client/configuration-messages.ts';
import type { ConfigTypeInfo } from '../../client/messages.ts';
import { parametersInShort } from '../../client/parameter-text.ts';

export interface TypeRow {
  readonly kind: 'type';
  readonly key: string;
  readonly type: ConfigTypeInfo;
  readonly open: boolean;
  readonly count: number;
}

export interface InstanceRow {
  readonly kind: 'instance';
  readonly key: string;
  readonly type: ConfigTypeInfo;
  readonly stored: StoredConfiguration;
  readonly short: string;
}

export type Row = TypeRow | InstanceRow;

/**
 * `wanted`: every word of it must be found in the name, the type, the parameters or where it is used; types without such a
 * one are left out then, and none is closed.
 */
export function rowsOf({ types, stored }: ManagerContent, wanted: string, closed: ReadonlySet<string>): readonly Row[] {
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  const known = new Set(types.map(({ id }) => id));
  // What is stored of a type that the server does not know now can still be seen, exported and deleted.
  const lost = [...new Set(stored.map(({ configuration }) => configuration.sourceTypeId))].filter(
    (id) => !known.has(id),
  );
  const all = [...types, ...lost.map((id) => ({ id, name: id, schema: {} }))];
  return all.flatMap((type): Row[] => {
    const own = stored
      .filter(({ configuration }) => configuration.sourceTypeId === type.id)
      .map((each) => ({ stored: each, short: parametersInShort(type, each.configuration) }))
      .filter(({ stored: { configuration, uses }, short }) => {
        const used = uses.flatMap(({ experimentName, outputName }) => [experimentName, outputName]);
        const text = [configuration.name, type.name, short, ...used].join('\n').toLowerCase();
        return words.every((word) => text.includes(word));
      })
      .sort((a, b) => a.stored.configuration.name.localeCompare(b.stored.configuration.name));
    const isNamed = words.every((word) => type.name.toLowerCase().includes(word));
    if (own.length === 0 && !isNamed) return [];
    const open = words.length > 0 || !closed.has(type.id);
    const head: TypeRow = { kind: 'type', key: type.id, type, open, count: own.length };
    const below = own.map((each): InstanceRow => ({ kind: 'instance', key: keyOf(each.stored), type, ...each }));
    return open ? [head, ...below] : [head];
  });
}

const keyOf = ({ configuration }: StoredConfiguration): string => `${configuration.sourceTypeId} ${configuration.id}`;

/** The row of what has come since, if it is one thing: that is what the user has made. */
export function addedTo(before: ManagerContent | undefined, now: ManagerContent): string | undefined {
  if (!before) return undefined;
  const known = new Set(before.stored.map(keyOf));
  const added = now.stored.map(keyOf).filter((key) => !known.has(key));
  return added.length === 1 ? added[0] : undefined;
}

/** The row that is next to one that goes: of the same type, if it has others. */
export function besides(rows: readonly Row[], key: string): string | undefined {
  const at = rows.findIndex((row) => row.key === key);
  const next = rows[at + 1];
  return (next?.kind === 'instance' ? next : rows[at - 1])?.key;
}

/** Where the arrows of a tree lead; undefined where they lead nowhere. */
export function neighbour(rows: readonly Row[], key: string | undefined, move: string): Row | undefined {
  const at = rows.findIndex((row) => row.key === key);
  if (at < 0) return rows[0];
  switch (move) {
    case 'ArrowDown':
      return rows[at + 1];
    case 'ArrowUp':
      return rows[at - 1];
    case 'Home':
      return rows[0];
    case 'End':
      return rows.at(-1);
    case 'ArrowLeft':
      return rows.slice(0, at).findLast(({ kind }) => kind === 'type' && rows[at]?.kind === 'instance');
    case 'ArrowRight':
      return rows[at]?.kind === 'type' && rows[at + 1]?.kind === 'instance' ? rows[at + 1] : undefined;
    default:
      return undefined;
  }
}
