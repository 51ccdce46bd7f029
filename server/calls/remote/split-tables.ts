/**
 * Tables that are too large for one request, in bytes or rows: the first piece is created, the others are appended, each to what the one
 * before it made, so that the digest at the end is that of the whole.
 */
import { DigestMismatchError } from '../errors.ts';
import { MOST_ROWS } from '../requests/object-shapes.ts';
import type { TableCreateRequest, TableUpdate, TableUpdateRequest } from '../trace-server.ts';
import { stringify } from '../values/json-text.ts';

interface Created {
  digest: string;
  content_digest: string;
  row_digests: string[];
}

interface Updated {
  digest: string;
  content_digest: string;
  updated_row_digests: string[];
}

type Send = <T>(method: 'tableCreate' | 'tableUpdate', request: object) => Promise<T>;

export async function createTable({ table }: TableCreateRequest, limit: number, send: Send): Promise<Created> {
  const { project_id, rows, expected_digest: expected } = table;
  const [first = [], ...others] = inPieces(rows, limit);
  if (others.length === 0) return send<Created>('tableCreate', { table });
  const created = await send<Created>('tableCreate', { table: { project_id, rows: first } });
  const updates = others.map((piece) => piece.map((row) => ({ append: { row } })));
  const { updated_row_digests: more, ...last } = await update(project_id, created, updates, send);
  if (typeof expected === 'string' && expected !== last.digest) {
    throw new DigestMismatchError(`The digest of the table is ${last.digest}, not ${expected}`);
  }
  return { ...created, ...last, row_digests: created.row_digests.concat(more) };
}

export function updateTable(request: TableUpdateRequest, limit: number, send: Send): Promise<Updated> {
  const pieces = inPieces(request.updates, limit);
  if (pieces.length <= 1) return send<Updated>('tableUpdate', request);
  return update(request.project_id, { digest: request.base_digest }, pieces, send);
}

async function update(
  project_id: string,
  base: { readonly digest: string },
  pieces: readonly (readonly TableUpdate[])[],
  send: Send,
): Promise<Updated> {
  let digest = base.digest;
  let reply: Updated | undefined;
  const rows: string[] = [];
  for (const updates of pieces) {
    reply = await send<Updated>('tableUpdate', { project_id, base_digest: digest, updates });
    digest = reply.digest;
    for (const row of reply.updated_row_digests) rows.push(row);
  }
  return { ...(reply as Updated), updated_row_digests: rows };
}

/** One after the other as many as fit in `limit` bytes, but at least one, and no more than a request can have. */
export function inPieces<T>(items: readonly T[], limit: number): T[][] {
  const pieces: T[][] = [];
  let room = 0;
  for (const item of items) {
    const bytes = Buffer.byteLength(stringify(item)) + 1;
    if (bytes > room || pieces.length === 0 || pieces.at(-1)!.length === MOST_ROWS) {
      pieces.push([]);
      room = limit;
    }
    room -= bytes;
    pieces.at(-1)?.push(item);
  }
  return pieces;
}
