/** Objects and their versions. Publishing and deleting both only add rows; the view `objects` makes versions of them. */

import { coded } from '../query/coded-json.ts';
import type { NewObject, ObjectRow, ObjectsPlan } from '../store/call-database.ts';
import type { ClickHouse, Params, Row } from './clickhouse.ts';
import { line } from './tab-separated.ts';

export const OBJECT_COLUMNS = [
  'project_id',
  'object_id',
  'digest',
  'first',
  'published',
  'deleted',
  'kind',
  'base_object_class',
  'refs',
  'val_dump',
  'val_coded',
] as const;

const BATCH = 1000;
const NEVER = { tuple: [0, 0] } as const;

export function objectLine(object: NewObject, seq: number): string {
  const { project_id, object_id, digest, created_at, content_digest, wb_user_id } = object;
  const first = { tuple: [seq, created_at, content_digest, wb_user_id ?? ''] };
  const { kind, base_object_class, refs, val_dump } = object;
  return line([
    project_id,
    object_id,
    digest,
    first,
    seq,
    NEVER,
    kind,
    base_object_class,
    refs,
    val_dump,
    coded(val_dump),
  ]);
}

export function deletedObjectLine(
  projectId: string,
  objectId: string,
  digest: string,
  at: number,
  seq: number,
): string {
  return line([
    projectId,
    objectId,
    digest,
    { tuple: [seq, at, '', ''] },
    0,
    { tuple: [seq, at] },
    '',
    null,
    [],
    '',
    '',
  ]);
}

/** First versions are numbered and chosen, without looking at values; then the values of those chosen are read. */
export async function selectObjects(clickhouse: ClickHouse, plan: ObjectsPlan): Promise<ObjectRow[]> {
  const { query, params } = spell(plan);
  const chosen = await clickhouse.rows(query, params);
  const values = plan.without_values === true ? undefined : await readValues(clickhouse, plan.project_id, chosen);
  return chosen.map((row) => toObject(plan.project_id, row, values?.get(key(row)) ?? '{}'));
}

/** By object and digest. */
async function readValues(
  clickhouse: ClickHouse,
  project: string,
  chosen: readonly Row[],
): Promise<Map<string, string>> {
  const values = new Map<string, string>();
  for (let begin = 0; begin < chosen.length; begin += BATCH) {
    const batch = chosen.slice(begin, begin + BATCH);
    const params = { project, objects: batch.map(([object]) => object), digests: batch.map(([, digest]) => digest) };
    const query = `SELECT object_id, digest, max(val_dump) FROM object_versions WHERE project_id = {project:String}
      AND object_id IN {objects:Array(String)} AND digest IN {digests:Array(String)} GROUP BY object_id, digest`;
    for (const row of await clickhouse.rows(query, params)) values.set(key(row), row[2] as string);
  }
  return values;
}

function key([object, digest]: Row): string {
  return `${object}:${digest}`;
}

function spell(plan: ObjectsPlan): { query: string; params: Params } {
  const params: Record<string, unknown> = { project: plan.project_id };
  const among = (column: string, values: readonly string[] | undefined): string[] => {
    if (values === undefined) return [];
    params[column] = values;
    return [`${column} IN {${column}:Array(String)}`];
  };
  // What picks whole objects stands below the numbering of their versions, all else above it.
  const objects = ['project_id = {project:String}', ...among('object_id', plan.object_ids)];
  const versions = [...among('digest', plan.digests), ...among('base_object_class', plan.base_object_classes)];
  if (plan.version_index !== undefined) {
    params.version_index = plan.version_index;
    versions.push('version_index = {version_index:Int64}');
  }
  versions.push(...among('kind', plan.kind && [plan.kind]));
  if (plan.latest_only === true) versions.push('is_latest');
  if (plan.deleted !== true) versions.push('visible');
  const limits = (['limit', 'offset'] as const).flatMap((name) => {
    if (plan[name] === undefined) return [];
    params[name] = String(plan[name]);
    return [`${name.toUpperCase()} {${name}:UInt64}`];
  });
  const sort = (plan.sort ?? []).map(({ by, descending }) => `${by}${descending ? ' DESC' : ''}`);
  return {
    query: `SELECT object_id, digest, content_digest, kind, base_object_class, refs, toUnixTimestamp64Micro(created_at),
      toUnixTimestamp64Micro(deleted_at), wb_user_id, version_index, is_latest
      FROM (SELECT * EXCEPT (val_dump, val_coded, val_json) FROM objects WHERE ${objects.join(' AND ')})
      WHERE ${versions.length === 0 ? '1' : versions.join(' AND ')}
      ORDER BY ${[...sort, 'created_at', 'object_id', 'version_index']}
      ${limits.join(' ')}`,
    params,
  };
}

function toObject(projectId: string, row: Row, value: string): ObjectRow {
  return {
    project_id: projectId,
    object_id: row[0] as string,
    digest: row[1] as string,
    content_digest: row[2] as string,
    kind: row[3] as 'op' | 'object',
    base_object_class: row[4] as string | null,
    refs: row[5] as string[],
    created_at: row[6] as number,
    deleted_at: row[7] as number | null,
    wb_user_id: row[8] as string | null,
    version_index: row[9] as number,
    is_latest: row[10] === 1,
    val_dump: value,
  };
}
