/**
 * Step 2, what isn't calls. `object_versions` merges publications of the same content; `objects` numbers the versions.
 * The others replace: of rows with the same key the one with the highest `version` stays, so what must not change once it
 * is there has falling versions. Files lie in pieces, as base64, so that an insert is text throughout.
 *
 * Beside JSON lies its coded text where there is one (`../../query/coded-json.ts`); queries look at `…_json`.
 *
 * `project_changes` knows the last change of each project, and how many there were, but for those of calls; filled by views.
 */

const TIME = `DateTime64(6, 'UTC')`;

export const VALUES: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS object_versions (
  project_id String,
  object_id String,
  digest String,
  first SimpleAggregateFunction(min, Tuple(seq UInt64, created_us Int64, content_digest String, wb_user_id String)),
  published SimpleAggregateFunction(max, UInt64),
  deleted SimpleAggregateFunction(max, Tuple(seq UInt64, at_us Int64)),
  kind SimpleAggregateFunction(max, LowCardinality(String)),
  base_object_class SimpleAggregateFunction(max, Nullable(String)),
  refs SimpleAggregateFunction(max, Array(String)),
  val_dump SimpleAggregateFunction(max, String) CODEC(ZSTD),
  val_coded SimpleAggregateFunction(max, String) CODEC(ZSTD)
) ENGINE = AggregatingMergeTree ORDER BY (project_id, object_id, digest)`,

  `CREATE VIEW IF NOT EXISTS objects AS SELECT
  project_id,
  object_id,
  digest,
  min(first) AS beginning,
  max(published) AS last_published,
  max(deleted) AS last_deleted,
  last_deleted.seq < last_published AS visible,
  beginning.content_digest AS content_digest,
  nullIf(beginning.wb_user_id, '') AS wb_user_id,
  fromUnixTimestamp64Micro(beginning.created_us, 'UTC') AS created_at,
  if(visible, NULL, fromUnixTimestamp64Micro(last_deleted.at_us, 'UTC')) AS deleted_at,
  max(kind) AS kind,
  max(base_object_class) AS base_object_class,
  max(refs) AS refs,
  max(val_dump) AS val_dump,
  max(val_coded) AS val_coded,
  CAST(if(empty(val_coded), val_dump, val_coded), 'String') AS val_json,
  row_number() OVER (PARTITION BY project_id, object_id ORDER BY beginning.seq) - 1 AS version_index,
  visible AND last_published = max(if(visible, last_published, 0)) OVER (PARTITION BY project_id, object_id) AS is_latest
FROM object_versions GROUP BY project_id, object_id, digest`,

  `CREATE TABLE IF NOT EXISTS tables (
  project_id String,
  digest String,
  version Int64,
  content_digest String,
  row_digests Array(String) CODEC(ZSTD),
  row_content_digests Array(String) CODEC(ZSTD)
) ENGINE = ReplacingMergeTree(version) ORDER BY (project_id, digest)`,

  `CREATE TABLE IF NOT EXISTS table_rows (
  project_id String,
  digest String,
  version Int64,
  val_dump String CODEC(ZSTD),
  val_coded String CODEC(ZSTD),
  val_json String ALIAS if(empty(val_coded), val_dump, val_coded)
) ENGINE = ReplacingMergeTree(version) ORDER BY (project_id, digest)`,

  `CREATE TABLE IF NOT EXISTS files (
  project_id String,
  digest String,
  piece UInt32,
  pieces UInt32,
  version Int64,
  name String,
  content String CODEC(ZSTD)
) ENGINE = ReplacingMergeTree(version) ORDER BY (project_id, digest, piece)`,

  `CREATE TABLE IF NOT EXISTS feedback (
  project_id String,
  id String,
  version UInt64,
  gone UInt8,
  weave_ref String,
  wb_user_id Nullable(String),
  creator Nullable(String),
  created_us Int64 EPHEMERAL,
  created_at ${TIME} DEFAULT fromUnixTimestamp64Micro(created_us),
  feedback_type String,
  payload_dump String CODEC(ZSTD),
  payload_coded String CODEC(ZSTD),
  payload_json String ALIAS if(empty(payload_coded), payload_dump, payload_coded),
  annotation_ref Nullable(String),
  runnable_ref Nullable(String),
  call_ref Nullable(String),
  trigger_ref Nullable(String)
) ENGINE = ReplacingMergeTree(version, gone) ORDER BY (project_id, id)`,

  `CREATE TABLE IF NOT EXISTS llm_token_prices (
  project_id String,
  id String,
  version UInt64,
  gone UInt8,
  pricing_level String,
  pricing_level_id String,
  provider_id String,
  llm_id String,
  effective_us Int64 EPHEMERAL,
  effective_date ${TIME} DEFAULT fromUnixTimestamp64Micro(effective_us),
  prompt_token_cost Float64,
  completion_token_cost Float64,
  prompt_token_cost_unit String,
  completion_token_cost_unit String,
  created_by Nullable(String),
  created_us Int64 EPHEMERAL,
  created_at ${TIME} DEFAULT fromUnixTimestamp64Micro(created_us)
) ENGINE = ReplacingMergeTree(version, gone) ORDER BY (project_id, id)`,

  `CREATE TABLE IF NOT EXISTS project_changes (
  project_id String,
  seq SimpleAggregateFunction(max, UInt64),
  changes SimpleAggregateFunction(sum, UInt64)
) ENGINE = AggregatingMergeTree ORDER BY project_id`,

  ...[
    ['object_versions', 'greatest(change.published, change.deleted.seq)'],
    ['feedback', 'change.version'],
    ['llm_token_prices', 'change.version'],
  ].map(
    ([table, seq]) => `CREATE MATERIALIZED VIEW IF NOT EXISTS ${table}_changing TO project_changes AS SELECT
  change.project_id AS project_id, max(${seq}) AS seq, count() AS changes
FROM ${table} AS change GROUP BY project_id`,
  ),
];
