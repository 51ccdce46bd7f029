/** What there is: projects, and the ops of one. */
import { opName } from '../query/derived.ts';
import { INTERNAL } from '../refs/ref.ts';
import type { OpSummary, ProjectSummary } from '../trace-server.ts';
import { printTime } from '../values/time.ts';
import type { CallDatabase } from './call-database.ts';
import { checkProject } from './check-ids.ts';

/** Those with the newest calls first, those without calls last. */
export async function projectSummaries(database: CallDatabase): Promise<ProjectSummary[]> {
  const rows = [...(await database.projects())];
  rows.sort(
    (a, b) =>
      (b.last_started_at ?? -Infinity) - (a.last_started_at ?? -Infinity) || compare(a.project_id, b.project_id),
  );
  return rows.map((row) => ({
    ...row,
    last_started_at: row.last_started_at === null ? null : printTime(row.last_started_at),
  }));
}

/** All versions of an op together; those called last first. */
export async function opSummaries(database: CallDatabase, projectId: string): Promise<OpSummary[]> {
  checkProject(projectId);
  const versions = Map.groupBy(await database.ops(projectId), ({ op_name: op }) => withoutVersion(op));
  const ops = [...versions].map(([op, rows]) => ({
    op,
    name: opName(rows[0]!.op_name),
    calls: sum(rows.map((row) => row.calls)),
    running: sum(rows.map((row) => row.running)),
    errors: sum(rows.map((row) => row.errors)),
    last: Math.max(...rows.map((row) => row.last_started_at)),
  }));
  ops.sort((a, b) => b.last - a.last || compare(a.op, b.op));
  return ops.map(({ last, ...op }) => ({ ...op, last_started_at: printTime(last) }));
}

function withoutVersion(op: string): string {
  return op.startsWith(INTERNAL) ? op.slice(0, op.indexOf(':', INTERNAL.length)) : op;
}

function sum(counts: readonly number[]): number {
  return counts.reduce((a, b) => a + b, 0);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
