/**
 * Which thread ran when on which CPU: a series of runs for each thread and CPU, and one for each CPU of all that is not
 * idle. What CPU usage and context switches are computed from.
 */
import { KeyTable } from '../../../index/key-table.ts';
import type { IndexReader, IndexWriter } from '../../../index/store/kept.ts';
import { MOST_CPUS } from '../kernel-part.ts';
import { RunSeries } from './run-series.ts';

const NONE = new Float64Array(0);

export class RunTable {
  /** Keys are slot · MOST_CPUS + CPU. */
  readonly #pairs = new KeyTable();
  readonly #series: RunSeries[] = [];
  /** By CPU; holes where a CPU has had no thread. */
  readonly busy: RunSeries[] = [];
  /** By CPU: the pair that runs, or −1. */
  readonly #running = new Int32Array(MOST_CPUS).fill(-1);

  get length(): number {
    return this.#series.length;
  }
  series(pair: number): RunSeries {
    return this.#series[pair]!;
  }
  slot(pair: number): number {
    return Math.floor(this.#pairs.key(pair) / MOST_CPUS);
  }
  cpu(pair: number): number {
    return this.#pairs.key(pair) % MOST_CPUS;
  }

  /** The runs of a thread on a CPU; undefined if there are none. */
  of(slot: number, cpu: number): RunSeries | undefined {
    return this.#series[this.#pairs.find(slot * MOST_CPUS + cpu)];
  }

  /** The thread is the first that is known of its CPU, on which it has run since the trace began. */
  found(slot: number, cpu: number, begin: number, idle: boolean): void {
    this.begin(slot, cpu, begin, idle);
    const series = this.of(slot, cpu)!;
    if (series.start.length === 1) series.isContinued = true;
  }

  begin(slot: number, cpu: number, time: number, idle: boolean): void {
    const pair = this.#pairs.id(slot * MOST_CPUS + cpu);
    if (pair === this.#series.length) this.#series.push(new RunSeries());
    this.#running[cpu] = pair;
    this.#series[pair]!.begin(time);
    this.busy[cpu] ??= new RunSeries();
    if (!idle) this.busy[cpu].begin(time);
  }

  /** Ends what runs on the CPU, if anything does. */
  end(cpu: number, time: number): void {
    const pair = this.#running[cpu]!;
    if (pair < 0) return;
    this.#running[cpu] = -1;
    this.#series[pair]!.end(time);
    const busy = this.busy[cpu]!;
    if (busy.isRunning) busy.end(time);
  }

  /** Nobody knows until when the thread ran that is taken to run on the CPU. */
  forget(cpu: number): void {
    const pair = this.#running[cpu]!;
    if (pair < 0) return;
    this.#running[cpu] = -1;
    this.#series[pair]!.forget();
    this.busy[cpu]!.forget();
  }

  finish(end: number): void {
    for (const cpu of this.busy.keys()) this.end(cpu, end);
  }

  save(out: IndexWriter): void {
    const cpus = Object.keys(this.busy).map(Number);
    const all = [...this.#series, ...cpus.map((cpu) => this.busy[cpu]!)];
    out.facts('cpus', cpus);
    this.#pairs.save(out.within('pairs'));
    out.column('continued', [Uint8Array.from(all, ({ isContinued }) => (isContinued ? 1 : 0))]);
    out.column('counts', [Uint32Array.from(all, ({ start }) => start.length)]);
    out.column('start', [NONE, ...all.map(({ start }) => start.items)]);
    out.column('total', [NONE, ...all.map(({ total }) => total.items)]);
  }

  load(from: IndexReader): void {
    const start = from.float64('start');
    const total = from.float64('total');
    let at = 0;
    const continued = from.uint8('continued');
    const all = Array.from(from.uint32('counts'), (count, i) => {
      const series = new RunSeries();
      series.start.load(start.subarray(at, at + count));
      series.total.load(total.subarray(at, at + count));
      series.isContinued = continued[i] === 1;
      at += count;
      return series;
    });
    this.#pairs.load(from.within('pairs'));
    for (let pair = 0; pair < this.#pairs.size; pair++) this.#series.push(all[pair]!);
    (from.facts('cpus') as number[]).forEach((cpu, i) => {
      this.busy[cpu] = all[this.#pairs.size + i]!;
    });
  }
}
