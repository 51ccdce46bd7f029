/**
 * Tables, their rows, and files. Whatever has a digest never changes, so what is there stays: rows of the same key have
 * falling versions. What is stored in several tables is told last what makes the rest visible.
 */
import { clickhouseQuery } from '../query/clickhouse-sql.ts';
import type { RowsPlan } from '../query/plan.ts';
import type { ClickHouse } from './clickhouse.ts';

export const TABLE_COLUMNS = [
  'project_id',
  'digest',
  'version',
  'content_digest',
  'row_digests',
  'row_content_digests',
] as const;
export const TABLE_ROW_COLUMNS = ['project_id', 'digest', 'version', 'val_dump', 'val_coded'] as const;
export const FILE_COLUMNS = ['project_id', 'digest', 'piece', 'pieces', 'version', 'name', 'content'] as const;

const ONE = 'FINAL WHERE project_id = {project:String} AND digest = {digest:String}';

export async function tableDigests(clickhouse: ClickHouse, project: string, digest: string) {
  const query = `SELECT row_digests, row_content_digests FROM tables ${ONE}`;
  const [row] = await clickhouse.rows(query, { project, digest });
  if (row === undefined) return undefined;
  const [rows, contents] = row as readonly [string[], string[]];
  return { row_digests: rows, row_content_digests: contents.length === 0 ? null : contents };
}

export async function tableHeads(clickhouse: ClickHouse, project: string, digests: readonly string[]) {
  const query = `SELECT digest, length(row_digests), content_digest FROM tables FINAL
    WHERE project_id = {project:String} AND digest IN {digests:Array(String)}`;
  const heads = await clickhouse.rows(query, { project, digests });
  return new Map(
    heads.map(([digest, count, content]) => [
      digest as string,
      { row_count: count as number, content_digest: content as string },
    ]),
  );
}

export async function tableRows(
  clickhouse: ClickHouse,
  project: string,
  digests: readonly string[],
): Promise<Map<string, string>> {
  const query = `SELECT digest, val_dump FROM table_rows FINAL
    WHERE project_id = {project:String} AND digest IN {digests:Array(String)}`;
  return new Map((await clickhouse.rows(query, { project, digests })) as [string, string][]);
}

export async function selectTableRows(clickhouse: ClickHouse, plan: RowsPlan) {
  const digests = `SELECT arrayJoin(row_digests) FROM tables FINAL
    WHERE project_id = {project:String} AND digest = {table:String}`;
  const places = `SELECT place.1 AS digest, place.2 - 1 AS original_index FROM tables FINAL
    ARRAY JOIN arrayZip(row_digests, arrayEnumerate(row_digests)) AS place
    WHERE project_id = {project:String} AND tables.digest = {table:String}`;
  const all = `(${places}) AS l
    INNER JOIN (SELECT project_id, digest, val_dump, val_json FROM table_rows FINAL
      WHERE project_id = {project:String} AND digest IN (${digests})) AS r ON r.digest = l.digest`;
  const { with: names, from, where, orderBy, limit, params } = clickhouseQuery(plan, 'r', () => all);
  const rows = await clickhouse.rows(
    `${names} SELECT r.digest, r.val_dump, l.original_index FROM ${from}
    WHERE ${where} ${orderBy === '' ? 'ORDER BY' : `${orderBy},`} l.original_index ${limit}`,
    { ...params, table: plan.digest },
  );
  return rows.map(([digest, value, index]) => ({
    digest: digest as string,
    val_dump: value as string,
    original_index: index as number,
  }));
}

/** A multiple of three bytes, so that the base64 texts of pieces can be joined. */
const PIECE = 768 * 1024;

/** Base64. */
export function pieces(content: Uint8Array): string[] {
  const { buffer, byteOffset, length } = content;
  const texts: string[] = [];
  for (let begin = 0; begin < length || begin === 0; begin += PIECE) {
    texts.push(Buffer.from(buffer, byteOffset + begin, Math.min(PIECE, length - begin)).toString('base64'));
  }
  return texts;
}

export async function readFile(clickhouse: ClickHouse, project: string, digest: string): Promise<Buffer | undefined> {
  const contents: Buffer[] = [];
  let pieces: unknown;
  for await (const rows of clickhouse.stream(`SELECT content, pieces FROM files ${ONE} ORDER BY piece`, {
    project,
    digest,
  })) {
    for (const [content, count] of rows) {
      contents.push(Buffer.from(content as string, 'base64'));
      pieces = count;
    }
  }
  return contents.length === pieces ? Buffer.concat(contents) : undefined;
}
