/**
 * Stores the parts of calls. What starts is kept back until the transaction ends, since its end is often told with it: both
 * together are one row of `heads`, and half the work. Only where something is out of order (the start comes after its end,
 * or a second time) is a row looked at first. The first start and the first end of a call stay; a name that was given to a
 * call stands over the one it was started with.
 *
 * What is counted of ops (calls, running ones, failed ones) is gathered in memory and written once before the commit.
 */
import type Database from 'better-sqlite3';
import { INTERNAL } from '../refs/ref.ts';
import type { CallPart, EndPart, StartPart } from '../store/call-database.ts';
import { type CallStatements, callStatements, NO_START } from './call-statements.ts';
import { InsertMany, InsertPresent } from './insert.ts';
import { marksOf } from './marks.ts';

/** What a transaction adds to an op's numbers. */
interface Counts {
  calls: number;
  running: number;
  errors: number;
  /** Of new calls. */
  last: number;
}

interface Op {
  readonly key: number;
  readonly base: number;
}

interface Project {
  readonly key: number;
  /** Of the last change. */
  seq: number;
  readonly ops: Map<string, Op>;
  /** What started in this transaction and is not written yet, by id. */
  readonly started: Map<string, Started>;
}

interface Started {
  readonly start: StartPart;
  end: EndPart | null;
}

const HEAD = [
  ...['project', 'id', 'seq', 'op', 'base', 'started_at', 'attribute_marks', 'input_marks', 'trace_id', 'parent_id'],
  ...['display_name', 'wb_user_id', 'wb_run_id', 'wb_run_step', 'thread_id', 'turn_id'],
  ...['ended_at', 'exception', 'wb_run_step_end'],
];

/** Ops and projects that are known by heart, each; more are looked up again. */
const MOST_KNOWN = 10_000;

export class CallWriter {
  readonly #sql: CallStatements;
  readonly #heads: InsertPresent;
  readonly #starts: InsertMany;
  readonly #ends: InsertMany;
  #known = new Map<string, Project>();
  /** Of this transaction. */
  readonly #touched = new Set<Project>();
  readonly #counts = new Map<number, Counts>();

  constructor(database: Database.Database) {
    this.#sql = callStatements(database);
    this.#heads = new InsertPresent(database, 'heads', HEAD);
    this.#starts = new InsertMany(database, 'starts', ['call', 'attributes_dump', 'input_refs', 'inputs_dump']);
    this.#ends = new InsertMany(database, 'ends', ['call', 'summary_dump', 'output_refs', 'output_dump']);
  }

  /** Within a transaction. */
  store(parts: readonly CallPart[]): void {
    for (const part of parts) {
      const project = this.#project(part.project_id);
      if (part.kind === 'start') {
        if (!project.started.has(part.id)) project.started.set(part.id, { start: part, end: null });
      } else if (part.kind === 'end') {
        const started = project.started.get(part.id);
        if (started === undefined) this.#end(project, part);
        else started.end ??= part;
      } else if (part.kind === 'rename') {
        this.#sql.rename.run(project.key, part.id, ++project.seq, part.display_name);
      } else {
        this.#writeStarted(project);
        this.#delete(project, part.id, part.deleted_at);
      }
    }
  }

  /** Within a transaction, for a change in a project that is not one of a call. */
  touch(projectId: string): void {
    this.#project(projectId).seq++;
  }

  /** Before the commit. */
  finish(): void {
    for (const project of this.#touched) this.#writeStarted(project);
    this.#starts.flush();
    this.#ends.flush();
    for (const { key, seq } of this.#touched) this.#sql.setSeq.run(seq, key);
    for (const [op, { calls, running, errors, last }] of this.#counts) {
      this.#sql.count.run(calls, running, errors, last, op);
    }
    this.#touched.clear();
    this.#counts.clear();
    if (this.#known.size > MOST_KNOWN) this.#known = new Map();
  }

  /** After a transaction was taken back: what is known by heart may not be there. */
  forget(): void {
    this.#known = new Map();
    this.#touched.clear();
    this.#counts.clear();
    this.#starts.forget();
    this.#ends.forget();
  }

  #writeStarted(project: Project): void {
    for (const { start, end } of project.started.values()) this.#start(project, start, end);
    project.started.clear();
  }

  #start(project: Project, part: StartPart, end: EndPart | null): void {
    const op = this.#op(project, part.op_name);
    const seq = ++project.seq;
    const attributeMarks = marksOf(part.attributes_dump);
    const inputMarks = marksOf(part.inputs_dump);
    const call = this.#heads.run([
      project.key,
      part.id,
      seq,
      op.key,
      op.base,
      part.started_at,
      attributeMarks,
      inputMarks,
      part.trace_id,
      part.parent_id,
      part.display_name,
      part.wb_user_id,
      part.wb_run_id,
      part.wb_run_step,
      part.thread_id,
      part.turn_id,
      end?.ended_at,
      end?.exception,
      end?.wb_run_step_end,
    ]);
    if (call !== undefined) {
      this.#keepInputs(call, part);
      if (end) this.#keepOutput(call, end);
      this.#count(op.key, 1, end ? 0 : 1, end ? failed(end) : 0, part.started_at);
      return;
    }
    const early = this.#sql.startLate.get({
      ...part,
      project: project.key,
      seq,
      op: op.key,
      base: op.base,
      attributeMarks,
      inputMarks,
    }) as { key: number; ended_at: number | null; failed: 0 | 1 } | undefined;
    if (early !== undefined) {
      this.#keepInputs(early.key, part);
      this.#count(op.key, 1, early.ended_at === null ? 1 : 0, early.failed, part.started_at);
    }
    if (end) this.#end(project, end);
  }

  #end(project: Project, part: EndPart): void {
    const seq = ++project.seq;
    const head = this.#sql.end.get(project.key, part.id, seq, part.ended_at, part.exception, part.wb_run_step_end) as
      | { key: number; op: number | null; deleted_at: number | null }
      | undefined;
    if (head === undefined) return;
    this.#keepOutput(head.key, part);
    if (head.op !== null && head.deleted_at === null) this.#count(head.op, 0, -1, failed(part), NO_START);
  }

  #keepInputs(call: number, part: StartPart): void {
    this.#starts.add(call, part.attributes_dump, list(part.input_refs), part.inputs_dump);
  }

  #keepOutput(call: number, part: EndPart): void {
    this.#ends.add(call, part.summary_dump, list(part.output_refs), part.output_dump);
  }

  #delete(project: Project, id: string, at: number): void {
    const head = this.#sql.delete.get(at, ++project.seq, project.key, id) as
      | { op: number; started_at: number; ended_at: number | null; failed: 0 | 1 }
      | undefined;
    if (head === undefined) return;
    this.#count(head.op, -1, head.ended_at === null ? -1 : 0, -head.failed, NO_START);
    this.#sql.lastStart.run({ op: head.op, started_at: head.started_at });
  }

  #count(op: number, calls: number, running: number, errors: number, last: number): void {
    const counts = this.#counts.get(op);
    if (counts === undefined) {
      this.#counts.set(op, { calls, running, errors, last });
      return;
    }
    counts.calls += calls;
    counts.running += running;
    counts.errors += errors;
    counts.last = Math.max(counts.last, last);
  }

  #project(projectId: string): Project {
    let project = this.#known.get(projectId);
    if (project !== undefined && this.#touched.has(project)) return project;
    const { key, seq } = this.#sql.project.get(projectId) as { key: number; seq: number };
    if (project === undefined) {
      project = { key, seq, ops: new Map(), started: new Map() };
      this.#known.set(projectId, project);
    }
    project.seq = seq;
    this.#touched.add(project);
    return project;
  }

  #op(project: Project, opName: string): Op {
    const known = project.ops.get(opName);
    if (known !== undefined) return known;
    const { first, end } = versionsOf(opName);
    this.#sql.insertOp.run({ project: project.key, op_name: opName, first, end });
    const op = this.#sql.op.get(project.key, opName) as Op;
    if (project.ops.size >= MOST_KNOWN) project.ops.clear();
    project.ops.set(opName, op);
    return op;
  }
}

/** The range of names that are versions of the same op. */
function versionsOf(opName: string): { first: string; end: string } {
  if (!opName.startsWith(INTERNAL)) return { first: opName, end: `${opName}\0` };
  const name = opName.slice(0, opName.lastIndexOf(':'));
  return { first: `${name}:`, end: `${name};` };
}

function failed({ exception }: EndPart): 0 | 1 {
  return exception === null || exception === '' ? 0 : 1;
}

/** A list of refs; most calls have none. */
function list(refs: readonly string[]): string | null {
  return refs.length === 0 ? null : JSON.stringify(refs);
}
