/**
 * The rows of a table of statistics: durations summed up by type, and all of them. Types have numbers from 1, given in
 * order of first appearance; 0 stands for all.
 */
import { KeyTable } from '../../index/key-table.ts';
import { formatDuration } from '../durations.ts';
import type { TreeEntry, TreeHeader } from '../output.ts';
import type { Pace } from '../pace.ts';
import { DurationStatistics } from './duration-statistics.ts';
import { type Classes, eachChunk, type SegmentRun } from './segments.ts';

export const HEADERS: readonly TreeHeader[] = [
  { name: 'Label', tooltip: 'What was measured', dataType: 'STRING' },
  { name: 'Minimum', tooltip: 'Shortest duration', dataType: 'DURATION' },
  { name: 'Maximum', tooltip: 'Longest duration', dataType: 'DURATION' },
  { name: 'Average', tooltip: 'Average duration', dataType: 'DURATION' },
  { name: 'Std Dev', tooltip: 'Standard deviation of the durations', dataType: 'DURATION' },
  { name: 'Count', tooltip: 'How many', dataType: 'NUMBER' },
  { name: 'Total', tooltip: 'Sum of the durations', dataType: 'DURATION' },
  { name: 'Min Time Range', tooltip: 'Time of the shortest one', dataType: 'TIME_RANGE' },
  { name: 'Max Time Range', tooltip: 'Time of the longest one', dataType: 'TIME_RANGE' },
];

const ALL = 0;

/** The types of a trace, shared by all tables over it so that entries have the same numbers in each. */
export class DurationTypes {
  readonly classes: Classes;
  readonly #keys = new KeyTable();
  readonly #byLabel = new Map<string, number>();
  /** By key. */
  readonly #rows: number[] = [];
  readonly labels: string[] = ['Total'];

  constructor(classes: Classes) {
    this.classes = classes;
  }

  /** −1 of a segment that is not counted. */
  row(run: SegmentRun, i: number): number {
    const type = this.classes.of(run, i);
    const key = this.#keys.id(type);
    return this.#rows[key] ?? this.#add(key, type);
  }

  #add(key: number, type: number): number {
    const label = this.classes.label(type);
    const row = label === undefined ? -1 : this.#rowOf(label);
    this.#rows[key] = row;
    return row;
  }

  #rowOf(label: string): number {
    const row = this.#byLabel.get(label) ?? this.labels.push(label) - 1;
    this.#byLabel.set(label, row);
    return row;
  }
}

export class DurationTable {
  readonly #types: DurationTypes;
  readonly #base: bigint;
  readonly #statistics = new DurationStatistics();

  /** Segments' times are ns since `base`. */
  constructor(types: DurationTypes, base: bigint) {
    this.#types = types;
    this.#base = base;
  }

  /** Those of the segments in these ranges of places that lie at least partly within [from, to]. */
  add(
    run: SegmentRun,
    ranges: readonly number[],
    pace: Pace,
    from = Number.NEGATIVE_INFINITY,
    to = Number.POSITIVE_INFINITY,
  ): Promise<void> {
    return eachChunk(run, ranges, pace, ({ start, end, name }, first, count) => {
      for (let i = 0; i < count; i++) {
        const begin = start[i]!;
        if (begin > to || end[i]! < from || name[i]! < 0) continue;
        const row = this.#types.row(run, first + i);
        if (row < 0) continue;
        const duration = end[i]! - begin;
        this.#statistics.add(ALL, begin, duration);
        this.#statistics.add(row, begin, duration);
      }
    });
  }

  /** The sum, and below it one entry a type, those with the most time first. */
  entries(name: string, id: number, parentId: number, idOf: (row: number) => number): TreeEntry[] {
    const counted: { row: number; total: number }[] = [];
    for (let row = 1; row < this.#statistics.size; row++) {
      const { count, total } = this.#statistics.facts(row);
      if (count > 0) counted.push({ row, total });
    }
    counted.sort((a, b) => b.total - a.total || a.row - b.row);
    return [
      { id, parentId, labels: this.labels(name), hasData: true },
      ...counted.map(
        ({ row }): TreeEntry => ({
          id: idOf(row),
          parentId: id,
          labels: this.labels(this.#types.labels[row]!, row),
          hasData: true,
        }),
      ),
    ];
  }

  /** The cells of a row, as `HEADERS` name them. */
  labels(name: string, row = ALL): string[] {
    if (row >= this.#statistics.size) return [name, '---', '---', '---', '---', '0', '0', '', ''];
    const facts = this.#statistics.facts(row);
    return [
      name,
      ...[facts.min, facts.max, facts.average, facts.standardDeviation].map(formatDuration),
      String(facts.count),
      formatDuration(facts.total),
      this.#range(facts.minStart, facts.min),
      this.#range(facts.maxStart, facts.max),
    ];
  }

  #range(start: number, duration: number): string {
    const from = this.#base + BigInt(start);
    return `[${from},${from + BigInt(duration)}]`;
  }
}
