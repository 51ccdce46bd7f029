/**
 * Step 1, calls. `calls_raw` is the log: a row for each part of a call, in the order of storing; the feed reads it.
 * `calls_merged` is filled from it by a view: parts of a call meet by their key whenever the database merges, and until
 * then whoever reads merges them (`calls`). The log's projection tells what is new in which project. `seq` decides what stays: the first start, the first end, the last new name.
 *
 * Values are read by key, a few at a time, so little is read around each.
 *
 * Times are given as whole µs in columns `…_us`, which aren't stored. Aggregates skip NULL, so what may be NULL is wrapped.
 */

const TIME = `DateTime64(6, 'UTC')`;
const STATE = (name: string, type: string) => `AggregateFunction(${name}, ${type}, UInt64, UInt8)`;

/** Columns of starts and of ends: name, type, may it be NULL, how it is packed. */
export type Column = readonly [name: string, type: string, nullable?: boolean, codec?: string];
export const START: readonly Column[] = [
  ['trace_id', 'String'],
  ['parent_id', 'String', true],
  ['op_name', 'LowCardinality(String)'],
  ['started_at', TIME],
  ['attributes_dump', 'String', false, ' CODEC(ZSTD)'],
  ['inputs_dump', 'String', false, ' CODEC(ZSTD)'],
  ['attributes_coded', 'String', false, ' CODEC(ZSTD)'],
  ['inputs_coded', 'String', false, ' CODEC(ZSTD)'],
  ['input_refs', 'Array(String)'],
  ['wb_user_id', 'String', true],
  ['wb_run_id', 'String', true],
  ['wb_run_step', 'Int64', true],
  ['thread_id', 'String', true],
  ['turn_id', 'String', true],
];
export const END: readonly Column[] = [
  ['ended_at', TIME, true],
  ['exception', 'String', true],
  ['output_dump', 'String', true, ' CODEC(ZSTD)'],
  ['output_refs', 'Array(String)'],
  ['summary_dump', 'String', true, ' CODEC(ZSTD)'],
  ['output_coded', 'String', false, ' CODEC(ZSTD)'],
  ['summary_coded', 'String', false, ' CODEC(ZSTD)'],
  ['wb_run_step_end', 'Int64', true],
];

const stored = ([name, type, nullable, codec]: Column) => {
  const full = nullable ? `Nullable(${type})` : type;
  const us = name.replace(/_at$/, '_us');
  if (us === name) return `  ${name} ${full}${codec ?? ''},`;
  const usType = nullable ? 'Nullable(Int64)' : 'Int64';
  return `  ${us} ${usType} EPHEMERAL,\n  ${name} ${full} DEFAULT fromUnixTimestamp64Micro(${us}),`;
};
const merged = ([name, type, nullable, codec]: Column) =>
  `  ${name} ${STATE('argMinIf', nullable ? `Tuple(Nullable(${type}))` : type)}${codec ?? ''},`;
const merging =
  (kind: string) =>
  ([name, , nullable]: Column) =>
    `  argMinIfState(${nullable ? `tuple(part.${name})` : `part.${name}`}, part.seq, part.kind = '${kind}') AS ${name},`;
const read = ([name, , nullable]: Column) => `  argMinIfMerge(${name})${nullable ? '.1' : ''} AS ${name},`;
/** What queries look at (`../../query/coded-json.ts`). */
const queried = (name: string) => `  if(empty(${name}_coded), ${name}_dump, ${name}_coded) AS ${name}_json,`;
const DISPLAY_NAME: Column = ['display_name', 'String', true];
const DELETED_AT: Column = ['deleted_at', TIME, true];
const lines = (...parts: readonly string[]) => parts.join('\n');

export const CALLS: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS calls_raw (
  project_id String,
  seq UInt64 CODEC(Delta, ZSTD),
  id String,
  kind Enum8('start' = 1, 'end' = 2, 'rename' = 3, 'delete' = 4),
${lines(...START.map(stored), ...END.map(stored), ...[DISPLAY_NAME, DELETED_AT].map(stored))}
  PROJECTION changes (SELECT project_id, max(seq), count(), countIf(kind = 'start'), countIf(kind = 'delete') GROUP BY project_id)
) ENGINE = MergeTree ORDER BY (project_id, seq)`,

  `CREATE TABLE IF NOT EXISTS calls_merged (
  project_id String,
  id String,
${lines(...START.map(merged), ...END.map(merged), merged(DISPLAY_NAME))}
  new_name ${STATE('argMaxIf', 'Tuple(Nullable(String))')},
  started SimpleAggregateFunction(max, UInt8),
  renamed SimpleAggregateFunction(max, UInt8),
  deleted_at SimpleAggregateFunction(min, Nullable(${TIME}))
) ENGINE = AggregatingMergeTree ORDER BY (project_id, id) SETTINGS index_granularity = 512`,

  `CREATE MATERIALIZED VIEW IF NOT EXISTS calls_merging TO calls_merged AS SELECT
  part.project_id AS project_id,
  part.id AS id,
${lines(...[...START, DISPLAY_NAME].map(merging('start')), ...END.map(merging('end')))}
  argMaxIfState(tuple(part.display_name), part.seq, part.kind = 'rename') AS new_name,
  max(part.kind = 'start') AS started,
  max(part.kind = 'rename') AS renamed,
  min(part.deleted_at) AS deleted_at
FROM calls_raw AS part GROUP BY project_id, id`,

  `CREATE VIEW IF NOT EXISTS calls AS SELECT
  project_id,
  id,
${lines(...START.map(read), ...END.map(read))}
${lines(...['attributes', 'inputs', 'output', 'summary'].map(queried))}
  if(max(renamed) = 1, argMaxIfMerge(new_name).1, argMinIfMerge(display_name).1) AS display_name
FROM calls_merged GROUP BY project_id, id HAVING max(started) = 1 AND min(deleted_at) IS NULL`,
];
