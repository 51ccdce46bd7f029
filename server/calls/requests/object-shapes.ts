/** What requests about objects, ops, tables, refs and files look like. */
import { RequestTooLarge } from '../errors.ts';
import type {
  FileCreateRequest,
  ObjectCreate,
  ObjectDeleteRequest,
  ObjectReadRequest,
  ObjectsQueryRequest,
  OpsQueryRequest,
  TableCreateRequest,
  TableQueryRequest,
  TableUpdate,
  TableUpdateRequest,
} from '../trace-server.ts';
import { MOST, sortBy } from './call-shapes.ts';
import { boolean, count, integer, json, jsonObject, text } from './plain-shapes.ts';
import { list, object, oneOf, optional } from './shape.ts';

const MOST_VERSIONS = 100;
/** Of a table, in one request: tiny rows would keep the writing thread for minutes. Longer tables are appended to. */
export const MOST_ROWS = 250_000;

export const objectCreate = object<ObjectCreate>(
  {
    project_id: text,
    object_id: text,
    val: json,
    wb_user_id: optional(text),
    expected_digest: optional(text),
  },
  'builtin_object_class',
  'set_base_object_class',
);

export const objCreate = object<{ readonly obj: ObjectCreate }>({ obj: objectCreate });
export const opCreate = object<{ readonly op_obj: ObjectCreate }>({ op_obj: objectCreate });

export const opRead = object<{ readonly project_id: string; readonly name: string; readonly digest: string }>({
  project_id: text,
  name: text,
  digest: text,
});

export const opsQuery = object<OpsQueryRequest>({
  project_id: text,
  filter: optional(
    object<NonNullable<OpsQueryRequest['filter']>>({
      op_names: optional(list(text, MOST)),
      latest_only: optional(boolean),
    }),
  ),
});

export const objRead = object<ObjectReadRequest>(
  { project_id: text, object_id: text, digest: text, metadata_only: optional(boolean) },
  'include_tags_and_aliases',
);

export const objsQuery = object<ObjectsQueryRequest>(
  {
    project_id: text,
    filter: optional(
      object<NonNullable<ObjectsQueryRequest['filter']>>({
        base_object_classes: optional(list(text, MOST)),
        object_ids: optional(list(text, MOST)),
        is_op: optional(boolean),
        latest_only: optional(boolean),
      }),
    ),
    limit: optional(count),
    offset: optional(count),
    sort_by: sortBy,
    metadata_only: optional(boolean),
  },
  'include_storage_size',
  'include_tags_and_aliases',
);

export const objDelete = object<ObjectDeleteRequest>({
  project_id: text,
  object_id: text,
  digests: optional(list(text, MOST_VERSIONS)),
});

export const tableCreate = object<TableCreateRequest>({
  table: object<TableCreateRequest['table']>({
    project_id: text,
    rows: list(jsonObject, MOST_ROWS, RequestTooLarge),
    expected_digest: optional(text),
  }),
});

export const tableUpdate = object<TableUpdateRequest>({
  project_id: text,
  base_digest: text,
  updates: list(
    oneOf<TableUpdate>({
      append: object<Extract<TableUpdate, { readonly append: unknown }>['append']>({
        row: jsonObject,
      }),
      pop: object<{ readonly index: number }>({ index: integer }),
      insert: object<Extract<TableUpdate, { readonly insert: unknown }>['insert']>({ index: integer, row: jsonObject }),
    }),
    MOST_ROWS,
    RequestTooLarge,
  ),
});

export const tableQuery = object<TableQueryRequest>({
  project_id: text,
  digest: text,
  filter: optional(object<NonNullable<TableQueryRequest['filter']>>({ row_digests: optional(list(text, MOST)) })),
  limit: optional(count),
  offset: optional(count),
  sort_by: sortBy,
});

export const byDigest = object<{ readonly project_id: string; readonly digest: string }>({
  project_id: text,
  digest: text,
});

export const refsReadBatch = object<{ readonly refs: readonly string[] }>({ refs: list(text, MOST) });

/** What goes beside the bytes of the file. */
export const fileCreate = object<Omit<FileCreateRequest, 'content'>>({
  project_id: text,
  name: text,
  expected_digest: optional(text),
});
