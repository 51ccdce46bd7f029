/**
 * Calls as they are read. They come in the batches of the database, and what belongs to them besides (objects behind refs,
 * costs, feedback) is asked for once a batch. Who ends the iteration ends that of the database.
 */
import { RequestTooLarge } from '../errors.ts';
import { callsPlan } from '../query/to-plan.ts';
import { INTERNAL } from '../refs/ref.ts';
import type { Call, CallReadRequest, CallsQueryRequest, CallsStatsRequest } from '../trace-server.ts';
import { EMPTY_OBJECT, JsonText } from '../values/json-text.ts';
import { printTime } from '../values/time.ts';
import { CallCosts, costsText } from './call-costs.ts';
import type { CallDatabase, CallRow } from './call-database.ts';
import { checkProject } from './check-ids.ts';
import { derivedSummary } from './derived-summary.ts';
import { Expansion } from './expansion.ts';
import type { Feedback } from './feedback.ts';
import type { RefReader } from './ref-reader.ts';

/** Of an answer that isn't streamed, in characters. */
const MOST_IN_ALL = 256 * 2 ** 20;
const EMPTY_LIST = new JsonText('[]');

export class CallReading {
  readonly #database: CallDatabase;
  readonly #reader: RefReader;
  readonly #feedback: Feedback;

  constructor(database: CallDatabase, reader: RefReader, feedback: Feedback) {
    this.#database = database;
    this.#reader = reader;
    this.#feedback = feedback;
  }

  async read({ id, ...request }: CallReadRequest): Promise<Call | null> {
    for await (const call of this.stream({ ...request, filter: { call_ids: [id] } })) return call;
    return null;
  }

  async query(request: CallsQueryRequest): Promise<Call[]> {
    const calls: Call[] = [];
    let characters = 0;
    for await (const call of this.stream(request)) {
      calls.push(call);
      characters += size(call);
      if (characters > MOST_IN_ALL) {
        throw new RequestTooLarge('the calls are too large for one answer: ask for a stream, or set a limit');
      }
    }
    return calls;
  }

  async *stream(request: CallsQueryRequest): AsyncGenerator<Call, void, undefined> {
    checkProject(request.project_id);
    const plan = callsPlan(request);
    const view = new View(request);
    const costs = request.include_costs ? new CallCosts(this.#database, request.project_id) : undefined;
    const expansion =
      request.return_expanded_column_values === false
        ? undefined
        : new Expansion(this.#reader, request.expand_columns ?? []);
    for await (const rows of this.#database.selectCalls(plan)) {
      if (rows.length === 0) continue;
      const more = await this.#more(request, rows, costs);
      const calls = rows.map((row, i) => view.call(row, more?.[i] ?? []));
      await expansion?.expand(calls);
      yield* calls;
    }
  }

  async count(request: CallsStatsRequest): Promise<number> {
    checkProject(request.project_id);
    return this.#database.countCalls(callsPlan({ ...request, sort_by: [] }));
  }

  /** Further members of `summary.weave`, of each call. */
  async #more(
    { project_id, include_feedback }: CallsQueryRequest,
    rows: readonly CallRow[],
    costs: CallCosts | undefined,
  ): Promise<[string, JsonText][][] | undefined> {
    if (!costs && !include_feedback) return undefined;
    const refs = rows.map((row) => `${INTERNAL}${project_id}/call/${row.id}`);
    const costsOf = await costs?.of(rows);
    const feedbackOf = include_feedback ? await this.#feedback.of(project_id, refs) : undefined;
    return rows.map((_, i) => {
      const more: [string, JsonText][] = [];
      if (costsOf) more.push(['costs', costsText(costsOf[i]!)]);
      if (feedbackOf) more.push(['feedback', feedbackOf.get(refs[i]!) ?? EMPTY_LIST]);
      return more;
    });
  }
}

/** Shows of calls what was asked for. */
class View {
  readonly #columns: ReadonlySet<string> | undefined;
  readonly #summary: boolean;

  constructor({ columns, include_costs, include_feedback }: CallsQueryRequest) {
    this.#columns = columns?.length ? new Set(columns.map((name) => name.split('.', 1)[0]!)) : undefined;
    this.#summary = this.#has('summary') || include_costs === true || include_feedback === true;
  }

  call(row: CallRow, more: readonly (readonly [string, JsonText])[]): Call {
    return {
      id: row.id,
      project_id: row.project_id,
      op_name: row.op_name,
      display_name: this.#has('display_name') ? row.display_name : null,
      trace_id: row.trace_id,
      parent_id: row.parent_id,
      started_at: printTime(row.started_at),
      attributes: json(row.attributes_dump) ?? EMPTY_OBJECT,
      inputs: json(row.inputs_dump) ?? EMPTY_OBJECT,
      ended_at: row.ended_at !== null && this.#has('ended_at') ? printTime(row.ended_at) : null,
      exception: this.#has('exception') ? row.exception : null,
      output: json(row.output_dump),
      summary: this.#summary ? derivedSummary(row, more) : null,
      wb_user_id: row.wb_user_id,
      wb_run_id: row.wb_run_id,
      wb_run_step: row.wb_run_step,
      wb_run_step_end: row.wb_run_step_end,
      thread_id: row.thread_id,
      turn_id: row.turn_id,
      deleted_at: null,
    };
  }

  /** More is read than asked for where something is derived from it. */
  #has(column: string): boolean {
    return this.#columns?.has(column) ?? true;
  }
}

function json(text: string | null): JsonText | null {
  return text === null ? null : new JsonText(text);
}

function size(call: Call): number {
  const { attributes, inputs, output, summary, exception } = call;
  return (
    attributes.text.length +
    inputs.text.length +
    (output?.text.length ?? 0) +
    (summary?.text.length ?? 0) +
    (exception?.length ?? 0)
  );
}
