/** What there is: projects with their counts, ops, and what lies below calls. */
import { textColumn } from '../query/filter.ts';
import type { Expression } from '../query/plan.ts';
import type { ProjectRow } from '../store/call-database.ts';
import type { ClickHouse, Row } from './clickhouse.ts';
import { mergedCalls, whichMayBe } from './merged-calls.ts';

const COUNTED = ['started_at', 'ended_at', 'exception'];
const COUNTS = `count() AS calls, countIf(ended_at IS NULL) AS running,
  countIf(coalesce(exception, '') != '') AS errors, toUnixTimestamp64Micro(max(started_at)) AS last`;

/** Of the log from its projection, so of a row for each project and part on disk. */
const CHANGES = `SELECT project_id, max(seq) AS seq, sum(changes) AS changes FROM (
  SELECT project_id, max(seq) AS seq, count() AS changes FROM calls_raw GROUP BY project_id
  UNION ALL SELECT project_id, seq, changes FROM project_changes
) GROUP BY project_id`;

/** Of all that was ever stored; 0 if nothing was. */
export async function lastSequence(clickhouse: ClickHouse): Promise<number> {
  const [row] = await clickhouse.rows(`SELECT max(seq) FROM (${CHANGES})`);
  return Number(row?.[0]);
}

/**
 * Projects with their counts, which merge all calls of a project, times and exceptions only; so they are kept, and counted
 * again only where something changed: asking again costs a look at what changed. The revision has the number of changes,
 * too, since what another server stores may have smaller sequence numbers.
 */
export class Projects {
  readonly #clickhouse: ClickHouse;
  #known = new Map<string, ProjectRow>();

  constructor(clickhouse: ClickHouse) {
    this.#clickhouse = clickhouse;
  }

  async read(): Promise<readonly ProjectRow[]> {
    const rows = await this.#clickhouse.rows(CHANGES);
    const revisions = rows.map(([id, seq, changes]): [string, string] => [id as string, `${seq}.${changes}`]);
    const known = this.#known;
    const changed = revisions.flatMap(([id, revision]) => (known.get(id)?.revision === revision ? [] : [id]));
    const counts = await this.#count(changed);
    const projects = revisions.map(([project_id, revision]): ProjectRow => {
      const old = known.get(project_id);
      if (old?.revision === revision) return old;
      const [, calls = 0, running = 0, errors = 0, last = null] = (counts.get(project_id) ?? []) as number[];
      return { project_id, calls, running, errors, last_started_at: last, revision };
    });
    this.#known = new Map(projects.map((project) => [project.project_id, project]));
    return projects;
  }

  /** Merging what failed calls say costs more than all else, so only those that may have failed are merged for it. */
  async #count(projects: readonly string[]): Promise<Map<string, Row>> {
    if (projects.length === 0) return new Map();
    const where = 'm.project_id IN {projects:Array(String)}';
    const failed = `SELECT m.id FROM calls_merged AS m WHERE ${where} AND finalizeAggregation(m.exception).1 != ''`;
    const calls = mergedCalls(['started_at', 'ended_at'], where);
    const failing = mergedCalls(['exception'], `${where} AND m.id IN (${failed})`);
    const [counts, errors] = await Promise.all([
      this.#clickhouse.rows(
        `SELECT project_id, count(), countIf(ended_at IS NULL), toUnixTimestamp64Micro(max(started_at))
        FROM ${calls} GROUP BY project_id`,
        { projects },
      ),
      this.#clickhouse.rows(
        `SELECT project_id, count() FROM ${failing} WHERE coalesce(exception, '') != '' GROUP BY project_id`,
        { projects },
      ),
    ]);
    const failures = new Map(errors.map(([project, count]) => [project, count]));
    return new Map(
      counts.map(([project, all, running, last]) => [
        project as string,
        [project, all, running, failures.get(project) ?? 0, last],
      ]),
    );
  }
}

/** Projects with calls that aren't deleted; counts only where some are. */
export async function projectsWithCalls(clickhouse: ClickHouse): Promise<string[]> {
  const rows = await clickhouse.rows(`SELECT project_id, countIf(kind = 'start'), countIf(kind = 'delete')
    FROM calls_raw GROUP BY project_id`);
  const started = rows.filter(([, starts]) => (starts as number) > 0);
  const projects = started.filter(([, , deletions]) => (deletions as number) > 0).map(([project]) => project);
  if (projects.length === 0) return started.map(([project]) => project as string);
  const calls = mergedCalls([], 'm.project_id IN {projects:Array(String)}');
  const left = await clickhouse.rows(`SELECT DISTINCT project_id FROM ${calls}`, { projects });
  const live = new Set(left.map(([project]) => project));
  return started.flatMap(([project, , deletions]) => (deletions === 0 || live.has(project) ? [project as string] : []));
}

export async function ops(clickhouse: ClickHouse, project: string) {
  const calls = mergedCalls(['op_name', ...COUNTED], 'm.project_id = {project:String}');
  const rows = await clickhouse.rows(`SELECT op_name, ${COUNTS} FROM ${calls} GROUP BY op_name`, { project });
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
  const given = mergedCalls(['trace_id'], 'm.project_id = {project:String} AND m.id IN {ids:Array(String)}');
  for (const [id, trace] of await clickhouse.rows(`SELECT id, trace_id FROM ${given}`, { project, ids })) {
    found.add(id as string);
    traces.set(id as string, trace as string);
  }
  if (found.size === 0) return [];
  const children = new Map<string, string[]>();
  const among = [...new Set(traces.values())];
  const inTraces: Expression = { is: 'in', left: { is: 'field', field: textColumn('trace_id'), as: 'text' }, among };
  const { where, params } = whichMayBe({ project_id: project, where: inTraces });
  const below = `SELECT id, parent_id, trace_id FROM ${mergedCalls(['parent_id', 'trace_id'], where)}
    WHERE trace_id IN {traces:Array(String)} AND parent_id IS NOT NULL`;
  for await (const rows of clickhouse.stream(below, { ...params, traces: among })) {
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
