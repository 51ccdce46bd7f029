/** Objects and ops: published by value, read by digest, version or as the latest, deleted version by version. */
import { DigestMismatchError, InvalidRequest, NotFoundError, ObjectDeletedError } from '../errors.ts';
import { page } from '../query/to-plan.ts';
import { refsIn } from '../refs/in-values.ts';
import { shown } from '../refs/ref.ts';
import type {
  Digested,
  ObjectCreate,
  ObjectDeleteRequest,
  ObjectReadRequest,
  ObjectsQueryRequest,
  OpsQueryRequest,
  StoredObject,
} from '../trace-server.ts';
import { digestOf } from '../values/digest.ts';
import { EMPTY_OBJECT, JsonText } from '../values/json-text.ts';
import { printTime } from '../values/time.ts';
import type { CallDatabase, ObjectRow, ObjectsPlan } from './call-database.ts';
import { checkObjectId, checkProject, checkUser } from './check-ids.ts';
import type { ContentDigests } from './content-digests.ts';
import { now } from './now.ts';
import { baseObjectClass, kindOf } from './object-kind.ts';

const MOST_DELETED = 100;
const MOST_ENTRIES = 1000;

type Kind = ObjectRow['kind'];

export class Objects {
  readonly #database: CallDatabase;
  readonly #content: ContentDigests;

  constructor(database: CallDatabase, content: ContentDigests) {
    this.#database = database;
    this.#content = content;
  }

  async create(object: ObjectCreate, kind: Kind = kindOf(object.val)): Promise<Digested & { object_id: string }> {
    const { project_id, object_id, val } = object;
    checkProject(project_id);
    checkUser(object.wb_user_id);
    checkObjectId(object_id);
    const digest = digestOf(val);
    checkDigest(object.expected_digest, digest);
    const [content_digest] = (await this.#content.of([val], [digest])) as [string];
    await this.#database.insertObject({
      project_id,
      object_id,
      digest,
      content_digest,
      kind,
      base_object_class: baseObjectClass(val),
      val_dump: val.text,
      refs: refsIn(val),
      created_at: now(),
      wb_user_id: object.wb_user_id ?? null,
    });
    return { digest, content_digest, object_id };
  }

  async read({ project_id, object_id, digest, metadata_only }: ObjectReadRequest, kind?: Kind): Promise<StoredObject> {
    checkProject(project_id);
    const plan = {
      project_id,
      object_ids: [object_id],
      ...(kind && { kind }),
      ...version(digest),
      without_values: metadata_only === true,
    };
    const [found] = await this.#database.selectObjects(plan);
    if (found !== undefined) return toObject(found);
    // Of an object without any version left the last one would have been the latest.
    const deleted = await this.#database.selectObjects({
      ...plan,
      latest_only: false,
      deleted: true,
      without_values: true,
    });
    const last = deleted.at(-1);
    if (last?.deleted_at == null) throw new NotFoundError(`Obj ${shown(`${object_id}:${digest}`)} not found`);
    const at = printTime(last.deleted_at);
    throw new ObjectDeletedError(`${object_id}:v${last.version_index} was deleted at ${at}`, at);
  }

  async query(request: ObjectsQueryRequest): Promise<StoredObject[]> {
    checkProject(request.project_id);
    const { is_op: isOp, latest_only: latestOnly } = request.filter ?? {};
    const sort: NonNullable<ObjectsPlan['sort']>[number][] = [];
    for (const { field, direction } of request.sort_by ?? []) {
      // A field that comes again says nothing more.
      if ((field === 'object_id' || field === 'created_at') && sort.every(({ by }) => by !== field)) {
        sort.push({ by: field, descending: direction === 'desc' });
      }
    }
    const found = await this.#database.selectObjects({
      project_id: request.project_id,
      object_ids: entries('object_ids', request.filter?.object_ids),
      base_object_classes: entries('base_object_classes', request.filter?.base_object_classes),
      ...(isOp != null && { kind: isOp ? 'op' : 'object' }),
      latest_only: latestOnly === true,
      without_values: request.metadata_only === true,
      sort,
      ...page(request),
    });
    return found.map(toObject);
  }

  queryOps({ project_id, filter }: OpsQueryRequest): Promise<StoredObject[]> {
    return this.query({
      project_id,
      filter: { object_ids: filter?.op_names, latest_only: filter?.latest_only, is_op: true },
    });
  }

  /** All of the versions, or none if one of them is not there. */
  async delete({ project_id, object_id, digests }: ObjectDeleteRequest): Promise<{ num_deleted: number }> {
    checkProject(project_id);
    if (digests != null && digests.length > MOST_DELETED) {
      throw new InvalidRequest(`digests: more than ${MOST_DELETED} versions can't be deleted at once`);
    }
    const there = await this.#database.selectObjects({ project_id, object_ids: [object_id], without_values: true });
    if (there.length === 0) throw new NotFoundError(`Obj ${shown(object_id)} not found`);
    const chosen = new Set<string>();
    for (const digest of digests ?? there.map((object) => object.digest)) {
      const { version_index: index, digests: named } = version(digest);
      const found = there.find((object) =>
        named !== undefined
          ? object.digest === digest
          : index !== undefined
            ? object.version_index === index
            : object.is_latest,
      );
      if (found === undefined) throw new NotFoundError(`Obj ${shown(`${object_id}:${digest}`)} not found`);
      chosen.add(found.digest);
    }
    if (chosen.size > 0) await this.#database.deleteObjects(project_id, object_id, [...chosen], now());
    return { num_deleted: chosen.size };
  }
}

/** A client that computed the digest itself is told if it differs. */
export function checkDigest(expected: string | null | undefined, digest: string): void {
  if (expected == null || expected === digest) return;
  throw new DigestMismatchError(`expected_digest: ${shown(expected)} is not the digest of what was sent, ${digest}`);
}

/** Undefined, no condition, for none. */
function entries(name: string, list: readonly string[] | null | undefined): readonly string[] | undefined {
  if (list == null || list.length === 0) return undefined;
  if (list.length > MOST_ENTRIES) throw new InvalidRequest(`filter.${name} has more than ${MOST_ENTRIES} entries`);
  return list;
}

/** `latest`, `vN`, or a digest. */
function version(digest: string): Pick<ObjectsPlan, 'latest_only' | 'version_index' | 'digests'> {
  if (digest === 'latest') return { latest_only: true };
  if (/^v\d{1,9}$/.test(digest)) return { version_index: Number(digest.slice(1)) };
  return { digests: [digest] };
}

function toObject(row: ObjectRow): StoredObject {
  return {
    project_id: row.project_id,
    object_id: row.object_id,
    created_at: printTime(row.created_at),
    deleted_at: row.deleted_at === null ? null : printTime(row.deleted_at),
    digest: row.digest,
    content_digest: row.content_digest,
    version_index: row.version_index,
    is_latest: row.is_latest ? 1 : 0,
    kind: row.kind,
    base_object_class: row.base_object_class,
    val: row.val_dump === '{}' ? EMPTY_OBJECT : new JsonText(row.val_dump),
    wb_user_id: row.wb_user_id,
  };
}
