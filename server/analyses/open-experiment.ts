/**
 * Opens an experiment: takes over the indexes that are kept of its traces; reads the other traces one after the other and
 * feeds each batch of events to all analyses that apply to the trace. Offers the outputs that can show something of what
 * has been found so far.
 *
 * Questions are answered between batches. A trace that fails keeps what was read of it, and the others go on. A live trace
 * is read beside the others, and never ends; one that is outdated is read anew in an experiment of its own, which shares
 * all other traces with this one (`renewed`).
 */
import { type FileSystem, NO_FILES } from '../binaries/file-system.ts';
import type { Notice } from '../formats/reader.ts';
import { UstCallStack } from './call-stack/ust-call-stack.ts';
import { BinaryShelf } from './debug-info/binary-shelf.ts';
import { EntryIds } from './entry-ids.ts';
import type { ExperimentIndex, LiveExperiment, OpenExperiment, TraceSource } from './experiment-index.ts';
import type { Experiment } from './experiment-output.ts';
import { IndexedTrace } from './indexed-trace.ts';
import { LIVE, type Output, QueryError, type Status } from './output.ts';
import { Pace } from './pace.ts';
import { analysesOf, outputsOf } from './registry.ts';
import { mapsBeside, readMap } from './symbols/map-files.ts';
import { Symbols } from './symbols/symbols.ts';

export const openExperiment: OpenExperiment = (sources, files) => new OpenedExperiment(sources, files);

class OpenedExperiment implements ExperimentIndex, LiveExperiment, Experiment {
  readonly traces: readonly IndexedTrace[];
  readonly ids: EntryIds;
  status: Status = 'RUNNING';
  readonly #outputs = new Map<unknown, readonly Output[]>();
  /** By trace. */
  readonly #symbols: readonly Symbols[];

  readonly #shelf: BinaryShelf;

  /** By trace. */
  readonly #readings: Map<IndexedTrace, Promise<void>>;

  constructor(sources: readonly TraceSource[], files: FileSystem | undefined, before?: OpenedExperiment) {
    const names = distinctNames(sources.map(({ name }) => name));
    this.traces = sources.map((source, i) => {
      const known = before?.traces[i];
      return known?.source === source ? known : new IndexedTrace(source, names[i]!, i);
    });
    this.ids = new EntryIds(sources.length);
    this.#shelf = before ? before.#shelf : new BinaryShelf(files ?? NO_FILES);
    this.#symbols = before ? before.#symbols : sources.map(() => new Symbols(this.#shelf));
    this.#readings = new Map(before ? before.#readings : []);
  }

  get statusMessage(): string | undefined {
    const failed = this.traces.filter(({ status }) => status === 'FAILED');
    if (failed.length === 0) return this.live && this.status === 'RUNNING' && this.isCaughtUp ? LIVE : undefined;
    return failed.map(({ name, message }) => `${name}: ${message}`).join('; ');
  }

  get notices(): readonly Notice[] {
    return this.#shelf.notices;
  }

  get experiment(): Experiment {
    return this;
  }

  get fraction(): number {
    if (this.status === 'COMPLETED' || this.status === 'FAILED') return 1;
    if (this.live && this.isCaughtUp && this.status !== 'CANCELLED') return 1;
    let done = 0;
    let total = 0;
    for (const { source, status } of this.traces) {
      const { bytesDone, bytesTotal } = source.reader.progress;
      done += status === 'RUNNING' || status === 'CANCELLED' ? Math.min(bytesDone, bytesTotal) : bytesTotal;
      total += bytesTotal;
    }
    return total === 0 ? 0 : done / total;
  }

  get live(): LiveExperiment | undefined {
    return this.traces.some(isLive) ? this : undefined;
  }
  get isCaughtUp(): boolean {
    return this.traces.every((trace) => trace.isCaughtUp);
  }
  get isOutdated(): boolean {
    return this.traces.some(isOutdated);
  }

  async run(signal: AbortSignal): Promise<void> {
    const [live, others] = [this.traces.filter(isLive), this.traces.filter((trace) => !isLive(trace))];
    const following = live.map((trace) => this.#read(trace, signal));
    for (const trace of others) await this.#read(trace, signal);
    await Promise.all(following);
    if (this.traces.some(({ status }) => status === 'CANCELLED')) this.status = 'CANCELLED';
    else
      this.status =
        this.traces.length > 0 && this.traces.every(({ status }) => status === 'FAILED') ? 'FAILED' : 'COMPLETED';
  }

  async keep(wanted: (source: TraceSource) => boolean): Promise<void> {
    const pace = new Pace();
    for (const trace of this.traces) if (wanted(trace.source)) await trace.keep(() => pace.pause());
  }

  renewed(): ExperimentIndex {
    const sources = this.traces.map((trace): TraceSource => {
      const { source, offset } = trace;
      return isOutdated(trace) ? { ...source, offset, reader: source.reader.live!.renewed() } : source;
    });
    return new OpenedExperiment(sources, undefined, this);
  }

  giveWay(to: ExperimentIndex): void {
    const kept = new Set(to.traces.map(({ source }) => source));
    for (const { source } of this.traces) if (!kept.has(source)) source.reader.cancel?.();
  }

  outputs(): readonly Output[] {
    return outputsOf(this, this.#outputs);
  }

  shift(offsets: ReadonlyMap<string, bigint>): void {
    for (const trace of this.traces) trace.offset = offsets.get(trace.source.uuid) ?? trace.offset;
  }

  async addSymbols(path: string): Promise<void> {
    const map = await readMap(path).catch((error: Error) => {
      throw new QueryError(`the symbol map can't be read: ${error.message}`, 'path');
    });
    if (map === undefined) throw new QueryError(`${path} holds no symbols as nm prints them`, 'path');
    for (const symbols of this.#symbols) symbols.add(map);
    for (const trace of this.traces) trace.find(UstCallStack)?.rename();
  }

  /** Once, whoever shares the trace. */
  #read(trace: IndexedTrace, signal: AbortSignal): Promise<void> {
    const reading = this.#readings.get(trace) ?? this.#readNow(trace, signal);
    this.#readings.set(trace, reading);
    return reading;
  }

  async #readNow(trace: IndexedTrace, signal: AbortSignal): Promise<void> {
    try {
      signal.throwIfAborted();
      const pace = new Pace(signal);
      const symbols = this.#symbols[trace.ordinal]!;
      if (!isLive(trace)) for (const map of await mapsBeside(trace.source.path)) symbols.add(map);
      if (!(await trace.load(() => analysesOf(trace, symbols)))) {
        await trace.source.reader.survey?.();
        signal.throwIfAborted();
        await trace.read(analysesOf(trace, symbols), () => pace.pause(), signal);
      }
      await trace.find(UstCallStack)?.readSymbols(pace);
      trace.status = 'COMPLETED';
    } catch (error) {
      trace.status = signal.aborted ? 'CANCELLED' : 'FAILED';
      trace.message = error instanceof Error ? error.message : String(error);
    }
  }
}

function isLive({ source }: IndexedTrace): boolean {
  return source.reader.live !== undefined;
}

function isOutdated({ source, status }: IndexedTrace): boolean {
  return status === 'RUNNING' && source.reader.live?.isOutdated === true;
}

/** Equal names get a number: "kernel", "kernel (2)". */
function distinctNames(names: readonly string[]): readonly string[] {
  const taken = new Set(names);
  const seen = new Set<string>();
  return names.map((name) => {
    let distinct = name;
    for (let n = 2; seen.has(distinct) || (distinct !== name && taken.has(distinct)); n++) distinct = `${name} (${n})`;
    seen.add(distinct);
    return distinct;
  });
}
