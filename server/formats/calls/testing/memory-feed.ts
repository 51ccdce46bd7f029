/** A feed for tests, of calls that are written down: `feed.start('a', { at: 10 })`, `feed.end('a', { at: 30 })`. Times are µs. */
import type { CallChange, ModelPrice, OutsideFeed } from '../../../calls/feed.ts';

type Start = { readonly at: number; readonly op?: string; readonly in?: string } & Partial<CallChange>;
type End = { readonly at: number; readonly exception?: string; readonly usage?: Readonly<Record<string, unknown>> };

export class MemoryFeed implements OutsideFeed {
  readonly modelPrices: ModelPrice[] = [];
  /** How often it was asked for changes. */
  asked = 0;
  /** What the next question is answered with. */
  failure: Error | undefined;
  isClosed = false;
  readonly #calls = new Map<string, CallChange>();
  readonly #order: string[] = [];

  /** `in`: the call that it is made by, of whose trace it is. A call without is of a trace of its own name. */
  start(id: string, { at, op = id, in: parent, ...more }: Start): this {
    const around = parent === undefined ? undefined : this.#calls.get(parent);
    return this.#set({
      id,
      trace_id: around?.trace_id ?? `trace-${parent ?? id}`,
      parent_id: parent ?? null,
      op_name: op,
      display_name: null,
      started_at: at,
      ended_at: null,
      exception: null,
      wb_user_id: null,
      summary_dump: null,
      deleted: false,
      ...more,
    });
  }

  end(id: string, { at, exception, usage }: End): this {
    const summary = usage === undefined ? {} : { usage: { model: usage } };
    return this.change(id, { ended_at: at, exception: exception ?? null, summary_dump: JSON.stringify(summary) });
  }

  change(id: string, changes: Partial<CallChange>): this {
    return this.#set({ ...this.#calls.get(id)!, ...changes });
  }

  async changes(_projectId: string, cursor: string | undefined, limit: number) {
    this.asked++;
    const { failure } = this;
    this.failure = undefined;
    if (failure !== undefined) throw failure;
    const from = Number(cursor ?? 0);
    const to = Math.min(this.#order.length, from + limit);
    return { changes: this.#order.slice(from, to).map((id) => this.#calls.get(id)!), cursor: String(to) };
  }

  async details(_projectId: string, ids: readonly string[]) {
    return new Map(
      ids.map((id) => [id, { inputs_dump: `{"of":"${id}"}`, attributes_dump: '{}', output_dump: '"done"' }]),
    );
  }

  async prices(): Promise<readonly ModelPrice[]> {
    return this.modelPrices;
  }

  projectName(projectId: string): string {
    return projectId;
  }

  async projects(): Promise<readonly string[]> {
    return ['project'];
  }

  async close(): Promise<void> {
    this.isClosed = true;
  }

  #set(call: CallChange): this {
    this.#calls.set(call.id, call);
    this.#order.push(call.id);
    return this;
  }
}
