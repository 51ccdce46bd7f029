/**
 * Which index a question about calls goes along, and the relation `calls` that it is asked of. Left alone, SQLite takes an
 * index by counting conditions, not calls; we know that a trace is small and a project is not. A path only narrows: the
 * whole condition is still asked of every call on it.
 *
 * Most indexes have the start of calls behind what is equal in them, so that calls come in the order of their starts.
 */
import type Database from 'better-sqlite3';
import { type CallsPlan, type Expression, termsOf } from '../query/plan.ts';
import { marksOfCondition } from './marks.ts';

export interface CallPath {
  readonly index: string | undefined;
  /** Of `heads h`; parameters are bound by name. */
  readonly where: string;
  readonly params: Readonly<Record<string, string | number | null>>;
  /** Further conditions, which can be looked at in the index. */
  readonly also?: string;
  /** Do calls come in the order of their starts? */
  readonly inTimeOrder: boolean;
}

export class CallPaths {
  readonly #project: Database.Statement;
  readonly #bases: Database.Statement;

  constructor(database: Database.Database) {
    this.#project = database.prepare('SELECT key FROM projects WHERE project_id = ?').pluck();
    this.#bases = database
      .prepare(
        `SELECT base FROM ops JOIN json_each(@names) WHERE project = @project AND op_name = value
         UNION SELECT base FROM ops JOIN json_each(@prefixes)
           WHERE project = @project AND op_name >= value AND op_name < substr(value, 1, length(value) - 1) || ';'
         LIMIT 2`,
      )
      .pluck();
  }

  /** Undefined if there can be no such call. */
  find(plan: CallsPlan): CallPath | undefined {
    const project = this.#project.get(plan.project_id) as number | undefined;
    if (project === undefined) return undefined;
    const terms = termsOf(plan.where);
    for (const [column, index] of [
      ['id', 'heads_by_id'],
      ['trace_id', 'heads_by_trace'],
      ['parent_id', 'heads_by_parent'],
    ] as const) {
      const among = valuesOf(terms, column);
      if (among !== undefined) return listed(project, column, index, among);
    }
    for (const term of terms) {
      const names = opNames(term);
      if (names === undefined) continue;
      const bases = this.#bases.all({ project, ...names }) as number[];
      if (bases.length === 0) return undefined;
      if (bases.length === 1) {
        return { index: 'heads_by_op', where: 'h.base = @path', params: { path: bases[0]! }, inTimeOrder: true };
      }
    }
    if (terms.some(wantsRoots)) {
      return {
        index: 'heads_by_parent',
        where: 'h.project = @path AND h.parent_id IS NULL',
        params: { path: project },
        inTimeOrder: true,
      };
    }
    return byStart(project, terms);
  }
}

const HEADS = [
  'id',
  'trace_id',
  'parent_id',
  'display_name',
  'started_at',
  'ended_at',
  'wb_user_id',
  'wb_run_id',
  'wb_run_step',
  'wb_run_step_end',
  'thread_id',
  'turn_id',
  'exception',
  'key',
];
const MARKS_OF: Readonly<Record<string, string>> = {
  attributes_dump: 'attribute_marks',
  inputs_dump: 'input_marks',
};
const STARTS = ['attributes_dump', 'inputs_dump', 'input_refs'];
const ENDS = ['output_dump', 'output_refs', 'summary_dump'];

/** What stands behind FROM: the calls on a path, with those columns that the rest of the statement names (`calls.…`). */
export function callsAlong(path: CallPath, rest: string): string {
  const names = (columns: readonly string[]) => columns.filter((column) => rest.includes(`calls.${column}`));
  const [starts, ends] = [names(STARTS), names(ENDS)];
  const columns = [
    '@project AS project_id',
    '(SELECT op_name FROM ops WHERE key = h.op) AS op_name',
    ...HEADS.map((column) => `h.${column}`),
    ...starts.map((column) => `s.${column}`),
    ...ends.map((column) => `e.${column}`),
  ];
  return `(SELECT ${columns.join(', ')} FROM heads h ${path.index === undefined ? '' : `INDEXED BY ${path.index}`}
    ${starts.length === 0 ? '' : 'LEFT JOIN starts s ON s.call = h.key'}
    ${ends.length === 0 ? '' : 'LEFT JOIN ends e ON e.call = h.key'}
    WHERE ${path.where} ${path.also ?? ''} AND h.started_at IS NOT NULL AND h.deleted_at IS NULL) AS calls`;
}

/** Past calls that lack a value which is looked for. */
function byStart(project: number, terms: readonly Expression[]): CallPath {
  const params: Record<string, number> = { path: project };
  let also = '';
  for (const [i, term] of terms.entries()) {
    const wanted = marksOfCondition(term);
    const column = wanted && MARKS_OF[wanted.column];
    if (column === undefined) continue;
    params[`marks${i}`] = wanted!.marks;
    also += ` AND h.${column} & @marks${i} = @marks${i}`;
  }
  return { index: 'heads_by_start', where: 'h.project = @path', params, also, inTimeOrder: true };
}

function listed(project: number, column: string, index: string, among: readonly string[]): CallPath {
  if (among.length === 1 && column !== 'id') {
    return {
      index,
      where: `h.project = @path AND h.${column} = @path_of`,
      params: { path: project, path_of: among[0]! },
      inTimeOrder: true,
    };
  }
  return {
    index,
    where: `h.project = @path AND h.${column} IN (SELECT value FROM json_each(@path_of))`,
    params: { path: project, path_of: JSON.stringify(among) },
    inTimeOrder: false,
  };
}

/** The texts of which the column has to be one. */
function valuesOf(terms: readonly Expression[], column: string): readonly string[] | undefined {
  for (const term of terms) {
    if (term.is === 'in' && isColumn(term.left, column)) return term.among.map(String);
    if (term.is !== '=') continue;
    const { left, right } = term;
    if (isColumn(left, column) && right.is === 'literal' && typeof right.value === 'string') return [right.value];
    if (isColumn(right, column) && left.is === 'literal' && typeof left.value === 'string') return [left.value];
  }
  return undefined;
}

function opNames(term: Expression): { names: string; prefixes: string } | undefined {
  if (term.is === 'name') return { names: JSON.stringify(term.equal), prefixes: JSON.stringify(term.prefixes) };
  const names = valuesOf([term], 'op_name');
  return names && { names: JSON.stringify(names), prefixes: '[]' };
}

function wantsRoots(term: Expression): boolean {
  if (term.is === 'missing') return isColumn(term.of, 'parent_id');
  return term.is === 'not' && term.of.is === 'exists' && term.of.field.column === 'parent_id';
}

export function isColumn(expression: Expression, column: string): boolean {
  return expression.is === 'field' && expression.field.column === column && expression.field.path.length === 0;
}
