/** Random requests over the rows of `rows.ts`: filters, queries of all operators and depths, sorts, pages, expansion. */
import type { CallsQueryRequest, Operand, Operation } from '../../trace-server.ts';
import { JsonText } from '../../values/json-text.ts';
import { NUMBERS, oneOf, type Random, REFS, type StoredCorpus, TEXTS } from './rows.ts';

const JSON_ROOTS = ['inputs', 'inputs', 'output', 'attributes', 'summary'];
const PARTS = [
  'x',
  'y',
  'name',
  'x',
  '0',
  '1',
  'a\\.b',
  'q"uote',
  'back\\\\slash',
  'né',
  '\\0',
  '',
  '__proto__',
  'weave',
];
const TEXT_COLUMNS = ['id', 'trace_id', 'parent_id', 'op_name', 'display_name', 'exception', 'wb_user_id', 'thread_id'];
const NUMERIC = ['wb_run_step', 'wb_run_step_end', 'summary.weave.latency_ms'];
const TIMES = ['started_at', 'ended_at'];
const DERIVED_TEXTS = ['summary.weave.status', 'summary.weave.trace_name', 'summary.weave.display_name'];
const EXPAND = [
  'inputs.x',
  'inputs.y',
  'inputs.x.x',
  'inputs.x.y',
  'inputs.y.x',
  'inputs.name',
  'output',
  'output.x',
  'output.1',
  'op_name',
];

export function randomRequest(random: Random, corpus: StoredCorpus): CallsQueryRequest {
  const requests = new Requests(random, corpus);
  return requests.request();
}

class Requests {
  readonly #random: Random;
  readonly #corpus: StoredCorpus;

  constructor(random: Random, corpus: StoredCorpus) {
    this.#random = random;
    this.#corpus = corpus;
  }

  request(): CallsQueryRequest {
    const chance = (probability: number) => this.#random() < probability;
    return {
      project_id: this.#corpus.project_id,
      ...(chance(0.25) ? { filter: this.#filter() } : {}),
      ...(chance(0.85) ? { query: { $expr: this.#operation(0) } } : {}),
      ...(chance(0.6) ? { sort_by: this.#sorts() } : {}),
      ...(chance(0.2) ? { limit: Math.floor(this.#random() * 40) } : {}),
      ...(chance(0.2) ? { offset: Math.floor(this.#random() * 10) } : {}),
      ...(chance(0.4) ? { expand_columns: this.#some(EXPAND, 4) } : {}),
    };
  }

  #one<T>(among: readonly T[]): T {
    return oneOf(this.#random, among);
  }

  #some<T>(among: readonly T[], most: number): T[] {
    return Array.from({ length: 1 + Math.floor(this.#random() * most) }, () => this.#one(among));
  }

  #filter(): NonNullable<CallsQueryRequest['filter']> {
    const { calls } = this.#corpus;
    const ofCalls = (member: 'id' | 'trace_id' | 'parent_id' | 'wb_user_id' | 'wb_run_id' | 'thread_id' | 'turn_id') =>
      this.#some(calls, 30).map((call) => call[member] ?? 'none');
    const versions = (names: readonly string[]) =>
      this.#some(names, 3).map((name) => (this.#random() < 0.5 ? name.replace(/:[^:]*$/, ':*') : name));
    const filter: Record<string, unknown> = {};
    for (const [name, made] of [
      ['call_ids', () => ofCalls('id')],
      ['trace_ids', () => ofCalls('trace_id').slice(0, 3)],
      ['parent_ids', () => ofCalls('parent_id')],
      ['wb_user_ids', () => ofCalls('wb_user_id').slice(0, 1)],
      ['wb_run_ids', () => ofCalls('wb_run_id').slice(0, 2)],
      ['thread_ids', () => this.#one([[], ofCalls('thread_id').slice(0, 1)])],
      ['turn_ids', () => ofCalls('turn_id')],
      ['op_names', () => versions(calls.map((call) => call.op_name))],
      ['input_refs', () => versions(REFS)],
      ['output_refs', () => versions(REFS)],
      ['trace_roots_only', () => this.#one([true, false, null])],
    ] as const) {
      if (this.#random() < 0.12) filter[name] = made();
    }
    return filter;
  }

  #sorts(): NonNullable<CallsQueryRequest['sort_by']> {
    const fields = [...TEXT_COLUMNS, ...NUMERIC, ...TIMES, ...DERIVED_TEXTS, 'deleted_at', 'id'];
    return this.#some([1, 2, 3, 4], 3).map(() => ({
      field: this.#random() < 0.6 ? this.#path() : this.#one(fields),
      direction: this.#one(['asc', 'desc'] as const),
    }));
  }

  #path(): string {
    const parts = this.#some(PARTS, this.#random() < 0.6 ? 1 : 3);
    return [this.#one(JSON_ROOTS), ...(this.#random() < 0.08 ? [] : parts)].join('.');
  }

  #operation(depth: number): Operation {
    const kind = this.#random() * (depth > 3 ? 0.7 : 1);
    if (kind < 0.12) return { $contains: this.#contains() };
    if (kind < 0.22) {
      const [left, literal] = this.#sides();
      return { $in: [left, Array.from({ length: Math.floor(this.#random() * 6) }, () => literal())] };
    }
    if (kind < 0.7) {
      const [left, literal] = this.#sides();
      const right = this.#random() < 0.06 ? { $literal: JsonText.of(null) } : literal();
      const sides: [Operand, Operand] = this.#random() < 0.8 ? [left, right] : [right, left];
      return { [this.#one(['$eq', '$eq', '$gt', '$gte', '$lt', '$lte'])]: sides } as unknown as Operation;
    }
    if (kind < 0.8) return { $not: [this.#condition(depth + 1)] };
    const operands = Array.from({ length: Math.floor(this.#random() * 4) }, () => this.#condition(depth + 1));
    return kind < 0.9 ? { $and: operands } : { $or: operands };
  }

  #condition(depth: number): Operand {
    const kind = this.#random();
    if (kind < 0.1) return { $convert: { input: { $getField: this.#field() }, to: 'exists' } };
    if (kind < 0.14) return { $convert: { input: { $getField: this.#path() }, to: 'bool' } };
    if (kind < 0.17) return { $literal: JsonText.of(this.#one([true, false, null])) };
    return this.#operation(depth);
  }

  #field(): string {
    return this.#random() < 0.7 ? this.#path() : this.#one([...TEXT_COLUMNS, ...NUMERIC, ...TIMES, ...DERIVED_TEXTS]);
  }

  /** An operand, and who makes what it can be compared with. */
  #sides(): [Operand, () => Operand] {
    const kind = this.#random();
    const text = (): Operand => ({ $literal: JsonText.of(this.#text()) });
    const number = (): Operand => ({ $literal: new JsonText(this.#number()) });
    const convert = (to: 'double' | 'int' | 'string'): Operand => ({
      $convert: { input: { $getField: this.#path() }, to },
    });
    if (kind < 0.3) return [{ $getField: this.#path() }, text];
    if (kind < 0.36) return [{ $getField: this.#path() }, () => ({ $getField: this.#path() })];
    if (kind < 0.4) return [convert('string'), text];
    if (kind < 0.6) return [convert(this.#one(['double', 'int'])), number];
    if (kind < 0.65) return [convert('double'), () => convert('int')];
    if (kind < 0.75) {
      const column = this.#one([...TEXT_COLUMNS, ...DERIVED_TEXTS]);
      const one = (): string => {
        const call = this.#one(this.#corpus.calls) as unknown as Record<string, string | null | undefined>;
        return call[column] ?? this.#one(['error', 'running', 'success', 'descendant_error', 'add', ...TEXTS]);
      };
      return [{ $getField: column }, () => ({ $literal: JsonText.of(one()) })];
    }
    if (kind < 0.83) return [{ $getField: this.#one(NUMERIC) }, () => this.#one([number(), convert('double')])];
    if (kind < 0.93) {
      const time = (): Operand => {
        const us = this.#one(this.#corpus.calls).started_at;
        const iso = new Date(us / 1000).toISOString();
        return this.#one<Operand>([
          { $literal: JsonText.of(us / 1e6) },
          { $literal: JsonText.of(iso) },
          { $literal: JsonText.of(iso.replace('Z', '+02:00')) },
          convert('double'),
          { $getField: this.#one(TIMES) },
        ]);
      };
      return [{ $getField: this.#one(TIMES) }, time];
    }
    const bool = (): Operand => ({ $literal: JsonText.of(this.#random() < 0.5) });
    return [{ $convert: { input: { $getField: this.#path() }, to: 'bool' } }, bool];
  }

  /** Often the text of a value that isn't one. */
  #text(): string {
    return this.#random() < 0.7 ? this.#one(TEXTS) : this.#one([...NUMBERS, ...REFS, 'true', 'null', '[]', '{}', '"']);
  }

  #number(): string {
    return this.#one(NUMBERS.filter((text) => Number.isFinite(Number(text))));
  }

  #contains(): Extract<Operation, { $contains: unknown }>['$contains'] {
    const whole = this.#one([...this.#corpus.calls]).inputs_dump ?? '';
    const from = Math.floor(this.#random() * whole.length);
    const cut = whole.slice(from, from + 1 + Math.floor(this.#random() * 5));
    const part = this.#one<Operand>([
      {
        $literal: JsonText.of(
          this.#one(['', 'A', 'ä', 'SS', 'ß', 'nï', 'Ï', '\0', '\\', '"', "'", '%', '日', '😀', '\ud83d', '1', 'DROP']),
        ),
      },
      { $literal: JsonText.of(cut) },
      { $getField: this.#path() },
    ]);
    const input = { $getField: this.#random() < 0.7 ? this.#path() : this.#one([...TEXT_COLUMNS, ...DERIVED_TEXTS]) };
    return { input, substr: part, case_insensitive: this.#one([true, false, null]) };
  }
}
