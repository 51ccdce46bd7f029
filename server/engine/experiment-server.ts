/**
 * The worker's side of an experiment: opens the traces, has them read, and answers the messages of `protocol.ts`.
 *
 * Reading yields to the event loop every 20 ms, so messages are answered while it goes on. Nothing here is fatal: a trace
 * that can't be opened becomes a notice, the others are read. A live experiment is told of only when it has changed.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ExperimentIndex, OpenExperiment, TraceSource } from '../analyses/experiment-index.ts';
import { type Output, QueryError, type Status } from '../analyses/output.ts';
import { FileSystem } from '../binaries/file-system.ts';
import type { CallSource, OutsideFeed } from '../calls/feed.ts';
import type { ConfigurationType } from '../configurations/configuration-type.ts';
import { CALLS_FORMAT, callsFormat } from '../formats/calls/format.ts';
import type { Format, Notice, TraceReader } from '../formats/reader.ts';
import { KeptIndex } from '../index/store/index-folder.ts';
import { stringifyJson } from '../json.ts';
import { type Answer, answer, noSuchOutput, withoutModel } from './answer.ts';
import { KnownTypes } from './known-types.ts';
import { OutputSet } from './output-set.ts';
import type { FromWorker, ToWorker, TraceProgress, TraceToOpen, WorkerInput } from './protocol.ts';
import { ProvidedOutputs } from './provided-outputs.ts';
import { ReadingRate } from './reading-rate.ts';
import { RenewalPace } from './renewal-pace.ts';
import { failedReport, traceReport } from './trace-reports.ts';
import { tryOut } from './trial.ts';
import { WatchedTraces } from './watched-traces.ts';

/** What an experiment is built of; tests bring their own. */
export interface Parts {
  readonly formatById: (id: string) => Format | undefined;
  readonly openExperiment: OpenExperiment;
  readonly configurationTypes: readonly ConfigurationType[];
  /** Absent where no calls are recorded. */
  readonly openFeed?: (source: CallSource) => Promise<OutsideFeed>;
}

interface Opened {
  readonly index: ExperimentIndex;
  readonly outputs: OutputSet;
}

type Post = (message: FromWorker, transfer?: readonly ArrayBuffer[]) => void;

const PROGRESS_MS = 100;
/** Between two looks whether what is read anew is as far as what it replaces. */
const CATCH_UP_MS = 20;

export class ExperimentServer {
  readonly #input: WorkerInput;
  readonly #parts: Parts;
  readonly #post: Post;
  /** What is being answered, and which output was asked, once it was found. */
  readonly #asked = new Map<number, { readonly controller: AbortController; output?: Output | undefined }>();
  readonly #failed: TraceProgress[] = [];
  /** About the experiment as a whole. */
  readonly #notices: Notice[] = [];
  readonly #types: KnownTypes;
  readonly #watched = new WatchedTraces();
  readonly #reading = new AbortController();
  readonly #rate = new ReadingRate();
  readonly #whenEnded = Promise.withResolvers<void>();
  /** How reading has ended. */
  #ended: { readonly status: Status; readonly message?: string } | undefined;
  /** Indexes were, of what has been read to its end. */
  #isKept = false;
  readonly #renewals = new RenewalPace();
  /** What questions go to: another one, once a live experiment has been read anew. */
  #opened: Promise<Opened>;
  /** What was told last, but for how fast it goes and how far it reaches. */
  #told = '';
  /** Of traces: a live one's may go on with the clock while there is nothing new in it. */
  #ends = '';
  #liveRevision = Date.now();
  #renewed = 0;

  constructor(input: WorkerInput, parts: Parts, post: Post) {
    this.#input = input;
    this.#parts = parts;
    this.#types = new KnownTypes(parts.configurationTypes);
    this.#post = post;
    this.#opened = this.#open();
  }

  /** Reads all traces, and keeps the indexes; resolves when the last progress has been posted. */
  async run(): Promise<void> {
    let { index } = await this.#opened;
    const timer = setInterval(() => void this.#tick(), PROGRESS_MS);
    this.#report(index);
    try {
      index = await this.#read(index);
      this.#ended = { status: this.#failed.length === this.#input.traces.length ? 'FAILED' : index.status };
    } catch (error) {
      this.#ended = { status: 'FAILED', message: (error as Error).message };
    } finally {
      clearInterval(timer);
    }
    this.#report(index);
    this.#whenEnded.resolve();
    if (!this.#isKept) await this.#keep(index);
  }

  /** Also whatever takes the place of it. Answers the last one. */
  async #read(first: ExperimentIndex): Promise<ExperimentIndex> {
    for (let index = first; ; ) {
      await index.run(this.#reading.signal);
      const { index: now } = await this.#opened;
      if (now === index) return index;
      index = now;
    }
  }

  async #tick(): Promise<void> {
    const { index } = await this.#opened;
    const { live } = index;
    this.#report(index);
    if (live?.isCaughtUp && !this.#isKept) {
      this.#isKept = true;
      await this.#keep(index);
    }
    if (live?.isOutdated && this.#renewals.begin(performance.now())) await this.#renew();
  }

  /**
   * Reads the outdated traces of a live experiment anew beside the old ones, and has the new ones take their place once
   * they are as far. What is being answered is answered by the old ones.
   */
  async #renew(): Promise<void> {
    const before = await this.#opened;
    const { signal } = this.#reading;
    const index = before.index.live!.renewed();
    void index.run(signal);
    while (!index.live!.isCaughtUp) await delay(CATCH_UP_MS);
    this.#renewals.end(performance.now());
    if (signal.aborted || index.traces.some(({ status }) => status === 'FAILED')) {
      index.live!.giveWay(before.index);
      return;
    }
    index.shift(new Map(before.index.traces.map(({ source, offset }) => [source.uuid, offset])));
    this.#opened = Promise.resolve({ index, outputs: before.outputs.over(index) });
    before.index.live!.giveWay(index);
    this.#renewed++;
    this.#report(index);
    const asked = new Set(this.#asked.keys());
    while (!asked.isDisjointFrom(this.#asked)) await delay(CATCH_UP_MS);
    before.outputs.close();
  }

  receive(message: Exclude<ToWorker, { kind: 'open' }>): void {
    if (message.kind === 'abort') this.#asked.get(message.id)?.controller.abort();
    else if (message.kind === 'ask') void this.#answer(message);
    else if (message.kind === 'try') void this.#try(message);
    else if (message.kind === 'look') void this.#look();
    else if (message.kind === 'cancel') void this.#cancel(message.id);
    else void this.#change(message);
  }

  async #open(): Promise<Opened> {
    this.#notices.push(...(await this.#types.change({ load: this.#input.modules ?? [], forget: [] })));
    const sources: TraceSource[] = [];
    for (const [i, trace] of this.#input.traces.entries()) {
      try {
        sources.push(await this.#openTrace(trace, join(this.#input.cacheFolder, String(i))));
      } catch (error) {
        this.#failed.push(failedReport(trace, (error as Error).message));
      }
    }
    const { binaries } = this.#input;
    const index = this.#parts.openExperiment(sources, binaries && new FileSystem(binaries));
    for (const path of this.#input.symbolMaps) {
      await index.addSymbols(path).catch((error: Error) => this.#notices.push({ message: error.message, file: path }));
    }
    const provided = new ProvidedOutputs(index.experiment, this.#types.list);
    for (const configuration of this.#input.configurations ?? []) provided.put(configuration);
    const outputs = new OutputSet(() => index.outputs(), this.#types.list, this.#input.derived, provided);
    return { index, outputs };
  }

  async #openTrace(trace: TraceToOpen, cache: string): Promise<TraceSource> {
    const { uuid, name, path, format: id, offset = 0n } = trace;
    const own = id === CALLS_FORMAT ? this.#callsFormat() : this.#parts.formatById(id);
    const { format, by } = own ? { format: own } : this.#types.describedFormat(trace, this.#input.configurations ?? []);
    const states = await this.#watched.add(uuid, format, path);
    const { indexFolder } = this.#input;
    const source = { uuid, name, path, offset, format: id };
    if (indexFolder === undefined) return { ...source, reader: await openReader(format, path, cache) };
    const kept = new KeptIndex(
      indexFolder,
      JSON.stringify([id, path]),
      stringifyJson([id, path, ...states, ...(by ? [by.parameters] : [])]),
    );
    // Both are opened at one time.
    void kept.open();
    return { ...source, reader: await openReader(format, path, cache), kept };
  }

  #callsFormat(): Format {
    const { calls } = this.#input;
    const { openFeed } = this.#parts;
    if (calls === undefined || openFeed === undefined) throw new Error('calls are not recorded here');
    return callsFormat(() => openFeed(calls));
  }

  /** A failure costs no more than reading the trace again next time. */
  async #keep(index: ExperimentIndex): Promise<void> {
    try {
      await this.#look();
      await index.keep(({ uuid }) => this.#watched.changed(uuid).length === 0);
    } catch (error) {
      this.#notices.push({ message: `The index is not kept for the next opening: ${(error as Error).message}` });
      this.#report(index);
    }
  }

  async #cancel(id: number): Promise<void> {
    this.#reading.abort(new Error('reading was cancelled'));
    const { index, outputs } = await this.#opened;
    for (const { source } of index.traces) source.reader.cancel?.();
    await this.#whenEnded.promise;
    this.#post({ kind: 'descriptors', id, outputs: outputs.descriptors() });
  }

  async #look(): Promise<void> {
    const { index } = await this.#opened;
    if (await this.#watched.look()) this.#report(index);
  }

  #report(index: ExperimentIndex): void {
    const { status, message } = this.#ended ?? { status: 'RUNNING' };
    const traces = index.traces.map((trace, i) =>
      traceReport(trace, i === 0 ? [...this.#notices, ...index.notices] : []),
    );
    const all = [...traces, ...this.#failed].map((trace): TraceProgress => {
      const changed = this.#watched.changed(trace.uuid);
      return changed.length === 0 ? trace : { ...trace, changed };
    });
    const { fraction } = index;
    const events = all.reduce((sum, { nbEvents }) => sum + nbEvents, 0);
    const rate = status === 'RUNNING' ? this.#rate.at(performance.now(), events, fraction) : {};
    const reason = message === undefined ? {} : { message };
    const isLive = status === 'RUNNING' && index.live?.isCaughtUp === true;
    const ends = all.map(({ end }) => end).join();
    const told = [status, fraction, events, message, isLive, this.#renewed, ...all.map(traceText)].join('\n');
    const isSame = told === this.#told;
    if (isLive && isSame && ends === this.#ends) return;
    this.#told = told;
    this.#ends = ends;
    if (!isSame) this.#liveRevision++;
    const live = isLive ? { liveRevision: this.#liveRevision } : {};
    this.#post({ kind: 'progress', traces: all, status, fraction, events, ...(isLive ? live : rate), ...reason });
  }

  async #answer({ id, operation, outputId, parameters, framed }: Extract<ToWorker, { kind: 'ask' }>): Promise<void> {
    const controller = new AbortController();
    const asked: { readonly controller: AbortController; output?: Output | undefined } = { controller };
    this.#asked.set(id, asked);
    let reply: Answer;
    try {
      const { outputs } = await this.#opened;
      const output = outputs.find(outputId);
      asked.output = output;
      reply = output ? await answer(operation, output, parameters, controller.signal, framed) : noSuchOutput(outputId);
    } catch (error) {
      reply = withoutModel('FAILED', (error as Error).message, framed);
    }
    this.#asked.delete(id);
    this.#post({ kind: 'answer', id, ...reply }, [reply.body]);
  }

  async #try({ id, outputId, trial }: Extract<ToWorker, { kind: 'try' }>): Promise<void> {
    const { outputs } = await this.#opened;
    const output = outputs.find(outputId);
    const type = this.#types.find(trial.typeId);
    const result = output && type ? await tryOut(type, output, trial) : {};
    this.#post({ kind: 'tried', id, result });
  }

  async #change(
    message: Extract<
      ToWorker,
      { kind: 'outputs' | 'derive' | 'remove' | 'types' | 'configure' | 'withdraw' | 'symbols' | 'shift' }
    >,
  ): Promise<void> {
    const { id } = message;
    try {
      const { index, outputs } = await this.#opened;
      if (message.kind === 'derive') {
        this.#post({ kind: 'descriptors', id, outputs: [outputs.derive(message.derived)] });
        return;
      }
      if (message.kind === 'remove') outputs.remove(message.outputId);
      if (message.kind === 'types') this.#notices.push(...(await this.#types.change(message.change)));
      if (message.kind === 'configure') outputs.configure(message.configuration, message.remake);
      if (message.kind === 'withdraw') outputs.withdraw(message.configurationId);
      if (message.kind === 'symbols') await index.addSymbols(message.path);
      if (message.kind === 'shift') {
        index.shift(message.offsets);
        this.#report(index);
      }
      for (const { output, controller } of this.#asked.values()) {
        if (output && outputs.find(output.descriptor.id) !== output) controller.abort();
      }
      this.#post({ kind: 'descriptors', id, outputs: outputs.descriptors() });
    } catch (error) {
      const { parameter, position } = error instanceof QueryError ? error : {};
      this.#post({
        kind: 'refused',
        id,
        message: (error as Error).message,
        ...(parameter === undefined ? {} : { parameter }),
        ...(position === undefined ? {} : { position }),
      });
    }
  }
}

/** All of it that may change. */
function traceText({ uuid, start, offset, nbEvents, status, notices, changed = [] }: TraceProgress): string {
  return [uuid, start, offset, nbEvents, status, ...notices.map(({ message }) => message), ...changed].join();
}

async function openReader(format: Format, path: string, cache: string): Promise<TraceReader> {
  mkdirSync(cache, { recursive: true });
  return format.open(path, cache);
}
