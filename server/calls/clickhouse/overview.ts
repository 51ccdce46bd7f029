/** What there is: projects with their counts, ops, and what lies below calls. */
import type { ProjectRow } from '../store/call-database.ts';
import type { ClickHouse } from './clickhouse.ts';

const COUNTS = `count() AS calls, countIf(ended_at IS NULL) AS running,
  countIf(coalesce(exception, '') != '') AS errors, toUnixTimestamp64Micro(max(started_at)) AS last`;

/** Counts merge all calls that there are, ids and times only. */
export async function projects(clickhouse: ClickHouse): Promise<ProjectRow[]> {
  const rows = await clickhouse.rows(
    `SELECT project_id, calls, running, errors, last, changed
    FROM (SELECT project_id, max(seq) AS changed FROM project_changes GROUP BY project_id) AS changes
    LEFT JOIN (SELECT project_id, ${COUNTS} FROM calls GROUP BY project_id) AS counts USING project_id`,
  );
  return rows.map(([project, calls, running, errors, last, changed]) => ({
    project_id: project as string,
    calls: calls as number,
    running: running as number,
    errors: errors as number,
    last_started_at: calls === 0 ? null : (last as number),
    revision: String(changed),
  }));
}

export async function ops(clickhouse: ClickHouse, project: string) {
  const rows = await clickhouse.rows(
    `SELECT op_name, ${COUNTS} FROM calls WHERE project_id = {project:String} GROUP BY op_name`,
    { project },
  );
  return rows.map(([op, calls, running, errors, last]) => ({
    op_name: op as string,
    calls: calls as number,
    running: running as number,
    errors: errors as number,
    last_started_at: last as number,
  }));
}

/** Reads the calls of the traces in question, ids only, and walks them here: a trace is one page of ClickHouse's. */
export async function descendants(clickhouse: ClickHouse, project: string, ids: readonly string[]): Promise<string[]> {
  const found = new Set<string>();
  const traces = new Map<string, string>();
  const given = `SELECT id, trace_id FROM calls WHERE project_id = {project:String} AND id IN {ids:Array(String)}`;
  for (const [id, trace] of await clickhouse.rows(given, { project, ids })) {
    found.add(id as string);
    traces.set(id as string, trace as string);
  }
  if (found.size === 0) return [];
  const children = new Map<string, string[]>();
  const below = `SELECT id, parent_id, trace_id FROM calls WHERE project_id = {project:String}
    AND trace_id IN {traces:Array(String)} AND parent_id IS NOT NULL`;
  for await (const rows of clickhouse.stream(below, { project, traces: [...new Set(traces.values())] })) {
    for (const [id, parent, trace] of rows as [string, string, string][]) {
      const key = `${trace} ${parent}`;
      const siblings = children.get(key);
      if (siblings === undefined) children.set(key, [id]);
      else siblings.push(id);
      traces.set(id, trace);
    }
  }
  // A set that grows is walked to its end.
  for (const id of found) for (const child of children.get(`${traces.get(id)} ${id}`) ?? []) found.add(child);
  return [...found];
}
