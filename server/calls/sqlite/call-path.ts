/**
 * Which index a question about calls goes along. Every one is ordered by the start of calls behind what is equal in it:
 * the project; a trace; a parent, or none; an op, of whatever version. A path only narrows: the whole condition is still
 * asked of every call.
 */
import type Database from 'better-sqlite3';
import type { CallsPlan, Expression } from '../query/plan.ts';

export interface CallPath {
  /** Of the view `calls`; parameters are bound by name. */
  readonly where: string;
  readonly params: Readonly<Record<string, string | number | null>>;
}

export class CallPaths {
  readonly #project: Database.Statement;
  readonly #bases: Database.Statement;

  constructor(database: Database.Database) {
    this.#project = database.prepare('SELECT key FROM projects WHERE project_id = ?').pluck();
    this.#bases = database
      .prepare(
        `SELECT DISTINCT base FROM ops, json_each(@names) WHERE project = @project AND op_name = value
         UNION SELECT base FROM ops, json_each(@prefixes)
           WHERE project = @project AND op_name >= value AND op_name < substr(value, 1, length(value) - 1) || ';'
         LIMIT 2`,
      )
      .pluck();
  }

  /** Undefined if there can be no such call. */
  find(plan: CallsPlan): CallPath | undefined {
    const project = this.#project.get(plan.project_id) as number | undefined;
    if (project === undefined) return undefined;
    const terms = conditions(plan.where);
    const within = (column: string, value: string | null): CallPath => ({
      where: `project = @path_project AND ${column} IS @path`,
      params: { path_project: project, path: value },
    });
    const trace = only(terms, 'trace_id');
    if (trace !== undefined) return within('trace_id', trace);
    const parent = only(terms, 'parent_id');
    if (parent !== undefined) return within('parent_id', parent);
    for (const term of terms) {
      const names = opNames(term);
      if (names === undefined) continue;
      const bases = this.#bases.all({ project, ...names }) as number[];
      if (bases.length === 0) return undefined;
      if (bases.length === 1) return { where: 'base = @path', params: { path: bases[0]! } };
    }
    if (terms.some(wantsRoots)) return within('parent_id', null);
    return { where: 'project = @path', params: { path: project } };
  }
}

/** All of these have to hold. */
export function conditions(where: Expression | undefined): readonly Expression[] {
  if (where === undefined) return [];
  return where.is === 'and' ? where.of.flatMap(conditions) : [where];
}

/** The one text that the column has to be equal to. */
function only(terms: readonly Expression[], column: string): string | undefined {
  for (const term of terms) {
    if (term.is === 'in' && isColumn(term.left, column) && term.among.length === 1) return String(term.among[0]);
    if (term.is !== '=') continue;
    const { left, right } = term;
    if (isColumn(left, column) && right.is === 'literal' && typeof right.value === 'string') return right.value;
    if (isColumn(right, column) && left.is === 'literal' && typeof left.value === 'string') return left.value;
  }
  return undefined;
}

function opNames(term: Expression): { names: string; prefixes: string } | undefined {
  if (term.is === 'name') return { names: JSON.stringify(term.equal), prefixes: JSON.stringify(term.prefixes) };
  const name = only([term], 'op_name');
  return name === undefined ? undefined : { names: JSON.stringify([name]), prefixes: '[]' };
}

function wantsRoots(term: Expression): boolean {
  if (term.is === 'missing') return isColumn(term.of, 'parent_id');
  return term.is === 'not' && term.of.is === 'exists' && term.of.field.column === 'parent_id';
}

export function isColumn(expression: Expression, column: string): boolean {
  return expression.is === 'field' && expression.field.column === column && expression.field.path.length === 0;
}
