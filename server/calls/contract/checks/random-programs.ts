/**
 * Programs of random writes and questions, the same for a seed: whatever order things come in, every configuration has to
 * answer alike. What is refused is part of the answer.
 */
import assert from 'node:assert/strict';
import { TraceServerError } from '../../errors.ts';
import { oneOf, type Random, random } from '../../query/testing/rows.ts';
import type { Method } from '../../requests/operations.ts';

import { EMPTY_OBJECT, JsonText } from '../../values/json-text.ts';
import { JsonReader } from '../../values/read-json.ts';
import { randomJson } from '../../values/testing/random-json.ts';
import { type Asking, type Check, check, type RequestOf } from '../asking.ts';

const PROGRAMS = 6;
const STEPS = 80;
const CALLS = 10;

export const RANDOM_PROGRAMS: readonly Check[] = Array.from({ length: PROGRAMS }, (_, seed) =>
  check(`random program ${seed + 1}`, (on) => new Program(on, random(seed + 1)).run()),
);

class Program {
  readonly #on: Asking;
  readonly #random: Random;
  /** Of objects and tables that were made, as refs. */
  readonly #refs: string[] = [];
  readonly #tables: string[] = [];
  readonly #rows: string[] = [];

  constructor(on: Asking, random: Random) {
    this.#on = on;
    this.#random = random;
  }

  async run(): Promise<void> {
    for (let step = 0; step < STEPS; step++) await this.#one([this.#write, this.#write, this.#ask]).call(this);
    for (const project_id of [this.#on.project, this.#on.other]) {
      await this.#try('callsQuery', { project_id, include_costs: true, include_feedback: true });
      await this.#try('objsQuery', { project_id });
      await this.#try('opsSummary', { project_id });
      await this.#try('callsUsage', { project_id });
      await this.#try('feedbackQuery', { project_id });
    }
    assert.ok(this.#on.transcript.length > STEPS);
  }

  async #try<M extends Method>(method: M, request: RequestOf<M>) {
    try {
      return await this.#on.ask(method, request);
    } catch (error) {
      if (error instanceof TraceServerError) return undefined;
      throw error;
    }
  }

  async #write(): Promise<void> {
    const { project_id } = this;
    const at = this.#on.time(this.#below(60));
    const kind = this.#below(14);
    if (kind < 4) {
      const start = {
        project_id,
        id: this.#id(),
        trace_id: this.#on.trace(this.#below(3)),
        parent_id: this.#maybe(() => this.#id()),
        op_name: this.#op(),
        display_name: this.#maybe(() => this.#text()),
        started_at: at,
        attributes: this.#object(),
        inputs: this.#object(),
        thread_id: this.#maybe(() => this.#text()),
      };
      await this.#try('callStart', { start });
    } else if (kind < 7) {
      const end = {
        project_id,
        id: this.#id(),
        ended_at: at,
        output: this.#maybe(() => this.#value()),
        exception: this.#maybe(() => this.#text()),
        summary: this.#one([EMPTY_OBJECT, this.#usage(), this.#object()]),
      };
      await this.#try('callEnd', { end });
    } else if (kind === 7) {
      await this.#try('callUpdate', { project_id, call_id: this.#id(), display_name: this.#text() });
    } else if (kind === 8) {
      await this.#try('callsDelete', { project_id, call_ids: [this.#id(), this.#id()] });
    } else if (kind < 11) await this.#publish(project_id);
    else if (kind === 11) await this.#table(project_id);
    else if (kind === 12) {
      const weave_ref = this.#one([this.#on.ref(`call/${this.#id()}`, project_id), ...this.#refs]);
      await this.#try('feedbackCreate', {
        project_id,
        weave_ref,
        feedback_type: this.#one(['a', 'b']),
        payload: this.#object(),
      });
    } else {
      const price = { prompt_token_cost: this.#below(5), completion_token_cost: 0.5, effective_date: at };
      await this.#try('costCreate', { project_id, costs: { [this.#one(['m', 'gpt-4'])]: price } });
    }
  }

  async #publish(project_id: string): Promise<void> {
    const object_id = this.#one(['a', 'b', 'c']);
    if (this.#below(6) === 0) {
      await this.#try('objDelete', { project_id, object_id });
      return;
    }
    const made = await this.#try('objCreate', { obj: { project_id, object_id, val: this.#value() } });
    if (made !== undefined) this.#refs.push(this.#on.ref(`object/${object_id}:${made.digest}`, project_id));
  }

  async #table(project_id: string): Promise<void> {
    const rows = Array.from({ length: this.#below(5) }, () => this.#object());
    const base = this.#one(['unknown', ...this.#tables]);
    const index = this.#below(3);
    const made =
      this.#below(2) === 0
        ? await this.#try('tableCreate', { table: { project_id, rows } })
        : await this.#try('tableUpdate', {
            project_id,
            base_digest: base,
            updates: [
              { append: { row: this.#object() } },
              { pop: { index } },
              { insert: { index, row: this.#object() } },
            ],
          });
    if (made === undefined) return;
    this.#tables.push(made.digest);
    this.#rows.push(...('row_digests' in made ? made.row_digests : made.updated_row_digests));
    this.#refs.push(this.#on.ref(`table/${made.digest}`, project_id));
  }

  async #ask(): Promise<void> {
    const { project_id } = this;
    const kind = this.#below(8);
    if (kind < 4) await this.#query(project_id);
    else if (kind === 4)
      await this.#try('callRead', { project_id, id: this.#id(), include_costs: this.#below(2) === 0 });
    else if (kind === 5) {
      const steps = ['', '/key/a', '/attr/b/index/0', `/attr/a/id/${this.#one(['x', ...this.#rows])}`];
      const refs = this.#refs.slice(-5).map((ref) => ref + this.#one(steps));
      await this.#try('refsReadBatch', { refs });
    } else if (kind === 6) {
      const digest = this.#one(['latest', 'v0', 'v1', 'v2']);
      await this.#try('objRead', { project_id, object_id: this.#one(['a', 'b', 'c']), digest });
      await this.#try('objsQuery', { project_id, filter: { latest_only: this.#below(2) === 0 } });
    } else {
      const sort_by = this.#maybe(() => [{ field: this.#one(['a', 'b.0', 'a.b']), direction: this.#direction }]);
      await this.#try('tableQuery', { project_id, digest: this.#one(['unknown', ...this.#tables]), sort_by });
    }
  }

  async #query(project_id: string): Promise<void> {
    const field = this.#one([
      'inputs.a',
      'inputs.a.b',
      'output.a',
      'output',
      'inputs.b.0',
      'display_name',
      'exception',
    ]);
    const operand = { $getField: field };
    const $literal = this.#one([
      JsonText.of(this.#text()),
      new JsonText('null'),
      JsonText.of(this.#one(['x', ...this.#refs])),
    ]);
    const number = { $convert: { input: operand, to: 'double' as const } };
    const $expr = this.#one([
      { $eq: [operand, { $literal }] as const },
      { $not: [{ $eq: [operand, { $literal }] as const }] as const },
      { $contains: { input: operand, substr: { $literal: JsonText.of(this.#text()) }, case_insensitive: true } },
      { $gt: [number, { $literal: JsonText.of(this.#below(3)) }] as const },
      { $and: [{ $convert: { input: operand, to: 'exists' as const } }] },
    ]);
    const request = {
      project_id,
      filter: this.#maybe(() => ({
        op_names: this.#maybe(() => [this.#op(), this.#on.ref('op/f:*', project_id)]),
        input_refs: this.#maybe(() => this.#refs.slice(0, 3)),
        trace_roots_only: this.#maybe(() => true),
      })),
      query: this.#maybe(() => ({ $expr })),
      expand_columns: this.#maybe(() => ['inputs.a', 'output']),
    };
    const sort_by = this.#maybe(() => [
      { field: this.#one([field, 'started_at', 'summary.weave.latency_ms']), direction: this.#direction },
    ]);
    await this.#try('callsQueryStream', { ...request, sort_by, limit: this.#maybe(() => this.#below(8)) });
    await this.#try('callsQueryStats', request);
    await this.#try('callsUsage', request);
  }

  /** Small ones often, so that they meet; with refs to what was made. */
  #value(): JsonText {
    const kind = this.#below(5);
    if (kind === 0) return new JsonReader(randomJson(this.#below(10_000))).json();
    return kind === 1 ? JsonText.of(this.#one([null, 1, 'x', ...this.#refs])) : this.#object();
  }

  #object(): JsonText {
    const member = () =>
      this.#one<unknown>([1, 2, '2', 'x', null, true, ['x', 1], { b: 'x' }, { b: 3 }, ...this.#refs.slice(-4)]);
    return JsonText.of({ a: this.#maybe(member), b: this.#maybe(member) });
  }

  #usage(): JsonText {
    const tokens = { prompt_tokens: this.#below(9), output_tokens: this.#below(9), requests: 1 };
    return JsonText.of({ usage: { [this.#one(['m', 'gpt-4'])]: tokens }, status_counts: { error: this.#below(2) } });
  }

  #op(): string {
    return this.#one([
      'op',
      'op_',
      'f',
      this.#on.ref('op/f:v1', this.project_id),
      this.#on.ref('op/ff:v1', this.project_id),
    ]);
  }

  #text(): string {
    return this.#one(['', 'x', 'X', 'b', '%', "'", '2', 'é', 'null', '"x"', '\\']);
  }

  #id(): string {
    return this.#on.id(this.#below(CALLS));
  }

  get project_id(): string {
    return this.#below(5) === 0 ? this.#on.other : this.#on.project;
  }

  get #direction(): 'asc' | 'desc' {
    return this.#one(['asc', 'desc']);
  }

  #maybe<T>(make: () => T): T | undefined {
    const made = make();
    return this.#below(2) === 0 ? made : undefined;
  }

  #one<T>(among: readonly T[]): T {
    return oneOf(this.#random, among);
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }
}
