/**
 * What happens to the calls of a project, read off the log `calls_raw` in the order of storing.
 *
 * One server stores in the order of `seq`, but another one on the same database may be a little behind: what it stores may
 * come to lie before a cursor. So a cursor also tells how many parts there were in the last `SLOT`s up to it; if there are
 * more now, all since the beginning of these is told again, which costs who follows nothing but a second look.
 */
import type { CallChange, CallFeed, ModelPrice } from '../feed.ts';
import { DEFAULT_PRICES } from '../store/prices.ts';
import { ClickHouse } from './clickhouse.ts';
import { projectsWithCalls } from './overview.ts';

/** µs. */
const SLOT = 10_000_000;

/** `before` and `within`: parts in the slot before that of `seq`, and in its own up to it. */
interface Cursor {
  readonly seq: number;
  readonly before: number;
  readonly within: number;
}

export class ClickHouseCallFeed implements CallFeed {
  readonly #clickhouse: ClickHouse;

  constructor(clickhouse: ClickHouse) {
    this.#clickhouse = clickhouse;
  }

  static async open(url: string): Promise<ClickHouseCallFeed> {
    return new ClickHouseCallFeed(await ClickHouse.connect(url));
  }

  async changes(projectId: string, from: string | undefined, limit: number): ReturnType<CallFeed['changes']> {
    const cursor = parse(from);
    const beginning = slot(cursor.seq) - SLOT;
    const [row] = await this.#clickhouse.rows(
      `SELECT countIf(seq < {slot:UInt64}), countIf(seq >= {slot:UInt64} AND seq <= {seq:UInt64}),
        groupArrayIf((seq, id), seq > {seq:UInt64})
      FROM (SELECT seq, id FROM calls_raw WHERE project_id = {project:String} AND seq >= {beginning:UInt64}
        ORDER BY seq LIMIT {most:UInt64})`,
      {
        project: projectId,
        seq: cursor.seq,
        slot: slot(cursor.seq),
        beginning: Math.max(0, beginning),
        most: cursor.before + cursor.within + limit,
      },
    );
    const [before, within, parts] = row as unknown as [number, number, [number, string][]];
    if (before !== cursor.before || within !== cursor.within) {
      return this.changes(projectId, print(await this.#at(projectId, Math.max(0, beginning - 1))), limit);
    }
    if (parts.length === 0) return { changes: [], cursor: print(cursor) };
    parts.sort(([a], [b]) => a - b);
    const last = new Map<string, number>();
    for (const [seq, id] of parts) {
      last.delete(id);
      last.set(id, seq);
    }
    return { changes: await this.#read(projectId, [...last.keys()]), cursor: print(advance(cursor, parts)) };
  }

  /** The cursor of who has been told all up to here. */
  async #at(project: string, seq: number): Promise<Cursor> {
    const [row] = await this.#clickhouse.rows(
      `SELECT countIf(seq < {slot:UInt64}), countIf(seq >= {slot:UInt64}) FROM calls_raw
      WHERE project_id = {project:String} AND seq >= {beginning:UInt64} AND seq <= {seq:UInt64}`,
      { project, seq, slot: slot(seq), beginning: Math.max(0, slot(seq) - SLOT) },
    );
    return { seq, before: Number(row?.[0]), within: Number(row?.[1]) };
  }

  /** In the order of the ids; deleted calls, too. */
  async #read(project: string, ids: readonly string[]): Promise<CallChange[]> {
    const rows = await this.#clickhouse.rows(
      `SELECT id, argMinIfMerge(trace_id), argMinIfMerge(parent_id).1, argMinIfMerge(op_name),
        if(max(renamed) = 1, argMaxIfMerge(new_name).1, argMinIfMerge(display_name).1),
        toUnixTimestamp64Micro(argMinIfMerge(started_at)), toUnixTimestamp64Micro(argMinIfMerge(ended_at).1),
        argMinIfMerge(exception).1, argMinIfMerge(wb_user_id).1, argMinIfMerge(summary_dump).1,
        min(deleted_at) IS NOT NULL
      FROM calls_merged WHERE project_id = {project:String} AND id IN {ids:Array(String)}
      GROUP BY id HAVING max(started) = 1`,
      { project, ids },
    );
    const found = new Map(
      rows.map((row) => [
        row[0] as string,
        {
          id: row[0] as string,
          trace_id: row[1] as string,
          parent_id: row[2] as string | null,
          op_name: row[3] as string,
          display_name: row[4] as string | null,
          started_at: row[5] as number,
          ended_at: row[6] as number | null,
          exception: row[7] as string | null,
          wb_user_id: row[8] as string | null,
          summary_dump: row[9] as string | null,
          deleted: row[10] === 1,
        },
      ]),
    );
    return ids.flatMap((id) => found.get(id) ?? []);
  }

  async details(project: string, ids: readonly string[]): ReturnType<CallFeed['details']> {
    const rows = await this.#clickhouse.rows(
      `SELECT id, inputs_dump, attributes_dump, output_dump FROM calls
      WHERE project_id = {project:String} AND id IN {ids:Array(String)}`,
      { project, ids },
    );
    return new Map(
      rows.map(([id, inputs, attributes, output]) => [
        id as string,
        {
          inputs_dump: inputs as string,
          attributes_dump: attributes as string,
          output_dump: output as string | null,
        },
      ]),
    );
  }

  async prices(project: string): Promise<readonly ModelPrice[]> {
    const rows = await this.#clickhouse.rows(
      `SELECT llm_id, pricing_level, toUnixTimestamp64Micro(effective_date), prompt_token_cost, completion_token_cost
      FROM llm_token_prices FINAL WHERE project_id = {project:String}`,
      { project },
    );
    const own = rows.map(([llm, level, date, prompt, completion]) => ({
      llm_id: llm as string,
      pricing_level: level as string,
      effective_date: date as number,
      prompt_token_cost: prompt as number,
      completion_token_cost: completion as number,
    }));
    return [...DEFAULT_PRICES, ...own];
  }

  projects(): Promise<readonly string[]> {
    return projectsWithCalls(this.#clickhouse);
  }

  close(): Promise<void> {
    return this.#clickhouse.close();
  }
}

function slot(seq: number): number {
  return seq - (seq % SLOT);
}

function advance(cursor: Cursor, parts: readonly (readonly [number, string])[]): Cursor {
  const seq = parts.at(-1)?.[0] ?? cursor.seq;
  const own = slot(seq);
  const [from, to] = [own - SLOT, own];
  let before = slot(cursor.seq) === from ? cursor.within : slot(cursor.seq) === own ? cursor.before : 0;
  let within = slot(cursor.seq) === own ? cursor.within : 0;
  for (const [at] of parts) {
    if (at >= to) within++;
    else if (at >= from) before++;
  }
  return { seq, before, within };
}

function print({ seq, before, within }: Cursor): string {
  return `${seq}.${before}.${within}`;
}

function parse(cursor: string | undefined): Cursor {
  const [seq = 0, before = 0, within = 0] = (cursor ?? '').split('.').map(Number);
  return { seq, before, within };
}
