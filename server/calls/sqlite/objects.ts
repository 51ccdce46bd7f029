/**
 * Versions of objects. `version_index` counts digests under an object id as they first appear and is never given again;
 * `published` is the order of publishing, of old digests, too, and decides which version is the latest.
 */
import type Database from 'better-sqlite3';
import type { NewObject, ObjectRow, ObjectsPlan } from '../store/call-database.ts';

/** As it lies in the table. */
interface Stored extends Omit<ObjectRow, 'refs' | 'is_latest'> {
  readonly refs: string;
  readonly is_latest: number;
}

export class Objects {
  readonly #database: Database.Database;

  constructor(database: Database.Database) {
    this.#database = database;
  }

  /** Within a transaction. */
  insert(object: NewObject): void {
    this.#database
      .prepare(
        `INSERT INTO objects (project_id, object_id, digest, content_digest, kind, base_object_class, refs, created_at,
           wb_user_id, version_index, is_latest, published, val_dump)
         SELECT @project_id, @object_id, @digest, @content_digest, @kind, @base_object_class, @refs, @created_at,
           @wb_user_id, coalesce(max(version_index), -1) + 1, 0, coalesce(max(published), 0) + 1, @val_dump
         FROM objects WHERE project_id = @project_id AND object_id = @object_id
         ON CONFLICT DO UPDATE SET published = excluded.published, deleted_at = NULL`,
      )
      .run({ ...object, refs: JSON.stringify(object.refs) });
    this.#chooseLatest(object.project_id, object.object_id);
  }

  /** Within a transaction. */
  delete(projectId: string, objectId: string, digests: readonly string[], at: number): void {
    this.#database
      .prepare(
        `UPDATE objects SET deleted_at = ? WHERE project_id = ? AND object_id = ? AND deleted_at IS NULL
           AND digest IN (SELECT value FROM json_each(?))`,
      )
      .run(at, projectId, objectId, JSON.stringify(digests));
    this.#chooseLatest(projectId, objectId);
  }

  select(plan: ObjectsPlan): ObjectRow[] {
    const where = ['project_id = @project_id'];
    if (plan.deleted !== true) where.push('deleted_at IS NULL');
    if (plan.latest_only === true) where.push('is_latest');
    if (plan.kind !== undefined) where.push('kind = @kind');
    if (plan.version_index !== undefined) where.push('version_index = @version_index');
    for (const [column, list] of [
      ['object_id', 'object_ids'],
      ['digest', 'digests'],
      ['base_object_class', 'base_object_classes'],
    ] as const) {
      if (plan[list] !== undefined) where.push(`${column} IN (SELECT value FROM json_each(@${list}))`);
    }
    const sorts = (plan.sort ?? []).map(({ by, descending }) => `${by}${descending ? ' DESC' : ''}`);
    const rows = this.#database
      .prepare(
        `SELECT project_id, object_id, digest, content_digest, kind, base_object_class,
           ${plan.without_values === true ? `'{}' AS val_dump` : 'val_dump'}, refs, created_at, deleted_at, wb_user_id,
           version_index, is_latest
         FROM objects WHERE ${where.join(' AND ')}
         ORDER BY ${[...sorts, 'created_at', 'object_id', 'version_index'].join(', ')} LIMIT @limit OFFSET @offset`,
      )
      .all({
        ...plan,
        object_ids: JSON.stringify(plan.object_ids),
        digests: JSON.stringify(plan.digests),
        base_object_classes: JSON.stringify(plan.base_object_classes),
        limit: plan.limit ?? -1,
        offset: plan.offset ?? 0,
      }) as Stored[];
    return rows.map((row) => ({ ...row, refs: JSON.parse(row.refs) as string[], is_latest: row.is_latest === 1 }));
  }

  #chooseLatest(projectId: string, objectId: string): void {
    this.#database
      .prepare(
        `UPDATE objects SET is_latest = published IS (SELECT max(published) FROM objects
           WHERE project_id = @projectId AND object_id = @objectId AND deleted_at IS NULL)
         WHERE project_id = @projectId AND object_id = @objectId`,
      )
      .run({ projectId, objectId });
  }
}
