/**
 * The counters of one trace: numbers that change over time, each alone or in a group such as a CPU or a process.
 *
 * Groups and counters have entry numbers (the root is 0) in order of first appearance.
 */
import type { EventBatch, FieldRequest } from '../../formats/reader.ts';
import { StepSeries } from '../../index/step-series.ts';
import { loadSeries, saveSeries } from '../../index/step-series-kept.ts';
import type { IndexReader, IndexWriter } from '../../index/store/kept.ts';
import type { Analysis } from '../analysis.ts';
import type { Attribute, Attributed } from '../attributes.ts';

interface CounterGroup {
  readonly entry: number;
  readonly name: string;
  /** Undefined right below the root. */
  readonly parent: CounterGroup | undefined;
}

export interface Counter {
  readonly entry: number;
  readonly name: string;
  readonly group: CounterGroup;
  readonly series: StepSeries;
}

type KeptGroup = readonly [entry: number, name: string, parent: number];

export abstract class CounterIndex implements Analysis, Attributed {
  readonly stateSystem = { module: 'Counters', id: 'org.eclipse.tracecompass.analysis.counters.core.counteranalysis' };
  abstract readonly requests: readonly FieldRequest[];
  /** Values only ever grow, and what matters is by how much; otherwise they are levels. */
  abstract readonly cumulative: boolean;
  abstract readonly keptAs: string;
  readonly groups: CounterGroup[] = [];
  readonly counters: Counter[] = [];
  readonly #byName = new Map<string, CounterGroup>();
  readonly #byEntry = new Map<number, Counter>();
  #entries = 1;

  abstract consume(batch: EventBatch, fields: readonly Float64Array[]): void;

  finish(): void {
    // Counters keep their last value.
  }

  save(out: IndexWriter): void {
    out.facts(
      'groups',
      this.groups.map(({ entry, name, parent }): KeptGroup => [entry, name, parent?.entry ?? 0]),
    );
    out.facts(
      'counters',
      this.counters.map(({ entry, name, group }): KeptGroup => [entry, name, group.entry]),
    );
    saveSeries(
      out,
      this.counters.map(({ series }) => series),
    );
  }

  load(from: IndexReader): void {
    const byEntry = new Map<number, CounterGroup>();
    for (const [entry, name, parent] of from.facts('groups') as KeptGroup[]) {
      const group = { entry, name, parent: byEntry.get(parent) };
      byEntry.set(entry, group);
      this.groups.push(group);
    }
    const series = loadSeries(from);
    (from.facts('counters') as KeptGroup[]).forEach(([entry, name, group], i) => {
      this.#add({ entry, name, group: byEntry.get(group)!, series: series[i]! });
    });
  }

  *attributes(): Iterable<Attribute> {
    for (const { name, group, series } of this.counters)
      yield { path: [...groupPath(group), name], values: { steps: series } };
  }

  counter(entry: number): Counter | undefined {
    return this.#byEntry.get(entry);
  }

  /** The counter `name` in the group of `aspect` (as "CPU") `value` (as "0"), or in none. */
  protected add(name: string, aspect?: string, value?: string): StepSeries {
    const group =
      aspect === undefined
        ? this.#group('Ungrouped')
        : this.#group(value!, this.#group(aspect, this.#group('Grouped')));
    const counter = { entry: this.#entries++, name, group, series: new StepSeries() };
    this.#add(counter);
    return counter.series;
  }

  #add(counter: Counter): void {
    this.counters.push(counter);
    this.#byEntry.set(counter.entry, counter);
  }

  #group(name: string, parent?: CounterGroup): CounterGroup {
    const key = `${parent?.entry ?? 0} ${name}`;
    let group = this.#byName.get(key);
    if (group === undefined) {
      group = { entry: this.#entries++, name, parent };
      this.groups.push(group);
      this.#byName.set(key, group);
    }
    return group;
  }
}

/** The names of a group and those above it, from the top. */
export function groupPath({ name, parent }: CounterGroup): readonly string[] {
  return parent === undefined ? [name] : [...groupPath(parent), name];
}
