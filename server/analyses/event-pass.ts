/**
 * One more pass over the events of an experiment, for what a configuration asks and no analysis has kept: data-driven
 * analyses, charts of any field, specifiers of In-And-Out.
 *
 * It begins when somebody first asks for its results or its status, and for each trace once that has been read; then a
 * consumer sees every event once, in order, by a `scan` of its own, in slices that give way to questions. Results can be
 * looked at while they grow. A live trace is followed beside the others. `close` ends it. Cost: one reading of the trace
 * with the fields that the consumer requests.
 */
import type { EventBatch } from '../formats/reader.ts';
import { StringTable } from '../index/string-table.ts';
import type { Analysis } from './analysis.ts';
import type { Experiment } from './experiment-output.ts';
import type { IndexedTrace } from './indexed-trace.ts';
import { type Later, LIVE, type Status } from './output.ts';
import { Pace } from './pace.ts';

/** Between two looks at a trace that is still being read, ms. */
const PATIENCE = 50;

/** Texts after which a scan begins anew, to forget them. */
const MOST_TEXTS = 1 << 17;

/** Sees the events as an `Analysis` does, and keeps what it finds for as long as the experiment is open. */
export interface EventConsumer extends Pick<Analysis, 'requests'> {
  /** As in `Analysis`; may give way, for as long as the batch is looked at. */
  consume(batch: EventBatch, fields: readonly Float64Array[]): void | Promise<void>;
  /** As in `Analysis`; may give way. */
  finish(end: number): void | Promise<void>;
  /** It wants no more events. */
  readonly isFull?: boolean;
  /** From now on, texts are of another table: for consumers that keep no ids of texts. */
  renew?(strings: StringTable): void;
}

export interface PassResult<T> {
  readonly trace: IndexedTrace;
  readonly consumer: T;
}

export class EventPass<T extends EventConsumer> {
  readonly #experiment: Experiment;
  readonly #make: (trace: IndexedTrace, strings: StringTable) => Later<T | undefined>;
  readonly #results: PassResult<T>[] = [];
  readonly #closing = new AbortController();
  #started = false;
  #status: Status = 'RUNNING';
  #failure: string | undefined;
  #done = 0;

  /** `make`: the consumer for a trace whose types are known; undefined where there is nothing to find. `strings` holds the texts of its columns. */
  constructor(experiment: Experiment, make: (trace: IndexedTrace, strings: StringTable) => Later<T | undefined>) {
    this.#experiment = experiment;
    this.#make = make;
  }

  /** Begins the pass, too: a client that waits for its end asks nothing else. */
  get status(): Status {
    this.results();
    return this.#status;
  }

  get statusMessage(): string | undefined {
    if (this.#failure !== undefined) return this.#failure;
    return this.#status === 'RUNNING' ? this.#progress() : this.#experiment.statusMessage;
  }

  /** In the order of the traces, as far as they have got. Begins the pass. */
  results(): readonly PassResult<T>[] {
    if (!this.#started) {
      this.#started = true;
      this.#run().catch((error: Error) => {
        this.#status = 'FAILED';
        this.#failure = this.#closing.signal.aborted ? 'The output has been deleted' : error.message;
      });
    }
    return this.#results;
  }

  close(): void {
    this.#closing.abort();
  }

  #progress(): string {
    const total = this.#experiment.traces.reduce((sum, { events }) => sum + events, 0);
    if (this.#done === total && this.#experiment.statusMessage === LIVE) return LIVE;
    return total === 0 ? 'Running' : `Running, ${Math.floor((100 * this.#done) / total)} % of the events`;
  }

  async #run(): Promise<void> {
    const { traces } = this.#experiment;
    const following = traces.filter(isLive).map((trace) => this.#readWhenThere(trace));
    // What goes wrong with them is told when it is their turn.
    for (const one of following) one.catch(() => undefined);
    for (const trace of traces) if (!isLive(trace)) await this.#readWhenThere(trace);
    await Promise.all(following);
    this.#status = this.#experiment.status === 'RUNNING' ? 'COMPLETED' : this.#experiment.status;
  }

  async #readWhenThere(trace: IndexedTrace): Promise<void> {
    const { signal } = this.#closing;
    while (!trace.isCaughtUp || (trace.events === 0 && trace.status === 'RUNNING')) {
      await new Promise((resolve) => setTimeout(resolve, PATIENCE));
      signal.throwIfAborted();
    }
    if (trace.events > 0) await this.#read(trace, new Pace(signal));
  }

  async #read(trace: IndexedTrace, pace: Pace): Promise<void> {
    let strings = new StringTable();
    const consumer = await this.#make(trace, strings);
    if (consumer === undefined) return;
    this.#results.push({ trace, consumer });
    this.#results.sort((a, b) => a.trace.ordinal - b.trace.ordinal);
    const isFull = (): boolean => consumer.isFull === true;
    for (let done = 0, before = -1; done < trace.events && done > before && !isFull(); ) {
      before = done;
      for await (const batch of trace.source.reader.scan(done, trace.events, consumer.requests, strings)) {
        await consumer.consume(batch, batch.fields);
        done += batch.length;
        this.#done += batch.length;
        await pace.pause();
        this.#closing.signal.throwIfAborted();
        if (isFull() || (consumer.renew !== undefined && strings.size > MOST_TEXTS)) break;
      }
      if (consumer.renew !== undefined) {
        strings = new StringTable();
        consumer.renew(strings);
      }
      if (!isLive(trace)) {
        if (consumer.renew === undefined) break;
        continue;
      }
      while (done === trace.events && trace.status === 'RUNNING') {
        await trace.grown;
        this.#closing.signal.throwIfAborted();
      }
    }
    await consumer.finish(trace.lastTime);
  }
}

function isLive({ source }: IndexedTrace): boolean {
  return source.reader.live !== undefined;
}
