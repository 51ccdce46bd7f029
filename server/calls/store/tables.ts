/** Tables: lists of rows by their digests. A changed table is another table; the rows are shared. */
import { InvalidRequest, NotFoundError } from '../errors.ts';
import { tableRowsPlan } from '../query/to-plan.ts';
import { shown } from '../refs/ref.ts';
import type { Digested, TableCreateRequest, TableQueryRequest, TableRow, TableUpdateRequest } from '../trace-server.ts';
import { digestOf, tableDigest } from '../values/digest.ts';
import { JsonText } from '../values/json-text.ts';
import type { CallDatabase } from './call-database.ts';
import { checkProject } from './check-ids.ts';
import { ChunkedList } from './chunked-list.ts';
import type { ContentDigests } from './content-digests.ts';
import { checkDigest } from './objects.ts';

interface Row {
  readonly digest: string;
  readonly content: string;
}

interface NewRow extends Row {
  readonly value: JsonText;
}

export class Tables {
  readonly #database: CallDatabase;
  readonly #content: ContentDigests;

  constructor(database: CallDatabase, content: ContentDigests) {
    this.#database = database;
    this.#content = content;
  }

  async create({ table }: TableCreateRequest): Promise<Digested & { row_digests: string[] }> {
    checkProject(table.project_id);
    const rows = await this.#rows(table.rows);
    const row_digests = rows.map((row) => row.digest);
    checkDigest(table.expected_digest, tableDigest(row_digests));
    return { ...(await this.#insert(table.project_id, rows, rows)), row_digests };
  }

  /** One update after the other, each on what the one before has left. */
  async update(request: TableUpdateRequest): Promise<Digested & { updated_row_digests: string[] }> {
    const { project_id, base_digest, updates } = request;
    checkProject(project_id);
    const base = await this.#database.tableDigests(project_id, base_digest);
    if (base === undefined) throw new NotFoundError(`Table ${shown(base_digest)} not found`);
    const contents = base.row_content_digests ?? base.row_digests;
    const list = new ChunkedList(base.row_digests.map((digest, i): Row => ({ digest, content: contents[i]! })));
    const values = updates.flatMap((update) =>
      'append' in update ? [update.append.row] : 'insert' in update ? [update.insert.row] : [],
    );
    const added = await this.#rows(values);
    const updated: string[] = [];
    let next = 0;
    for (const [i, update] of updates.entries()) {
      if ('pop' in update) {
        checkIndex(i, 'pop', update.pop.index, list.length - 1);
        updated.push(list.remove(update.pop.index).digest);
        continue;
      }
      const row = added[next++]!;
      const index = 'append' in update ? list.length : update.insert.index;
      checkIndex(i, 'insert', index, list.length);
      list.insert(index, row);
      updated.push(row.digest);
    }
    return { ...(await this.#insert(project_id, list.toArray(), added)), updated_row_digests: updated };
  }

  async query(request: TableQueryRequest): Promise<TableRow[]> {
    checkProject(request.project_id);
    const rows = await this.#database.selectTableRows(tableRowsPlan(request));
    return rows.map(({ digest, val_dump, original_index }) => ({
      digest,
      val: new JsonText(val_dump),
      original_index,
    }));
  }

  async count({ project_id, digest }: { readonly project_id: string; readonly digest: string }): Promise<number> {
    checkProject(project_id);
    return (await this.#database.tableHeads(project_id, [digest])).get(digest)?.row_count ?? 0;
  }

  async #rows(values: readonly JsonText[]): Promise<NewRow[]> {
    const digests = values.map(digestOf);
    const contents = await this.#content.of(values, digests);
    return values.map((value, i) => ({ digest: digests[i]!, content: contents[i]!, value }));
  }

  async #insert(project_id: string, rows: readonly Row[], added: readonly NewRow[]): Promise<Digested> {
    const row_digests = rows.map((row) => row.digest);
    const contents = rows.map((row) => row.content);
    const alike = rows.every((row) => row.digest === row.content);
    const digest = tableDigest(row_digests);
    const content_digest = alike ? digest : tableDigest(contents);
    await this.#database.insertTable({
      project_id,
      digest,
      content_digest,
      row_digests,
      row_content_digests: alike ? null : contents,
      rows: new Map(added.map((row) => [row.digest, row.value.text])),
    });
    return { digest, content_digest };
  }
}

function checkIndex(update: number, name: string, index: number, last: number): void {
  if (Number.isInteger(index) && index >= 0 && index <= last) return;
  throw new InvalidRequest(`updates.${update}.${name}.index: Index out of range: ${index}`);
}
